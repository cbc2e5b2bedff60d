/**
 * Putting a backup in the store's place. Until the new store lies ready under a name of its own, nothing of the old one
 * is touched; from then on whoever opens the store finishes what was begun. The old files are set aside.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { copyWhole, verifyCopy } from './backup.ts';
import { MarkFile, readMark } from './mark.ts';
import { numberIn } from './rows.ts';
import { finishSalvage, syncFile, syncFolder } from './salvage.ts';
import { lockStore, openBeside } from './schema.ts';
import type { Holdings } from './verify.ts';

export interface Restored {
  readonly holds: Holdings;
  /** Where the store's database is now that was there before; undefined where there was none. */
  readonly setAside: string | undefined;
}

/** The database first: without it nobody takes the others for a store. */
const parts = ['', '-wal', '-shm', '.mark', '.inventory'] as const;

const remedy = 'The store was not touched. Restore another backup.';

/** @param path the store's. @throws {StoreUnusable} */
export function restore(file: string, path: string): Restored {
  using lock = lockStore(path);
  const steps = restoring(file, path);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Step by step, each of which may be the last one before the power goes. The store is locked by the caller. */
export function* restoring(file: string, path: string): Generator<undefined, Restored> {
  finishSalvage(path);
  yield* finishing(path);
  const draft = `${path}.restoring`;
  let holds: Holdings;
  try {
    copyWhole(file, draft, remedy);
    yield;
    holds = verifyCopy(draft, file, remedy);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  const seq = Math.max(holds.seq, newestSeq(path));
  {
    using copy = new DatabaseSync(draft);
    copy.exec('DROP TABLE IF EXISTS seal');
    // Numbers that were given since the backup are not given again: cursors and clients stand on them.
    copy.prepare('UPDATE site SET last_seq = ?').run(seq);
  }
  syncFile(draft);
  yield;
  renameSync(draft, `${path}.restored`);
  syncFolder(path);
  yield;
  const setAside = yield* finishing(path);
  const mark = new MarkFile(`${path}.mark`);
  mark.write({ seq, readings: holds.readings }, { sync: true });
  mark.close();
  syncFolder(path);
  return { holds: { ...holds, seq }, setAside };
}

/** After a power cut in the middle of the last step of a restore. To be called before a store is opened. */
export function finishRestore(path: string): void {
  const steps = finishing(path);
  while (steps.next().done !== true);
}

function* finishing(path: string): Generator<undefined, string | undefined> {
  const ready = `${path}.restored`;
  if (!existsSync(ready)) return undefined;
  const there = parts.filter((part) => existsSync(path + part));
  const name = nameFor(path, there);
  for (const part of there) {
    renameSync(path + part, name + part);
    yield;
  }
  syncFolder(path);
  renameSync(ready, path);
  syncFolder(path);
  yield;
  return existsSync(name) ? name : undefined;
}

/** What an interrupted restore had begun to set aside is set aside under the same name. */
function nameFor(path: string, there: readonly string[]): string {
  const name = (n: number): string => `${path}.replaced-${String(n)}`;
  const isFree = (n: number): boolean => there.every((part) => !existsSync(name(n) + part));
  let n = 1;
  while (existsSync(name(n))) n++;
  const wasBegun = !there.includes('') && n > 1 && isFree(n - 1);
  if (wasBegun) return name(n - 1);
  while (!isFree(n)) n++;
  return name(n);
}

/** The newest number that the present store has given, as far as it can be told. */
function newestSeq(path: string): number {
  const marked = readMark(`${path}.mark`)?.seq ?? 0;
  try {
    using database = openBeside(path, { readOnly: true });
    const row = database
      .prepare(
        `SELECT max(last_seq, coalesce((SELECT max(through) FROM inbox), 0),
           coalesce((SELECT max(through) FROM quarantine), 0)) AS seq FROM site`,
      )
      .get();
    return Math.max(marked, numberIn(row, 'seq'));
  } catch {
    // A damaged store is what a backup is for.
    return marked;
  }
}
