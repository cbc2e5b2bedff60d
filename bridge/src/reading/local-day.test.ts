import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startOfLocalDay } from './local-day.ts';

// Written by hand from the zones' rules.
const starts: readonly (readonly [zone: string, date: string, utc: string])[] = [
  ['UTC', '2026-11-21', '2026-11-21T00:00Z'],
  ['Europe/Zurich', '2026-03-29', '2026-03-28T23:00Z'],
  ['Europe/Zurich', '2026-03-30', '2026-03-29T22:00Z'],
  ['Europe/Zurich', '2026-10-25', '2026-10-24T22:00Z'],
  ['Europe/Zurich', '2026-10-26', '2026-10-25T23:00Z'],
  ['America/New_York', '2026-03-09', '2026-03-09T04:00Z'],
  ['America/New_York', '2026-11-02', '2026-11-02T05:00Z'],
  ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00Z'],
  ['Australia/Lord_Howe', '2026-04-06', '2026-04-05T13:30Z'],
  ['Asia/Kathmandu', '2026-06-01', '2026-05-31T18:15Z'],
  // Midnight itself is skipped: the day begins at one o'clock.
  ['America/Santiago', '2025-09-07', '2025-09-07T04:00Z'],
  // A day that the zone skipped, over the date line, begins where the next one does.
  ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00Z'],
  ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00Z'],
];

for (const [zone, date, utc] of starts) {
  test(`${date} begins in ${zone} at ${utc}`, () => {
    assert.equal(startOfLocalDay(date, zone), Date.parse(utc));
  });
}

test('what the calendar does not have is no day', () => {
  for (const date of ['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', 'yesterday'])
    assert.equal(startOfLocalDay(date, 'UTC'), undefined, date);
});
