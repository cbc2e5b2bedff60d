/** The long view as points of a time-series database: the names of docs/data-path.md, "In InfluxDB". */
import { tagsOf, type Point } from '../reading/line-protocol.ts';
import type { Zone } from '../reading/zone.ts';
import type { LongMeasurement, LongRow } from '../store/outbox-types.ts';

/** Which of a sink's two databases (buckets): readings as they were measured, or the long view. */
export type Tier = 'raw' | 'long';

/** Whose points they are, and by whose calendar. */
export interface PointsOf {
  /** The tag `site`. */
  readonly site: string;
  readonly zone: Zone;
}

/** `_sum` in value · ms, `_covered` and `_span` in ms. No mean: a mean of means is wrong. */
export function pointOfLong(row: LongRow, measurement: LongMeasurement, { site, zone }: PointsOf): Point {
  const { of, start, buckets } = row;
  const fields: Record<string, number> = {};
  for (const { quantity, weightedSum, covered, span, count, min, max } of buckets) {
    fields[`${quantity}_sum`] = weightedSum;
    fields[`${quantity}_covered`] = covered;
    fields[`${quantity}_span`] = span;
    fields[`${quantity}_count`] = count;
    if (min !== null) fields[`${quantity}_min`] = min;
    if (max !== null) fields[`${quantity}_max`] = max;
  }
  return {
    measurement,
    tags: { ...tagsOf({ site, ...of }), ...calendarTags(measurement, start, zone) },
    fields,
    time: start,
  };
}

/** What InfluxQL cannot group by itself (docs/decisions/0018-long-view-in-influxdb.md). */
function calendarTags(measurement: LongMeasurement, start: number, zone: Zone): Record<string, string> {
  if (measurement === 'sensor_hour') return {};
  const [year = '', month = '', hour = ''] = new Date(start + zone.offsetAt(start))
    .toISOString()
    .split(/[-T:]/)
    .filter((_, i) => i !== 2);
  if (measurement === 'room_hour') return { hour };
  return measurement === 'room_day' ? { year } : { year, month };
}
