import { assert } from '@open-wc/testing';
import { calendarOf } from './calendar.ts';
import { hasHours, heatDays, heatRange } from './heat-cells.ts';
import type { PastPoint } from './past.ts';
import { presetView } from './view.ts';

const HOUR = 3_600_000;
const zurich = calendarOf('Europe/Zurich');
const now = Date.parse('2026-11-21T10:04:00Z');
const hour = (from: number, mean: number, coverage: number | null = 1): PastPoint => ({
  from,
  until: from + HOUR,
  mean,
  min: mean,
  max: mean,
  coverage,
});
const dayOf = (text: string) => presetView(zurich, 'day', Date.parse(text));
const hoursOf = (
  text: string,
  change: (n: number) => PastPoint | null = (n) => hour(dayOf(text).from + n * HOUR, n),
) => {
  const { from, until } = dayOf(text);
  const points = Array.from({ length: (until - from) / HOUR }, (_, n) => change(n)).filter(
    (point) => point !== null,
  );
  const [day] = heatDays(points, { from, until }, zurich, now);
  return day?.hours ?? [];
};

describe('a year as days by hours', () => {
  it('has each hour where the clocks show it', () => {
    assert.deepEqual(
      hoursOf('2026-11-20T10:00:00Z'),
      Array.from({ length: 24 }, (_, n) => n),
    );
  });

  it('has no hour that the clocks skip, and makes one of the hour that comes twice', () => {
    const spring = hoursOf('2026-03-29T10:00:00Z');
    assert.deepEqual(spring.slice(0, 5), [0, 1, undefined, 2, 3]);
    const autumn = hoursOf('2026-10-25T10:00:00Z');
    assert.deepEqual(autumn.slice(0, 5), [0, 1, 2.5, 4, 5]);
    assert.strictEqual(autumn.length, 24);
  });

  it('tells what is missing from what has not come', () => {
    const { from } = dayOf('2026-11-21T10:00:00Z');
    const today = hoursOf('2026-11-21T10:00:00Z', (n) => (n === 5 ? null : hour(from + n * HOUR, 20)));
    assert.deepEqual([today[4], today[5], today[6]], [20, null, 20]);
    const none = hoursOf('2026-11-21T10:00:00Z', () => null);
    assert.deepEqual([none[9], none[10], none[11], none[12]], [null, null, undefined, undefined]);
  });

  it('weighs by time covered, and makes nothing of what is no number', () => {
    const { from } = dayOf('2026-11-20T10:00:00Z');
    const halves = [
      { ...hour(from, 10), until: from + HOUR / 2 },
      { ...hour(from + HOUR / 2, 20, 0.5), until: from + HOUR },
      hour(from + HOUR, NaN),
    ];
    const [day] = heatDays(halves, { from, until: from + 24 * HOUR }, zurich, now);
    assert.approximately(day?.hours[0] ?? NaN, 40 / 3, 1e-9);
    assert.strictEqual(day?.hours[1], null);
  });

  it('has a range of what there is, and none of nothing', () => {
    const { from, until } = dayOf('2026-11-20T10:00:00Z');
    assert.deepEqual(
      heatRange(heatDays([hour(from, 3), hour(from + HOUR, 7)], { from, until }, zurich, now)),
      [3, 7],
    );
    assert.isNull(heatRange(heatDays([], { from, until }, zurich, now)));
  });

  it('tells no hours out of days', () => {
    assert.isTrue(hasHours([hour(0, 1)]));
    assert.isFalse(hasHours([hour(0, 1), { ...hour(HOUR, 1), until: 25 * HOUR }]));
  });
});
