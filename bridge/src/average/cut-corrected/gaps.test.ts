import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClockHour, HourLine } from './clock-hours.ts';
import { gapsOf, looksOf } from './gaps.ts';

const hourMs = 3_600_000;

/** Days on end by the values of their hours: undefined is missing. */
function lineOf(...values: readonly (number | undefined)[]): HourLine {
  const hours = values.map((value): ClockHour => ({
    wsum: (value ?? 0) * hourMs,
    covered: value === undefined ? 0 : hourMs,
    span: hourMs,
  }));
  return new HourLine(
    Array.from({ length: hours.length / 24 }, (_, day) => hours.slice(day * 24, (day + 1) * 24)),
  );
}

const rising = (hour: number): number => hour * hour;
const cut = (hour: number): number | undefined =>
  hour % 24 < 6 || hour % 24 >= 22 ? undefined : rising(hour);
const hoursOf = <Value>(count: number, of: (hour: number) => Value): Value[] =>
  Array.from({ length: count }, (_, hour) => of(hour));

test('a night is two gaps of its day, which reach into the days beside it', () => {
  const gaps = gapsOf(lineOf(...hoursOf(72, cut)), 1);
  assert.deepEqual(
    gaps.map(({ missing, before, after }) => [missing.map(({ hour }) => hour), before, after]),
    [
      [[0, 1, 2, 3, 4, 5], -3, 6],
      [[22, 23], 21, 30],
    ],
  );
  assert.ok(gaps.every(({ missing, lacks }) => lacks === missing.length * hourMs));
});

test('where nothing is known within a day of it, a gap has no edge', () => {
  const [morning, evening] = gapsOf(lineOf(...hoursOf(24, cut)), 0);
  assert.deepEqual([morning?.before, morning?.after], [undefined, 6]);
  assert.deepEqual([evening?.before, evening?.after], [21, undefined]);
});

test('a gap looks the same on all days: straight from edge to edge, and four things that may tell more', () => {
  const seen = lineOf(...hoursOf(72, cut), ...hoursOf(72, (hour) => rising(hour + 72)));
  const [gap] = gapsOf(seen, 1);
  assert.ok(gap);
  const { straight, features } = looksOf(seen, gap, 1)(4);
  const [from, to] = [rising(93), rising(102)];
  // The middle of 0 … 5 is 2.5, which is 5.5 of the 9 hours from -3 to 6.
  assert.ok(Math.abs(straight - (from + ((to - from) * 5.5) / 9)) < 1e-9);
  const own = hoursOf(16, (hour) => rising(102 + hour)).reduce((sum, value) => sum + value, 0) / 16;
  assert.deepEqual(features, [own - (from + to) / 2, to - from, from - rising(92), rising(103) - to]);
});

test('a day that does not know half of the hours that the other one has cannot be looked at', () => {
  const known = (from: number): (number | undefined)[] =>
    hoursOf(24, (hour) => (hour >= from || hour === 2 || hour === 3 ? 20 : undefined));
  const line = lineOf(...hoursOf(24, (hour) => (hour === 1 ? undefined : 20)), ...known(12), ...known(20));
  const [gap] = gapsOf(line, 0);
  assert.ok(gap);
  const lookOn = looksOf(line, { ...gap, before: undefined }, 0);
  assert.equal(lookOn(1).features[0], 0);
  assert.ok(Number.isNaN(lookOn(2).features[0]));
});
