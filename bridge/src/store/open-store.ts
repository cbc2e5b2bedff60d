/** Opening the store: what a power cut, a torn card or a hand in the folder did to it is found here and mended. */
import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { fitsInventoryCopy, restoreInventory, writeInventoryCopy } from './inventory-copy.ts';
import { MarkFile } from './mark.ts';
import { finishRestore } from './restore.ts';
import { numberIn, StoreDamaged } from './rows.ts';
import { finishSalvage, salvage } from './salvage.ts';
import {
  ForeignFile,
  isDamage,
  expectedSchema,
  openDatabase,
  schemaText,
  type OpenOptions,
} from './schema.ts';

export interface OpenedStore {
  readonly database: DatabaseSync;
  readonly mark: MarkFile;
  /** What was wrong with it, in sentences; undefined when it was well. */
  readonly damage: string | undefined;
  /** It is small enough to read all of it at each start. */
  readonly isSmall: boolean;
}

/** Up to here the whole file is read at each start: about a second on an SD card. */
const wholeCheckBytes = 64 * 1024 * 1024;

/**
 * @param suspicion what could not be read of it before: it is salvaged, however sound it looks.
 * @throws {StoreUnusable}
 */
export function openStore(path: string, options: OpenOptions = {}, suspicion?: string): OpenedStore {
  finishSalvage(path);
  finishRestore(path);
  const mark = new MarkFile(`${path}.mark`);
  try {
    const opened = suspicion === undefined ? openSound(path, options, mark) : { cause: suspicion };
    if ('database' in opened) {
      const { lost } = opened;
      if (lost !== undefined) restoreInventory(path, opened.database);
      writeInventoryCopy(path, opened.database);
      return { database: opened.database, mark, damage: lost, isSmall: isSmall(path) };
    }
    const { readings, setAside } = salvage(path, mark.found);
    const database = openDatabase(path, options);
    writeInventoryCopy(path, database);
    const expected = mark.found?.readings;
    const outcome =
      expected === undefined
        ? `${String(readings)} readings were saved; how many there were before is not known.`
        : `${String(readings)} of ${String(expected)} readings were saved, ` +
          `${String(Math.max(0, expected - readings))} are lost.`;
    return {
      database,
      mark,
      isSmall: isSmall(path),
      damage: `The store was damaged (${opened.cause}). ${outcome} The damaged files are kept as ${setAside}.`,
    };
  } catch (error) {
    mark.close();
    throw error;
  }
}

function isSmall(path: string): boolean {
  return statSync(path).size <= wholeCheckBytes;
}

type Sound =
  { readonly database: DatabaseSync; readonly lost: string | undefined } | { readonly cause: string };

function openSound(path: string, options: OpenOptions, mark: MarkFile): Sound {
  let database: DatabaseSync | undefined;
  try {
    database = openDatabase(path, options);
    const cause = faultOf(database, path, options);
    if (cause === undefined) return { database, lost: missing(database, mark) };
    database.close();
    return { cause };
  } catch (error) {
    if (database?.isOpen) database.close();
    // A mark beside it says that a file which is no database any more was our store.
    const wasOurs = error instanceof ForeignFile && mark.found !== undefined;
    if (!isDamage(error) && !wasOurs) throw error;
    return { cause: error instanceof Error ? error.message : String(error) };
  }
}

function faultOf(database: DatabaseSync, path: string, { migrations }: OpenOptions): string | undefined {
  // What the WAL holds is in the file after this, so its length can be judged; unless another process reads just now.
  const isHome = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0;
  const expected =
    numberIn(database.prepare('PRAGMA page_count').get(), 'page_count') *
    numberIn(database.prepare('PRAGMA page_size').get(), 'page_size');
  const { size } = statSync(path);
  if (isHome && size < expected) return `its file ends after ${String(size)} of ${String(expected)} bytes`;
  if (schemaText(database) !== expectedSchema(migrations))
    return 'its tables are not described as they should be';
  if (!fitsInventoryCopy(path, database)) return 'its rooms and sensors are not those of their copy';
  if (database.prepare('SELECT 1 FROM site').get() === undefined) throw new StoreDamaged('it has no site');
  if (size > wholeCheckBytes) return undefined;
  const said = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  return said === 'ok' ? undefined : String(said);
}

/** A WAL that is gone or spoilt leaves a sound database of some time ago; the mark knows. */
function missing(database: DatabaseSync, { found }: MarkFile): string | undefined {
  if (found === undefined) return undefined;
  const row = database
    .prepare(
      `SELECT max(last_seq, coalesce((SELECT max(through) FROM inbox), 0),
           coalesce((SELECT max(through) FROM quarantine), 0)) AS seq,
         folded + (SELECT coalesce(sum(n), 0) FROM inbox) + (SELECT coalesce(sum(n), 0) FROM quarantine) AS readings
       FROM site`,
    )
    .get();
  if (numberIn(row, 'seq') >= found.seq) return undefined;
  const lost = Math.max(0, found.readings - numberIn(row, 'readings'));
  return (
    `The store ends before what had been acknowledged, as if its write-ahead log were gone: ` +
    `${String(lost)} of ${String(found.readings)} readings are lost.`
  );
}
