import { assert } from '@open-wc/testing';
import { fitPoints } from './fit-points.ts';
import type { PastPoint } from './past.ts';

const point = (from: number, mean: number, change: Partial<PastPoint> = {}): PastPoint => ({
  from,
  until: from + 10,
  mean,
  min: mean - 1,
  max: mean + 1,
  coverage: 1,
  ...change,
});
const row = (count: number): PastPoint[] => Array.from({ length: count }, (_, n) => point(n * 10, n % 7));

describe('the guard before the canvas', () => {
  it('leaves alone what fits', () => {
    const points = row(100);
    assert.strictEqual(fitPoints(points, { from: 0, until: 1000 }, 100), points);
  });

  it('never lets more points through than there are pixels, of ten million too', () => {
    const points: PastPoint[] = new Array<PastPoint>(10_000_000);
    const few = row(1000);
    for (let n = 0; n < points.length; n++) points[n] = few[n % 1000] ?? point(0, 0);
    // In order, as a source has them: each thousand is the same ten seconds, of which but the first is out of order.
    assert.strictEqual(fitPoints(points, { from: 0, until: 10_000 }, 100).length, 100);
    const long = Array.from({ length: 200_000 }, (_, n) => point(n * 10, n % 7));
    assert.strictEqual(fitPoints(long, { from: 0, until: 2_000_000 }, 333).length, 333);
  });

  it('makes one of those in a pixel: its mean by time covered, its extremes, its coverage', () => {
    const points = [
      point(0, 10, { coverage: 1 }),
      point(10, 20, { coverage: 0.5 }),
      point(20, 5),
      point(30, 5),
    ];
    const [first, ...others] = fitPoints(points, { from: 0, until: 40 }, 2);
    assert.deepEqual(first, { from: 0, until: 20, mean: 40 / 3, min: 9, max: 21, coverage: 0.75 });
    assert.strictEqual(others.length, 1);
  });

  it('guesses no coverage, and calls a hole no time', () => {
    const unknown = fitPoints([point(0, 1, { coverage: null }), point(10, 2)], { from: 0, until: 20 }, 1);
    assert.strictEqual(unknown[0]?.coverage, null);
    const holed = fitPoints([point(0, 1), point(30, 3)], { from: 0, until: 40 }, 1);
    assert.strictEqual(holed[0]?.coverage, 0.5);
    const never = fitPoints(
      [point(0, 1, { coverage: 0 }), point(10, 1, { coverage: 0 })],
      { from: 0, until: 20 },
      1,
    );
    assert.strictEqual(never[0]?.mean, 1);
  });

  it('leaves out what is no number, has no length, or goes back in time', () => {
    const odd = [
      point(0, 1),
      point(10, NaN),
      point(20, 2, { max: Infinity }),
      point(30, 3, { until: 30 }),
      point(5, 4),
      point(40, 5),
    ];
    assert.deepEqual(
      fitPoints(odd, { from: 0, until: 50 }, 50).map(({ mean }) => mean),
      [1, 5],
    );
  });

  it('draws nothing where there is no pixel', () => {
    assert.deepEqual(fitPoints(row(3), { from: 0, until: 30 }, 0), []);
    assert.deepEqual(fitPoints([], { from: 0, until: 30 }, 0), []);
  });
});
