import { assert } from '@open-wc/testing';
import { calendarOf } from './calendar.ts';

const HOUR = 3_600_000;
const zurich = calendarOf('Europe/Zurich');
const at = (text: string): number => Date.parse(text);

describe('the building’s calendar', () => {
  it('has a day of 23 hours in spring and one of 25 in autumn', () => {
    for (const [instant, hours] of [
      ['2026-03-29T10:00:00Z', 23],
      ['2026-10-25T10:00:00Z', 25],
      ['2026-11-21T10:00:00Z', 24],
    ] as const) {
      const day = zurich.startOf('day', at(instant));
      assert.strictEqual((zurich.startOf('day', at(instant), 1) - day) / HOUR, hours, instant);
    }
  });

  it('begins days, weeks, months and years at its own midnights, whatever zone the browser is in', () => {
    const instant = at('2026-11-21T23:30:00Z'); // Sunday the 22nd in Zurich
    assert.strictEqual(zurich.startOf('day', instant), at('2026-11-21T23:00:00Z'));
    assert.strictEqual(zurich.startOf('week', instant), at('2026-11-15T23:00:00Z'));
    assert.strictEqual(zurich.startOf('month', instant), at('2026-10-31T23:00:00Z'));
    assert.strictEqual(zurich.startOf('month', instant, -4), at('2026-06-30T22:00:00Z'));
    assert.strictEqual(zurich.startOf('year', instant), at('2025-12-31T23:00:00Z'));
  });

  it('begins a day whose midnight is skipped when its clocks begin it', () => {
    const beirut = calendarOf('Asia/Beirut'); // 2026-03-29 00:00 does not happen there
    const day = beirut.startOf('day', at('2026-03-29T10:00:00Z'));
    assert.strictEqual(day, at('2026-03-28T22:00:00Z'));
    assert.strictEqual(beirut.wall(day).hour, 1);
  });

  it('takes the first of an hour that comes twice, and goes on from one that does not come', () => {
    assert.strictEqual(zurich.instant(2026, 10, 25, 2, 30), at('2026-10-25T00:30:00Z'));
    assert.strictEqual(zurich.instant(2026, 3, 29, 2, 30), at('2026-03-29T01:30:00Z'));
  });

  it('knows zones that are a part of an hour off', () => {
    const { hour, minute, second } = calendarOf('Asia/Kathmandu').wall(at('2026-11-21T10:00:07Z'));
    assert.deepEqual([hour, minute, second], [15, 45, 7]);
  });

  it('is that of UTC where nobody knows the zone', () => {
    const lost = calendarOf('Middle/Earth');
    assert.strictEqual(lost.timeZone, 'UTC');
    assert.strictEqual(lost.startOf('day', at('2026-11-21T10:00:00Z')), at('2026-11-21T00:00:00Z'));
  });
});
