/** Boundaries written by hand, around the days on which clocks change. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Calendar } from './calendar.ts';

const hour = 3_600_000;

function utc(text: string): number {
  return Date.parse(`${text}Z`);
}

/** The period of that kind in which an instant lies. */
function around(zone: string, every: 'hour' | 'day' | 'week' | 'month' | 'year', at: string): string {
  const [cell] = new Calendar(zone).periods(every, utc(at), utc(at) + 1);
  assert.ok(cell);
  const [start, until] = [cell.start, cell.until].map((one) => new Date(one).toISOString().slice(0, 16));
  return `${String(start)} ${String(until)} ${String((cell.until - cell.start) / hour)} h`;
}

for (const [zone, at, day] of [
  ['Europe/Zurich', '2026-03-29T12:00', '2026-03-28T23:00 2026-03-29T22:00 23 h'],
  ['Europe/Zurich', '2026-10-25T12:00', '2026-10-24T22:00 2026-10-25T23:00 25 h'],
  ['America/New_York', '2026-03-08T12:00', '2026-03-08T05:00 2026-03-09T04:00 23 h'],
  ['America/New_York', '2026-11-01T12:00', '2026-11-01T04:00 2026-11-02T05:00 25 h'],
  ['Australia/Lord_Howe', '2026-04-05T01:00', '2026-04-04T13:00 2026-04-05T13:30 24.5 h'],
  ['Australia/Lord_Howe', '2026-10-04T01:00', '2026-10-03T13:30 2026-10-04T13:00 23.5 h'],
  ['Asia/Kathmandu', '2026-03-29T12:00', '2026-03-28T18:15 2026-03-29T18:15 24 h'],
  // Its clocks change at midnight: the day begins at one, and the other has its first hour twice.
  ['America/Havana', '2026-03-08T12:00', '2026-03-08T05:00 2026-03-09T04:00 23 h'],
  ['America/Havana', '2026-11-01T05:30', '2026-11-01T04:00 2026-11-02T05:00 25 h'],
] as const) {
  test(`the day in ${zone} around ${at} is ${day.split(' ').slice(2).join(' ')} long`, () => {
    assert.equal(around(zone, 'day', at), day);
    const { start, until } = new Calendar(zone).dayOf(utc(at));
    assert.equal((until - start) / hour, Number(day.split(' ')[2]));
  });
}

test('an hour begins with the full hour of the local clock; where that is moved by half of one, it lasts 90 minutes', () => {
  assert.equal(around('Asia/Kathmandu', 'hour', '2026-03-29T18:20'), '2026-03-29T18:15 2026-03-29T19:15 1 h');
  for (const at of ['2026-04-04T14:00', '2026-04-04T15:10', '2026-04-04T15:29'])
    assert.equal(around('Australia/Lord_Howe', 'hour', at), '2026-04-04T14:00 2026-04-04T15:30 1.5 h');
  assert.equal(
    around('Australia/Lord_Howe', 'hour', '2026-04-04T15:30'),
    '2026-04-04T15:30 2026-04-04T16:30 1 h',
  );
  for (const at of ['2026-10-03T14:30', '2026-10-03T15:29', '2026-10-03T15:31'])
    assert.equal(around('Australia/Lord_Howe', 'hour', at), '2026-10-03T14:30 2026-10-03T16:00 1.5 h');
  // Clocks that are set back by a whole hour show the same hour twice: those are two.
  assert.equal(around('Europe/Zurich', 'hour', '2026-10-25T00:59'), '2026-10-25T00:00 2026-10-25T01:00 1 h');
  assert.equal(around('Europe/Zurich', 'hour', '2026-10-25T01:00'), '2026-10-25T01:00 2026-10-25T02:00 1 h');
});

test('weeks are those of ISO 8601, months and years those of the local calendar', () => {
  const zone = 'Europe/Zurich';
  assert.equal(around(zone, 'week', '2026-03-29T12:00'), '2026-03-22T23:00 2026-03-29T22:00 167 h');
  assert.equal(around(zone, 'week', '2026-01-01T12:00'), '2025-12-28T23:00 2026-01-04T23:00 168 h');
  assert.equal(around(zone, 'month', '2026-03-31T21:59'), '2026-02-28T23:00 2026-03-31T22:00 743 h');
  assert.equal(around(zone, 'month', '2024-02-29T12:00'), '2024-01-31T23:00 2024-02-29T23:00 696 h');
  assert.equal(around(zone, 'year', '2025-12-31T23:00'), '2025-12-31T23:00 2026-12-31T23:00 8760 h');
  assert.equal(
    around('Asia/Kathmandu', 'month', '2026-10-31T18:15'),
    '2026-10-31T18:15 2026-11-30T18:15 720 h',
  );
});

test('periods follow each other without a hole, also where a whole day was skipped', () => {
  const days = [
    ...new Calendar('Pacific/Apia').periods('day', utc('2011-12-29T12:00'), utc('2011-12-31T12:00')),
  ];
  assert.deepEqual(
    days.map(({ start, until }) => [start, until].map((at) => new Date(at).toISOString().slice(0, 13))),
    [
      ['2011-12-29T10', '2011-12-30T10'],
      ['2011-12-30T10', '2011-12-31T10'],
      ['2011-12-31T10', '2012-01-01T10'],
    ],
  );
});

test('buckets are hours, and quarters of them where a clock has been off by less since 1990', () => {
  const minutes = (zone: string): number => new Calendar(zone).bucketMs / 60_000;
  for (const zone of ['UTC', 'Europe/Zurich', 'America/New_York']) assert.equal(minutes(zone), 60, zone);
  // Venezuela's was, from 2007 to 2016.
  for (const zone of ['Asia/Kathmandu', 'Australia/Lord_Howe', 'Asia/Kolkata', 'America/Caracas'])
    assert.equal(minutes(zone), 15, zone);
});

test('a year earlier it is the same date and the same time by the clock', () => {
  const calendar = new Calendar('Europe/Zurich');
  const earlier = (at: string, years: number): string =>
    new Date(calendar.yearsEarlier(utc(at), years)).toISOString().slice(0, 16);
  assert.equal(earlier('2026-07-01T10:00', 1), '2025-07-01T10:00');
  assert.equal(earlier('2026-03-28T23:00', 1), '2025-03-28T23:00');
  assert.equal(earlier('2024-02-29T11:00', 1), '2023-03-01T11:00');
  // Noon of the day on which clocks are changed, and of that date when they were not yet.
  assert.equal(earlier('2026-03-29T10:00', 1), '2025-03-29T11:00');
  assert.equal(earlier('2026-10-25T11:00', 1), '2025-10-25T10:00');
  // And of the other way round: Zurich's clocks were changed on 30 March 2025.
  assert.equal(earlier('2026-03-30T10:00', 1), '2025-03-30T10:00');
  assert.equal(earlier('2026-03-29T22:00', 1), '2025-03-29T23:00');
  const havana = new Calendar('America/Havana');
  assert.equal(havana.yearsEarlier(utc('2026-03-08T05:00'), 1), utc('2025-03-08T05:00'));
  assert.equal(havana.yearsEarlier(utc('2026-03-09T04:00'), 1), utc('2025-03-09T05:00'));
});

test('what is no zone is refused', () => {
  assert.throws(() => new Calendar('Europe/Zürich'), RangeError);
});
