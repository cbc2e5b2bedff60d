import { assert } from '@open-wc/testing';
import { warmthOf } from './warmth.ts';

const warmth = (value: number, unit = '°C'): string | null => warmthOf({ value, unit, measuredAt: null });

describe('warmth', () => {
  it('has five steps, each from its bound upwards', () => {
    for (const [value, name] of [
      [14.9, 'cold'],
      [15, 'cool'],
      [18, 'mild'],
      [24.9, 'mild'],
      [25, 'warm'],
      [29, 'hot'],
    ] as const) {
      assert.strictEqual(warmth(value), name, String(value));
    }
  });

  it('is the same in Fahrenheit, and none in a unit that is not known', () => {
    assert.strictEqual(warmth(69.8, '°F'), 'mild');
    assert.strictEqual(warmth(294, 'K'), null);
  });
});
