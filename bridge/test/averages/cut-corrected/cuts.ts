/** What a bridge sees of a room when its power is cut, and what the day really was. */
import type { ClockDay } from '../../../src/average/cut-corrected/clock-hours.ts';
import { chance } from '../../chance.ts';
import type { TestCalendar } from './calendar.ts';

const minuteMs = 60_000;

/** Whether the bridge runs, by the day's index and the clock's minutes since midnight. */
export type Power = (day: number, clock: number) => boolean;

export type Cut =
  'one night in five is seen' | 'only nights before a day off are seen' | 'one afternoon in six is cut';

/** @param seed of the building: all its rooms lose the same hours. */
export function powerOf(cut: Cut, seed: number, { days }: TestCalendar): Power {
  const next = chance(seed * 7919 + 5);
  switch (cut) {
    case 'one night in five is seen': {
      const nights = Array.from({ length: days.length + 1 }, (_, night) => ({ night, lot: next() }));
      const drawn = nights.sort((one, other) => one.lot - other.lot).slice(0, Math.ceil(nights.length / 5));
      const seen = new Set(drawn.map(({ night }) => night));
      return nightly((night) => seen.has(night));
    }
    case 'only nights before a day off are seen':
      return nightly((night) => days[night]?.isOff ?? false);
    case 'one afternoon in six is cut': {
      const isCut = days.map(() => next() < 1 / 6);
      return (day, clock) => isCut[day] !== true || clock < 13 * 60 || clock >= 16.5 * 60;
    }
  }
}

/** From 22:00 to 06:00, and two minutes until the bridge is up. A night has the number of the day on which it ends. */
function nightly(isSeen: (night: number) => boolean): Power {
  return (day, clock) => {
    if (clock < 6 * 60 + 2) return isSeen(day);
    return clock < 22 * 60 || isSeen(day + 1);
  };
}

export interface Observed {
  readonly days: readonly ClockDay[];
  /** The mean of all minutes of each day: nothing but the comparison may know it. */
  readonly truths: readonly number[];
}

export function observe(values: Float32Array, { days, clock }: TestCalendar, isOn: Power): Observed {
  const truths: number[] = [];
  const seen = days.map(({ from, until }, day) => {
    const hours = Array.from({ length: 24 }, () => ({ wsum: 0, covered: 0, span: 0 }));
    let sum = 0;
    for (let minute = from; minute < until; minute++) {
      const [value, at] = [values[minute] ?? NaN, clock[minute] ?? 0];
      sum += value;
      const hour = hours[Math.floor(at / 60)];
      if (hour === undefined) continue;
      hour.span += minuteMs;
      if (!isOn(day, at)) continue;
      hour.covered += minuteMs;
      hour.wsum += value * minuteMs;
    }
    truths.push(sum / (until - from));
    return hours;
  });
  return { days: seen, truths };
}
