/** What the buckets take of a store's file, indexes included. */
import { DatabaseSync } from 'node:sqlite';
import { sensorCount, type Building } from './building.ts';

export const bucketTables = ['rollup', 'room_hour', 'room_day', 'room_month'] as const;

/** Bytes for a year of a sensor; of the rooms' tables it is a room's quantity, here of one sensor each. */
export function bytesOfYear(path: string, building: Building): ReadonlyMap<string, number> {
  using database = new DatabaseSync(path, { readOnly: true });
  const pages = database.prepare(
    `SELECT sum(pgsize) AS bytes FROM dbstat
     WHERE aggregate = TRUE AND name IN (SELECT name FROM sqlite_schema WHERE tbl_name = ?)`,
  );
  const sensorYears = sensorCount(building) * building.years;
  return new Map(bucketTables.map((name) => [name, Number(pages.get(name)?.['bytes']) / sensorYears]));
}
