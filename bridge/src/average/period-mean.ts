/** A bucket as it is told to people. */
import type { Bucket } from '../store/averaging.ts';
import type { PeriodMean } from './answers.ts';

const thousandths = 1000;

export function meanOf(
  { start, until, count, wsum, covered, min, minAt, max, maxAt }: Bucket,
  now: number,
): PeriodMean {
  return {
    start,
    until,
    sum: wsum / thousandths,
    mean: covered === 0 ? null : rounded(wsum / covered),
    min: min === null ? null : rounded(min),
    minAt,
    max: max === null ? null : rounded(max),
    maxAt,
    count,
    coveredMs: covered,
    spanMs: Math.min(until, now) - start,
  };
}

/** From thousandths; to a millionth of the unit. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / (1000 * thousandths);
}
