/** Readings and rollups as points of a time-series database: the names of docs/data-path.md, "In InfluxDB". */
import type { ForwardReading, ForwardRollup } from '../store/types.ts';

/** Which of a sink's two databases (buckets): readings as they were measured, or the long view's rollups. */
export type Tier = 'raw' | 'long';

export interface Point {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  /** All of them floats: an integer field would refuse the first fraction. */
  readonly fields: Readonly<Record<string, number>>;
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
}

export function pointOfReading(reading: ForwardReading, site: string): Point {
  return {
    measurement: 'climate',
    tags: tagsOf({
      site,
      room: reading.room ?? undefined,
      device: reading.device,
      sensor: reading.entity,
    }),
    fields: { [reading.quantity]: reading.value },
    time: reading.measuredAt,
  };
}

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

/** Line protocol, for a precision of milliseconds. */
export function lineOf({ measurement, tags, fields, time }: Point): string {
  const pairs = (record: Readonly<Record<string, string | number>>): string[] =>
    Object.entries(record).map(([key, value]) => `${escaped(key)}=${escaped(String(value))}`);
  return `${[measurement, ...pairs(tags)].join(',')} ${pairs(fields).join(',')} ${String(time)}`;
}

/**
 * Line protocol has no way to write a line's end, nor a backslash at the end of a value, where it would take
 * the comma after it for its own; and an empty value is a fault of syntax.
 */
function tagsOf(tags: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value = '']) => {
      const writable = isPlain(value) ? value : value.replaceAll(/\p{Cc}/gu, ' ').replace(/[\\\s]+$/u, '');
      return writable === '' ? [] : [[key, writable]];
    }),
  );
}

function escaped(text: string): string {
  return isPlain(text) ? text : text.replaceAll(/[,= ]/g, '\\$&');
}

/** Nearly all values are; a batch of 5,000 is written on the main thread, which must not stand still. */
function isPlain(text: string): boolean {
  return /^[\w:.-]+$/.test(text);
}
