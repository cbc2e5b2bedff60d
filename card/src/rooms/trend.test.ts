import { assert } from '@open-wc/testing';
import { HOUR, NOON, sampleDay } from '../../test/days.ts';
import { trendOf } from './trend.ts';

/** So many degrees an hour in the last two hours. */
const sloping = (slope: number) => (hoursAgo: number) => 20 + slope * Math.max(0, 2 - hoursAgo);

describe('a trend', () => {
  it('rises and falls from half a kelvin an hour on', () => {
    for (const [slope, trend] of [
      [0.52, 'rising'],
      [0.48, 'steady'],
      [0, 'steady'],
      [-0.48, 'steady'],
      [-0.52, 'falling'],
    ] as const) {
      assert.strictEqual(trendOf(sampleDay({ value: sloping(slope) }), NOON), trend, String(slope));
    }
  });

  it('is that of the last hour, whatever was before', () => {
    const value = (hoursAgo: number): number => (hoursAgo > 1 ? 30 - hoursAgo : 21);
    assert.strictEqual(trendOf(sampleDay({ value }), NOON), 'steady');
  });

  it('does not take one odd value for a trend', () => {
    const value = (hoursAgo: number): number => (hoursAgo < 0.52 && hoursAgo > 0.4 ? 24 : 21);
    assert.strictEqual(trendOf(sampleDay({ value }), NOON), 'steady');
  });

  it('weighs each value by the time it held', () => {
    const day = sampleDay({ gaps: [[1, 0]] });
    const start = NOON - HOUR;
    const point = (from: number, until: number, mean: number) => ({
      ...{ from: start + from * HOUR, until: start + until * HOUR },
      ...{ mean, min: mean, max: mean, coverage: 1 },
    });
    // An odd value at the end, as short as another in the middle.
    const points = [point(0, 0.48, 21), point(0.48, 0.5, 21), point(0.5, 0.98, 21), point(0.98, 1, 23)];
    assert.strictEqual(trendOf({ ...day, gaps: [], points }, NOON), 'steady');
  });

  it('is the same in Fahrenheit, and none in a unit that is not known', () => {
    assert.strictEqual(trendOf(sampleDay({ unit: '°F', value: sloping(0.8) }), NOON), 'steady');
    assert.strictEqual(trendOf(sampleDay({ unit: '°F', value: sloping(1) }), NOON), 'rising');
    assert.strictEqual(trendOf(sampleDay({ unit: 'K', value: sloping(5) }), NOON), null);
  });

  it('is not known without a day, values, most of the hour or a recent value', () => {
    const value = sloping(1);
    assert.strictEqual(trendOf(null, NOON), null);
    assert.strictEqual(trendOf({ ...sampleDay(), points: [] }, NOON), null);
    assert.strictEqual(trendOf(sampleDay({ value: () => NaN }), NOON), null);
    assert.strictEqual(trendOf(sampleDay({ value, gaps: [[1, 0.4]] }), NOON), null);
    assert.strictEqual(trendOf(sampleDay({ value, step: 60 }), NOON), null);
    assert.strictEqual(trendOf(sampleDay({ value }), NOON + 0.3 * HOUR), null);
    assert.strictEqual(trendOf(sampleDay({ value }), NOON + 0.2 * HOUR), 'rising');
  });

  it('is of the day’s end where nobody says what time it is, and of a browser whose clock is behind', () => {
    assert.strictEqual(trendOf(sampleDay({ value: sloping(1) }), 0), 'rising');
    assert.strictEqual(trendOf(sampleDay({ value: sloping(1) }), NOON - 24 * 365 * HOUR), 'rising');
  });
});
