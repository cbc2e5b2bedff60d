import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snapped } from './snapped.ts';

test('where the readings are gone, the bucket of a room with one sensor is its own, to the last bit', () => {
  const cell = { start: 0, until: 3_600_000 };
  // Divided by what is covered and multiplied by it, each of these is another number.
  for (const [wsum, covered] of [
    [21_166_116_826, 1_051_844],
    [21_487_243_354, 1_067_796],
  ] as const) {
    const bucket = { ...cell, count: 6, wsum, covered, min: 20, minAt: 0, max: 22, maxAt: 1 };
    assert.deepEqual(snapped([{ sensor: 1, bucket, calibration: undefined }], cell), bucket);
  }
});
