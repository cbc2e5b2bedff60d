/** Taking an edit back: each row as it was before, in the opposite order, unless something later stands on it. */
import type { DatabaseSync } from 'node:sqlite';
import { RowInTheWay, type EditDraft } from './edit-draft.ts';
import { EditRefused } from './edit-refused.ts';
import type { Undo } from './edit-types.ts';
import { changesOf } from './read-places.ts';
import { sensorInTwoRooms } from './placing.ts';
import { maybeNumberIn, numberIn, textIn, type Row } from './rows.ts';

export function undo(draft: EditDraft, wish: Undo): string {
  const { database } = draft;
  const target = wish.edit === undefined ? newest(draft) : numbered(draft, wish.edit);
  const edit = numberIn(target, 'id');
  const undoneBy = maybeNumberIn(target, 'undone_by');
  if (undoneBy !== null) {
    throw new EditRefused(
      'undone-already',
      `Edit ${String(edit)} is undone already, by edit ${String(undoneBy)}; undo that one to have it back.`,
    );
  }
  try {
    for (const change of changesOf(target).toReversed()) draft.revert(change);
    const sensor = sensorInTwoRooms(database);
    if (sensor !== undefined)
      throw new RowInTheWay({ table: 'placement', id: 0, before: { sensor }, after: null });
  } catch (error) {
    if (!(error instanceof RowInTheWay)) throw error;
    throw new EditRefused(
      'stood-upon',
      `Edit ${String(edit)} cannot be undone: ${cause(draft, edit, error)}`,
    );
  }
  database.prepare('UPDATE edit SET undoes = ? WHERE id = ?').run(edit, draft.id);
  turn(database, draft.id, edit);
  return `Edit ${String(edit)} is undone (${textIn(target, 'what')})`;
}

/** What an undo took back stands again once that is undone, what that had taken back does not, and so on down. */
function turn(database: DatabaseSync, by: number, target: number): void {
  const setUndone = database.prepare('UPDATE edit SET undone_by = ? WHERE id = ? RETURNING undoes');
  let isUndone = true;
  for (let [upper, lower]: [number, number | null] = [by, target]; lower !== null; isUndone = !isUndone) {
    const next = maybeNumberIn(setUndone.get(isUndone ? upper : null, lower), 'undoes');
    [upper, lower] = [lower, next];
  }
}

function numbered({ database, id: own }: EditDraft, id: number): Row {
  const row = id === own ? undefined : database.prepare('SELECT * FROM edit WHERE id = ?').get(id);
  if (row === undefined) throw new EditRefused('unknown-edit', `There is no edit ${String(id)}.`);
  return row;
}

function newest({ database, id }: EditDraft): Row {
  const row = database
    .prepare(
      `SELECT * FROM edit WHERE id != ? AND undone_by IS NULL AND undoes IS NULL ORDER BY id DESC LIMIT 1`,
    )
    .get(id);
  if (row === undefined) throw new EditRefused('unknown-edit', 'There is no edit to undo.');
  return row;
}

/** Why a row cannot be made as it was: the newest later edit that has to do with it. */
function cause({ database, id: own }: EditDraft, edit: number, { change }: RowInTheWay): string {
  const { table, id, before, after } = change;
  const row = after ?? before ?? {};
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const found =
    laterEdit(database, [own, edit], `change.value->>'table' = ? AND change.value->>'id' = ?`, [table, id]) ??
    laterEdit(
      database,
      [own, edit],
      `coalesce(change.value->'after'->>'sensor', change.value->'before'->>'sensor') = ?
         OR coalesce(change.value->'after'->>'room', change.value->'before'->>'room') = ?
         OR change.value->'after'->>'name' IN (?, ?) OR change.value->>'id' = ?`,
      [
        typeof row['sensor'] === 'number' ? row['sensor'] : null,
        table === 'room' ? id : text(row['room']),
        text(before?.['name']),
        text(after?.['name']),
        text(row['room']),
      ],
    );
  if (found === undefined) {
    return `its ${table} ${String(id)} has changed by itself since, as a device that was heard of stands there.`;
  }
  return `edit ${String(numberIn(found, 'id'))} stands on it (${textIn(found, 'what')}) Undo that one first.`;
}

function laterEdit(
  database: DatabaseSync,
  [own, edit]: readonly [number, number],
  condition: string,
  values: (string | number | null)[],
): Row | undefined {
  return database
    .prepare(
      `SELECT edit.id, what FROM edit, json_each(edit.undo) AS change
       WHERE edit.id > ? AND edit.id != ? AND undone_by IS NULL AND (${condition}) ORDER BY edit.id DESC LIMIT 1`,
    )
    .get(edit, own, ...values);
}
