/** Edits that the API asks for: the calls of the store's threads that serve them. */
import type { DatabaseSync } from 'node:sqlite';
import { EditRefused } from './edit-refused.ts';
import type {
  AskedEdit,
  EditOutcome,
  KnownRooms,
  ListedEdit,
  StoredCalibration,
  StoredFlag,
  StoredHold,
  StoredPlacement,
} from './edit-types.ts';
import { makeEdit, planEdit } from './edits.ts';
import { PlaceTables } from './read-places.ts';
import { transaction } from './rows.ts';
import type { Outside } from './outside.ts';

export interface EditCalls {
  edit: (asked: AskedEdit) => EditOutcome;
}

/** None of them changes anything. */
export interface PlaceCalls {
  edits: (rooms: KnownRooms, before: number | null, limit: number) => ListedEdit[];
  placements: (rooms: KnownRooms) => StoredPlacement[];
  calibrations: (rooms: KnownRooms) => StoredCalibration[];
  flags: (rooms: KnownRooms) => StoredFlag[];
  holds: (rooms: KnownRooms) => StoredHold[];
}

interface Changed {
  readonly database: DatabaseSync;
  readonly outside: Outside;
}

export function editCalls(opened: () => Changed): EditCalls {
  return {
    edit: ({ wish, now, dryRun, by }) => {
      const { database, outside } = opened();
      try {
        const done = dryRun ? planEdit(database, wish, now) : makeEdit(database, wish, now, by);
        if (!dryRun) outside.changedHere();
        return { is: 'made', edit: done };
      } catch (error) {
        if (!(error instanceof EditRefused)) throw error;
        return { is: 'refused', code: error.code, sentence: error.message };
      }
    },
  };
}

export function placeCalls(database: () => DatabaseSync): PlaceCalls {
  /** Of one moment. */
  const read = <Found>(of: (tables: PlaceTables) => Found): Found =>
    transaction(database(), () => of(new PlaceTables(database())), 'DEFERRED');
  return {
    edits: (rooms, before, limit) => read((tables) => tables.edits(rooms, before, limit)),
    placements: (rooms) => read((tables) => tables.placements(rooms)),
    calibrations: (rooms) => read((tables) => tables.calibrations(rooms)),
    flags: (rooms) => read((tables) => tables.flags(rooms)),
    holds: (rooms) => read((tables) => tables.holds(rooms)),
  };
}
