/**
 * What people change about rooms, placements and calibrations: each edit one transaction, with a sentence for people
 * and what takes it back. Free of who asks: the command line on a connection of its own, or a route in the writer's
 * thread.
 */
import type { DatabaseSync } from 'node:sqlite';
import { EditDraft, type RowChange } from './edit-draft.ts';
import { EditRefused } from './edit-refused.ts';
import { replaceDevice, type DeviceReplace } from './edit-replace.ts';
import { undo, type Undo } from './edit-undo.ts';
import {
  calibrate,
  instant,
  moveDevice,
  renameRoom,
  setFloor,
  type Calibrate,
  type DeviceMove,
  type RoomFloor,
  type RoomRename,
} from './edit-verbs.ts';
import { sensorInTwoRooms } from './placing.ts';
import { maybeNumberIn, numberIn, textIn, transaction } from './rows.ts';
import { markEdited } from './stale.ts';

export type Wish = RoomRename | RoomFloor | DeviceMove | DeviceReplace | Calibrate | Undo;

export interface Edit {
  readonly id: number;
  /** A sentence. */
  readonly what: string;
  readonly changes: readonly RowChange[];
}

export interface ListedEdit {
  readonly id: number;
  /** Milliseconds UTC, by the clock of the host on which it was made. */
  readonly at: number;
  readonly what: string;
  /** The edit that took it back; null: it stands. */
  readonly undoneBy: number | null;
}

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

/** All of it is on the disk when this returns. @param now milliseconds UTC. @throws {EditRefused} */
export function makeEdit(database: DatabaseSync, wish: Wish, now: number): Edit {
  return transaction(database, () => perform(database, wish, now));
}

export function listEdits(database: DatabaseSync): ListedEdit[] {
  return database
    .prepare('SELECT id, at_ms, what, undone_by FROM edit ORDER BY id')
    .all()
    .map((row) => ({
      id: numberIn(row, 'id'),
      at: numberIn(row, 'at_ms'),
      what: textIn(row, 'what'),
      undoneBy: maybeNumberIn(row, 'undone_by'),
    }));
}

function perform(database: DatabaseSync, wish: Wish, now: number): Edit {
  const from = 'from' in wish ? (wish.from ?? now) : now;
  if (from > now)
    throw new EditRefused('in-the-future', `${instant(from)} is still to come: it is ${instant(now)}.`);
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
  markEdited(database, changes);
  database.prepare('UPDATE edit SET what = ?, undo = ? WHERE id = ?').run(what, JSON.stringify(changes), id);
  database.prepare('UPDATE site SET inventory = inventory + 1').run();
  return { id, what, changes };
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
    case 'undo':
      return undo(draft, wish);
  }
}
