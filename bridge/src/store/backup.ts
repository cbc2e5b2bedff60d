/** Copies of a store: made while its bridge writes to it, and read wholly before they are called one. */
import { closeSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readMark } from './mark.ts';
import { syncFile, syncFolder } from './salvage.ts';
import { isDamage, isDiskFull, openBeside, StoreUnusable } from './schema.ts';
import { faultAgainstInventoryCopy, faultAgainstMark, seal, verify, type Holdings } from './verify.ts';

const remedy = 'Start its bridge again, which saves what can be read, or restore an earlier backup.';

/** @throws {StoreUnusable} naming what is wrong and what to do. */
export function backUp(path: string, file: string, { force }: { readonly force: boolean }): Holdings {
  if (!force && existsSync(file)) {
    throw new StoreUnusable(`${file} is there already: choose another name, or add --force to replace it`);
  }
  if (isSameFile(path, file)) throw new StoreUnusable(`${file} is the store itself: choose another name`);
  const draft = `${file}.new`;
  try {
    const mark = readMark(`${path}.mark`);
    copyWhole(path, draft, remedy);
    const holds = sealed(path, draft);
    const lost = faultAgainstMark(holds, mark);
    if (lost !== undefined) throw damaged(path, [lost], remedy);
    renameSync(draft, file);
    syncFolder(file);
    return holds;
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/**
 * Another file with the same rows, of one moment. By `VACUUM INTO`, which reads as any reader does, so the writer never
 * waits; SQLite's backup API copies pages and begins again at each commit of another process. And it goes through every
 * row, so that a page that cannot be read is met now.
 *
 * @throws {StoreUnusable}
 */
export function copyWhole(from: string, to: string, remedy: string): void {
  rmSync(to, { force: true });
  if (!existsSync(dirname(to))) throw new StoreUnusable(`there is no folder ${dirname(to)}`);
  using database = openCopied(from, from, remedy);
  closeSync(openSync(to, 'wx', 0o600));
  try {
    database.prepare('VACUUM INTO ?').run(to);
  } catch (cause) {
    rmSync(to, { force: true });
    if (isDiskFull(cause)) throw new StoreUnusable(`there is no room for it in ${dirname(to)}`, { cause });
    throw damaged(from, [String(cause)], remedy);
  }
}

/**
 * Reads all of a copy.
 *
 * @param from where its content came from, for messages.
 * @throws {StoreUnusable} unless it is as it should be.
 */
export function verifyCopy(copy: string, from: string, remedy: string): Holdings {
  using database = openCopied(copy, from, remedy);
  const { holds, faults } = verify(database, from);
  if (faults.length > 0) throw damaged(from, faults, remedy);
  return holds;
}

function openCopied(path: string, from: string, remedy: string): DatabaseSync {
  try {
    return openBeside(path, { readOnly: true });
  } catch (error) {
    throw isDamage(error) ? damaged(from, [String(error)], remedy) : error;
  }
}

function damaged(path: string, faults: readonly string[], remedy: string): StoreUnusable {
  return new StoreUnusable(`${path} is damaged: ${faults.join('; ')}. ${remedy}`);
}

function sealed(path: string, draft: string): Holdings {
  {
    using copy = new DatabaseSync(draft);
    const fault = faultAgainstInventoryCopy(copy, path);
    if (fault !== undefined) throw damaged(path, [fault], remedy);
    seal(copy);
  }
  const holds = verifyCopy(draft, path, remedy);
  syncFile(draft);
  return holds;
}

function isSameFile(a: string, b: string): boolean {
  const [first, second] = [a, b].map((path) => statSync(path, { throwIfNoEntry: false }));
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}
