import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CutCorrected, cutCorrection, tellingDays } from './cut-corrected.ts';
import type { ClockDay, ClockHour } from './cut-corrected/clock-hours.ts';

const hourMs = 3_600_000;
const nothing: ClockHour = { wsum: 0, covered: 0, span: hourMs };

const hour = (mean: number, share = 1): ClockHour => ({
  wsum: mean * share * hourMs,
  covered: share * hourMs,
  span: hourMs,
});

/** A room that cools at night, warm and cool days by turns. */
function valueAt(day: number, clock: number): number {
  return 20 + 2 * Math.sin(day / 9) + (1 + 0.5 * Math.sin(day / 4)) * Math.sin(((clock - 9) * Math.PI) / 12);
}

const firstDay = 20_000;

/** @returns what tells the day with that index. */
function correction(days: readonly ClockDay[]): (day: number) => CutCorrected {
  return cutCorrection(days, firstDay);
}

function daysOf(
  count: number,
  isOn: (day: number, clock: number) => boolean,
  value: (day: number, clock: number) => number = valueAt,
): ClockDay[] {
  return Array.from({ length: count }, (_, day) =>
    Array.from({ length: 24 }, (__, clock) => (isOn(day, clock) ? hour(value(day, clock)) : nothing)),
  );
}

function truth(day: number): number {
  return Array.from({ length: 24 }, (_, clock) => valueAt(day, clock)).reduce((sum, x) => sum + x, 0) / 24;
}

/** From 22 to 06, but for the nights (by the day on which they end) that are seen. */
function nightly(isSeen: (night: number) => boolean): (day: number, clock: number) => boolean {
  return (day, clock) => (clock < 6 ? isSeen(day) : clock < 22 || isSeen(day + 1));
}

const everyFourth = nightly((night) => night % 4 === 0);

test('a day without gaps has its plain mean, and says that nothing is missing', () => {
  const days = daysOf(3, () => true);
  const result = correction(days)(1);
  assert.equal(result.is, 'whole');
  assert.equal(result.coverage, 1);
  assert.ok(Math.abs(result.mean - truth(1)) < 1e-12);
});

test('a cut night is told from the nights that were seen, far nearer than the plain mean', () => {
  const correct = correction(daysOf(120, everyFourth));
  for (const day of [50, 57, 61, 70]) {
    const result = correct(day);
    assert.equal(result.is, 'estimate');
    const plain =
      Array.from({ length: 16 }, (_, index) => valueAt(day, index + 6)).reduce((a, b) => a + b) / 16;
    assert.ok(Math.abs(result.mean - truth(day)) < Math.abs(plain - truth(day)) / 5);
    assert.ok(result.low <= truth(day) && truth(day) <= result.high);
    assert.ok(Math.abs(result.coverage - 16 / 24) < 1e-12);
    assert.ok(result.nights >= 25 && result.nights <= 30);
  }
});

test('a night that was never seen has no corrected mean', () => {
  const correct = correction(
    daysOf(
      120,
      nightly(() => false),
    ),
  );
  assert.deepEqual(correct(60), {
    is: 'not-enough',
    why: 'no-such-night',
    nights: 0,
    coverage: 16 / 24,
  });
});

test('nights that were seen in another season are no such nights', () => {
  const correct = correction(
    daysOf(
      300,
      nightly((night) => night < 60),
    ),
  );
  const result = correct(200);
  assert.equal(result.is === 'not-enough' && result.why, 'no-such-night');
});

test('nights of the same season a year before count, and those half a year before do not', () => {
  const lastYear = nightly((night) => night < 60);
  assert.equal(correction(daysOf(460, lastYear))(365 + 30).is, 'estimate');
  assert.equal(correction(daysOf(460, lastYear))(182 + 30).is, 'not-enough');
});

test('a handful of nights is too few for an interval', () => {
  const correct = correction(
    daysOf(
      120,
      nightly((night) => [30, 45, 52, 64, 71].includes(night)),
    ),
  );
  const result = correct(60);
  assert.equal(result.is === 'not-enough' && result.why, 'too-few-nights');
  assert.equal(result.is === 'not-enough' && result.nights, 5);
});

test('a day of which most is missing has no corrected mean, however many days there are', () => {
  const days = daysOf(120, (day, clock) => day !== 60 || clock < 11);
  assert.deepEqual(correction(days)(60), {
    is: 'not-enough',
    why: 'coverage',
    nights: 0,
    coverage: 11 / 24,
  });
});

test('a day that is not there, or without any time, has no coverage', () => {
  const correct = correction([...daysOf(2, () => true), []]);
  for (const day of [2, 3, -1]) {
    const result = correct(day);
    assert.equal(result.is === 'not-enough' && result.why, 'coverage');
    assert.equal(result.coverage, 0);
  }
});

test('gaps at other hours are told as well, and several on one day', () => {
  const isCut = (day: number, clock: number): boolean =>
    day === 60 && ((clock >= 3 && clock < 5) || (clock >= 13 && clock < 17));
  const result = correction(daysOf(120, (day, clock) => !isCut(day, clock)))(60);
  assert.equal(result.is, 'estimate');
  assert.ok(Math.abs(result.mean - truth(60)) < 0.02);
  assert.ok(result.low <= truth(60) && truth(60) <= result.high);
});

test('what was measured stays: only the hours that are missing are told', () => {
  const days = daysOf(120, (day, clock) => day !== 60 || clock !== 14);
  const much = [...days];
  // One hour of that day is far from all that was ever seen.
  much[60] = (days[60] ?? []).map((own, clock) => (clock === 3 ? hour(500) : own));
  const [usual, odd] = [correction(days)(60), correction(much)(60)];
  assert.ok(usual.is === 'estimate' && odd.is === 'estimate');
  const measured = (500 - valueAt(60, 3)) / 24;
  assert.ok(Math.abs(odd.mean - usual.mean - measured) < measured);
  assert.ok(odd.high - odd.low > usual.high - usual.low);
});

test('the first and the last day are told from the one side that there is', () => {
  const correct = correction(
    daysOf(
      120,
      nightly((night) => night > 0 && night < 120 && night % 3 === 0),
    ),
  );
  for (const day of [0, 119]) {
    const result = correct(day);
    assert.equal(result.is, 'estimate');
    assert.ok(Math.abs(result.mean - truth(day)) < 0.3);
    assert.ok(result.low <= truth(day) && truth(day) <= result.high);
  }
});

test('minutes that are missing of an hour are taken to be like the rest of it, and the interval says so', () => {
  const days = daysOf(120, () => true);
  days[60] = (days[60] ?? []).map((own, clock) => (clock === 10 ? hour(valueAt(60, 10), 0.6) : own));
  const result = correction(days)(60);
  assert.equal(result.is, 'estimate');
  assert.equal(result.nights, 0);
  assert.ok(Math.abs(result.mean - truth(60)) < 1e-9);
  const most = (0.4 * Math.abs(valueAt(60, 10) - valueAt(60, 9))) / 24;
  assert.ok(result.high - result.low > most && result.high - result.low <= 2.1 * most);
});

test('an hour of which less than half is known keeps what is known of it', () => {
  const days = daysOf(120, () => true);
  days[60] = (days[60] ?? []).map((own, clock) => (clock === 10 ? hour(200, 0.25) : own));
  const result = correction(days)(60);
  assert.ok(result.is === 'estimate' && result.nights === 60);
  const kept = (0.25 * (200 - valueAt(60, 10))) / 24;
  assert.ok(Math.abs(result.mean - truth(60) - kept) < 0.02);
});

test('the day on which the clocks skip an hour is corrected over 23 hours, the other one over 25', () => {
  for (const [span, hours] of [
    [0, 23],
    [2, 25],
  ] as const) {
    const days = daysOf(120, everyFourth);
    days[61] = (days[61] ?? []).map((own, clock) =>
      clock === 2 ? { ...nothing, span: span * hourMs } : own,
    );
    const result = correction(days)(61);
    assert.equal(result.is, 'estimate');
    assert.ok(Math.abs(result.coverage - 16 / hours) < 1e-12);
    const expected = (24 * truth(61) + (span - 1) * valueAt(61, 2)) / hours;
    assert.ok(Math.abs(result.mean - expected) < 0.1);
  }
});

test('a day on which the clocks change is whole when all of its hours are covered', () => {
  const days = daysOf(3, () => true);
  days[1] = (days[1] ?? []).map((own, clock) => (clock === 2 ? { wsum: 0, covered: 0, span: 0 } : own));
  assert.equal(correction(days)(1).is, 'whole');
});

test('an hour that the clocks skip is no gap, also where the day has another', () => {
  const days = daysOf(120, (day, clock) => day !== 61 || clock !== 14);
  days[61] = (days[61] ?? []).map((own, clock) => (clock === 2 ? { ...nothing, span: 0 } : own));
  const result = correction(days)(61);
  assert.equal(result.is, 'estimate');
  assert.ok(Math.abs(result.mean - (24 * truth(61) - valueAt(61, 2)) / 23) < 0.02);
});

test('nonsense in other days is no teacher, and in the own day no measurement', () => {
  const days = daysOf(120, everyFourth);
  const clean = correction(days)(61);
  const spoilt = [...days];
  spoilt[40] = Array.from({ length: 24 }, () => ({ wsum: NaN, covered: hourMs, span: hourMs }));
  spoilt[80] = Array.from({ length: 24 }, () => ({ wsum: 1e300, covered: -1, span: hourMs }));
  const result = correction(spoilt)(61);
  assert.ok(clean.is === 'estimate' && result.is === 'estimate');
  assert.ok(Math.abs(clean.mean - result.mean) < 0.05);
  spoilt[61] = (days[61] ?? []).map((own, clock) => (clock === 12 ? { ...own, wsum: NaN } : own));
  const own = correction(spoilt)(61);
  assert.equal(own.is, 'estimate');
  assert.ok(Math.abs(own.coverage - 15 / 24) < 1e-12);
});

test('a room in which nothing ever changes is told exactly', () => {
  const result = correction(daysOf(120, everyFourth, () => 21))(61);
  assert.equal(result.is, 'estimate');
  for (const value of [result.mean, result.low, result.high]) assert.ok(Math.abs(value - 21) < 1e-9);
});

test('where the nights that were seen are unlike those that were cut, the interval is wider', () => {
  // On days with a cut night the morning begins with a jump that the hours beside it do not tell.
  const jump = (night: number): number => (night % 4 === 0 ? 0 : 3 * Math.sin(night * 2.3));
  const withJumps = daysOf(
    120,
    everyFourth,
    (day, clock) => valueAt(day, clock) + (clock === 6 ? jump(day) : 0),
  );
  const [alike, unlike] = [correction(daysOf(120, everyFourth))(62), correction(withJumps)(62)];
  assert.ok(alike.is === 'estimate' && unlike.is === 'estimate');
  assert.ok(unlike.high - unlike.low > 3 * (alike.high - alike.low));
});

test('the same days give the same answer, in whatever order they are asked for', () => {
  const days = daysOf(60, everyFourth);
  const [forward, backward] = [correction(days), correction(days)];
  const indexes = days.keys().toArray();
  const results = indexes.map((day) => forward(day));
  assert.deepEqual(
    indexes
      .toReversed()
      .map((day) => backward(day))
      .toReversed(),
    results,
  );
});

test('whatever other days are given, a day that has enough on either side is told the same', () => {
  // Mornings after cut nights are unlike the others, each in its own way, so that the check of the edges tells each week something else.
  const odd = (day: number, clock: number): number =>
    clock === 6 && day % 4 !== 0 ? Math.sin(day * 2.3) : 0;
  const days = daysOf(
    2 * tellingDays + 40,
    everyFourth,
    (day, clock) => valueAt(day, clock) + odd(day, clock),
  );
  const all = cutCorrection(days, firstDay);
  for (const day of [tellingDays, tellingDays + 5, tellingDays + 17]) {
    const [first, last] = [day - tellingDays, day + tellingDays];
    const some = cutCorrection(days.slice(first, last + 1), firstDay + first);
    assert.deepEqual(some(tellingDays), all(day));
    const far = days.map((own, other) => {
      const away = Math.abs(other - day);
      return away <= 98 || Math.abs(away - 365) <= 98 ? own : [];
    });
    assert.deepEqual(cutCorrection(far, firstDay)(day), all(day));
    // The date itself tells nothing, but that the weeks of the check are those of the calendar.
    assert.deepEqual(cutCorrection(days, 0)(day), cutCorrection(days, 7000)(day));
  }
});
