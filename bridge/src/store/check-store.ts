/** The whole of a store, looked at by another process than its bridge's. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { readMark } from './mark.ts';
import { openBeside, StoreUnusable } from './schema.ts';
import { faultAgainstInventoryCopy, faultAgainstMark, verify, type Holdings } from './verify.ts';
import { StoreDamaged } from './rows.ts';

export interface CheckedStore {
  /** undefined for what is no store, or cannot be opened as one. */
  readonly holds: Holdings | undefined;
  /** A clause for each thing that is wrong. */
  readonly faults: readonly string[];
  /** Whether a bridge uses it now. */
  readonly isRunning: boolean;
}

/** A mark is written just after its commit, and readings can be dropped between the two looks. */
const tries = 3;

export function checkStore(path: string): CheckedStore {
  const isRunning = isInUse(path);
  try {
    using database = openBeside(path, { readOnly: true });
    for (let attempt = 1; ; attempt++) {
      const mark = readMark(`${path}.mark`);
      const { holds, faults } = verify(database, path);
      const lost = faults.length > 0 ? undefined : faultAgainstMark(holds, mark);
      if (lost !== undefined && attempt < tries && readMark(`${path}.mark`)?.readings !== mark?.readings)
        continue;
      const copy = faults.length > 0 ? undefined : faultAgainstInventoryCopy(database, path);
      const all = [...faults, lost, copy].filter((fault) => fault !== undefined);
      return { holds, faults: all, isRunning };
    }
  } catch (error) {
    if (!(error instanceof StoreUnusable) && !(error instanceof StoreDamaged)) throw error;
    return { holds: undefined, faults: [error.message], isRunning };
  }
}

/** By looking at its lock, without taking it: a bridge that is just starting must get it. */
export function isInUse(path: string): boolean {
  if (!existsSync(`${path}.lock`)) return false;
  try {
    using lock = new DatabaseSync(`${path}.lock`, { readOnly: true });
    lock.prepare('SELECT 1 FROM sqlite_schema').get();
    return false;
  } catch {
    return true;
  }
}
