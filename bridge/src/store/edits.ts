/**
 * What people change about rooms, placements and calibrations: each edit one transaction, with a sentence for people
 * and what takes it back. Free of who asks: the command line on a connection of its own, or a route in the writer's
 * thread.
 */
import type { DatabaseSync } from 'node:sqlite';
import { audit } from './audit.ts';
import { flag, setHold } from './edit-belief.ts';
import { EditDraft } from './edit-draft.ts';
import { EditRefused } from './edit-refused.ts';
import { replaceDevice } from './edit-replace.ts';
import { lastStale, touchedSince } from './edit-touched.ts';
import type { Edit, Wish } from './edit-types.ts';
import { undo } from './edit-undo.ts';
import { calibrate, instant, moveDevice, renameRoom, setFloor } from './edit-verbs.ts';
import { sensorInTwoRooms } from './placing.ts';
import { PlaceTables } from './read-places.ts';
import { numberIn, transaction } from './rows.ts';
import { markEdited } from './stale.ts';

/** Thrown to leave the transaction, in which everything was tried. */
class OnlyTried extends Error {
  readonly edit: Edit;

  constructor(edit: Edit) {
    super('only tried');
    this.edit = edit;
  }
}

/** What the edit would be; nothing is changed. @param now milliseconds UTC. @throws {EditRefused} */
export function planEdit(database: DatabaseSync, wish: Wish, now: number): Edit {
  try {
    return transaction(database, () => {
      throw new OnlyTried(perform(database, wish, now));
    });
  } catch (error) {
    if (error instanceof OnlyTried) return error.edit;
    throw error;
  }
}

/**
 * All of it is on the disk when this returns.
 *
 * @param now milliseconds UTC.
 * @param by whose token; null: the command line, or this host.
 * @throws {EditRefused}
 */
export function makeEdit(database: DatabaseSync, wish: Wish, now: number, by: number | null = null): Edit {
  return transaction(database, () => {
    const edit = perform(database, wish, now);
    const detail = `${String(edit.id)}: ${edit.what}`;
    audit(database, { at: now, token: by, action: 'edit-made', detail });
    return edit;
  });
}

function perform(database: DatabaseSync, wish: Wish, now: number): Edit {
  const from = 'from' in wish ? (wish.from ?? now) : now;
  if (from > now)
    throw new EditRefused('in-the-future', `${instant(from)} is still to come: it is ${instant(now)}.`);
  if (!Number.isInteger(from)) throw new EditRefused('malformed', 'Times are whole milliseconds.');
  if (from < 0) throw new EditRefused('malformed', 'Times before 1970 are none of a reading.');
  const row = database
    .prepare("INSERT INTO edit (at_ms, what, undo) VALUES (?, '', '[]') RETURNING id")
    .get(now);
  const draft = new EditDraft(database, numberIn(row, 'id'));
  const what = changed(draft, wish, now);
  const { id, changes } = draft;
  if (changes.length === 0) throw new EditRefused('nothing-changes', `Nothing changes: ${what}`);
  const sensor = sensorInTwoRooms(database);
  if (sensor !== undefined) throw new Error(`sensor ${String(sensor)} would stand in two rooms at once`);
  const marked = lastStale(database);
  markEdited(database, changes);
  const touched = touchedSince(database, marked, now);
  const rows = new PlaceTables(database).changed(changes);
  database.prepare('UPDATE edit SET what = ?, undo = ? WHERE id = ?').run(what, JSON.stringify(changes), id);
  database.prepare('UPDATE site SET inventory = inventory + 1').run();
  return { id, what, changes, rows, touched };
}

function changed(draft: EditDraft, wish: Wish, now: number): string {
  switch (wish.verb) {
    case 'room-rename':
      return renameRoom(draft, wish);
    case 'room-floor':
      return setFloor(draft, wish);
    case 'device-move':
      return moveDevice(draft, wish);
    case 'device-replace':
      return replaceDevice(draft, wish, now);
    case 'calibrate':
      return calibrate(draft, wish);
    case 'flag':
      return flag(draft, wish, now);
    case 'hold':
      return setHold(draft, wish);
    case 'undo':
      return undo(draft, wish);
  }
}
