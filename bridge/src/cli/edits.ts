/** The verbs that change rooms, placements and calibrations, and their list: on the store, whether the bridge runs or not. */
import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { isInUse } from '../store/check-store.ts';
import type { Touched, Wish } from '../store/edit-types.ts';
import { makeEdit, planEdit } from '../store/edits.ts';
import { listEdits } from '../store/read-places.ts';
import { writeInventoryCopy } from '../store/inventory-copy.ts';
import { openBeside, openDatabase } from '../store/schema.ts';
import { configured, type WhereOptions } from './configured.ts';
import { iso } from './holdings.ts';
import { touchedWords, wordsOf } from './edit-words.ts';

export interface EditOptions extends WhereOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** @param wish or what makes it of what is in the store. */
export function edit(wish: Wish | ((database: DatabaseSync) => Wish), options: EditOptions): void {
  const { dryRun = false, json = false, ...where } = options;
  const path = storePath(where);
  using database = openDatabase(path);
  // The bridge may be in the middle of a fold, on a slow card.
  database.exec('PRAGMA busy_timeout = 10000');
  const wanted = typeof wish === 'function' ? wish(database) : wish;
  const now = Date.now();
  const { id, what, changes, touched } = (dryRun ? planEdit : makeEdit)(database, wanted, now);
  // A running bridge does that itself.
  if (!dryRun && !isInUse(path)) writeInventoryCopy(path, database);
  const edit = dryRun ? null : id;
  if (json) {
    console.log(JSON.stringify({ edit, what, changes, touched: timed(touched) }, undefined, 2));
    return;
  }
  console.log([what, ...wordsOf(database, changes), ...touchedWords(database, touched)].join('\n  '));
  if (dryRun) console.error('This was tried only: nothing is changed.');
  else console.error(`That was edit ${String(id)}; climat-guardian undo ${String(id)} takes it back.`);
}

export interface ListOptions extends WhereOptions {
  readonly json?: boolean;
}

export function edits({ json = false, ...where }: ListOptions): void {
  using database = openBeside(storePath(where), { readOnly: true });
  const all = listEdits(database).map(({ at, ...rest }) => ({ at: iso(at), ...rest }));
  if (json) {
    console.log(JSON.stringify(all, undefined, 2));
    return;
  }
  for (const { id, at, undoneBy, what } of all) {
    const state = undoneBy === null ? 'stands' : `undone by ${String(undoneBy)}`;
    console.log([String(id), at, state, what].join('  '));
  }
}

/** As the API says it. */
function timed({ rooms, sensors }: Touched) {
  const stretch = <Of extends Touched['rooms' | 'sensors'][number]>(one: Of) => ({
    ...one,
    from: iso(one.from),
    until: one.until === null ? null : iso(one.until),
  });
  return { rooms: rooms.map(stretch), sensors: sensors.map(stretch) };
}

/** @throws {Error} where there is none. */
export function storePath(where: WhereOptions): string {
  const { path } = configured(where).store;
  if (existsSync(path)) return path;
  throw new Error(`There is no store ${path}. Say where with --data or --config.`);
}
