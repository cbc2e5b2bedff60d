/** Where sensors stand, from when until when: a sensor in at most one room at each instant. */
import type { DatabaseSync } from 'node:sqlite';
import type { EditDraft } from './edit-draft.ts';
import { maybeNumberIn, numberIn, textIn } from './rows.ts';

export interface Placement {
  readonly id: number;
  readonly room: string;
  /** Milliseconds UTC. */
  readonly from: number;
  /** null: it stands there now. */
  readonly until: number | null;
  /** Made by itself, when the device was first heard of. */
  readonly isByItself: boolean;
}

/** Earliest first. */
export function placementsOf(database: DatabaseSync, sensor: number): Placement[] {
  return database
    .prepare('SELECT * FROM placement WHERE sensor = ? ORDER BY from_ms')
    .all(sensor)
    .map((row) => ({
      id: numberIn(row, 'id'),
      room: textIn(row, 'room'),
      from: numberIn(row, 'from_ms'),
      until: maybeNumberIn(row, 'until_ms'),
      isByItself: row['edit'] === null,
    }));
}

export function placementAt(database: DatabaseSync, sensor: number, at: number): Placement | undefined {
  return placementsOf(database, sensor).find(
    ({ from, until }) => from <= at && (until === null || until > at),
  );
}

/** From then on it stands there; what was before stays. @param room null: nowhere. */
export function place(draft: EditDraft, sensor: number, room: string | null, from: number): void {
  let isThere = room === null;
  for (const one of placementsOf(draft.database, sensor)) {
    // What begins or ends just then in the same room goes on.
    const goesOn = one.room === room && one.from <= from && (one.until === null || one.until >= from);
    if (goesOn && !isThere) {
      isThere = true;
      if (one.until !== null) draft.update('placement', one.id, { until_ms: null });
    } else if (one.from >= from) {
      draft.remove('placement', one.id);
    } else if (one.until === null || one.until > from) {
      draft.update('placement', one.id, { until_ms: from });
    }
  }
  if (isThere) return;
  draft.insert('placement', { sensor, room, from_ms: from, until_ms: null, edit: draft.id });
}

/** @returns a sensor that would stand in two rooms at once. */
export function sensorInTwoRooms(database: DatabaseSync): number | undefined {
  const row = database
    .prepare(
      `SELECT sensor FROM (SELECT sensor, until_ms,
           lead(from_ms) OVER (PARTITION BY sensor ORDER BY from_ms, id) AS next FROM placement)
         WHERE next IS NOT NULL AND (until_ms IS NULL OR until_ms > next) LIMIT 1`,
    )
    .get();
  return row && numberIn(row, 'sensor');
}

/** Of rows of which some may be lost or old: what overlaps ends where the next begins. */
export function separatePlacements(database: DatabaseSync): void {
  // Two that begin at once: the later row is the one that a person made last.
  database.exec(
    `DELETE FROM placement WHERE EXISTS (SELECT 1 FROM placement AS other
         WHERE other.sensor = placement.sensor AND other.from_ms = placement.from_ms AND other.id > placement.id);
     UPDATE placement SET until_ms = (SELECT min(from_ms) FROM placement AS other
         WHERE other.sensor = placement.sensor AND other.from_ms > placement.from_ms)
       WHERE EXISTS (SELECT 1 FROM placement AS other WHERE other.sensor = placement.sensor
         AND other.from_ms > placement.from_ms
         AND (placement.until_ms IS NULL OR other.from_ms < placement.until_ms))`,
  );
}
