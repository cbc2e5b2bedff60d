/**
 * A copy of what gives readings their meaning, beside the database: should the pages of these few rows be the
 * damaged ones, years of readings would belong to nobody.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { numberIn, textIn, transaction, type Row } from './rows.ts';
import { isDiskFull } from './schema.ts';
import { markAllStale } from './stale.ts';

const tables = [
  'site',
  'device',
  'room',
  'sensor',
  'edit',
  'placement',
  'calibration',
  'hold',
  'flag',
] as const;
/** Rows of these come and go, and have no columns that the copy has not. */
const edited = ['calibration', 'hold', 'flag', 'placement', 'edit', 'room'] as const;

/** What copies of older programs have not. */
const newTables = { hold: [], flag: [] };

export type InventoryCopy = Record<(typeof tables)[number], readonly Row[]>;

const nameOf = (path: string): string => `${path}.inventory`;

/** Whole or not at all; after the commit that changed something. @param path the database's. */
export function writeInventoryCopy(path: string, database: DatabaseSync): void {
  const text = JSON.stringify(rowsOf(database));
  const draft = `${nameOf(path)}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, `${String(crc32(text))}\n${text}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, nameOf(path));
}

/** After another process may have changed something. One that cannot be written now says nothing until it can be. */
export function refreshInventoryCopy(path: string, database: DatabaseSync): void {
  const count = numberIn(database.prepare('SELECT inventory FROM site').get(), 'inventory');
  if (readInventoryCopy(path)?.site[0]?.['inventory'] === count) return;
  try {
    writeInventoryCopy(path, database);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
}

/**
 * Whether the database says of rooms and sensors what it said when the copy was made. A copy of another count of
 * changes says nothing: the power went between a commit and its copy.
 */
export function fitsInventoryCopy(path: string, database: DatabaseSync): boolean {
  const copy = readInventoryCopy(path);
  if (copy === undefined) return true;
  const rows = rowsOf(database);
  if (copy.site[0]?.['inventory'] !== rows.site[0]?.['inventory']) return true;
  return tables.every(
    (table) => table === 'site' || JSON.stringify(copy[table]) === JSON.stringify(rows[table]),
  );
}

function rowsOf(database: DatabaseSync): InventoryCopy {
  const all = (sql: string): Row[] => database.prepare(sql).all();
  return {
    site: all('SELECT only_row, bridge, inventory FROM site'),
    device: all('SELECT * FROM device ORDER BY mac'),
    room: all('SELECT * FROM room ORDER BY id'),
    sensor: all('SELECT id, device, entity, quantity, diagnostic FROM sensor ORDER BY id'),
    edit: all('SELECT * FROM edit ORDER BY id'),
    placement: all('SELECT * FROM placement ORDER BY id'),
    calibration: all('SELECT * FROM calibration ORDER BY id'),
    hold: all('SELECT * FROM hold WHERE edit IS NOT NULL ORDER BY id'),
    flag: all('SELECT * FROM flag ORDER BY id'),
  };
}

/** Makes a database that has lost its newest changes of rooms and sensors say of them what the copy says. */
export function restoreInventory(path: string, database: DatabaseSync): void {
  const copy = readInventoryCopy(path);
  if (copy === undefined) return;
  transaction(database, () => {
    const isEmpty = database.prepare('SELECT 1 FROM device').get() === undefined;
    // A database made anew took a new id for the bridge, and Home Assistant knows the old one.
    if (isEmpty) database.prepare('UPDATE site SET bridge = ?').run(textIn(copy.site[0], 'bridge'));
    const count = numberIn(copy.site[0], 'inventory');
    if (database.prepare('UPDATE site SET inventory = ? WHERE inventory < ?').run(count, count).changes === 0)
      return;
    // What averages were made of may be another now, both where a sensor stood and where it does by the copy.
    markAllStale(database);
    // An edit may have been undone by a later one.
    database.exec('PRAGMA defer_foreign_keys = ON');
    // Holds that a sensor told itself are no edits, and not in the copy.
    for (const table of edited)
      database.exec(`DELETE FROM ${table}${table === 'hold' ? ' WHERE edit IS NOT NULL' : ''}`);
    for (const table of tables) {
      if (table === 'site') continue;
      for (const row of copy[table]) {
        const columns = Object.keys(row);
        database
          .prepare(
            `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
             ON CONFLICT DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}`,
          )
          .run(...Object.values(row));
      }
    }
    markAllStale(database);
  });
}

/** undefined where there is none, or none that is whole. */
export function readInventoryCopy(path: string): InventoryCopy | undefined {
  let lines: string[];
  try {
    lines = readFileSync(nameOf(path), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const [crc, text = ''] = lines;
  if (Number(crc) !== crc32(text)) return undefined;
  // Its checksum fits, so we wrote it.
  return { ...newTables, ...(JSON.parse(text) as InventoryCopy) };
}
