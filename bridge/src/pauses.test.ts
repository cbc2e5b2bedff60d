import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notePauses } from './pauses.ts';

test('a bridge that stood still notices it on waking, and says for how long; a busy one has not', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let now = 1000;
  const paused: number[] = [];
  const watched = notePauses({ paused: (ms) => paused.push(ms) }, () => now);
  for (const later of [5000, 20_000, 400_000, 5000]) {
    now += later;
    t.mock.timers.tick(5000);
  }
  assert.deepEqual(paused, [400_000]);
  watched[Symbol.dispose]();
  now += 400_000;
  t.mock.timers.tick(5000);
  assert.deepEqual(paused, [400_000], 'it is over');
});
