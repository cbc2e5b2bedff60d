/**
 * Closed buckets of sensors, for sinks: one a whole bucket, calibrated. In the store they are as measured, and split
 * where a placement or a calibration begins or ends; of a bucket of which any part has changed, all parts are read.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Averaging, Cell } from './averaging.ts';
import { bucketIn } from './bucket-rows.ts';
import { calibrationsIn } from './calibrations.ts';
import { cellsOf } from './cells.ts';
import type { InventoryTables, SensorIdentity } from './inventory.ts';
import type { StoreLane } from './lane.ts';
import { hadValues, isNear, longBucket, tableEnds } from './long-rows.ts';
import { numberIn } from './rows.ts';
import type { LongBucket, LongRow } from './outbox-types.ts';

export function rollupLane(
  database: DatabaseSync,
  inventory: InventoryTables,
  averaging: Averaging,
): StoreLane {
  const after = database.prepare('SELECT * FROM rollup WHERE rev > ? ORDER BY rev LIMIT ?');
  const partsIn = database.prepare(
    'SELECT * FROM rollup WHERE sensor = ? AND start_ms >= ? AND start_ms < ? ORDER BY start_ms',
  );
  const site = database.prepare('SELECT bucket_ms FROM site');

  /** @returns undefined where there is no row of it. */
  function merged(
    sensor: number,
    { quantity }: SensorIdentity,
    { start, until }: Cell,
    calibrations: ReturnType<typeof calibrationsIn>,
  ): { readonly bucket: LongBucket; readonly isEmptied: boolean } | undefined {
    const rows = partsIn.all(sensor, start, until);
    if (rows.length === 0) return undefined;
    const parts = rows.map(bucketIn);
    const whole = averaging.snapped(
      parts.map((bucket) => {
        const calibration = calibrations.get(sensor)?.find(({ from }) => from <= bucket.start);
        return { sensor, bucket, calibration };
      }),
      // Longer: of the zone before, and not rolled again yet.
      { start, until: Math.max(until, ...parts.map((part) => part.until)) },
    );
    return {
      bucket: longBucket(quantity, whole),
      isEmptied: whole.covered === 0 && rows.some(hadValues),
    };
  }

  /** With the same tags: a sensor that is flashed to measure something else is another one. */
  function together(sensor: number, { device, entity }: SensorIdentity): [number, SensorIdentity][] {
    return [...inventory.identities()].filter(
      ([id, other]) => id !== sensor && other.device === device && other.entity === entity,
    );
  }

  return {
    ...tableEnds(database, 'rollup'),
    after(from, limit) {
      const bucketMs = numberIn(site.get(), 'bucket_ms');
      const calibrations = calibrationsIn(database);
      const rows: LongRow[] = [];
      const sent = new Set<string>();
      /** By sensor, the last that was. */
      const emptied = new Map<number, number>();
      let to = from;
      for (const row of after.iterate(from, limit)) {
        if (rows.length >= limit) break;
        to = numberIn(row, 'rev');
        const [sensor, at] = [numberIn(row, 'sensor'), numberIn(row, 'start_ms')];
        const identity = inventory.identities().get(sensor);
        if (identity === undefined) continue;
        const of = { device: identity.device, sensor: identity.entity };
        const start = at - (at % bucketMs);
        if (at !== start && numberIn(row, 'until_ms') === at) {
          // Where buckets were shorter, in another zone, a sink has a point there.
          const buckets = [longBucket(identity.quantity, bucketIn(row))];
          rows.push({ of, start: at, buckets, isEmptied: true });
        }
        const send = (cell: Cell, isBetween: boolean): boolean => {
          const name = `${String(sensor)} ${String(cell.start)}`;
          if (sent.has(name)) return false;
          sent.add(name);
          const whole = merged(sensor, identity, cell, calibrations);
          if (whole === undefined) return false;
          const isEmptied = isBetween || whole.isEmptied;
          const beside = (isEmptied ? together(sensor, identity) : []).flatMap(
            ([id, other]) => merged(id, other, cell, calibrations)?.bucket ?? [],
          );
          rows.push({ of, start: cell.start, buckets: [whole.bucket, ...beside], isEmptied });
          return isEmptied;
        };
        if (!send({ start, until: start + bucketMs }, false)) continue;
        const before = emptied.get(sensor);
        emptied.set(sensor, start);
        if (!isNear(before, start, start + bucketMs)) continue;
        for (const between of cellsOf({ start: before + bucketMs, until: start }, bucketMs))
          send(between, true);
      }
      return { kind: 'long', measurement: 'sensor_hour', rows, isAnew: false, from, to };
    },
  };
}
