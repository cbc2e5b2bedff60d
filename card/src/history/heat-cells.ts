/** A year as days by hours of the building: which colour belongs where, and where there is none. */
import type { Calendar } from './calendar.ts';
import type { PastPoint } from './past.ts';
import type { View } from './view.ts';

/** null: it went by without readings; undefined: it has not come, or clocks skipped it. */
export type HeatCell = number | null | undefined;

export interface HeatDay {
  /** When it began. */
  readonly at: number;
  /** By the hour that the clocks show; one that came twice is one. */
  readonly hours: readonly HeatCell[];
}

const HOUR = 3_600_000;
const LONGEST_HELD = 1.5 * HOUR;

/** Whether it is made of hours, or of something shorter: a day's mean tells none of its hours. */
export function hasHours(points: readonly PastPoint[]): boolean {
  return points.every(({ from, until }) => until - from <= LONGEST_HELD);
}

/** Each hour's mean, by time covered. */
export function heatDays(
  points: readonly PastPoint[],
  { from, until }: View,
  calendar: Calendar,
  now: number,
): readonly HeatDay[] {
  const sums = new Map<string, { sum: number; weight: number }>();
  for (const point of points) {
    if (!Number.isFinite(point.mean)) continue;
    const key = keyOf(calendar, point.from);
    const { sum, weight } = sums.get(key) ?? { sum: 0, weight: 0 };
    const more = (point.until - point.from) * (point.coverage ?? 1);
    sums.set(key, { sum: sum + point.mean * more, weight: weight + more });
  }
  const days: HeatDay[] = [];
  for (let at = calendar.startOf('day', from); at < until; at = calendar.startOf('day', at, 1)) {
    const { year, month, day } = calendar.wall(at);
    const hours = Array.from({ length: 24 }, (_, hour): HeatCell => {
      const begins = calendar.instant(year, month, day, hour);
      // Skipped: what follows is another hour's.
      if (calendar.wall(begins).hour !== hour) return undefined;
      const known = sums.get(keyOf(calendar, begins));
      if (known !== undefined && known.weight > 0) return known.sum / known.weight;
      return begins + HOUR > now ? undefined : null;
    });
    days.push({ at, hours });
  }
  return days;
}

/** From the lowest to the highest; null: there is none. */
export function heatRange(days: readonly HeatDay[]): readonly [number, number] | null {
  let [low, high] = [Infinity, -Infinity];
  for (const { hours } of days) {
    for (const value of hours) {
      if (value == null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low > high ? null : [low, high];
}

function keyOf(calendar: Calendar, instant: number): string {
  const { year, month, day, hour } = calendar.wall(instant);
  return `${String(year)} ${String(month)} ${String(day)} ${String(hour)}`;
}
