/** Readings in InfluxDB's line protocol, with the names of docs/data-path.md, "In InfluxDB": as they are forwarded, and as they are exported. */
import type { Mac } from './mac.ts';
import type { Quantity } from './quantity.ts';

export const rawMeasurement = 'climate';

export interface PlacedReading {
  readonly device: Mac;
  readonly entity: string;
  readonly quantity: Quantity;
  /** Where its sensor stood when it was measured; null: in no room. */
  readonly room: string | null;
  /** Milliseconds since 1970, UTC. */
  readonly measuredAt: number;
  /** In the quantity's own unit. */
  readonly value: number;
}

export interface Point {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Numbers are floats: an integer field would refuse the first fraction. Text is for people. */
  readonly fields: Readonly<Record<string, number | string>>;
  /** Milliseconds since 1970, UTC; null: when it arrives, by the clock of the one who takes it. */
  readonly time: number | null;
}

export function pointOfReading(reading: PlacedReading, site: string): Point {
  return {
    measurement: rawMeasurement,
    tags: tagsOfSensor(reading, site),
    fields: { [reading.quantity]: reading.value },
    time: reading.measuredAt,
  };
}

/** What is the same for all that a sensor measures in a room. */
export function tagsOfSensor(
  { room, device, entity }: Omit<PlacedReading, 'measuredAt' | 'value' | 'quantity'>,
  site: string,
): Record<string, string> {
  return tagsOf({ site, room: room ?? undefined, device, sensor: entity });
}

/** Line protocol, for a precision of milliseconds. */
export function lineOf({ measurement, tags, fields, time }: Point): string {
  const written = Object.entries(fields).map(([key, value]) => `${escaped(key)}=${fieldText(value)}`);
  return `${seriesOf(measurement, tags)} ${written.join(',')}${time === null ? '' : ` ${String(time)}`}`;
}

/** The beginning of a line, which is the same for all that a sensor measures in a room. */
export function seriesOf(measurement: string, tags: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(tags).map(([key, value]) => `${escaped(key)}=${escaped(value)}`);
  return [measurement, ...pairs].join(',');
}

/**
 * A field's value, as a line has it. A line's end within quotes is taken by some servers only, and a proxy or a log
 * counts lines: text is one line here.
 */
export function fieldText(value: number | string): string {
  if (typeof value === 'number') return String(value);
  return `"${value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replaceAll(/["\\]/g, '\\$&')}"`;
}

/**
 * Line protocol has no way to write a line's end, nor a backslash at the end of a value, where it would take
 * the comma after it for its own; and an empty value is a fault of syntax.
 */
export function tagsOf(tags: Readonly<Record<string, string | undefined>>): Record<string, string> {
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
