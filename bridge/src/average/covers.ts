/** How long each reading counts (docs/averages.md). */
import type { Calibration } from '../reading/calibration.ts';
import type { Cell, Cover, Flagged, Hold, Measured } from '../store/averaging.ts';

/** Until a sensor has told its own step. */
export const usualHoldMs = 150_000;
const [leastHoldMs, mostHoldMs] = [10_000, 24 * 3_600_000];
const stepsAsked = 10;

export interface CoverRules {
  /** Newest first. */
  readonly holds: readonly Hold[];
  readonly flags: readonly Flagged[];
}

/** @param readings of one sensor, in the order of time. */
export function covers(readings: Iterable<Measured>, { holds, flags }: CoverRules): Cover[] {
  const all: Cover[] = [];
  let last: Measured | undefined;
  const put = ({ at, value }: Measured, next: number): void => {
    let until = Math.min(next, at + holdAt(at, holds));
    for (const flag of flags) {
      if (flag.from <= at && flag.until > at) return;
      if (flag.from > at) until = Math.min(until, flag.from);
    }
    all.push({ from: at, until, value, readings: 1 });
  };
  for (const reading of readings) {
    if (last !== undefined) put(last, reading.at);
    last = reading;
  }
  if (last !== undefined) put(last, Infinity);
  return all;
}

function holdAt(at: number, holds: readonly Hold[]): number {
  return holds.find(({ from }) => from <= at)?.holdMs ?? usualHoldMs;
}

/** @param times in their order. @returns undefined while there are too few. */
export function firstHold(times: readonly number[]): Hold | undefined {
  const from = times[stepsAsked];
  if (from === undefined) return undefined;
  const steps = times.slice(1, stepsAsked + 1).map((at, i) => at - (times[i] ?? at));
  steps.sort((a, b) => a - b);
  const half = stepsAsked / 2;
  const median = ((steps[half - 1] ?? 0) + (steps[half] ?? 0)) / 2;
  const holdMs = Math.min(mostHoldMs, Math.max(leastHoldMs, Math.round(2.5 * median)));
  return { from, holdMs };
}

/** @param calibrations newest first. */
export function calibratedCovers(of: readonly Cover[], calibrations: readonly Calibration[]): Cover[] {
  if (calibrations.length === 0) return [...of];
  const rising = calibrations.toReversed();
  return of.flatMap((cover) => {
    const parts: Cover[] = [];
    let { from, readings } = cover;
    for (const [i, { gain, offset }] of [{ gain: 1, offset: 0 }, ...rising].entries()) {
      const until = Math.min(cover.until, rising[i]?.from ?? Infinity);
      if (until <= from) continue;
      parts.push({ from, until, value: gain * cover.value + offset * 1000, readings });
      [from, readings] = [until, 0];
    }
    return parts;
  });
}

/** @param stretches in the order of time, apart from each other. */
export function within(of: readonly Cover[], stretches: readonly Cell[]): Cover[] {
  const parts: Cover[] = [];
  for (const cover of of) {
    for (const { start, until: end } of stretches) {
      const from = Math.max(cover.from, start);
      const until = Math.min(cover.until, end);
      if (until <= from) continue;
      // Nearly each is, and there are millions of them.
      const isWhole = from === cover.from && until === cover.until;
      parts.push(
        isWhole ? cover : { ...cover, from, until, readings: from === cover.from ? cover.readings : 0 },
      );
    }
  }
  return parts;
}
