/** Where the axis of time is marked, and with what: whole hours, days, months and years of the building. */
import type { Calendar } from './calendar.ts';
import type { View } from './view.ts';

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** How a tick is written; in the reader's language, in the building's zone. */
export interface TickFormats {
  readonly second: (instant: number) => string;
  readonly minute: (instant: number) => string;
  readonly day: (instant: number) => string;
  readonly month: (instant: number) => string;
  readonly year: (instant: number) => string;
}

interface Step {
  readonly unit: 'second' | 'minute' | 'day' | 'month' | 'year';
  readonly each: number;
  /** About, in milliseconds: to choose by. */
  readonly length: number;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const steps = (unit: Step['unit'], unitLength: number, ...eaches: number[]): Step[] =>
  eaches.map((each) => ({ unit, each, length: each * unitLength }));

const STEPS: readonly Step[] = [
  ...steps('second', 1000, 5, 10, 15, 30),
  ...steps('minute', MINUTE, 1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720),
  ...steps('day', DAY, 1, 2, 7, 14),
  ...steps('month', 30.4 * DAY, 1, 2, 3, 6),
  ...steps('year', 365.2 * DAY, 1, 2, 5, 10, 20, 50, 100),
];

/** As close together as `most` of them allow. */
export function ticksOf(view: View, calendar: Calendar, formats: TickFormats, most: number): readonly Tick[] {
  const span = view.until - view.from;
  const step = STEPS.find(({ length }) => span / length <= Math.max(1, most)) ?? STEPS.at(-1);
  if (step === undefined || !(span > 0)) return [];
  return instantsOf(view, calendar, step).map((at) => ({ at, label: labelOf(at, calendar, step, formats) }));
}

function instantsOf(view: View, calendar: Calendar, { unit, each }: Step): readonly number[] {
  switch (unit) {
    case 'second': {
      const length = each * 1000;
      return counted(view, (n) => Math.ceil(view.from / length) * length + n * length);
    }
    case 'minute':
      return byTheClock(view, calendar, each);
    case 'day': {
      const first = calendar.startOf(each >= 7 ? 'week' : 'day', view.from);
      const { year, month, day } = calendar.wall(first);
      // So that the same days are marked wherever the view begins.
      const since = Math.floor(Date.UTC(year, month - 1, day) / DAY) - (each >= 7 ? 4 : 0);
      const back = ((since % each) + each) % each;
      return counted(view, (n) => calendar.instant(year, month, day - back + n * each));
    }
    case 'month': {
      const { year, month } = calendar.wall(view.from);
      const back = (month - 1) % each;
      return counted(view, (n) => calendar.instant(year, month - back + n * each));
    }
    case 'year': {
      const { year } = calendar.wall(view.from);
      return counted(view, (n) => calendar.instant(year - (year % each) + n * each));
    }
  }
}

/** Those of a rising row that are in view. */
function counted(view: View, nth: (n: number) => number): number[] {
  const all: number[] = [];
  for (let n = 0; ; n++) {
    const at = nth(n);
    if (at > view.until) return all;
    if (at >= view.from) all.push(at);
  }
}

/**
 * Whole minutes and hours as the clocks show them. Where they are put back, an hour comes twice: of single hours and
 * less both are marked, else the first.
 */
function byTheClock(view: View, calendar: Calendar, minutes: number): number[] {
  // Clocks are put forward and back by quarters of an hour.
  const stride = Math.min(minutes, 15) * MINUTE;
  const all: number[] = [];
  let shown = '';
  for (let at = Math.ceil(view.from / stride) * stride; at <= view.until; at += stride) {
    const { day, hour, minute } = calendar.wall(at);
    if ((hour * 60 + minute) % minutes !== 0) continue;
    const showing = `${String(day)} ${String(hour)}`;
    if (minutes > 60 && showing === shown) continue;
    shown = showing;
    all.push(at);
  }
  return all;
}

/** The widest of what begins there: the first of January is the year. */
function labelOf(at: number, calendar: Calendar, { unit }: Step, formats: TickFormats): string {
  const { month, day, second } = calendar.wall(at);
  if (unit === 'year') return formats.year(at);
  if (unit === 'month') return month === 1 ? formats.year(at) : formats.month(at);
  // Where midnight is skipped, the day begins later.
  const beginsDay = at === calendar.startOf('day', at);
  if (unit === 'day' && !(month === 1 && day === 1)) return formats.day(at);
  if (beginsDay) return month === 1 && day === 1 ? formats.year(at) : formats.day(at);
  return second === 0 ? formats.minute(at) : formats.second(at);
}
