/** Buckets, by numbers written by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cover } from '../store/averaging.ts';
import { roll, sum } from './roll.ts';

function cover(from: number, until: number, value: number, readings = 1): Cover {
  return { from, until, value, readings };
}

const cells = [
  { start: 0, until: 100 },
  { start: 100, until: 200 },
  { start: 200, until: 300 },
];
const nothing = { count: 0, wsum: 0, covered: 0, min: null, minAt: null, max: null, maxAt: null };

test('a bucket has the part of each cover that lies in it, and what is carried into it also as its extreme', () => {
  const [first, second, third] = roll([cover(10, 40, -3), cover(40, 150, 5), cover(180, 200, 1)], cells);
  assert.deepEqual(first, {
    ...{ start: 0, until: 100, count: 2, wsum: 30 * -3 + 60 * 5, covered: 90 },
    ...{ min: -3, minAt: 10, max: 5, maxAt: 40 },
  });
  assert.deepEqual(second, {
    ...{ start: 100, until: 200, count: 1, wsum: 50 * 5 + 20, covered: 70 },
    ...{ min: 1, minAt: 180, max: 5, maxAt: 100 },
  });
  assert.deepEqual(third, { start: 200, until: 300, ...nothing });
});

test('one that covers several buckets is counted in the first, and is in all of them', () => {
  const rolled = roll([cover(50, 250, 7)], cells);
  assert.deepEqual(
    rolled.map(({ count, covered, wsum, minAt, maxAt }) => [count, covered, wsum, minAt, maxAt]),
    [
      [1, 50, 350, 50, 50],
      [0, 100, 700, 100, 100],
      [0, 50, 350, 200, 200],
    ],
  );
});

test('what is measured just when a bucket ends belongs to the next', () => {
  const rolled = roll([cover(99, 100, 1), cover(100, 101, 2)], cells);
  assert.deepEqual(
    rolled.map(({ count, covered, wsum }) => [count, covered, wsum]),
    [
      [1, 1, 1],
      [1, 1, 2],
      [0, 0, 0],
    ],
  );
});

test('of equal extremes the first instant is said, in a bucket and in a sum', () => {
  const rolled = roll([cover(10, 20, 5), cover(20, 30, 4), cover(30, 40, 5), cover(110, 120, 4)], cells);
  assert.deepEqual([rolled[0]?.maxAt, rolled[0]?.minAt], [10, 20]);
  const { minAt, maxAt } = sum(rolled, { start: 0, until: 300 });
  assert.deepEqual([minAt, maxAt], [20, 10]);
});

test('a longer time is the sum of its buckets, also where values lie below zero', () => {
  const rolled = roll([cover(0, 50, -2), cover(120, 220, -7)], cells);
  assert.deepEqual(sum(rolled, { start: 0, until: 300 }), {
    ...{ start: 0, until: 300, count: 2, wsum: -800, covered: 150 },
    ...{ min: -7, minAt: 120, max: -2, maxAt: 0 },
  });
  assert.deepEqual(sum([], { start: 0, until: 300 }), { start: 0, until: 300, ...nothing });
});
