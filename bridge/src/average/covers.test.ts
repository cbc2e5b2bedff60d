/** How long each reading counts, by numbers written by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calibratedCovers, covers, firstHold, usualHoldMs, within } from './covers.ts';

const [second, minute, hour] = [1000, 60_000, 3_600_000];
const none = { holds: [], flags: [] };

/** from, until, value of each. */
function coversOf(
  readings: readonly (readonly [number, number])[],
  rules: Parameters<typeof covers>[1] = none,
) {
  return covers(
    readings.map(([at, value]) => ({ at, value })),
    rules,
  ).map(({ from, until, value }) => [from, until, value]);
}

test('a reading counts until the next one, and no longer than its hold', () => {
  const rules = { holds: [{ from: 0, holdMs: 25 * second }], flags: [] };
  assert.deepEqual(
    coversOf(
      [
        [0, 20],
        [10_000, 21],
        [60_000, 22],
      ],
      rules,
    ),
    [
      [0, 10_000, 20],
      [10_000, 35_000, 21],
      [60_000, 85_000, 22],
    ],
  );
  assert.deepEqual(coversOf([[5, 20]]), [[5, 5 + usualHoldMs, 20]]);
});

test('of a reading counts the hold that began last before it, or with it', () => {
  const holds = [
    { from: 2 * hour, holdMs: minute },
    { from: hour, holdMs: 10 * minute },
  ];
  const lasts = (at: number): number => {
    const [[from = 0, until = 0] = []] = coversOf([[at, 20]], { holds, flags: [] });
    return until - from;
  };
  assert.equal(lasts(hour - 1), usualHoldMs);
  assert.equal(lasts(hour), 10 * minute);
  // It is the reading's own, also where it reaches into another.
  assert.equal(lasts(2 * hour - 1), 10 * minute);
  assert.equal(lasts(2 * hour), minute);
});

test('what is flagged counts for nothing, and what was measured before it until it begins', () => {
  const flags = [
    { from: 15_000, until: 30_000 },
    { from: 25_000, until: 40_000 },
  ];
  const readings = [
    [0, 20],
    [10_000, 21],
    [15_000, 22],
    [29_999, 23],
    [30_000, 24],
    [40_000, 25],
  ] as const;
  assert.deepEqual(coversOf(readings, { holds: [], flags }), [
    [0, 10_000, 20],
    [10_000, 15_000, 21],
    [40_000, 190_000, 25],
  ]);
});

test('a flag that holds no reading cuts the one before it all the same', () => {
  const flags = [{ from: 7_000, until: 8_000 }];
  assert.deepEqual(coversOf([[0, 20]], { holds: [], flags }), [[0, 7_000, 20]]);
});

test('a sensor tells its hold with its eleventh reading: 2.5 times the median of its first ten steps', () => {
  // Steps of 1, 2 … 10 minutes, in no order: between the fifth and the sixth lies 5½.
  const steps = [10, 1, 9, 2, 8, 3, 7, 4, 6, 5];
  const times = [hour];
  for (const step of steps) times.push((times.at(-1) ?? 0) + step * minute);
  assert.equal(firstHold(times.slice(0, 10)), undefined);
  assert.deepEqual(firstHold(times), { from: hour + 55 * minute, holdMs: 13.75 * minute });
  // What comes later changes nothing.
  assert.deepEqual(firstHold([...times, times[10] ?? 0, 9 * hour]), firstHold(times));
  const regular = (step: number) => firstHold(Array.from({ length: 11 }, (_, i) => i * step))?.holdMs;
  assert.equal(regular(101), 10 * second);
  assert.equal(regular(12_345), 30_863, 'rounded to a millisecond');
  assert.equal(regular(20 * hour), 24 * hour);
});

test('a calibration holds from its instant on, in the middle of a reading as well, which is counted once', () => {
  const cover = { from: 0, until: 100, value: 20_000, readings: 1 };
  const calibrations = [
    { from: 60, gain: 1.5, offset: -0.5 },
    { from: 25, gain: 1, offset: 0.25 },
  ];
  assert.deepEqual(calibratedCovers([cover], calibrations), [
    { from: 0, until: 25, value: 20_000, readings: 1 },
    { from: 25, until: 60, value: 20_250, readings: 0 },
    { from: 60, until: 100, value: 29_500, readings: 0 },
  ]);
  assert.deepEqual(calibratedCovers([{ ...cover, from: 60 }], calibrations), [
    { from: 60, until: 100, value: 29_500, readings: 1 },
  ]);
  assert.deepEqual(calibratedCovers([cover], []), [cover]);
});

test('a reading is counted where it was measured, and covers where its sensor stands meanwhile', () => {
  const cover = { from: 0, until: 100, value: 20_000, readings: 1 };
  const stretches = [
    { start: -10, until: 10 },
    { start: 40, until: 50 },
    { start: 100, until: 200 },
  ];
  assert.deepEqual(within([cover], stretches), [
    { from: 0, until: 10, value: 20_000, readings: 1 },
    { from: 40, until: 50, value: 20_000, readings: 0 },
  ]);
});
