/** Runs one runner in a network of its own, shows its output where it failed, and reads its report. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isolated } from './needs/namespaces.ts';
import { closingLine, judge, readJUnit, type Result } from './results.ts';
import type { Runner } from './runners.ts';

const root = join(import.meta.dirname, '..');
/** The longest takes half of it. */
const LIMIT_MS = 30 * 60_000;
/** For its last words, and its report. */
const LAST_WORDS_MS = 20_000;

/**
 * @param compiled where the processes of all runners keep what Node made of the same sources: a fifth of their time.
 * @param limitMs it has failed if it has not ended by then, and is interrupted: it says what it was at.
 */
export async function runRunner(runner: Runner, compiled: string, limitMs = LIMIT_MS): Promise<Result> {
  const from = Date.now();
  const folder = await mkdtemp(join(tmpdir(), 'climat-suite-'));
  try {
    const report = join(folder, 'junit.xml');
    const { program, args, env } = runner.command(report);
    const surroundings = { ...process.env, NODE_COMPILE_CACHE: compiled, ...env };
    const { code, output } = await ended(isolated(program, args), surroundings, limitMs);
    const result = runner.reports
      ? judge(code, readJUnit(await readFile(report, 'utf8').catch(() => '')))
      : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
    if (result.failed > 0) console.log(`\n${output}\n`);
    const took = `${((Date.now() - from) / 1000).toFixed(0)} s`;
    // Not in the form of the closing line, which stands alone at the end.
    console.log(`${result.failed > 0 ? '✗' : '✓'} ${runner.name}: ${closingLine(result)} (${took})`);
    return result;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns no code where it was interrupted. */
function ended(
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  limitMs: number,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    let isOver = false;
    const limit = setTimeout(() => {
      isOver = true;
      child.kill('SIGINT');
      const kill = setTimeout(() => child.kill('SIGKILL'), LAST_WORDS_MS);
      // What it left behind may hold its ends of the pipes.
      child.once('exit', () => {
        clearTimeout(kill);
        child.stdout.destroy();
        child.stderr.destroy();
      });
    }, limitMs);
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', (error) => {
      clearTimeout(limit);
      resolve({ code: null, output: String(error) });
    });
    child.once('close', (code) => {
      clearTimeout(limit);
      const output = Buffer.concat(chunks).toString();
      if (!isOver) resolve({ code, output });
      else resolve({ code: null, output: `${output}\nInterrupted: not ended after ${minutes(limitMs)}.` });
    });
  });
}

function minutes(ms: number): string {
  return `${(ms / 60_000).toFixed(1)} minutes`;
}
