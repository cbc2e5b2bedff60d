/** Days for tests that are not about how they come to be. */
import type { Gap, Past, PastPoint } from '../src/history/past.ts';

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** Ends a quarter of an hour, and with that a column of every sparkline. */
export const NOON = Date.parse('2026-11-21T12:00:00Z');

export interface SampleDay {
  readonly unit?: string;
  readonly until?: number;
  /** Minutes that a point lasts. */
  readonly step?: number;
  readonly gaps?: readonly (readonly [from: number, until: number, cause?: Gap['cause']])[];
  /** By hours before the end; NaN makes a point of that value. */
  readonly value?: (hoursAgo: number) => number;
}

/** 24 hours of temperature; times are given in hours before the end. */
export function sampleDay({
  unit = '°C',
  until = NOON,
  step = 5,
  gaps = [],
  value = () => 21,
}: SampleDay = {}): Past {
  const known: Gap[] = gaps
    .map(([from, to, cause = null]) => ({ from: until - from * HOUR, until: until - to * HOUR, cause }))
    .toSorted((a, b) => a.from - b.from);
  const points: PastPoint[] = [];
  for (let from = until - 24 * HOUR; from < until; from += step * MINUTE) {
    const end = from + step * MINUTE;
    if (known.some((gap) => from < gap.until && end > gap.from)) continue;
    const mean = value((until - (from + end) / 2) / HOUR);
    points.push({ from, until: end, mean, min: mean, max: mean, coverage: 1 });
  }
  return {
    quantity: 'temperature',
    unit,
    from: until - 24 * HOUR,
    until,
    tier: 'raw',
    points,
    gaps: known,
    meansBy: 'bridge',
  };
}
