/** What people change about rooms, sensors and what is to be believed: the words of it, for all who ask or answer. */
import type { Mac } from '../reading/mac.ts';
import type { Quantity } from '../reading/quantity.ts';
import type { SensorId } from '../reading/reading.ts';
import type { ReadingSensor } from './types.ts';

/** In all of them, times are milliseconds UTC. */
export interface RoomRename {
  readonly verb: 'room-rename';
  readonly room: string;
  readonly name: string;
}
export interface RoomFloor {
  readonly verb: 'room-floor';
  readonly room: string;
  /** null: on none. */
  readonly floor: string | null;
}
export interface DeviceMove {
  readonly verb: 'device-move';
  readonly device: Mac;
  /** A room's id, or the name of one that is to be made. */
  readonly to: { readonly room: string } | { readonly newRoom: string };
  readonly from: number;
}
export interface DeviceReplace {
  readonly verb: 'device-replace';
  readonly old: Mac;
  readonly by: Mac;
  /** undefined: since the new one measures, where the old one had ended before, else now. */
  readonly from: number | undefined;
}
export interface Calibrate {
  readonly verb: 'calibrate';
  readonly sensor: SensorId;
  readonly gain: number;
  /** In the quantity's own unit, added after the gain. */
  readonly offset: number;
  readonly from: number;
}
/** Readings that are not to be believed: they stay, and count for nothing. */
export interface FlagReadings {
  readonly verb: 'flag';
  readonly sensor: SensorId;
  readonly from: number;
  /** Not in it itself. */
  readonly until: number;
  readonly reason: string;
}
/** How long a reading of that sensor counts at most. */
export interface SetHold {
  readonly verb: 'hold';
  readonly sensor: SensorId;
  readonly holdMs: number;
  readonly from: number;
}
export interface Undo {
  readonly verb: 'undo';
  /** undefined: the newest that stands and is no undo itself. */
  readonly edit: number | undefined;
}

export type Wish =
  RoomRename | RoomFloor | DeviceMove | DeviceReplace | Calibrate | FlagReadings | SetHold | Undo;

/** Why an edit cannot be made; for programs. */
export type EditRefusal =
  | 'unknown-room'
  | 'unknown-device'
  | 'unknown-sensor'
  | 'unknown-edit'
  | 'name-taken'
  | 'malformed'
  | 'in-the-future'
  | 'too-early'
  | 'nothing-changes'
  | 'nowhere'
  | 'undone-already'
  | 'stood-upon';

type Cell = string | number | null;
export type EditedRow = Readonly<Record<string, Cell>>;
export type EditedTable = 'room' | 'placement' | 'calibration' | 'hold' | 'flag';

/** A row that is new has no `before`, one that is gone no `after`; of any other, both hold the changed columns only. */
export interface RowChange {
  readonly table: EditedTable;
  readonly id: string | number;
  readonly before: EditedRow | null;
  readonly after: EditedRow | null;
}

/** Averages that have to be made anew: whole buckets. */
export interface TouchedStretch {
  readonly from: number;
  /** null: and all that is to come. */
  readonly until: number | null;
  /** That are there now, or are to be. */
  readonly buckets: number;
}

export interface Touched {
  readonly rooms: readonly (TouchedStretch & { readonly room: string; readonly quantity: Quantity })[];
  readonly sensors: readonly (TouchedStretch & { readonly sensor: ReadingSensor })[];
}

export interface Edit {
  readonly id: number;
  /** A sentence. */
  readonly what: string;
  readonly changes: readonly RowChange[];
  /** The same rows, all their columns. */
  readonly rows: readonly ChangedRow[];
  readonly touched: Touched;
}

export interface ListedEdit {
  readonly id: number;
  /** By the clock of the host on which it was made. */
  readonly at: number;
  readonly what: string;
  /** The edit that it took back; null: it is no undo. */
  readonly undoes: number | null;
  /** The edit that took it back; null: it stands. */
  readonly undoneBy: number | null;
}

/** Somebody's wish, on its way to the store. */
export interface AskedEdit {
  readonly wish: Wish;
  readonly now: number;
  /** Only tried: nothing is changed. */
  readonly dryRun: boolean;
  /** Whose token; null: none. */
  readonly by: number | null;
}

export type EditOutcome =
  | { readonly is: 'made'; readonly edit: Edit }
  | { readonly is: 'refused'; readonly code: EditRefusal; readonly sentence: string };

/** A row as it was and as it is. */
export type ChangedRow =
  | RowPair<'room', PlacedRoom>
  | RowPair<'placement', StoredPlacement>
  | RowPair<'calibration', StoredCalibration>
  | RowPair<'flag', StoredFlag>
  | RowPair<'hold', StoredHold>;

interface RowPair<Of extends EditedTable, Is> {
  readonly of: Of;
  /** null: it is new. */
  readonly before: Is | null;
  /** null: it is gone. */
  readonly after: Is | null;
}

export interface PlacedRoom {
  readonly id: string;
  readonly name: string;
  readonly floor: string | null;
}

interface OfSensor {
  readonly id: number;
  readonly sensor: ReadingSensor;
  /** The edit that made it; null: it came by itself. */
  readonly edit: number | null;
}
export interface StoredPlacement extends OfSensor {
  readonly room: string;
  /** 0: as long as it measures. */
  readonly from: number;
  /** null: it stands there now. */
  readonly until: number | null;
}
/** Until the sensor's next one. */
export interface StoredCalibration extends OfSensor {
  readonly from: number;
  readonly gain: number;
  readonly offset: number;
}
export interface StoredFlag extends OfSensor {
  readonly from: number;
  readonly until: number;
  readonly reason: string;
}
/** Until the sensor's next one. */
export interface StoredHold extends OfSensor {
  readonly from: number;
  readonly holdMs: number;
}

/** Of which rooms somebody may know; null: all, and what stands in none. */
export type KnownRooms = readonly string[] | null;

/** The side of the store that tells what people have changed, and what stands because of it. */
export interface PlaceArchive {
  /** The newest first. @param before only those older than that number. */
  edits(rooms: KnownRooms, before: number | null, limit: number): Promise<readonly ListedEdit[]>;
  placements(rooms: KnownRooms): Promise<readonly StoredPlacement[]>;
  calibrations(rooms: KnownRooms): Promise<readonly StoredCalibration[]>;
  flags(rooms: KnownRooms): Promise<readonly StoredFlag[]>;
  holds(rooms: KnownRooms): Promise<readonly StoredHold[]>;
}

/** The side of the store that changes it. */
export interface EditDesk {
  /** On the disk, and told to everybody who shows it, when it resolves. */
  edit(asked: AskedEdit): Promise<EditOutcome>;
  /** Resolves when every average is made of what is so now. */
  roll(): Promise<void>;
}
