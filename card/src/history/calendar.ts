/** The building's calendar: its days, weeks, months and years, whatever zone the browser is in. */

/** As the building's clocks and calendar have it. */
export interface Wall {
  readonly year: number;
  /** 1 … 12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export type Unit = 'day' | 'week' | 'month' | 'year';

export interface Calendar {
  readonly timeZone: string;
  readonly wall: (instant: number) => Wall;
  /** Of two such instants the first; of none (clocks were put forward) the one as long after the change. */
  readonly instant: (year: number, month?: number, day?: number, hour?: number, minute?: number) => number;
  /** When the one began that `instant` is in, or the `ahead`-th after it. Weeks begin on Mondays. */
  readonly startOf: (unit: Unit, instant: number, ahead?: number) => number;
}

const QUARTER = 900_000;
const DAY = 86_400_000;
/** More than a year of hours: a redraw asks again for the same ones. */
const KNOWN_AT_MOST = 50_000;

export function calendarOf(timeZone: string): Calendar {
  const format = formatIn(timeZone) ?? formatIn('UTC');
  // No zone since 1990 changes but on a quarter of an hour.
  const known = new Map<number, number>(); // milliseconds east of UTC, by quarter

  const offset = (instant: number): number => {
    const quarter = Math.floor(instant / QUARTER);
    const before = known.get(quarter);
    if (before !== undefined || format === null) return before ?? 0;
    if (known.size > KNOWN_AT_MOST) known.clear();
    const found = offsetBy(format, quarter * QUARTER);
    known.set(quarter, found);
    return found;
  };

  const wall: Calendar['wall'] = (instant) => {
    const shifted = new Date(instant + offset(instant));
    return {
      year: shifted.getUTCFullYear(),
      month: shifted.getUTCMonth() + 1,
      day: shifted.getUTCDate(),
      hour: shifted.getUTCHours(),
      minute: shifted.getUTCMinutes(),
      second: shifted.getUTCSeconds(),
    };
  };

  const instant: Calendar['instant'] = (year, month = 1, day = 1, hour = 0, minute = 0) => {
    const shown = utc(year, month, day, hour, minute);
    const before = offset(shown - DAY);
    const candidates = [shown - before, shown - offset(shown + DAY)].sort((a, b) => a - b);
    return candidates.find((each) => each + offset(each) === shown) ?? shown - before;
  };

  const startOf: Calendar['startOf'] = (unit, at, ahead = 0) => {
    const { year, month, day } = wall(at);
    switch (unit) {
      case 'day':
        return instant(year, month, day + ahead);
      case 'week': {
        const sinceMonday = (new Date(utc(year, month, day)).getUTCDay() + 6) % 7;
        return instant(year, month, day - sinceMonday + 7 * ahead);
      }
      case 'month':
        return instant(year, month + ahead);
      case 'year':
        return instant(year + ahead);
    }
  };

  return { timeZone: format?.resolvedOptions().timeZone ?? 'UTC', wall, instant, startOf };
}

/** Days beyond the month's, months beyond the year's are those after it. Not `Date.UTC`: to that, 26 is 1926. */
function utc(year: number, month: number, day: number, hour = 0, minute = 0): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute);
}

function offsetBy(format: Intl.DateTimeFormat, instant: number): number {
  const fields: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(instant)) fields[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0 } = fields;
  return utc(year, month, day, hour, minute) - Math.floor(instant / 60_000) * 60_000;
}

/** null: no such zone; Intl throws. */
function formatIn(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  } catch {
    return null;
  }
}
