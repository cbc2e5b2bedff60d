/** Runs one runner in a network of its own, shows its output where it failed, and reads its report. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isolated } from './needs/namespaces.ts';
import { closingLine, judge, readJUnit, type Result } from './results.ts';
import type { Runner } from './runners.ts';

const root = join(import.meta.dirname, '..');

export async function runRunner(runner: Runner): Promise<Result> {
  const from = Date.now();
  const folder = await mkdtemp(join(tmpdir(), 'climat-suite-'));
  try {
    const report = join(folder, 'junit.xml');
    const { program, args, env } = runner.command(report);
    const { code, output } = await ended(isolated(program, args), { ...process.env, ...env });
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

function ended(
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', (error) => {
      resolve({ code: null, output: String(error) });
    });
    child.once('close', (code) => {
      resolve({ code, output: Buffer.concat(chunks).toString() });
    });
  });
}
