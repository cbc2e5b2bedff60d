import { assert } from '@open-wc/testing';
import type { PastPoint } from './past.ts';
import { gapAt, pointAt, runsOf, verticesOf } from './runs.ts';

const point = (from: number, until: number): PastPoint => ({
  from,
  until,
  mean: from,
  min: from,
  max: from,
  coverage: null,
});

describe('points as lines', () => {
  it('end where a hole begins, however short', () => {
    const points = [point(0, 10), point(10, 20), point(21, 30), point(30, 40), point(50, 60)];
    assert.deepEqual(
      runsOf(points).map((run) => run.map(({ from }) => from)),
      [[0, 10], [21, 30], [50]],
    );
  });

  it('go from where the first begins to where the last ends, and not beyond', () => {
    const at = (...points: PastPoint[]): number[] => verticesOf(points).map((vertex) => vertex.at);
    assert.deepEqual(at(point(0, 10), point(10, 20), point(20, 40)), [0, 15, 40]);
    assert.deepEqual(at(point(5, 9)), [5, 9]);
    assert.deepEqual(at(), []);
  });

  it('have a point at each instant that it covers, and none in a gap', () => {
    const points = [point(0, 10), point(20, 30)];
    assert.deepEqual(
      [-1, 0, 9, 10, 19, 20, 29, 30].map((instant) => pointAt(points, instant)?.from ?? null),
      [null, 0, 0, null, null, 20, 20, null],
    );
    const gap = { from: 10, until: 20, cause: null };
    assert.strictEqual(gapAt([gap], 10), gap);
    assert.strictEqual(gapAt([gap], 20), null);
  });
});
