import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Case, Ridge } from './ridge.ts';

/** No two alike, and none on a line. */
const cases: readonly Case[] = Array.from({ length: 12 }, (_, index) => {
  const [one, other] = [Math.sin(index * 2.1) * 3, Math.cos(index * 1.3) + index / 4];
  return {
    features: [one, other],
    target: 5 + 2 * one - 0.5 * other + Math.sin(index * 7),
    weight: 0.2 + (index % 5) / 5,
  };
});

test('what depends on the features alone is told nearly as it is', () => {
  const exact = Array.from({ length: 200 }, (_, index) => {
    const features = [Math.sin(index * 2.1), Math.cos(index * 1.3)] as const;
    return { features, target: 20 + 3 * features[0] - features[1], weight: 1 };
  });
  const ridge = new Ridge(exact);
  assert.ok(Math.abs(ridge.predict([0.5, -0.5]) - 22) < 0.05);
});

test('features that tell nothing leave the weighted mean', () => {
  const ridge = new Ridge([
    { features: [7], target: 1, weight: 3 },
    { features: [7], target: 5, weight: 1 },
  ]);
  assert.equal(ridge.predict([7]), 2);
  assert.equal(ridge.predict([900]), 2);
});

/** What a fit without one case is off by there, by each penalty: with the scales of the fit with it, found by descent. */
function offByOthers(leftOut: number): readonly number[] {
  const total = cases.reduce((sum, { weight }) => sum + weight, 0);
  const scales = [0, 1].map((column) => {
    const mean =
      cases.reduce((sum, { weight, features }) => sum + weight * (features[column] ?? 0), 0) / total;
    const squares = cases.reduce(
      (sum, { weight, features }) => sum + weight * ((features[column] ?? 0) - mean) ** 2,
      0,
    );
    return { mean, deviation: Math.sqrt(squares / total) };
  });
  const rowOf = ({ features }: Case): number[] => [
    1,
    ...scales.map(({ mean, deviation }, column) => ((features[column] ?? 0) - mean) / deviation),
  ];
  const others = cases.filter((_, index) => index !== leftOut);
  return [1, 10, 100].map((penalty) => {
    const found = [0, 0, 0];
    // Each coefficient in turn at its best, until none moves.
    for (let round = 0; round < 500; round++) {
      for (const column of found.keys()) {
        let [up, down] = [0, column === 0 ? 0 : penalty];
        for (const one of others) {
          const row = rowOf(one);
          const own = row[column] ?? 0;
          const rest = row.reduce((sum, x, at) => sum + (at === column ? 0 : x * (found[at] ?? 0)), 0);
          up += one.weight * own * (one.target - rest);
          down += one.weight * own * own;
        }
        found[column] = up / down;
      }
    }
    const asked = cases[leftOut];
    assert.ok(asked);
    const predicted = rowOf(asked).reduce((sum, x, at) => sum + x * (found[at] ?? 0), 0);
    return Math.abs(asked.target - predicted);
  });
}

test('a surprise is what a fit without that case is off by, in units of what it had to expect', () => {
  const ridge = new Ridge(cases);
  const offs = cases.map((_, index) => offByOthers(index));
  const losses = [0, 1, 2].map((penalty) =>
    offs.reduce((sum, off, index) => sum + (cases[index]?.weight ?? 0) * (off[penalty] ?? NaN) ** 2, 0),
  );
  const best = losses.indexOf(Math.min(...losses));
  for (const [index, { features, weight }] of cases.entries()) {
    const influence = ridge.unitAt(features) ** 2 - 1;
    const unit = Math.sqrt(1 + influence / (1 - weight * influence));
    const surprise = (offs[index]?.[best] ?? NaN) / unit;
    assert.ok(Math.abs((ridge.surprises[index] ?? NaN) - surprise) < 1e-9);
  }
});

test('the unit grows with the distance from what was learned', () => {
  const ridge = new Ridge(cases);
  const units = [0, 5, 20, 80].map((away) => ridge.unitAt([away, 2]));
  assert.deepEqual(
    units,
    units.toSorted((one, other) => one - other),
  );
  assert.ok((units[0] ?? 0) > 1 && (units[3] ?? 0) > 2 * (units[0] ?? 0));
});
