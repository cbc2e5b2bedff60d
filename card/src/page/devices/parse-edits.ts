/** What the page of the devices reads of the bridge's edits and rooms; whatever else is in them is nobody's business here. */
import type { Edit, EditedRow, MadeEdit, Room } from '../../../../bridge/api/schema.ts';
import { fields, flag, instant, list, maybe, number, text } from '../../sources/parse.ts';

export type NamedRoom = Pick<Room, 'id' | 'name' | 'floor'>;
export type ShownEdit = Pick<Edit, 'id' | 'at' | 'what' | 'undoes' | 'undoneBy'>;

interface Changed<Row> {
  readonly before: Row | null;
  readonly after: Row | null;
}
type PlacementRow = NonNullable<Extract<EditedRow, { of: 'placement' }>['after']>;
export type Stand = Pick<PlacementRow, 'sensor' | 'room' | 'from' | 'until'>;

/** Of calibrations, flags and holds the bridge's own sentence is shown. */
export type Change =
  | ({ readonly of: 'room' } & Changed<NamedRoom>)
  | ({ readonly of: 'placement' } & Changed<Stand>)
  | { readonly of: 'other' };

export interface ShownMadeEdit extends Pick<MadeEdit, 'id' | 'what' | 'pending'> {
  readonly changes: readonly Change[];
  /** Rooms whose averages are made anew, and for how many hours that are over, at most. */
  readonly averages: readonly { readonly room: string; readonly hours: number }[];
}

/** @throws {TypeError} that names the place. */
export function parseRooms(data: unknown): NamedRoom[] {
  return list(fields(data, 'rooms')['rooms'], 'rooms').map(roomOf);
}

/** @throws {TypeError} that names the place. */
export function parseEdits(data: unknown): ShownEdit[] {
  return list(fields(data, 'edits')['edits'], 'edits').map((one) => {
    const edit = fields(one, 'edit');
    return {
      id: number(edit['id'], 'edit.id'),
      at: maybe(edit['at'], (at) => instant(at, 'edit.at')),
      what: text(edit['what'], 'edit.what'),
      undoes: maybe(edit['undoes'], (undoes) => number(undoes, 'edit.undoes')),
      undoneBy: maybe(edit['undoneBy'], (undoneBy) => number(undoneBy, 'edit.undoneBy')),
    };
  });
}

/** @throws {TypeError} that names the place. */
export function parseMadeEdit(data: unknown): ShownMadeEdit {
  const made = fields(data, 'edit');
  const hours = new Map<string, number>();
  for (const one of list(fields(made['touched'], 'edit.touched')['rooms'], 'touched.rooms')) {
    const touched = fields(one, 'touched');
    const room = text(touched['room'], 'touched.room');
    // Temperature and humidity of the same hour are one hour to a person.
    hours.set(room, Math.max(hours.get(room) ?? 0, number(touched['buckets'], 'touched.buckets')));
  }
  return {
    id: maybe(made['id'], (id) => number(id, 'edit.id')),
    what: text(made['what'], 'edit.what'),
    changes: list(made['changes'], 'edit.changes').map(changeOf),
    averages: [...hours].map(([room, count]) => ({ room, hours: count })),
    pending: flag(made['pending'], 'edit.pending'),
  };
}

function changeOf(data: unknown): Change {
  const change = fields(data, 'change');
  const both = <Row>(read: (row: unknown) => Row): Changed<Row> => ({
    before: maybe(change['before'], read),
    after: maybe(change['after'], read),
  });
  switch (text(change['of'], 'change.of')) {
    case 'room':
      return { of: 'room', ...both(roomOf) };
    case 'placement':
      return { of: 'placement', ...both(standOf) };
    default:
      return { of: 'other' };
  }
}

function roomOf(data: unknown): NamedRoom {
  const room = fields(data, 'room');
  return {
    id: text(room['id'], 'room.id'),
    name: text(room['name'], 'room.name'),
    floor: maybe(room['floor'], (floor) => text(floor, 'room.floor')),
  };
}

function standOf(data: unknown): Stand {
  const stand = fields(data, 'placement');
  return {
    sensor: text(stand['sensor'], 'placement.sensor'),
    room: text(stand['room'], 'placement.room'),
    from: maybe(stand['from'], (from) => instant(from, 'placement.from')),
    until: maybe(stand['until'], (until) => instant(until, 'placement.until')),
  };
}
