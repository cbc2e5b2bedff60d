import { assert } from '@open-wc/testing';
import { HOUR, NOON, sampleDay } from '../../test/days.ts';
import { ageOf } from './age.ts';

const MINUTE = HOUR / 60;
const ago = (milliseconds: number): Date => new Date(NOON - milliseconds);

describe('the age of a reading', () => {
  it('is told from a quarter of an hour on, in the greatest unit that it has one of', () => {
    assert.strictEqual(ageOf(ago(15 * MINUTE - 1), null, NOON), null);
    assert.deepEqual(ageOf(ago(15 * MINUTE), null, NOON), { count: 15, unit: 'minutes' });
    assert.deepEqual(ageOf(ago(HOUR - 1), null, NOON), { count: 59, unit: 'minutes' });
    assert.deepEqual(ageOf(ago(2.9 * HOUR), null, NOON), { count: 2, unit: 'hours' });
    assert.deepEqual(ageOf(ago(71 * HOUR), null, NOON), { count: 2, unit: 'days' });
  });

  it('is not told while the value still holds', () => {
    const day = sampleDay({ until: NOON + HOUR });
    assert.strictEqual(ageOf(ago(HOUR), day, NOON), null);
    assert.isNotNull(ageOf(ago(HOUR), sampleDay(), NOON));
  });

  it('is not known of an unknown time, one that is none, one to come, or without a clock', () => {
    for (const measuredAt of [null, undefined, new Date(NaN), new Date(NOON + HOUR)]) {
      assert.strictEqual(ageOf(measuredAt, null, NOON), null);
    }
    assert.strictEqual(ageOf(ago(HOUR), null, 0), null);
  });
});
