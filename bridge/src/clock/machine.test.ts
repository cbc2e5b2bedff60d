import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { isHere, modifiedAt, resolve, run, sleep } from './machine.ts';

const never = new AbortController().signal;

test('a program that is missing, fails, hangs or prints without end has said nothing', async () => {
  assert.equal(await run('printf', ['%s', 'yes'], never), 'yes');
  assert.equal(await run('climat-no-such-program', [], never), undefined);
  assert.equal(await run('sh', ['-c', 'echo yes; exit 1'], never), undefined);
  assert.equal(await run('sleep', ['1000'], never, 50), undefined);
  assert.equal(await run('yes', [], never), undefined);
  assert.equal(await run('sleep', ['1000'], AbortSignal.abort()), undefined);
});

test('programs speak English to us', async () => {
  assert.equal(await run('sh', ['-c', 'printf %s "$LC_ALL"'], never), 'C');
});

test('a file that is not there was never modified', async () => {
  assert.equal(await modifiedAt('/nonexistent/stamp'), undefined);
  assert.equal(typeof (await modifiedAt(import.meta.filename)), 'number');
});

test('a wait ends when it is not needed any more', async () => {
  const stop = new AbortController();
  const waiting = sleep(3_600_000, stop.signal);
  stop.abort();
  await waiting;
});

test('an address is its own name, and a name that nobody knows has none', async () => {
  assert.deepEqual(await resolve('192.0.2.1'), ['192.0.2.1']);
  assert.deepEqual(await resolve('fd00::1'), ['fd00::1']);
  assert.deepEqual(await resolve('no-such-host.invalid'), []);
});

test('all addresses of this machine are here, and those for documentation are nobody’s', () => {
  for (const { address } of Object.values(networkInterfaces()).flatMap((all) => all ?? [])) {
    assert.equal(isHere(address), true, address);
  }
  assert.equal(isHere('192.0.2.1'), false);
});
