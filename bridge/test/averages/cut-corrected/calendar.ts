/** The days of Zurich by its law, minute by minute: written here so that it shares nothing with the bridge's calendar. */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export interface CalendarDay {
  /** Its first minute and the first of the next day, counted from the first day's midnight. */
  readonly from: number;
  readonly until: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** No work: a holiday, or a day of the weekend. */
  readonly isOff: boolean;
  readonly isHoliday: boolean;
}

export interface TestCalendar {
  readonly days: readonly CalendarDay[];
  /** What the clock on the wall shows in each minute, in minutes since midnight. */
  readonly clock: Uint16Array;
  /** The first one, in days since 1970, and in days of its year. */
  readonly firstDay: number;
  readonly dayOfYear: number;
}

/** Summer time begins and ends at 01:00 UTC of the last Sunday of March and October. */
function summerTimeOf(year: number): { readonly begins: number; readonly ends: number } {
  const lastSunday = (month: number): number => {
    const last = Date.UTC(year, month + 1, 0);
    return last - new Date(last).getUTCDay() * dayMs + hourMs;
  };
  return { begins: lastSunday(2), ends: lastSunday(9) };
}

function offsetAt(utc: number): number {
  const { begins, ends } = summerTimeOf(new Date(utc).getUTCFullYear());
  return utc >= begins && utc < ends ? 2 * hourMs : hourMs;
}

/** Milliseconds UTC of a local midnight: the clocks are never changed then. */
function midnight(date: number): number {
  return date - offsetAt(date - 2 * hourMs);
}

/** Days off that are no weekend, as [month, day]; the last week of the year is one long one. */
const holidays = [
  '1-1',
  '1-2',
  '5-1',
  '8-1',
  '11-1',
  ...[24, 25, 26, 27, 28, 29, 30, 31].map((n) => `12-${String(n)}`),
];

/** @param firstDate midnight UTC of the date. */
export function calendar(firstDate: number, count: number): TestCalendar {
  const first = midnight(firstDate);
  const days = Array.from({ length: count }, (_, index) => {
    const date = new Date(firstDate + index * dayMs);
    const [weekday, month, dayOfMonth] = [date.getUTCDay(), date.getUTCMonth() + 1, date.getUTCDate()];
    const isHoliday = holidays.includes(`${String(month)}-${String(dayOfMonth)}`);
    return {
      from: (midnight(date.getTime()) - first) / minuteMs,
      until: (midnight(date.getTime() + dayMs) - first) / minuteMs,
      weekday,
      isHoliday,
      isOff: isHoliday || weekday === 0 || weekday === 6,
    };
  });
  const clock = Uint16Array.from({ length: days.at(-1)?.until ?? 0 }, (_, minute) => {
    const utc = first + minute * minuteMs;
    return ((utc + offsetAt(utc)) % dayMs) / minuteMs;
  });
  const dayOfYear = (firstDate - Date.UTC(new Date(firstDate).getUTCFullYear(), 0, 1)) / dayMs;
  return { days, clock, firstDay: firstDate / dayMs, dayOfYear };
}
