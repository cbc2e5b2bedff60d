/** Rollups as points of a time-series database: the names of docs/data-path.md, "In InfluxDB". */
import { tagsOf, type Point } from '../reading/line-protocol.ts';
import type { ForwardRollup } from '../store/types.ts';

/** Which of a sink's two databases (buckets): readings as they were measured, or the long view's rollups. */
export type Tier = 'raw' | 'long';

/** `_sum` in value · ms, `_covered` and `_span` in ms. No mean: a mean of means is wrong. */
export function pointOfRollup(rollup: ForwardRollup, site: string): Point {
  const { device, entity, quantity, start, until, count, weightedSum, covered, min, max } = rollup;
  return {
    measurement: 'sensor_hour',
    tags: tagsOf({ site, device, sensor: entity }),
    fields: {
      [`${quantity}_sum`]: weightedSum,
      [`${quantity}_covered`]: covered,
      [`${quantity}_span`]: until - start,
      [`${quantity}_count`]: count,
      ...(min !== null && { [`${quantity}_min`]: min }),
      ...(max !== null && { [`${quantity}_max`]: max }),
    },
    time: start,
  };
}
