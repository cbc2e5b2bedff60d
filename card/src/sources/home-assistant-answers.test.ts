import { assert } from '@open-wc/testing';
import { parseHistory } from './home-assistant-history.ts';
import { between, parseStatistics } from './home-assistant-statistics.ts';

const HOUR = 3_600_000;
const time = { from: 0, until: 10 * HOUR };

const held = (states: readonly unknown[]) =>
  parseHistory({ states: { 'sensor.a': states } }, 'sensor.a', time).map(({ from, until, mean }) => [
    from / HOUR,
    until / HOUR,
    mean,
  ]);
const state = (s: string, hour: number) => ({ s, lu: hour * 3600 });

describe("Home Assistant's history", () => {
  it('holds each value until the next, from the first that it knows until the end', () => {
    assert.deepEqual(held([state('20', 1), state('21', 3)]), [
      [1, 3, 20],
      [3, 10, 21],
    ]);
  });

  it('is a gap where the state is no number', () => {
    for (const s of ['unavailable', 'unknown', '', ' ', 'NaN', 'Infinity'])
      assert.deepEqual(
        held([state('20', 0), state(s, 2), state('20', 5)]),
        [
          [0, 2, 20],
          [5, 10, 20],
        ],
        s,
      );
  });

  it('goes on where only an attribute changed, and ignores what is before or after the time', () => {
    assert.deepEqual(held([state('20', -5), state('20', 2), state('21', 9), state('22', 11)]), [
      [0, 9, 20],
      [9, 10, 21],
    ]);
  });

  it('of another entity, or of none, is nothing', () => {
    assert.deepEqual(parseHistory({ states: {} }, 'sensor.a', time), []);
    assert.deepEqual(held([]), []);
  });

  it('that is broken is refused with a sentence', () => {
    assert.throws(() => held([{ s: 20, lu: 1 }]), 'sensor.a[0].s is not a text');
    assert.throws(() => held([{ s: '20', lu: '1' }]), 'sensor.a[0].lu is not a number');
  });

  it('of a sensor that never rests is taken without a stack overflow', () => {
    const states = Array.from({ length: 300_000 }, (_, n) => state(String(n % 7), n / 30_000));
    assert.lengthOf(held(states), 300_000);
  });
});

describe("Home Assistant's statistics", () => {
  const row = (hour: number, mean: unknown, more = {}) => ({
    start: hour * HOUR,
    end: (hour + 1) * HOUR,
    mean,
    min: 1,
    max: 3,
    ...more,
  });
  const points = (rows: readonly unknown[]) => parseStatistics({ a: rows }, 'a', time);

  it('have a point an hour, and none where the mean is null or absent', () => {
    const told = points([row(0, 2), row(1, null), { start: 2 * HOUR, end: 3 * HOUR }, row(3, 2)]);
    assert.deepEqual(
      told.map(({ from }) => from / HOUR),
      [0, 3],
    );
    assert.deepEqual(between(told, 0, 4 * HOUR), [{ from: HOUR, until: 3 * HOUR, cause: null }]);
  });

  it('that were imported with a mean alone have no band', () => {
    assert.include(points([row(0, 2, { min: null, max: null })])[0], { min: 2, max: 2 });
  });

  it('end where the question does', () => {
    assert.lengthOf(points([row(9, 2), row(10, 2)]), 1);
  });

  it('that are broken are refused with a sentence', () => {
    assert.throws(() => points([row(0, 'warm')]), 'a[0].mean is not a number');
    assert.throws(() => points([row(1, 2), row(0, 2)]), 'a[1] is not after the row before it');
    assert.throws(() => parseStatistics([], 'a', time), 'statistics is not an object');
  });
});
