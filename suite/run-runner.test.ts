import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runRunner } from './run-runner.ts';
import type { Runner } from './runners.ts';

/** To have started by then, also on a busy machine. */
const LIMIT_MS = 6000;

let compiled = '';
before(async () => {
  compiled = await mkdtemp(join(tmpdir(), 'climat-compiled-'));
});
after(() => rm(compiled, { recursive: true, force: true }));

test('a runner that never ends is interrupted, and has failed', async (t) => {
  const said = t.mock.method(console, 'log', () => undefined);
  const never = "console.log('at it'); setInterval(() => {}, 1000);";
  assert.deepEqual(await runRunner(check(never), compiled, LIMIT_MS), { passed: 0, failed: 1 });
  const output = said.mock.calls.flatMap((call) => call.arguments as unknown[]).join('\n');
  assert.match(output, /at it\n\nInterrupted: not ended after 0\.1 minutes/);
});

test('what an interrupted runner left behind keeps nobody waiting', async (t) => {
  const said = t.mock.method(console, 'log', () => undefined);
  const leaving = `
    const left = require('node:child_process').spawn('sleep', ['300'], { stdio: 'inherit', detached: true });
    console.log('left', left.pid);
    process.once('SIGINT', () => process.exit(0));`;
  assert.deepEqual(await runRunner(check(leaving), compiled, LIMIT_MS), { passed: 0, failed: 1 });
  const output = said.mock.calls.flatMap((call) => call.arguments as unknown[]).join('\n');
  const left = Number(/left (\d+)/.exec(output)?.[1]);
  // Which throws if it is gone: it was waited for.
  process.kill(left);
});

function check(script: string): Runner {
  return {
    name: 'one',
    reports: false,
    command: () => ({ program: process.execPath, args: ['--eval', script] }),
  };
}
