/** What the canvas draws, worked out before it: no network, no wording but what it is given. */
import type { Calendar } from './calendar.ts';
import type { Gap, PastPoint, Tier } from './past.ts';
import type { TickFormats } from './ticks.ts';
import type { View } from './view.ts';

export interface ChartLine {
  /** The room, or the room and how many years before. */
  readonly id: string;
  readonly name: string;
  /** Colour and dashes (`line-look`). */
  readonly look: number;
  /** An earlier year: so many before, thinner and without its extremes; 0: this one. */
  readonly yearsBefore: number;
  /** No more than there are pixels. */
  readonly points: readonly PastPoint[];
  readonly gaps: readonly Gap[];
}

export interface ChartScene {
  readonly view: View;
  readonly lines: readonly ChartLine[];
  /** What a point is, of all of them; null: not yet known, or not the same of each. */
  readonly tier: Tier | null;
  readonly calendar: Calendar;
  readonly ticks: TickFormats;
  /** A value as the axis has it. */
  readonly value: (value: number) => string;
  /** No finer than the values are told. */
  readonly finest: number;
  readonly hasCoverage: boolean;
  readonly now: number;
  /** To be found again: somebody points at it in the list. */
  readonly highlighted: Gap | null;
}

/** From the lowest to the highest that is in view; of nothing, or of one value, what leaves room around it. */
export function valueRange(lines: readonly ChartLine[], view: View, finest: number): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { points, yearsBefore } of lines) {
    for (const { from, until, mean, min, max } of points) {
      if (until <= view.from || from >= view.until) continue;
      low = Math.min(low, yearsBefore === 0 ? min : mean);
      high = Math.max(high, yearsBefore === 0 ? max : mean);
    }
  }
  if (low > high) return [0, 100 * finest];
  // So that noise in the last digit does not look like weather.
  const missing = Math.max(0, 10 * finest - (high - low)) / 2;
  const margin = (high - low + 2 * missing) * 0.06;
  return [low - missing - margin, high + missing + margin];
}
