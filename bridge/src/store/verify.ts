/**
 * Reads a store from one end to the other without changing it: the database's own structure, the checksum of every
 * packed row, and whether its counts agree with one another. For `check`, `backup` and `restore`.
 */
import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { MalformedBytes } from './bytes.ts';
import { fitsInventoryCopy } from './inventory-copy.ts';
import type { Mark } from './mark.ts';
import { unpackBatch, unpackBlock, type Sample } from './packing.ts';
import { numberIn, packedIn, textIn, type Row } from './rows.ts';
import { expectedSchema, migrations, schemaText, versionOf } from './schema.ts';

/** What is in a store. */
export interface Holdings {
  readonly rooms: number;
  readonly sensors: number;
  /** All of them; `undated` are those of a clock that was not trusted. */
  readonly readings: number;
  readonly undated: number;
  /** When the first and the last of those that are dated were measured; null where there is none. */
  readonly from: number | null;
  readonly to: number | null;
  /** The newest number of a reading. */
  readonly seq: number;
  /** Readings in rows that were found damaged earlier and set aside. */
  readonly damaged: number;
}

export interface Verified {
  readonly holds: Holdings;
  /** A clause for each thing that is wrong. */
  readonly faults: readonly string[];
}

/** Of each pragma's complaints so many are told. */
const maxComplaints = 3;

/** One moment of the store: what is committed meanwhile is not seen, and does not wait. @param path for messages. */
export function verify(database: DatabaseSync, path: string): Verified {
  const faults: string[] = [];
  database.exec('BEGIN');
  try {
    faults.push(...structuralFaults(database, path));
    return { holds: read(database, faults), faults };
  } catch (error) {
    // Whatever reading throws, a number out of all bounds as well, is what this looks for.
    faults.push(`it cannot be read to its end (${String(error)})`);
    return { holds: nothing, faults };
  } finally {
    if (database.isTransaction) database.exec('ROLLBACK');
  }
}

/** @param mark read before the database was. */
export function faultAgainstMark({ seq, readings }: Holdings, mark: Mark | undefined): string | undefined {
  if (mark === undefined || seq > mark.seq) return undefined;
  if (seq === mark.seq && readings >= mark.readings) return undefined;
  const lost = Math.max(0, mark.readings - readings);
  return `it ends before what had been acknowledged: ${String(lost)} of ${String(mark.readings)} readings are missing`;
}

/** @param path the database's, beside which the copy of rooms and sensors lies. */
export function faultAgainstInventoryCopy(database: DatabaseSync, path: string): string | undefined {
  return fitsInventoryCopy(path, database) ? undefined : 'its rooms and sensors are not those of their copy';
}

/**
 * Writes into a backup what its rows add up to: rooms, events and cursors have no checksums of their own, and a backup
 * may lie on a shelf for years.
 */
export function seal(database: DatabaseSync): void {
  database.exec('DROP TABLE IF EXISTS seal');
  const sum = sumOf(database);
  database.exec('CREATE TABLE seal (sum INTEGER NOT NULL) STRICT');
  database.prepare('INSERT INTO seal (sum) VALUES (?)').run(sum);
}

function sumOf(database: DatabaseSync): number {
  let sum = 0;
  for (const table of database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name != 'seal' ORDER BY name")
    .all()) {
    const name = textIn(table, 'name');
    sum = crc32(name, sum);
    const rows = database.prepare(`SELECT * FROM ${name}`);
    rows.setReadBigInts(true);
    for (const row of rows.iterate()) {
      for (const value of Object.values(row))
        sum = crc32(value instanceof Uint8Array ? value : ` ${String(value)}`, sum);
    }
  }
  return sum;
}

const nothing: Holdings = {
  rooms: 0,
  sensors: 0,
  readings: 0,
  undated: 0,
  from: null,
  to: null,
  seq: 0,
  damaged: 0,
};

function structuralFaults(database: DatabaseSync, path: string): string[] {
  const said = database.prepare(`PRAGMA quick_check(${String(maxComplaints)})`).all();
  const faults = said.map((row) => textIn(row, 'quick_check')).filter((line) => line !== 'ok');
  const version = versionOf(database, path);
  const known = migrations().filter((migration) => migration.version <= version);
  if (schemaText(database) !== expectedSchema(known))
    faults.push('its tables are not described as they should be');
  const orphans = new Set(
    database
      .prepare('PRAGMA foreign_key_check')
      .all()
      .map((row) => textIn(row, 'table')),
  );
  for (const table of orphans) faults.push(`rows of its table "${table}" belong to nothing`);
  const hasSeal = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'seal'").get() !== undefined;
  if (hasSeal && numberIn(database.prepare('SELECT sum FROM seal').get(), 'sum') !== sumOf(database)) {
    faults.push('its rows are not those that were written into this backup');
  }
  return faults;
}

function read(database: DatabaseSync, faults: string[]): Holdings {
  const span = { from: Infinity, to: -Infinity };
  const widen = (samples: readonly Sample[]): void => {
    for (const { at } of samples) {
      if (at < span.from) span.from = at;
      if (at > span.to) span.to = at;
    }
  };
  const blocks = readTable(database, 'block', faults, (row, n) => {
    const key = { sensor: numberIn(row, 'sensor'), hour: numberIn(row, 'hour') };
    widen(unpackBlock(key, n, packedIn(row)));
  });
  const inbox = readTable(database, 'inbox', faults, (row, n) => {
    widen(unpackBatch(numberIn(row, 'through'), n, packedIn(row)));
  });
  const undated = readTable(database, 'quarantine', faults, (row, n) => {
    unpackBatch(numberIn(row, 'through'), n, packedIn(row));
  });
  const row = database
    .prepare(
      `SELECT (SELECT count(*) FROM room) AS rooms, (SELECT count(*) FROM sensor) AS sensors, folded,
         (SELECT coalesce(sum(n), 0) FROM damaged) AS damaged,
         max(last_seq, coalesce((SELECT max(through) FROM inbox), 0),
           coalesce((SELECT max(through) FROM quarantine), 0)) AS seq FROM site`,
    )
    .get();
  const folded = numberIn(row, 'folded');
  if (folded !== blocks) {
    faults.push(`its hours hold ${String(blocks)} readings, and ${String(folded)} were put into them`);
  }
  return {
    rooms: numberIn(row, 'rooms'),
    sensors: numberIn(row, 'sensors'),
    readings: blocks + inbox + undated,
    undated,
    from: Number.isFinite(span.from) ? span.from : null,
    to: Number.isFinite(span.to) ? span.to : null,
    seq: numberIn(row, 'seq'),
    damaged: numberIn(row, 'damaged'),
  };
}

/** @returns how many readings its rows say that they hold. */
function readTable(
  database: DatabaseSync,
  table: 'block' | 'inbox' | 'quarantine',
  faults: string[],
  unpack: (row: Row, n: number) => void,
): number {
  let [readings, rows, lost] = [0, 0, 0];
  for (const row of database.prepare(`SELECT * FROM ${table}`).iterate()) {
    const n = numberIn(row, 'n');
    readings += n;
    try {
      unpack(row, n);
    } catch (error) {
      if (!(error instanceof MalformedBytes)) throw error;
      rows++;
      lost += n;
    }
  }
  if (rows > 0) {
    faults.push(
      `the checksums of ${String(rows)} rows of its table "${table}" do not fit: ${String(lost)} readings`,
    );
  }
  return readings;
}
