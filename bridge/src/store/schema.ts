/** Opening a database file and bringing it to this program's schema, one numbered migration at a time. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** The store cannot be used; the message says why and what to do. */
export class StoreUnusable extends Error {}

const folder = new URL('./migrations/', import.meta.url);
/** "clgd": marks the file as ours, so that another program's database is not taken for a store. */
const applicationId = 0x63_6c_67_64;

export interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** Files `NNNN-name.sql`, by number. */
export function migrations(): Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({
      version: Number.parseInt(file, 10),
      sql: readFileSync(new URL(file, folder), 'utf8'),
    }));
}

/** @throws {StoreUnusable} */
export function openDatabase(path: string): DatabaseSync {
  const database = open(path);
  try {
    // Before the first table: it cannot be turned on later without rewriting the file.
    database.exec('PRAGMA auto_vacuum = INCREMENTAL');
    database.exec('PRAGMA journal_mode = WAL');
    // Each commit is on the disk before it is acknowledged: the promise of this product.
    database.exec('PRAGMA synchronous = FULL');
    database.exec('PRAGMA foreign_keys = ON');
    migrate(database, path);
    return database;
  } catch (error) {
    database.close();
    if (error instanceof StoreUnusable) throw error;
    throw new StoreUnusable(`${path} cannot be used as the store: ${String(error)}`, { cause: error });
  }
}

/**
 * Holds the store for this process: two that give out the same numbers would lose each other's readings. A lock of
 * SQLite's own, in a file beside it, which the system lets go of when the process dies.
 *
 * @throws {StoreUnusable}
 */
export function lockStore(path: string): DatabaseSync {
  const lock = open(`${path}.lock`);
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock.close();
    throw new StoreUnusable(
      `${path} is in use by another climat-guardian. Stop that one, or choose another folder with --data.`,
      { cause },
    );
  }
}

function open(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path);
  } catch (cause) {
    throw new StoreUnusable(`cannot open the store ${path}: ${String(cause)}. Is its folder writable?`, {
      cause,
    });
  }
}

function migrate(database: DatabaseSync, path: string): void {
  const version = pragma(database, 'user_version');
  if (version !== 0 && pragma(database, 'application_id') !== applicationId) {
    throw new StoreUnusable(`${path} is a database of another program; choose another file for the store`);
  }
  const known = migrations();
  const newest = known.at(-1)?.version ?? 0;
  if (version > newest) {
    throw new StoreUnusable(
      `${path} was written by a newer climat-guardian (schema ${String(version)}, this one knows ` +
        `${String(newest)}); install that version again`,
    );
  }
  for (const migration of known) {
    if (migration.version <= version) continue;
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(migration.sql);
      database.exec(`PRAGMA user_version = ${String(migration.version)}`);
      database.exec(`PRAGMA application_id = ${String(applicationId)}`);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }
  database.prepare('INSERT OR IGNORE INTO site (only_row, bridge) VALUES (1, ?)').run(randomUUID());
}

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}
