import { assert } from '@open-wc/testing';
import { HOUR, NOON, sampleDay } from '../../test/days.ts';
import { sparklineOf } from './sparkline.ts';

const COLUMNS = 96;

/** The lines of a path, each a list of points. */
function linesOf(path: string): (readonly [x: number, y: number])[][] {
  return path
    .split('M')
    .filter((line) => line !== '')
    .map((line) =>
      line
        .replace('h0', '')
        .split('L')
        .map((point) => {
          const [x = NaN, y = NaN] = point.split(' ').map(Number);
          return [x, y] as const;
        }),
    );
}

describe('a sparkline', () => {
  it('leads from the left to the right of its box, and never out of it', () => {
    const [line = [], ...others] = linesOf(
      sparklineOf(sampleDay({ value: (ago) => 21 + 8 * Math.sin(ago) }), NOON, COLUMNS).path,
    );
    assert.deepEqual(others, []);
    assert.closeTo(line[0]?.[0] ?? NaN, 5.2, 0.1);
    assert.closeTo(line.at(-1)?.[0] ?? NaN, 994.8, 0.1);
    for (const [n, [x, y]] of line.entries()) {
      assert.isAbove(x, line[n - 1]?.[0] ?? 0);
      assert.isTrue(y >= 0 && y <= 100, String(y));
    }
  });

  it('has no more points than columns, however many values there are and however often they fail', () => {
    const gaps = Array.from({ length: 470 }, (_, n) => [n / 20 + 0.02, n / 20] as const);
    for (const day of [sampleDay({ step: 1 / 6 }), sampleDay({ step: 1 / 6, gaps })]) {
      for (const columns of [48, 96]) {
        const { path, gaps: drawn } = sparklineOf(day, NOON, columns);
        const points = linesOf(path).flat();
        assert.isAbove(points.length, columns - 4);
        assert.isAtMost(points.length, columns);
        assert.isAtMost(drawn.length, columns);
      }
    }
  });

  it('is the mean of what is in a column, weighed by time', () => {
    const [point] = sampleDay().points;
    if (!point) throw new Error('the day is empty');
    const at = (from: number, until: number, mean: number) => ({ ...point, from, until, mean });
    const start = NOON - 0.25 * HOUR;
    const points = [
      at(start - 0.25 * HOUR, start, 20),
      at(start, start + 0.2 * HOUR, 20),
      at(start + 0.2 * HOUR, NOON, 25),
    ];
    const [[before, last] = []] = linesOf(sparklineOf({ ...sampleDay(), points }, NOON, COLUMNS).path);
    // From 20 to 21 in a box of two kelvin, 20.5 in its middle.
    assert.closeTo(before?.[1] ?? NaN, 72, 0.1);
    assert.closeTo(last?.[1] ?? NaN, 28, 0.1);
  });

  it('is broken by a gap, however short, and marks where it is', () => {
    const { path, gaps } = sparklineOf(sampleDay({ gaps: [[12.1, 12]] }), NOON, COLUMNS);
    const [before = [], after = [], ...others] = linesOf(path);
    assert.deepEqual(others, []);
    assert.isAbove(before.length, 40);
    assert.isAbove(after.length, 40);
    assert.closeTo(gaps[0]?.from ?? NaN, 11.9 / 24, 1e-6);
    assert.closeTo(gaps[0]?.until ?? NaN, 0.5, 1e-6);
    assert.strictEqual(gaps.length, 1);
  });

  it('draws of a column with a gap in it what is known for longer', () => {
    const [point] = sampleDay().points;
    if (!point) throw new Error('the day is empty');
    const at = (from: number, until: number, mean: number) => ({
      ...{ ...point, mean },
      ...{ from: NOON + from * HOUR, until: NOON + until * HOUR },
    });
    const gap = (from: number, until: number) => ({
      from: NOON + from * HOUR,
      until: NOON + until * HOUR,
      cause: null,
    });
    const drawn = (hole: readonly [number, number]) => {
      const points = [at(-1, -0.75, 20), at(-0.25, hole[0], 20), at(hole[1], 0, 22)];
      return linesOf(
        sparklineOf({ ...sampleDay(), points, gaps: [gap(-0.75, -0.25), gap(...hole)] }, NOON, COLUMNS).path,
      );
    };
    assert.deepEqual(
      drawn([-0.1, -0.05]).map(([point]) => point?.[1]),
      [50, 50],
    );
    assert.deepEqual(
      drawn([-0.2, -0.15]).map(([point]) => point?.[1]),
      [94, 6],
    );
  });

  it('has no point in a gap, also where the mean of an hour is partly in it', () => {
    const day = sampleDay({ step: 60 });
    const gap = { from: NOON - 12.7 * HOUR, until: NOON - 11.3 * HOUR, cause: null };
    const lines = linesOf(sparklineOf({ ...day, gaps: [gap] }, NOON, COLUMNS).path);
    assert.strictEqual(lines.length, 2);
    for (const [x] of lines.flat()) {
      const ago = 24 * (1 - x / 1000);
      assert.isFalse(ago < 12.7 && ago > 11.3, String(ago));
    }
  });

  it('is broken where values are missing and nobody says so', () => {
    const day = sampleDay({ gaps: [[12, 11]] });
    assert.strictEqual(linesOf(sparklineOf({ ...day, gaps: [] }, NOON, COLUMNS).path).length, 2);
  });

  it('draws what stands alone between two gaps as a dot', () => {
    const { path } = sparklineOf(
      sampleDay({
        gaps: [
          [24, 12.25],
          [12, 0],
        ],
      }),
      NOON,
      COLUMNS,
    );
    assert.match(path, /^M[\d.]+ 50h0$/);
  });

  it('draws a steady room as steady', () => {
    const { path } = sparklineOf(sampleDay({ value: (ago) => 21 + 0.1 * Math.sin(ago) }), NOON, COLUMNS);
    for (const [, y] of linesOf(path).flat()) assert.closeTo(y, 50, 5);
  });

  it('lets a gap that goes on go on to its end, and puts no dot there', () => {
    const { gaps, end } = sparklineOf(sampleDay({ gaps: [[3, 0]] }), NOON + 2 * HOUR, COLUMNS);
    assert.strictEqual(end, null);
    assert.strictEqual(gaps.at(-1)?.until, 1);
    assert.closeTo(gaps.at(-1)?.from ?? NaN, 19 / 24, 1e-6);
    assert.isNotNull(sparklineOf(sampleDay(), NOON, COLUMNS).end);
  });

  it('moves on with the time, by whole columns, and not with a clock that is wrong', () => {
    const drawn = (now: number) =>
      sparklineOf(sampleDay({ value: (ago) => 20 + ago / 4 }), now, COLUMNS).path;
    const minute = HOUR / 60;
    assert.strictEqual(drawn(NOON + minute), drawn(NOON + 15 * minute));
    assert.notStrictEqual(drawn(NOON + minute), drawn(NOON));
    for (const wrong of [0, NOON - 9999 * HOUR, NOON + 9999 * HOUR]) {
      assert.strictEqual(drawn(wrong), drawn(NOON), String(wrong));
    }
  });

  it('tells the range and the time in gaps, for who cannot see it', () => {
    const day = sampleDay({ value: (ago) => (ago < 12 ? 18.5 : 22), gaps: [[3, 1]] });
    const { range, gapMilliseconds } = sparklineOf(day, NOON, COLUMNS);
    assert.deepEqual(range, { low: 18.5, high: 22 });
    assert.strictEqual(gapMilliseconds, 2 * HOUR);
  });

  it('is empty without values, whatever stands in their place', () => {
    for (const day of [{ ...sampleDay(), points: [] }, sampleDay({ value: () => NaN })]) {
      assert.deepInclude(sparklineOf(day, NOON, COLUMNS), { path: '', end: null, range: null, gaps: [] });
    }
  });
});
