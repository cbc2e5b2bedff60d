import assert from 'node:assert/strict';
import { test } from 'node:test';
import { effectiveCount, nearDays } from './near-days.ts';

test('near are 91 days on either side, the nearer the more, also a year before and after', () => {
  const near = new Map(nearDays(500, 1000).map(({ day, weight }) => [day, weight]));
  assert.equal(near.size, 3 * 183);
  const weights = [500, 501, 499, 591, 592, 865, 135, 135 - 92].map((day) => near.get(day));
  const [step, last] = [91 / 92, 1 / 92];
  const expected = [1, step, step, last, undefined, 1, 1, undefined];
  for (const [index, weight] of weights.entries()) {
    assert.ok(weight === expected[index] || Math.abs((weight ?? NaN) - (expected[index] ?? NaN)) < 1e-12);
  }
});

test('the nearest come first, and none is before the first or after the last', () => {
  assert.deepEqual(
    nearDays(1, 4).map(({ day }) => day),
    [1, 0, 2, 3],
  );
  const weights = nearDays(500, 1000).map(({ weight }) => weight);
  assert.deepEqual(
    weights,
    weights.toSorted((one, other) => other - one),
  );
  assert.deepEqual(nearDays(0, 0), []);
});

test('days of equal weight count as many as they are, others as fewer', () => {
  assert.equal(effectiveCount([{ weight: 0.3 }, { weight: 0.3 }, { weight: 0.3 }]).toFixed(9), '3.000000000');
  assert.ok(effectiveCount([{ weight: 1 }, { weight: 0.1 }]) < 1.3);
  assert.equal(effectiveCount([]), 0);
});
