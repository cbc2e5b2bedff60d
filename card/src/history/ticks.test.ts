import { assert } from '@open-wc/testing';
import { calendarOf } from './calendar.ts';
import { type TickFormats, ticksOf } from './ticks.ts';
import type { View } from './view.ts';

const zurich = calendarOf('Europe/Zurich');
const shown = (options: Intl.DateTimeFormatOptions) => (instant: number) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Zurich', ...options }).format(instant);
const formats: TickFormats = {
  second: shown({ timeStyle: 'medium' }),
  minute: shown({ timeStyle: 'short' }),
  day: shown({ day: 'numeric', month: 'short' }),
  month: shown({ month: 'short' }),
  year: shown({ year: 'numeric' }),
};
const view = (from: string, until: string): View => ({ from: Date.parse(from), until: Date.parse(until) });
const labels = (within: View, most: number): string =>
  ticksOf(within, zurich, formats, most)
    .map(({ label }) => label)
    .join(' ');

describe('the ticks of the axis of time', () => {
  it('are whole hours of the building on a day of 23 hours', () => {
    const spring = view('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z');
    assert.strictEqual(labels(spring, 8), '29 Mar 03:00 06:00 09:00 12:00 15:00 18:00 21:00 30 Mar');
    const night = view('2026-03-28T23:00:00Z', '2026-03-29T03:00:00Z');
    assert.strictEqual(labels(night, 4), '29 Mar 01:00 03:00 04:00 05:00');
  });

  it('are whole hours of the building on a day of 25 hours, of which single ones come twice', () => {
    const autumn = view('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z');
    assert.strictEqual(labels(autumn, 9), '25 Oct 03:00 06:00 09:00 12:00 15:00 18:00 21:00 26 Oct');
    assert.strictEqual(
      labels(autumn, 13),
      '25 Oct 02:00 04:00 06:00 08:00 10:00 12:00 14:00 16:00 18:00 20:00 22:00 26 Oct',
    );
    const night = view('2026-10-24T22:00:00Z', '2026-10-25T03:00:00Z');
    assert.strictEqual(labels(night, 5), '25 Oct 01:00 02:00 02:00 03:00 04:00');
  });

  it('go from seconds to decades', () => {
    assert.strictEqual(
      labels(view('2026-11-21T10:04:00Z', '2026-11-21T10:05:00Z'), 4),
      '11:04 11:04:15 11:04:30 11:04:45 11:05',
    );
    assert.strictEqual(
      labels(view('2026-11-15T23:00:00Z', '2026-11-22T22:00:00Z'), 4),
      '17 Nov 19 Nov 21 Nov',
    );
    assert.strictEqual(
      labels(view('2026-10-31T23:00:00Z', '2026-11-30T23:00:00Z'), 5),
      '2 Nov 9 Nov 16 Nov 23 Nov 30 Nov',
    );
    assert.strictEqual(
      labels(view('2025-12-31T23:00:00Z', '2026-12-31T23:00:00Z'), 5),
      '2026 Apr Jul Oct 2027',
    );
    assert.strictEqual(labels(view('1991-05-01T00:00:00Z', '2026-11-21T00:00:00Z'), 5), '2000 2010 2020');
  });

  it('are the same ones wherever the view begins', () => {
    for (const days of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const from = Date.parse('2026-11-01T05:00:00Z') + days * 86_400_000;
      const ticks = ticksOf({ from, until: from + 6 * 86_400_000 }, zurich, formats, 4);
      for (const { at } of ticks)
        assert.strictEqual((at - Date.parse('2026-11-16T23:00:00Z')) % 172_800_000, 0);
      assert.isAtLeast(ticks.length, 2);
    }
  });

  it('are never more than there is room for, and none of a view without length', () => {
    const from = Date.parse('2020-02-29T13:13:13Z');
    for (let span = 60_000; span < 40 * 366 * 86_400_000; span *= 1.7) {
      assert.isAtMost(ticksOf({ from, until: from + span }, zurich, formats, 6).length, 8, String(span));
    }
    assert.deepEqual(ticksOf({ from, until: from }, zurich, formats, 6), []);
  });
});
