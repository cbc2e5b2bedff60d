/**
 * What 50 devices with two sensors every 10 s cost a disk: the store, and beside it the table with an index that one
 * would write first, fed the same readings at the same commits.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  keep,
  Meter,
  perReading,
  seconds,
  type Building,
  type Cost,
} from '../bridge/test/store/working-days.ts';
import { row } from './figures.ts';

const building: Building = { devices: 50, everyS: 10 };
const readingsADay = 2 * 6 * 60 * 24;
/** Of which the last four are counted. */
const hours = 6;

function keepInTable(path: string, commitEveryS: number): Cost[] {
  const meter = new Meter(path);
  using database = new DatabaseSync(path);
  database.exec(
    `PRAGMA journal_mode = WAL;
     PRAGMA synchronous = FULL;
     CREATE TABLE reading (id INTEGER PRIMARY KEY, sensor INTEGER NOT NULL, measured_at INTEGER NOT NULL, value REAL NOT NULL);
     CREATE UNIQUE INDEX reading_of_sensor ON reading (sensor, measured_at);`,
  );
  const insert = database.prepare('INSERT INTO reading (sensor, measured_at, value) VALUES (?, ?, ?)');
  const costs: Cost[] = [];
  let [readings, elapsedS] = [0, 0];
  database.exec('BEGIN');
  for (const arrived of seconds(building, hours * 3600)) {
    for (const { sensor, measuredAt, value } of arrived) insert.run(sensor, measuredAt, value);
    readings += arrived.length;
    elapsedS++;
    if (elapsedS % commitEveryS === 0) database.exec('COMMIT; BEGIN');
    if (elapsedS % 3600 === 0) costs.push(meter.cost(readings));
  }
  database.exec('COMMIT');
  return costs;
}

const folder = await mkdtemp(join(tmpdir(), 'climat-bench-'));
try {
  row(
    '50 devices × 2 sensors × 10 s',
    'written a device and day',
    'what reached the disk',
    'at rest a reading',
  );
  row('---', '---', '---', '---');
  const tell = (name: string, costs: readonly Cost[]): void => {
    const { writtenBytes, diskBytes, restBytes } = perReading(costs);
    const aDay = (bytes: number): string => `${((bytes * readingsADay) / 1e6).toFixed(1)} MB`;
    row(name, aDay(writtenBytes), aDay(diskBytes), `${restBytes.toFixed(2)} bytes`);
  };
  for (const commitEveryS of [1, 5]) {
    const every = `a commit every ${String(commitEveryS)} s`;
    const path = (name: string): string => join(folder, `${name}-${String(commitEveryS)}.db`);
    const costs = await keep(path('store'), building, { hours, commitEveryS, synchronous: 'FULL' });
    tell(`the store, ${every}`, costs);
    tell(`a table with an index, ${every}`, keepInTable(path('table'), commitEveryS));
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
