/**
 * The mean that a day would have had without its gaps, for a power cut at night: the plain mean of the hours that were covered is
 * the mean of the waking hours. It stands beside the plain one, never instead of it, and says how sure it is.
 *
 * **Method.** What was measured stays. The mean of each gap's hours is told from the day's own covered hours: a straight line from
 * the last hour before to the first one after, and how far from it such hours were on days of the same season on which they
 * were covered, by a ridge regression on how high the day was above the gap's edges, how far they are apart, and where the
 * value was going at each. A. E. Hoerl, R. W. Kennard, Ridge regression, Technometrics 12, 1970.
 *
 * **Interval.** The bound that nine tenths of that regression's leave-one-out errors stay within ({@link boundOf}); wider where
 * the nights that were seen are not like those that were cut ({@link edgeCheck}). Gaps of a day are taken to err by
 * themselves, so that their squares add up.
 *
 * **What it cannot know.** What happens in cut nights only, and shows neither before nor after: a window that was open from
 * one to four. docs/cut-corrected-mean.md has what was measured.
 */
import { type ClockDay, HourLine, hoursADay } from './cut-corrected/clock-hours.ts';
import { boundOf, canBear } from './cut-corrected/conformal.ts';
import { type Edges, edgeCheck } from './cut-corrected/edge-check.ts';
import { type Gap, gapsOf, looksOf } from './cut-corrected/gaps.ts';
import { type NearDay, nearDays, reachDays, yearDays } from './cut-corrected/near-days.ts';
import { type Case, Ridge } from './cut-corrected/ridge.ts';

export type CutCorrected = { /** Of the day, 0 … 1. */ readonly coverage: number } & (
  | {
      /** Nothing is missing: this is the plain mean. */
      readonly is: 'whole';
      readonly mean: number;
    }
  | {
      readonly is: 'estimate';
      readonly mean: number;
      /** The true mean is between these, nine times of ten. */
      readonly low: number;
      readonly high: number;
      /** Other days from which the missing hours were told, of the gap that has the fewest; 0 where no hour is missing by more than half. */
      readonly nights: number;
    }
  | { readonly is: 'not-enough'; readonly why: NotEnough; readonly nights: number }
);

/**
 * `coverage`: more of the day is missing than is known. `no-such-night`: the missing hours were covered on no other day of the
 * season. `too-few-nights`: they were, but not often enough for an interval.
 */
export type NotEnough = 'coverage' | 'no-such-night' | 'too-few-nights';

/** With less, most of the day would be the model's. */
const leastCoverage = 0.5;

/** Those further away than so many would tell little more, and cost as much as these. */
const mostNights = 60;

/** So many days share one check of a gap's edges: it changes with the season, and costs as much as a day. */
const checkedDays = 7;

/** Of milliseconds missing: their mean, and how far it may be off. */
interface Filled {
  readonly mean: number;
  readonly bound: number;
}

/**
 * A day is told from days up to so many away: given as many on either side, it has the same answer whatever else is given. What
 * is neither near it nor near the same date a year before or after ({@link nearDays}) may be left empty.
 */
export const tellingDays = yearDays + reachDays + checkedDays;

/**
 * @param days of one room and one quantity, on end; of one of which nothing is known all is zero, or it has no hours.
 * @param firstDay of these, in days since 1970.
 * @returns of the day with that index.
 */
export function cutCorrection(days: readonly ClockDay[], firstDay: number): (day: number) => CutCorrected {
  const line = new HourLine(days);
  const widening = wideningOf(line, firstDay);
  return (day) => {
    const { coverage, sum, span, slack } = measured(line, day);
    if (coverage < leastCoverage) return { is: 'not-enough', why: 'coverage', nights: 0, coverage };
    if (coverage === 1) return { is: 'whole', mean: sum / span, coverage };

    const near = nearDays(day, line.days);
    const told = gapsOf(line, day).map((gap) => ({ gap, cases: casesOf(line, gap, day, near) }));
    const nights = told.length === 0 ? 0 : Math.min(...told.map(({ cases }) => cases.length));
    if (!told.every(({ cases }) => canBear(cases))) {
      return { is: 'not-enough', why: nights === 0 ? 'no-such-night' : 'too-few-nights', nights, coverage };
    }
    let [whole, squares, rough] = [sum, 0, slack];
    for (const { gap, cases } of told) {
      const { mean, bound } = filled(line, gap, day, cases);
      whole += mean * gap.lacks;
      squares += (bound * widening(gap, day) * gap.lacks) ** 2;
      rough += edgeSlack(line, gap, day) * gap.lacks;
    }
    const mean = whole / span;
    const half = (Math.sqrt(squares) + rough) / span;
    return { is: 'estimate', mean, low: mean - half, high: mean + half, nights, coverage };
  };
}

/** Value × milliseconds of what is known: of an hour that is known at all, for all its span. */
function measured(
  line: HourLine,
  day: number,
): { coverage: number; sum: number; span: number; slack: number } {
  let [covered, span, sum, slack] = [0, 0, 0, 0];
  for (const [hour, own] of line.day(day).entries()) {
    const position = day * hoursADay + hour;
    const lacks = own.span - own.covered;
    covered += own.covered;
    span += own.span;
    sum += own.wsum;
    if (lacks === 0 || !line.isKnown(position)) continue;
    sum += line.mean(position) * lacks;
    slack += steepnessAt(line, position) * lacks;
  }
  return { coverage: span > 0 ? covered / span : 0, sum, span, slack };
}

/**
 * An edge of which a part is missing is not in the middle of its hour: off by half of that part at the pace of the hour beside it.
 * Each edge tells half of a gap.
 */
function edgeSlack(line: HourLine, { before, after }: Gap, day: number): number {
  let slack = 0;
  for (const hour of [before, after]) {
    if (hour === undefined) continue;
    const position = day * hoursADay + hour;
    slack += (line.lack(position) / 4) * steepnessAt(line, position);
  }
  return slack;
}

/** How far the rest of an hour may be from what was covered of it: as far as the hours beside it. */
function steepnessAt(line: HourLine, position: number): number {
  const own = line.mean(position);
  const steps = [position - 1, position + 1].filter((beside) => line.isKnown(beside));
  return Math.max(0, ...steps.map((beside) => Math.abs(line.mean(beside) - own)));
}

/** The days that know the hours of a gap, and the hours from which they are told. */
function casesOf(line: HourLine, gap: Gap, gapDay: number, near: readonly NearDay[]): readonly Case[] {
  const lookOn = looksOf(line, gap, gapDay);
  const cases: Case[] = [];
  for (const { day, weight } of near) {
    if (cases.length === mostNights) break;
    const mean = meanOfMissing(line, gap, day);
    if (Number.isNaN(mean)) continue;
    const { straight, features } = lookOn(day);
    const target = mean - straight;
    if (!Number.isNaN(target) && !features.some(Number.isNaN)) cases.push({ features, target, weight });
  }
  return cases;
}

/** What these hours were on a day; NaN where it does not know one of them, which is so on most. */
function meanOfMissing(line: HourLine, { missing, lacks: all }: Gap, day: number): number {
  let sum = 0;
  for (const { hour, lacks } of missing) {
    const mean = line.mean(day * hoursADay + hour);
    if (Number.isNaN(mean)) return NaN;
    sum += lacks * mean;
  }
  return sum / all;
}

function filled(line: HourLine, gap: Gap, day: number, cases: readonly Case[]): Filled {
  const { straight, features } = looksOf(line, gap, day)(day);
  const ridge = new Ridge(cases);
  return {
    mean: straight + ridge.predict(features),
    bound: boundOf(ridge.surprises, cases) * ridge.unitAt(features),
  };
}

function wideningOf(line: HourLine, firstDay: number): (gap: Gap, day: number) => number {
  const known = new Map<string, number>();
  return ({ before, after }, day) => {
    if (before === undefined || after === undefined) return 1;
    const nightBegins = day + Math.floor(before / hoursADay);
    const shift = (day - nightBegins) * hoursADay;
    const edges: Edges = { before: before + shift, after: after + shift };
    const week = Math.floor((firstDay + nightBegins) / checkedDays);
    const key = [week, edges.before, edges.after].join(' ');
    const about = checkedDays * week + (checkedDays - 1) / 2 - firstDay;
    const width = known.get(key) ?? edgeCheck(line, about, edges);
    known.set(key, width);
    return width;
  };
}
