/** Readings and points for the tests of forwarding. */
import { parseMac, type Mac } from '../../src/reading/mac.ts';
import { pointOfLong } from '../../src/forward/points.ts';
import { pointOfReading, type Point } from '../../src/reading/line-protocol.ts';
import { Zone } from '../../src/reading/zone.ts';
import type { ForwardReading, LongRow } from '../../src/store/outbox-types.ts';

/** A whole hour of September 2026. VictoriaMetrics exports nothing that lies in the future. */
export const hour = 1_789_999_200_000;

export function mac(n: number): Mac {
  const parsed = parseMac(`0200000000${n.toString(16).padStart(2, '0')}`);
  if (parsed === undefined) throw new Error(`no MAC of ${String(n)}`);
  return parsed;
}

/** The `n`th reading, each at a millisecond of its own. */
export function reading(n: number, more: Partial<ForwardReading> = {}): ForwardReading {
  const device = mac(1);
  return {
    ...{ device, entity: 'temperature', quantity: 'temperature', room: 'kitchen' },
    ...{ measuredAt: hour + n, value: (2000 + (n % 1000)) / 100 },
    ...more,
  };
}

export function readings(count: number, first = 0): ForwardReading[] {
  return Array.from({ length: count }, (_, i) => reading(first + i));
}

export function rollup(n: number): LongRow {
  return {
    of: { device: mac(1), sensor: 'temperature' },
    start: hour + n * 3_600_000,
    isEmptied: false,
    buckets: [
      {
        ...{ quantity: 'temperature', span: 3_600_000, count: 360, covered: 3_600_000 },
        ...{ weightedSum: 3_600_000 * 21.5, min: 20.25, max: 22.75 },
      },
    ],
  };
}

export const site = 'test-site';
export const pointsOf = (rows: readonly ForwardReading[]): Point[] =>
  rows.map((row) => pointOfReading(row, site));
export const zone = new Zone('Europe/Zurich');
export const rollupPoint = (n: number): Point => pointOfLong(rollup(n), 'sensor_hour', { site, zone });

export function roomRow(n: number, room: string, more: Partial<LongRow> = {}): LongRow {
  return { ...rollup(n), of: { room }, ...more };
}
export const roomPoint = (n: number, room: string): Point =>
  pointOfLong(roomRow(n, room), 'room_hour', { site, zone });
