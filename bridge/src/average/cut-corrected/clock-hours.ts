/** Days as 24 hours by the clock on the wall: what the cut-corrected mean is made from. */

/** What buckets keep (docs/averages.md), of one hour of the clock of one day. */
export interface ClockHour {
  /** Value × milliseconds; the value in any unit, which is also that of what is told from it. */
  readonly wsum: number;
  /** Milliseconds. */
  readonly covered: number;
  /** Milliseconds that the day has of this hour: 0 where the clocks skip it, twice as many where they repeat it. */
  readonly span: number;
}

/** From midnight on, 24 of them. */
export type ClockDay = readonly ClockHour[];

export const hoursADay = 24;

/**
 * An hour of which half is covered was as that half was; with less it is missing. A room seldom changes by more than a
 * degree in an hour, so that this moves the mean of a day by a fiftieth of one at most.
 */
const leastOfHour = 0.5;

/** How the site's clock divides time. */
export interface SiteClock {
  /** Milliseconds of a bucket: an hour, or a quarter of one. */
  readonly bucketMs: number;
  /** What the clocks show at an instant (milliseconds UTC), 0 to 23. */
  readonly hourAt: (at: number) => number;
}

/**
 * Buckets as days of clock hours.
 *
 * @param days of the calendar on end, milliseconds UTC, each ended: what is still to come is not missing. Each begins with a bucket.
 * @param buckets of one room and quantity, in any order; those of other days count for nothing.
 */
export function clockDays(
  days: readonly { readonly start: number; readonly until: number }[],
  buckets: Iterable<{ readonly start: number; readonly wsum: number; readonly covered: number }>,
  { bucketMs, hourAt }: SiteClock,
): readonly ClockDay[] {
  const hours = days.map(() => Array.from({ length: hoursADay }, () => ({ wsum: 0, covered: 0, span: 0 })));
  const hourOf = new Map<number, { wsum: number; covered: number; span: number }>();
  for (const [day, { start, until }] of days.entries()) {
    for (let at = start; at < until; at += bucketMs) {
      const hour = hours[day]?.[hourAt(at)];
      if (hour === undefined) continue;
      hour.span += bucketMs;
      hourOf.set(at, hour);
    }
  }
  for (const { start, wsum, covered } of buckets) {
    const hour = hourOf.get(start);
    if (hour === undefined) continue;
    hour.wsum += wsum;
    hour.covered += covered;
  }
  return hours;
}

/** Days on end, hour by hour. A position is counted in hours of the clock from the first day's midnight, 24 a day. */
export class HourLine {
  readonly days: number;
  readonly #hours: readonly ClockHour[];
  /** NaN where an hour is missing. */
  readonly #means: Float64Array;

  constructor(days: readonly ClockDay[]) {
    this.days = days.length;
    this.#hours = days.flatMap((day) =>
      Array.from({ length: hoursADay }, (_, hour) => believable(day[hour])),
    );
    this.#means = Float64Array.from(this.#hours, ({ wsum, covered, span }) =>
      covered > 0 && covered >= leastOfHour * span ? wsum / covered : NaN,
    );
  }

  /** The hour's mean; NaN where it is missing, or outside of these days. */
  mean(position: number): number {
    return this.#means[position] ?? NaN;
  }

  /** Share of the hour that is missing. */
  lack(position: number): number {
    const hour = this.#hours[position];
    return hour === undefined || hour.span === 0 ? 1 : 1 - hour.covered / hour.span;
  }

  isKnown(position: number): boolean {
    return !Number.isNaN(this.mean(position));
  }

  /** Its hours, without what cannot be. */
  day(day: number): ClockDay {
    return this.#hours.slice(day * hoursADay, (day + 1) * hoursADay);
  }
}

/** What cannot be a sum over a part of an hour counts as not covered. */
function believable(hour: ClockHour | undefined): ClockHour {
  const span = hour !== undefined && hour.span > 0 && Number.isFinite(hour.span) ? hour.span : 0;
  const isSum =
    hour !== undefined &&
    hour.covered > 0 &&
    hour.covered <= span &&
    Number.isFinite(hour.wsum / hour.covered);
  return isSum ? hour : { wsum: 0, covered: 0, span };
}
