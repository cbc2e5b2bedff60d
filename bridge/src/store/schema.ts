/** Opening a database file and bringing it to this program's schema, one numbered migration at a time. */
import { randomUUID } from 'node:crypto';
import { chmodSync, closeSync, existsSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreDamaged } from './rows.ts';

/** The store cannot be used; the message says why and what to do. */
export class StoreUnusable extends Error {}

/** What is there is no database, or another program's; unless something says that it was ours. */
export class ForeignFile extends StoreUnusable {}

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

export interface OpenOptions {
  /** `OFF` is for stores that can be made again: a power cut takes what was acknowledged. */
  readonly synchronous?: 'FULL' | 'OFF';
  readonly migrations?: readonly Migration[];
}

/** @throws {StoreUnusable}; {StoreDamaged} when it is ours and cannot be read. */
export function openDatabase(
  path: string,
  { synchronous = 'FULL', migrations: known = migrations() }: OpenOptions = {},
): DatabaseSync {
  const database = open(path);
  try {
    // Before the first table: it cannot be turned on later without rewriting the file.
    database.exec('PRAGMA auto_vacuum = INCREMENTAL');
    database.exec('PRAGMA journal_mode = WAL');
    // Each commit is on the disk before it is acknowledged: the promise of this product.
    database.exec(`PRAGMA synchronous = ${synchronous}`);
    database.exec('PRAGMA foreign_keys = ON');
    migrate(database, path, known);
    return database;
  } catch (error) {
    database.close();
    // The writer has room to give up for a full disk.
    throw error instanceof StoreUnusable || isDiskFull(error) ? error : unusable(path, error);
  }
}

function unusable(path: string, cause: unknown): Error {
  if (sqliteCode(cause) === corrupt) return new StoreDamaged(String(cause), { cause });
  const Unusable = sqliteCode(cause) === notADatabase ? ForeignFile : StoreUnusable;
  return new Unusable(`${path} cannot be used as the store: ${String(cause)}`, { cause });
}

/**
 * A store for another process than its bridge's; it is left at the schema that it has.
 *
 * @throws {StoreUnusable}; {StoreDamaged} when it is ours and cannot be read.
 */
export function openBeside(path: string, { readOnly }: { readonly readOnly: boolean }): DatabaseSync {
  if (!existsSync(path)) throw new StoreUnusable(`there is no store at ${path}`);
  const database = open(path, readOnly);
  try {
    if (versionOf(database, path) === 0) throw new ForeignFile(`${path} is an empty file, not a store`);
    return database;
  } catch (error) {
    database.close();
    throw error instanceof Error && 'errcode' in error ? unusable(path, error) : error;
  }
}

/**
 * The tables as the database describes them: what the same migrations make of an empty one is the same text. A
 * backup's seal is no part of it, so that a backup put in the store's place by hand is a store.
 */
export function schemaText(database: DatabaseSync): string {
  return JSON.stringify(
    database.prepare("SELECT name, sql FROM sqlite_schema WHERE name != 'seal' ORDER BY name").all(),
  );
}

/** What `schemaText` must be. */
export function expectedSchema(known: readonly Migration[] = migrations()): string {
  using database = new DatabaseSync(':memory:');
  migrate(database, 'memory', known);
  return schemaText(database);
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
    if (isDiskFull(cause)) throw cause;
    throw new StoreUnusable(
      `${path} is in use by another climat-guardian. Stop that one, or choose another folder with --data.`,
      { cause },
    );
  }
}

/** SQLite's result codes of a file that is not as SQLite wrote it, and of a disk that has no room. */
const [corrupt, notADatabase, full] = [11, 26, 13];
/** SQLITE_IOERR_SHMSIZE: there was no room for the index of the WAL. */
const noRoomForIndex = 4874;

export function isDamage(error: unknown): boolean {
  if (error instanceof StoreDamaged) return true;
  // An integer that a JavaScript number cannot hold: we write none.
  if (error instanceof Error && 'code' in error && error.code === 'ERR_OUT_OF_RANGE') return true;
  const code = sqliteCode(error);
  return code === corrupt || code === notADatabase;
}

export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && error.code === 'ENOSPC') return true;
  return sqliteCode(error) === full || ('errcode' in error && error.errcode === noRoomForIndex);
}

export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  // The low byte is the code; the rest says more of it.
  return error.errcode % 256;
}

function open(path: string, readOnly = false): DatabaseSync {
  try {
    if (!readOnly) keepToOurselves(path);
    // Another process may hold it for a moment: `replay` does.
    return new DatabaseSync(path, { readOnly, timeout: 1000 });
  } catch (cause) {
    throw new StoreUnusable(`cannot open the store ${path}: ${String(cause)}. Is its folder writable?`, {
      cause,
    });
  }
}

/** It holds keys: no other user of this host may read it. SQLite gives the mode of the database to its log as well. */
function keepToOurselves(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  for (const part of ['', '-wal', '-shm']) {
    const mode = statSync(path + part, { throwIfNoEntry: false })?.mode ?? 0;
    if ((mode & 0o077) !== 0) chmodSync(path + part, mode & 0o700);
  }
}

/** @throws {StoreUnusable} for what is not ours, or of a newer program. */
export function versionOf(
  database: DatabaseSync,
  path: string,
  known: readonly Migration[] = migrations(),
): number {
  const version = pragma(database, 'user_version');
  if (version !== 0 && pragma(database, 'application_id') !== applicationId) {
    const isOurs =
      database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'placement'").get() !== undefined;
    if (isOurs) throw new StoreDamaged('its header does not fit its tables');
    throw new ForeignFile(`${path} is a database of another program; choose another file for the store`);
  }
  const newest = known.at(-1)?.version ?? 0;
  if (version > newest) {
    throw new StoreUnusable(
      `${path} was written by a newer climat-guardian (schema ${String(version)}, this one knows ` +
        `${String(newest)}); install that version again`,
    );
  }
  return version;
}

function migrate(database: DatabaseSync, path: string, known: readonly Migration[]): void {
  const version = versionOf(database, path, known);
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
