import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockDays, HourLine } from './clock-hours.ts';

const hourMs = 3_600_000;
const hour = (mean: number, share = 1): { wsum: number; covered: number; span: number } => ({
  wsum: mean * share * hourMs,
  covered: share * hourMs,
  span: hourMs,
});

/** Zurich, by hand: +2 h until 2026-10-25 01:00 UTC, then +1 h. */
const autumn = Date.UTC(2026, 9, 25, 1);
const zurich = (at: number): number => new Date(at + (at < autumn ? 2 : 1) * hourMs).getUTCHours();

test('the hour that the clocks repeat has both, and the day 25 hours', () => {
  const start = Date.UTC(2026, 9, 24, 22);
  const until = Date.UTC(2026, 9, 25, 23);
  const buckets = Array.from({ length: 25 }, (_, index) => ({
    start: start + index * hourMs,
    wsum: index * hourMs,
    covered: hourMs,
  }));
  const [day] = clockDays([{ start, until }], buckets, { bucketMs: hourMs, hourAt: zurich });
  assert.deepEqual(day?.[2], { wsum: 5 * hourMs, covered: 2 * hourMs, span: 2 * hourMs });
  assert.deepEqual(day[3], { wsum: 4 * hourMs, covered: hourMs, span: hourMs });
  assert.equal(
    day.reduce((sum, { span }) => sum + span, 0),
    25 * hourMs,
  );
});

test('the hour that the clocks skip has no time', () => {
  const spring = Date.UTC(2026, 2, 29, 1);
  const start = Date.UTC(2026, 2, 28, 23);
  const hourAt = (at: number): number => new Date(at + (at < spring ? 1 : 2) * hourMs).getUTCHours();
  const days = [{ start, until: start + 23 * hourMs }];
  const [day] = clockDays(days, [], { bucketMs: hourMs, hourAt });
  assert.deepEqual(
    day?.map(({ span }) => span / hourMs),
    [1, 1, 0, ...Array.from({ length: 21 }, () => 1)],
  );
});

test('quarters of an hour are put together, also where the clocks go back by half an hour as on Lord Howe', () => {
  const back = Date.UTC(2026, 3, 4, 15);
  const hourAt = (at: number): number => new Date(at + (at < back ? 11 : 10.5) * hourMs).getUTCHours();
  const start = Date.UTC(2026, 3, 4, 13);
  const until = Date.UTC(2026, 3, 5, 13, 30);
  const [day] = clockDays([{ start, until }], [], { bucketMs: hourMs / 4, hourAt });
  assert.deepEqual(
    day?.slice(0, 3).map(({ span }) => span / hourMs),
    [1, 1.5, 1],
  );
});

test('buckets of other days count for nothing', () => {
  const start = Date.UTC(2026, 5, 1);
  const [day] = clockDays(
    [{ start, until: start + 24 * hourMs }],
    [{ start: start - hourMs, wsum: 1, covered: 1 }],
    { bucketMs: hourMs, hourAt: (at) => new Date(at).getUTCHours() },
  );
  assert.ok(day?.every(({ covered }) => covered === 0));
});

test('an hour of which half is covered is known, with less it is missing', () => {
  const line = new HourLine([[hour(20, 0.5), hour(21, 0.49)]]);
  assert.equal(line.mean(0), 20);
  assert.ok(!line.isKnown(1));
});

test('what cannot be is not covered, and what is outside not known', () => {
  const span = hourMs;
  const absurd = [
    { wsum: NaN, covered: span, span },
    { wsum: Infinity, covered: span, span },
    { wsum: 20 * span, covered: NaN, span },
    { wsum: 20 * span, covered: -span, span },
    { wsum: 20 * span, covered: 2 * span, span },
    { wsum: 20 * span, covered: span, span: NaN },
    { wsum: 20 * span, covered: span, span: -span },
    { wsum: 0, covered: 0, span: Infinity },
  ];
  const line = new HourLine([absurd]);
  assert.equal(line.day(0).length, 24);
  for (const [index, { covered, span: kept }] of line.day(0).entries()) {
    assert.equal(covered, 0);
    assert.ok(kept === 0 || kept === span);
    assert.ok(!line.isKnown(index));
  }
  assert.ok(!line.isKnown(-1) && !line.isKnown(24) && !line.isKnown(NaN));
});
