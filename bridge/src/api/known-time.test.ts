import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knownTime } from './known-time.ts';

test('while the clock is not trusted it is never before what was known, and that goes on', () => {
  let [now, monotonic, isTrusted] = [1000, 50, false];
  const time = knownTime({ now: () => now, monotonic: () => monotonic, isTrusted: () => isTrusted }, 5000);
  assert.equal(time(), 5000);
  monotonic += 7;
  assert.equal(time(), 5007);
  now = 9000;
  assert.equal(time(), 9000, 'nor before what this host believes');
  now = 4000;
  isTrusted = true;
  assert.equal(time(), 4000, 'what is trusted counts alone');
});
