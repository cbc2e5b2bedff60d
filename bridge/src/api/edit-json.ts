/** Edits and what stands because of them, as the API says them. */
import type { Calibration, Edit, EditedRow, Flag, Hold, MadeEdit, Placement } from '../../api/schema.ts';
import type {
  ChangedRow,
  Edit as StoredEdit,
  ListedEdit,
  StoredCalibration,
  StoredFlag,
  StoredHold,
  StoredPlacement,
  TouchedStretch,
} from '../store/edit-types.ts';
import { sensorId } from './readings/sensor-id.ts';

export function placementJson({ id, sensor, room, from, until, edit }: StoredPlacement): Placement {
  const since = from === 0 ? null : iso(from);
  return { id, sensor: sensorId(sensor), room, from: since, until: maybeIso(until), edit };
}

export function calibrationJson({ id, sensor, from, gain, offset, edit }: StoredCalibration): Calibration {
  return { id, sensor: sensorId(sensor), from: iso(from), gain, offset, edit };
}

export function flagJson({ id, sensor, from, until, reason, edit }: StoredFlag): Flag {
  return { id, sensor: sensorId(sensor), from: iso(from), until: iso(until), reason, edit };
}

export function holdJson({ id, sensor, from, holdMs, edit }: StoredHold): Hold {
  return { id, sensor: sensorId(sensor), from: iso(from), holdSeconds: holdMs / 1000, edit };
}

export function editJson({ at, ...rest }: ListedEdit): Edit {
  // The clock may have been wrong beyond what a calendar knows.
  return { ...rest, at: Number.isFinite(new Date(at).getTime()) ? iso(at) : null };
}

/** @param isTried only: it has no number. */
export function madeJson(
  { id, what, rows, touched }: StoredEdit,
  isTried: boolean,
): Omit<MadeEdit, 'pending'> {
  return {
    id: isTried ? null : id,
    what,
    changes: rows.map(rowJson),
    touched: {
      rooms: touched.rooms.map(({ room, quantity, ...rest }) => ({ room, quantity, ...stretchJson(rest) })),
      sensors: touched.sensors.map(({ sensor, ...rest }) => ({
        sensor: sensorId(sensor),
        ...stretchJson(rest),
      })),
    },
  };
}

function rowJson(row: ChangedRow): EditedRow {
  switch (row.of) {
    case 'room':
      return row;
    case 'placement':
      return { of: row.of, ...both(row, placementJson) };
    case 'calibration':
      return { of: row.of, ...both(row, calibrationJson) };
    case 'flag':
      return { of: row.of, ...both(row, flagJson) };
    case 'hold':
      return { of: row.of, ...both(row, holdJson) };
  }
}

function both<Row, Json>(
  { before, after }: { readonly before: Row | null; readonly after: Row | null },
  json: (row: Row) => Json,
): { before: Json | null; after: Json | null } {
  return { before: before && json(before), after: after && json(after) };
}

function stretchJson({ from, until, buckets }: TouchedStretch) {
  return { from: iso(from), until: maybeIso(until), buckets };
}

function maybeIso(at: number | null): string | null {
  return at === null ? null : iso(at);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
