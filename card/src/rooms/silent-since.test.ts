import { assert } from '@open-wc/testing';
import { HOUR, NOON, sampleDay } from '../../test/days.ts';
import { silentSince } from './silent-since.ts';

describe('what the day of a silent room says', () => {
  it('is the cause and the beginning of the last gap', () => {
    const day = sampleDay({
      gaps: [
        [9, 8, 'device-off'],
        [2, 0, 'wifi'],
      ],
    });
    assert.deepEqual(silentSince(day), { cause: 'wifi', since: NOON - 2 * HOUR });
  });

  it('is nothing where readings came after that gap, or there is none, or no day', () => {
    assert.strictEqual(silentSince(sampleDay({ gaps: [[9, 8, 'wifi']] })), null);
    assert.strictEqual(silentSince(sampleDay()), null);
    assert.strictEqual(silentSince(null), null);
  });

  it('does not take the beginning of the day for that of the silence', () => {
    assert.deepEqual(silentSince(sampleDay({ gaps: [[24, 0, 'wifi']] })), { cause: 'wifi', since: null });
  });
});
