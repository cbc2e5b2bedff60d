import { assert } from '@open-wc/testing';
import { sampleRoom } from '../../test/samples.ts';
import { deviationOf, tintOf } from './deviation.ts';
import type { Room } from './room.ts';

const at = (value: number, comfort: Room['comfort']): Room =>
  sampleRoom({ comfort, temperature: { value, unit: '°C', measuredAt: null } });

describe('what deviates', () => {
  it('is nothing, and has no colour, when all is well', () => {
    assert.strictEqual(deviationOf(at(27, 'comfortable')), null);
    assert.strictEqual(tintOf(at(27, 'comfortable')), null);
  });

  it('is the word of the bridge, and has its colour', () => {
    assert.strictEqual(deviationOf(at(21, 'too-cold-and-dry')), 'too-cold-and-dry');
    assert.strictEqual(tintOf(at(21, 'too-cold-and-dry')), 'cold');
    assert.strictEqual(tintOf(at(21, 'too-humid')), 'humid');
  });

  it('is not invented where nobody computed it: a warm room is tinted, and a mild one is not', () => {
    assert.strictEqual(deviationOf(at(27, null)), null);
    assert.strictEqual(tintOf(at(27, null)), 'warm');
    assert.strictEqual(tintOf(at(21, null)), null);
    assert.strictEqual(tintOf(sampleRoom({ temperature: null })), null);
  });
});
