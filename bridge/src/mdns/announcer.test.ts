import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

/** In a process of its own, which ends when nothing is left open. */
const program = `
import { Announcer } from ${JSON.stringify(new URL('announcer.ts', import.meta.url).href)};
for (let turns = 0; turns < 60; turns++) {
  const announcement = { name: 'Test ' + turns, host: '127.0.0.1', port: 8321, txt: {}, reach: 'loopback' };
  const announcer = new Announcer({ ...announcement, log: console.log });
  // A turn of the microtasks, then of the event loop: the responder starts by both.
  for (let turn = 0; turn < turns; turn++) await (turn < 30 ? undefined : new Promise(setImmediate));
  await announcer[Symbol.asyncDispose]();
}
console.log('withdrawn');
`;

test('withdrawn at any moment of its start it leaves nothing open that would keep the process', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    timeout: 60_000,
  });
  assert.equal(stdout, 'withdrawn\n');
});
