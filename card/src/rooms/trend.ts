import type { Past, PastPoint } from '../history/past.ts';
import { degreesPerKelvin } from './degrees.ts';

export type Trend = 'rising' | 'steady' | 'falling';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * Kelvin an hour from which a room is said to rise or fall. Our own choice: what an AHT20 wavers (a tenth) and what a
 * thermostat lets swing stay below it; an open window and a heater just turned on are above it within the hour.
 * (ISO 7730 calls a drift of up to 2 K an hour steady, for how it feels; that is too late to act upon.)
 */
const THRESHOLD = 0.5;

/** Fewer, or a shorter part of the hour, are no trend but a guess. */
const FEWEST_POINTS = 3;
const SHORTEST_COVERED = 30 * MINUTE;
/** An hour that ended longer ago says nothing of now. Home Assistant's statistics come up to ten minutes late. */
const LATEST = 15 * MINUTE;

/**
 * Whither the temperature goes: the slope of the line of least squares through the last hour, each value weighing as
 * long as it held. null: not known.
 * @param now ms since 1970; 0: not told, then the end of `day`
 */
export function trendOf(day: Past | null, now: number): Trend | null {
  const perKelvin = day && degreesPerKelvin(day.unit);
  if (!day || perKelvin === null || perKelvin === undefined) return null;
  const slope = slopeOf(day.points, now === 0 ? day.until : now);
  if (slope === null) return null;
  const kelvins = slope / perKelvin;
  if (kelvins >= THRESHOLD) return 'rising';
  return kelvins <= -THRESHOLD ? 'falling' : 'steady';
}

/** Degrees an hour. */
function slopeOf(points: readonly PastPoint[], now: number): number | null {
  const newest = points.findLast(isKnown);
  if (newest === undefined || now - newest.until > LATEST) return null;
  const until = Math.min(newest.until, Math.max(now, newest.from + 1));
  const hour = { from: until - HOUR, until };
  const parts: { at: number; value: number; weight: number }[] = [];
  for (let n = points.length - 1; n >= 0; n -= 1) {
    const point = points[n];
    if (point === undefined || point.until <= hour.from) break;
    if (!isKnown(point)) continue;
    const [from, end] = [Math.max(point.from, hour.from), Math.min(point.until, hour.until)];
    if (end > from) {
      parts.push({ at: ((from + end) / 2 - hour.from) / HOUR, value: point.mean, weight: end - from });
    }
  }
  const covered = sum(parts, ({ weight }) => weight);
  if (parts.length < FEWEST_POINTS || covered < SHORTEST_COVERED) return null;
  const middle = sum(parts, ({ at, weight }) => at * weight) / covered;
  const spread = sum(parts, ({ at, weight }) => weight * (at - middle) ** 2);
  return sum(parts, ({ at, value, weight }) => weight * (at - middle) * value) / spread;
}

const isKnown = ({ from, until, mean }: PastPoint): boolean => Number.isFinite(mean) && until > from;

function sum<T>(all: readonly T[], of: (each: T) => number): number {
  return all.reduce((total, each) => total + of(each), 0);
}
