/** The gaps of a day, and what can be said of such a gap on any day, also where it is none. */
import { type HourLine, hoursADay } from './clock-hours.ts';

export interface Gap {
  /** Hours of this day, and the milliseconds that are missing of each. A night's gap goes on in the next day, as a gap of that. */
  readonly missing: readonly { readonly hour: number; readonly lacks: number }[];
  readonly lacks: number;
  /** The last hour known before it and the first one after, from the day's midnight: of the day before (-24 …), or after (… 47). */
  readonly before: number | undefined;
  readonly after: number | undefined;
}

export function gapsOf(line: HourLine, day: number): readonly Gap[] {
  const isKnown = (hour: number): boolean => line.isKnown(day * hoursADay + hour);
  const gaps: { hour: number; lacks: number }[][] = [];
  let isInGap = false;
  for (const [hour, { covered, span }] of line.day(day).entries()) {
    // An hour that the clocks skip neither is missing nor ends a gap.
    if (isKnown(hour)) isInGap = false;
    else if (span > 0) {
      if (!isInGap) gaps.push([]);
      gaps.at(-1)?.push({ hour, lacks: span - covered });
      isInGap = true;
    }
  }
  return gaps.map((missing) => ({
    missing,
    lacks: missing.reduce((sum, { lacks }) => sum + lacks, 0),
    before: nearestKnown(missing[0]?.hour ?? 0, -1, isKnown),
    after: nearestKnown(missing.at(-1)?.hour ?? 0, 1, isKnown),
  }));
}

/** In one direction, as far as the neighbouring day reaches. */
function nearestKnown(from: number, step: 1 | -1, isKnown: (hour: number) => boolean): number | undefined {
  for (let hour = from + step; hour >= -hoursADay && hour < 2 * hoursADay; hour += step) {
    if (isKnown(hour)) return hour;
  }
  return undefined;
}

/** Of one gap on one day; NaN where that day does not know enough. */
export interface Look {
  /** What the missing hours' mean were, had the value gone straight from edge to edge. */
  readonly straight: number;
  /** What may tell how far from that it was. */
  readonly features: readonly number[];
}

/** @returns what tells the look of that gap on any day, out of the hours that are known on the gap's own. */
export function looksOf(line: HourLine, gap: Gap, gapDay: number): (day: number) => Look {
  const isKnown = (hour: number): boolean => line.isKnown(gapDay * hoursADay + hour);
  const { before, after } = gap;
  const left = before ?? after ?? NaN;
  const right = after ?? before ?? NaN;
  const along = shareAlong(gap);
  const isTwoSided = left !== right;
  const hasBefore = before !== undefined && isKnown(before - 1);
  const hasAfter = after !== undefined && isKnown(after + 1);
  const ownHours = Array.from({ length: hoursADay }, (_, hour) => hour).filter(isKnown);
  return (day) => {
    const midnight = day * hoursADay;
    const [from, to] = [line.mean(midnight + left), line.mean(midnight + right)];
    // How far the day was above the edges, how far it came from one to the other, and where it was going at each.
    const features = [level(line, midnight, ownHours) - (from + to) / 2];
    if (isTwoSided) features.push(to - from);
    if (hasBefore) features.push(from - line.mean(midnight + left - 1));
    if (hasAfter) features.push(line.mean(midnight + right + 1) - to);
    return { straight: from + (to - from) * along, features };
  };
}

/** Where the middle of what is missing lies between the edges, 0 … 1. */
function shareAlong({ missing, lacks, before, after }: Gap): number {
  if (before === undefined || after === undefined) return 0;
  const middle = missing.reduce((sum, part) => sum + part.hour * part.lacks, 0) / lacks;
  return (middle - before) / (after - before);
}

/** The mean of these hours of a day; NaN where it knows less than half of them. */
function level(line: HourLine, midnight: number, hours: readonly number[]): number {
  let [sum, known] = [0, 0];
  for (const hour of hours) {
    const mean = line.mean(midnight + hour);
    if (Number.isNaN(mean)) continue;
    sum += mean;
    known += 1;
  }
  return known > 0 && 2 * known >= hours.length ? sum / known : NaN;
}
