/** The command line as a promise: help, exit codes, errors that name the remedy. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startSimulator } from '@climat-guardian/simulator';
import { startChild } from '@climat-guardian/suite/processes/child';
import { climatGuardian, program } from './climat-guardian.ts';

test('--help and --version answer and are well', async () => {
  const help = await climatGuardian('--help');
  assert.equal(help.code, 0);
  for (const command of ['run', 'demo', 'simulate'])
    assert.match(help.out, new RegExp(`^ +${command} `, 'm'));
  const version = await climatGuardian('--version');
  assert.equal(version.code, 0);
  assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
  assert.equal((await climatGuardian('demo', '--help')).code, 0);
});

test('a wrong use ends with 2 and says what would be right', async () => {
  for (const [args, said] of [
    [['nonsense'], /unknown command/],
    [['demo', '--rooms', '0'], /whole number from 1 to 200/],
    [['demo', '--rooms', '8.5'], /whole number/],
    [['demo', '--port', '70000'], /whole number from 0 to 65535/],
    [['demo', '--interval', 'soon'], /duration such as/],
    [['run', '--confg', 'x'], /--config/],
    [['run', 'extra'], /too many arguments/],
  ] as const) {
    const { code, err } = await climatGuardian(...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(err, said);
  }
  assert.equal((await climatGuardian()).code, 2, 'no command is no use');
});

test('a failure ends with 1, naming the file, the key and the remedy', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'climat-cli-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  const config = join(folder, 'building.yaml');
  await writeFile(config, 'sink: []\n');
  const faulty = await climatGuardian('run', '--config', config);
  assert.equal(faulty.code, 1);
  assert.match(
    faulty.err,
    /building\.yaml has a fault:\n +line 1: sink: unknown key; did you mean "sinks"\?/,
  );
  assert.doesNotMatch(faulty.err, /^ +at /m, 'no stack for a person');

  const missing = await climatGuardian('run', '--config', join(folder, 'none.yaml'));
  assert.equal(missing.code, 1);
  assert.match(missing.err, /none\.yaml.*\n.*cannot be read/);

  await writeFile(join(folder, 'climat-guardian.db'), 'not a database '.repeat(1000));
  const damaged = await climatGuardian('demo', '--port', '0', '--data', folder);
  assert.equal(damaged.code, 1);
  assert.match(damaged.err, /climat-guardian\.db cannot be used as the store/);
});

test('a port that is taken is said to be taken', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const { code, err } = await climatGuardian('demo', '--rooms', '1', '--port', String(address.port));
  server.close();
  assert.equal(code, 1);
  assert.match(err, new RegExp(`port ${String(address.port)} is taken.*--port`));
});

test('simulate --noise prints with each device the key that its seed gives it', async () => {
  const args = [program, 'simulate', '--rooms', '2', '--seed', '77', '--noise'];
  const child = await startChild(process.execPath, args, { ready: /(.+)\n(.+)\n/ });
  // Before it has announced itself: another test may be looking for its own devices just now.
  await child.end('SIGKILL');
  await using same = await startSimulator({ rooms: 2, seed: 77, encrypted: true, hold: true });
  for (const [index, { key, mac, name, room }] of same.devices.entries()) {
    assert.ok(key !== undefined);
    const line = child.ready[index + 1] ?? '';
    assert.match(line, /^127\.0\.0\.1:\d+ /);
    assert.deepEqual(line.split('  ').slice(1), [mac, key, name, room]);
  }
});
