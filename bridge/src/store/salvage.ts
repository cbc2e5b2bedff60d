/**
 * Saving what can be read of a damaged store into a new one. Tables are read by ranges of their keys, around
 * what cannot be read; packed rows must fit their checksums. The damaged files are set aside, never deleted.
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { hourOf } from './blocks.ts';
import { MalformedBytes } from './bytes.ts';
import { restoreFirstPage } from './first-page.ts';
import { readInventoryCopy } from './inventory-copy.ts';
import type { Mark } from './mark.ts';
import { packBatch, unpackBatch, unpackBlock } from './packing.ts';
import { separatePlacements } from './placing.ts';
import { markAllStale } from './stale.ts';
import { numberIn, packedIn, type Row } from './rows.ts';
import { expectedSchema, isDamage, openDatabase, schemaText, sqliteCode } from './schema.ts';

export interface Salvaged {
  /** Readings in the new store. */
  readonly readings: number;
  /** Where the damaged files are now. */
  readonly setAside: string;
}

const parts = ['', '-wal', '-shm'] as const;
/** Tries at one table, each of which may hit a page that cannot be read. */
const maxTries = 100_000;
/** SQLite's result code where a table or a column is not there: a flipped bit can be in a name. */
const notDescribed = 1;

/** After a power cut in the middle of the last step of a salvage. To be called before a store is opened. */
export function finishSalvage(path: string): void {
  const done = `${path}.salvaged`;
  if (!existsSync(done)) return;
  setAside(path);
  renameSync(done, path);
  syncFolder(path);
}

/** Replaces the database at `path`. @param mark where the store was known to be. */
export function salvage(path: string, mark: Mark | undefined): Salvaged {
  const [unfinished, done] = [`${path}.salvaging`, `${path}.salvaged`];
  for (const part of parts) rmSync(unfinished + part, { force: true });
  const target = openDatabase(unfinished);
  let readings: number;
  try {
    const source = openDamaged(path);
    try {
      readings = copyAll(source, target, path, mark);
    } finally {
      source?.close();
    }
    target.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    target.close();
  }
  syncFile(unfinished);
  for (const part of ['-wal', '-shm']) rmSync(unfinished + part, { force: true });
  renameSync(unfinished, done);
  syncFolder(path);
  const aside = setAside(path);
  renameSync(done, path);
  syncFolder(path);
  return { readings, setAside: aside };
}

/** @returns the name that the database has now; its other files have the same beginning. */
function setAside(path: string): string {
  let n = 1;
  while (parts.some((part) => existsSync(`${path}.damaged-${String(n)}${part}`))) n++;
  const name = `${path}.damaged-${String(n)}`;
  for (const part of parts) if (existsSync(path + part)) renameSync(path + part, name + part);
  return name;
}

function openDamaged(path: string): DatabaseSync | undefined {
  if (!existsSync(path)) return undefined;
  for (const isMended of [false, true]) {
    if (isMended) restoreFirstPage(path);
    const database = new DatabaseSync(path);
    try {
      database.exec('PRAGMA cell_size_check = ON');
      if (schemaText(database) === expectedSchema() || isMended) return database;
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    database.close();
  }
  return undefined;
}

function copyAll(
  source: DatabaseSync | undefined,
  target: DatabaseSync,
  path: string,
  mark: Mark | undefined,
): number {
  target.exec('PRAGMA synchronous = OFF');
  // A sensor whose device's row is lost is still that sensor.
  target.exec('PRAGMA foreign_keys = OFF');
  target.exec('BEGIN');
  const copy = readInventoryCopy(path);
  for (const row of copy?.site ?? []) put(target, 'site', row);
  if (source !== undefined) {
    for (const table of [
      'site',
      'boot',
      'event',
      'refused',
      'token',
      'audit',
      'hold',
      ...averages,
    ] as const) {
      for (const row of rescued(source, table, keyOf[table])) put(target, table, row);
    }
    for (const table of ['cursor', 'device_key'] as const) copyPlain(source, target, table);
  }
  for (const table of inventory) for (const row of copy?.[table] ?? []) put(target, table, row);
  // The copy has a checksum, so where the two differ it is right, unless it is the older one.
  const copied = copy?.site[0]?.['inventory'];
  const isCurrent = copied === target.prepare('SELECT inventory FROM site').get()?.['inventory'];
  if (source !== undefined && !isCurrent) {
    for (const table of ['device', 'room'] as const) copyPlain(source, target, table);
    for (const table of ['sensor', 'edit', 'placement', 'calibration', 'flag'] as const) {
      for (const row of rescued(source, table, keyOf[table])) put(target, table, row);
    }
    separatePlacements(target);
  }
  if (source !== undefined) copyPacked(source, target);
  // The number of a lost series may be given again, and its rows are another room's then.
  for (const table of ['room_hour', 'room_day', 'room_month'])
    target.exec(`DELETE FROM ${table} WHERE series NOT IN (SELECT id FROM series)`);
  markAllStale(target);
  keepAhead(target, mark);
  const row = target
    .prepare(
      `SELECT (SELECT folded FROM site) + (SELECT coalesce(sum(n), 0) FROM inbox)
         + (SELECT coalesce(sum(n), 0) FROM quarantine) AS n`,
    )
    .get();
  target.exec('COMMIT');
  return numberIn(row, 'n');
}

/** What the copy beside the store holds. */
const inventory = ['device', 'room', 'sensor', 'edit', 'placement', 'calibration', 'hold', 'flag'] as const;
/** What is rolled: again from what is saved, and what was, where its readings were dropped. */
const averages = ['series', 'rollup', 'room_hour', 'room_day', 'room_month', 'carried', 'stale'] as const;

const keyOf = {
  site: 'only_row',
  sensor: 'id',
  placement: 'id',
  boot: 'id',
  event: 'id',
  series: 'id',
  rollup: 'rev',
  room_hour: 'rev',
  room_day: 'rev',
  room_month: 'rev',
  carried: 'sensor',
  stale: 'id',
  refused: 'id',
  token: 'id',
  audit: 'id',
  edit: 'id',
  calibration: 'id',
  hold: 'id',
  flag: 'id',
  inbox: 'through',
  quarantine: 'through',
  block: 'rev',
} as const;

/** What may point at a row that is lost must not come to point at a new one that takes its number. */
function keepAhead(target: DatabaseSync, mark: Mark | undefined): void {
  // The mark can be older than what a sink had got.
  target
    .prepare(
      `UPDATE site SET folded = (SELECT coalesce(sum(n), 0) FROM block), last_seq = max(last_seq, ?,
         (SELECT coalesce(max(pos), 0) FROM cursor WHERE lane = 'inbox'))`,
    )
    .run(mark?.seq ?? 0);
  for (const lane of ['block', 'rollup', 'room_hour', 'room_day', 'room_month', 'event'] as const) {
    const sequence = `(SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = '${lane}')`;
    const cursors = `(SELECT coalesce(max(pos), 0) FROM cursor WHERE lane = '${lane}')`;
    const row = target.prepare(`SELECT max(${sequence}, ${cursors}) AS seq`).get();
    target.prepare('DELETE FROM sqlite_sequence WHERE name = ?').run(lane);
    target.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)').run(lane, numberIn(row, 'seq'));
  }
  // Another start would take the number of a lost one, and its offset would date what waits in quarantine.
  target.exec(
    `INSERT OR IGNORE INTO boot (id, os_boot, from_mono, last_mono, after_ms)
     SELECT boot, '', 0, 0, 0 FROM quarantine UNION SELECT boot, '', 0, 0, 0 FROM event`,
  );
  // What an edit made stays, though how to take it back is lost.
  target.exec(
    `INSERT OR IGNORE INTO edit (id, at_ms, what, undo)
     SELECT id, 0, 'An edit of which nothing else could be saved.', '[]' FROM
       (SELECT edit AS id FROM placement UNION SELECT edit FROM calibration
         UNION SELECT edit FROM hold UNION SELECT edit FROM flag UNION SELECT undone_by FROM edit UNION SELECT undoes FROM edit)
     WHERE id IS NOT NULL`,
  );
}

function copyPacked(source: DatabaseSync, target: DatabaseSync): void {
  const sensors = new Set(
    target
      .prepare('SELECT id FROM sensor')
      .all()
      .map((row) => numberIn(row, 'id')),
  );
  for (const row of rescued(source, 'block', keyOf.block)) {
    const key = { sensor: Number(row['sensor']), hour: Number(row['hour']) };
    const samples = whole(() => unpackBlock(key, numberIn(row, 'n'), packedIn(row)));
    if (samples !== undefined && sensors.has(key.sensor)) put(target, 'block', row);
  }
  const timesIn = blockTimes(target);
  for (const table of ['inbox', 'quarantine'] as const) {
    for (const row of rescued(source, table, keyOf[table])) {
      const through = numberIn(row, 'through');
      const samples = whole(() => unpackBatch(through, numberIn(row, 'n'), packedIn(row)));
      // Readings of a sensor that is lost are nobody's, and no block would take them. Of a fold that is half there, the
      // same reading could lie in both.
      const rest = samples?.filter(
        ({ sensor, at }) =>
          sensors.has(sensor) && (table !== 'inbox' || !timesIn(sensor, hourOf(at)).has(at)),
      );
      if (rest !== undefined) put(target, table, { ...row, n: rest.length, ...packBatch(through, rest) });
    }
  }
}

/** When a sensor measured in an hour, by the blocks; only hours that are asked for are held in memory. */
function blockTimes(database: DatabaseSync): (sensor: number, hour: number) => ReadonlySet<number> {
  const read = database.prepare('SELECT n, data, crc FROM block WHERE sensor = ? AND hour = ?');
  const known = new Map<string, ReadonlySet<number>>();
  return (sensor, hour) => {
    const name = `${String(sensor)} ${String(hour)}`;
    let times = known.get(name);
    if (times === undefined) {
      const row = read.get(sensor, hour);
      const samples = row && unpackBlock({ sensor, hour }, numberIn(row, 'n'), packedIn(row));
      times = new Set(samples?.map(({ at }) => at));
      known.set(name, times);
    }
    return times;
  };
}

function whole<Samples>(unpack: () => Samples): Samples | undefined {
  try {
    return unpack();
  } catch (error) {
    if (error instanceof MalformedBytes || isDamage(error)) return undefined;
    throw error;
  }
}

/** A table without row ids is small: from both ends, up to what cannot be read. */
function copyPlain(
  source: DatabaseSync,
  target: DatabaseSync,
  table: 'device' | 'room' | 'cursor' | 'device_key',
): void {
  const key = { device: 'mac', room: 'id', cursor: 'sink', device_key: 'device' }[table];
  for (const order of ['ASC', 'DESC']) {
    try {
      for (const row of source.prepare(`SELECT * FROM ${table} ORDER BY ${key} ${order}`).iterate()) {
        put(target, table, row);
      }
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  }
}

/** The rows whose keys can be reached, in their order. */
function* rescued(source: DatabaseSync, table: string, key: string): Generator<Row> {
  const ranges: [low: number, high: number][] = [[0, highestKey(source, table, key)]];
  for (let tries = 0; tries < maxTries; tries++) {
    const range = ranges.pop();
    if (range === undefined) return;
    let [low] = range;
    const [, high] = range;
    try {
      const read = source.prepare(`SELECT * FROM ${table} WHERE ${key} BETWEEN ? AND ? ORDER BY ${key}`);
      for (const row of read.iterate(low, high)) {
        const found = Number(row[key]);
        if (found < low || found > high) continue;
        low = found + 1;
        yield row;
      }
    } catch (error) {
      if (sqliteCode(error) === notDescribed) return;
      if (!isDamage(error)) throw error;
      if (low >= high) continue;
      const middle = Math.floor((low + high) / 2);
      // The lower half is popped first, so that rows stay in order.
      ranges.push([middle + 1, high], [low, middle]);
    }
  }
}

function highestKey(source: DatabaseSync, table: string, key: string): number {
  for (const sql of [
    `SELECT max(${key}) AS key FROM ${table}`,
    `SELECT seq AS key FROM sqlite_sequence WHERE name = '${table}'`,
  ]) {
    try {
      const found = source.prepare(sql).get()?.['key'];
      if (typeof found === 'number') return found;
    } catch (error) {
      if (!isDamage(error) && sqliteCode(error) !== notDescribed) throw error;
    }
  }
  return 2 ** 32;
}

/** Rows that contradict others already there, or the schema, are left out. */
function put(target: DatabaseSync, table: string, row: Record<string, unknown>): void {
  const columns = Object.keys(row);
  const values = Object.values(row).filter(isValue);
  if (values.length !== columns.length) return;
  try {
    target
      .prepare(
        `INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      )
      .run(...values);
  } catch (error) {
    if (!(error instanceof Error && 'errcode' in error)) throw error;
  }
}

function isValue(value: unknown): value is SQLInputValue {
  return value === null || ['string', 'number'].includes(typeof value) || value instanceof Uint8Array;
}

export function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}

/** A rename is on the disk when its folder is. */
export function syncFolder(path: string): void {
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
