/**
 * What people have changed, and what stands because of it: where sensors stood, what they are off by, what of them is
 * not to be believed and for how long it counts.
 */
import type { DatabaseSync } from 'node:sqlite';
import type {
  ChangedRow,
  EditedRow,
  KnownRooms,
  ListedEdit,
  PlacedRoom,
  RowChange,
  StoredCalibration,
  StoredFlag,
  StoredHold,
  StoredPlacement,
} from './edit-types.ts';
import { InventoryTables } from './inventory.ts';
import { maybeNumberIn, maybeTextIn, numberIn, textIn, type Row } from './rows.ts';
import { endless } from './stale.ts';
import type { ReadingSensor } from './types.ts';

/** For who may know all rooms, or those of some. */
export class PlaceTables {
  readonly #database: DatabaseSync;
  readonly #sensors: ReadonlyMap<number, ReadingSensor>;

  /** As all of it is in this moment. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    const identities = new InventoryTables(database).identities();
    this.#sensors = new Map([...identities].map(([id, identity]) => [id, { id, ...identity }]));
  }

  placements(rooms: KnownRooms): StoredPlacement[] {
    return this.#all('placement')
      .map((row) => this.#placement(row))
      .filter((one) => one !== undefined)
      .filter(({ room }) => rooms === null || rooms.includes(room));
  }

  calibrations(rooms: KnownRooms): StoredCalibration[] {
    return this.#rules('calibration', rooms, (row) => this.#calibration(row));
  }

  flags(rooms: KnownRooms): StoredFlag[] {
    return this.#rules('flag', rooms, (row) => this.#flag(row));
  }

  holds(rooms: KnownRooms): StoredHold[] {
    return this.#rules('hold', rooms, (row) => this.#hold(row));
  }

  /** The newest first; who may not know all rooms hears of those edits that have to do with theirs only. */
  edits(rooms: KnownRooms, before: number | null, limit: number): ListedEdit[] {
    const listed: ListedEdit[] = [];
    const rows = this.#database
      .prepare('SELECT * FROM edit WHERE id < ? ORDER BY id DESC')
      .iterate(before ?? Number.MAX_SAFE_INTEGER);
    for (const row of rows) {
      if (listed.length >= limit) break;
      if (rooms === null || this.#isOnlyOf(rooms, changesOf(row))) listed.push(listedIn(row));
    }
    return listed;
  }

  /** Of each change the whole row, as it was and as it is; within the transaction that changes them. */
  changed(changes: readonly RowChange[]): ChangedRow[] {
    return changes.flatMap((change): ChangedRow[] => {
      const { table: of } = change;
      const [before, after] = this.#whole(changes, change);
      if (of === 'room') return [{ of, before: before && roomIn(before), after: after && roomIn(after) }];
      if (of === 'placement') return [{ of, ...pair(before, after, (row) => this.#placement(row)) }];
      if (of === 'calibration') return [{ of, ...pair(before, after, (row) => this.#calibration(row)) }];
      if (of === 'flag') return [{ of, ...pair(before, after, (row) => this.#flag(row)) }];
      return [{ of, ...pair(before, after, (row) => this.#hold(row)) }];
    });
  }

  #all(table: 'placement' | 'calibration' | 'flag' | 'hold'): Row[] {
    return this.#database.prepare(`SELECT * FROM ${table} ORDER BY sensor, from_ms, id`).all();
  }

  /** Those that hold while their sensor stands in a room that may be known. */
  #rules<Rule>(
    table: 'calibration' | 'flag' | 'hold',
    rooms: KnownRooms,
    parsed: (row: Row) => Rule | undefined,
  ): Rule[] {
    return this.#all(table)
      .filter((row) => rooms === null || this.#roomsOf(table, row).some((room) => rooms.includes(room)))
      .map(parsed)
      .filter((one) => one !== undefined);
  }

  /** In which that row's sensor stood while it held. */
  #roomsOf(table: 'calibration' | 'flag' | 'hold', row: Row): string[] {
    const [sensor, from] = [numberIn(row, 'sensor'), numberIn(row, 'from_ms')];
    const next =
      table === 'flag'
        ? row
        : this.#database
            .prepare(`SELECT min(from_ms) AS until_ms FROM ${table} WHERE sensor = ? AND from_ms > ?`)
            .get(sensor, from);
    return this.#database
      .prepare(
        'SELECT room FROM placement WHERE sensor = ? AND from_ms < ? AND (until_ms IS NULL OR until_ms > ?)',
      )
      .all(sensor, maybeNumberIn(next ?? row, 'until_ms') ?? endless, from)
      .map((placed) => textIn(placed, 'room'));
  }

  /** Where it is not known any more of which room a change was, it is of none that may be known. */
  #isOnlyOf(rooms: readonly string[], changes: readonly RowChange[]): boolean {
    return changes.every((change) => {
      const { table } = change;
      if (table === 'room') return rooms.includes(String(change.id));
      const [before, after] = this.#whole(changes, change);
      const row = after ?? before;
      if (row?.['from_ms'] === undefined) return false;
      const concerned = table === 'placement' ? [row['room']] : this.#roomsOf(table, row);
      return concerned.length > 0 && concerned.every((room) => rooms.includes(String(room)));
    });
  }

  /** Of a row that only changed, the rest is in the store, or among the changes where it came or went. */
  #whole(changes: readonly RowChange[], change: RowChange): readonly [Row | null, Row | null] {
    const { table, id, before, after } = change;
    const same = changes.filter((one) => one.table === table && one.id === id);
    const edge = same.find((one) => one.before === null || one.after === null);
    const rest: EditedRow | Row | undefined =
      edge?.before ?? edge?.after ?? this.#database.prepare(`SELECT * FROM ${table} WHERE id = ?`).get(id);
    return [before && { ...rest, ...before }, after && { ...rest, ...after }];
  }

  #placement(row: Row): StoredPlacement | undefined {
    const common = this.#common(row);
    return common && { ...common, room: textIn(row, 'room'), until: maybeNumberIn(row, 'until_ms') };
  }

  #calibration(row: Row): StoredCalibration | undefined {
    const common = this.#common(row);
    return common && { ...common, gain: numberIn(row, 'gain'), offset: numberIn(row, 'offset') };
  }

  #flag(row: Row): StoredFlag | undefined {
    const common = this.#common(row);
    return common && { ...common, until: numberIn(row, 'until_ms'), reason: textIn(row, 'reason') };
  }

  #hold(row: Row): StoredHold | undefined {
    const common = this.#common(row);
    return common && { ...common, holdMs: numberIn(row, 'hold_ms') };
  }

  /** undefined of a sensor of a quantity that a newer program knows. */
  #common(row: Row): { id: number; sensor: ReadingSensor; from: number; edit: number | null } | undefined {
    const sensor = this.#sensors.get(numberIn(row, 'sensor'));
    const [id, from, edit] = [numberIn(row, 'id'), numberIn(row, 'from_ms'), maybeNumberIn(row, 'edit')];
    return sensor && { id, sensor, from, edit };
  }
}

/** The oldest first. */
export function listEdits(database: DatabaseSync): ListedEdit[] {
  return database.prepare('SELECT * FROM edit ORDER BY id').all().map(listedIn);
}

function listedIn(row: Row): ListedEdit {
  return {
    id: numberIn(row, 'id'),
    at: numberIn(row, 'at_ms'),
    what: textIn(row, 'what'),
    undoes: maybeNumberIn(row, 'undoes'),
    undoneBy: maybeNumberIn(row, 'undone_by'),
  };
}

/** What an edit wrote down of itself: only our own code writes there. */
export function changesOf(edit: Row): RowChange[] {
  return JSON.parse(textIn(edit, 'undo')) as RowChange[];
}

function roomIn(row: Row): PlacedRoom {
  return { id: textIn(row, 'id'), name: textIn(row, 'name'), floor: maybeTextIn(row, 'floor') };
}

function pair<Is>(
  before: Row | null,
  after: Row | null,
  parsed: (row: Row) => Is | undefined,
): { readonly before: Is | null; readonly after: Is | null } {
  return {
    before: before === null ? null : (parsed(before) ?? null),
    after: after === null ? null : (parsed(after) ?? null),
  };
}
