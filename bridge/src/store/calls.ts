/** What passes between the main thread and the store's two: each command with the type of its answer. */
import type { Calibration } from '../reading/calibration.ts';
import type { Mac } from '../reading/mac.ts';
import type { DeviceDescription, SensorId } from '../reading/reading.ts';
import type { NotRolled, RoomBuckets, RoomCovers, RoomQuestion, Tier } from './averaging.ts';
import type { EditCalls, PlaceCalls } from './edit-calls.ts';
import type { TrustCalls } from './trust-calls.ts';
import type { Beat, BootStart, Released, StoreEvent } from './boots.ts';
import type { LedgerQuestion, LedgerSegment } from './explaining.ts';
import type { Lane, LanePage, LaneSpan, LaneState, RefusedPoint } from './outbox-types.ts';
import type { DiskState, Inventory, ReadingsPage, ReadingsQuestion, StoredToken } from './types.ts';
import type { WriterOptions, WriterState, Written } from './writer-state.ts';

export interface WriterCalls extends TrustCalls, EditCalls {
  open: (options: WriterOptions) => WriterState;
  /** Another start of the bridge, as if it had been opened anew. */
  restart: (boot: BootStart) => void;
  append: (packed: Float64Array, events: readonly StoreEvent[], beat: Beat) => Written;
  verify: (from: number) => number;
  fold: (now: number) => number;
  roll: (now: number | undefined) => boolean;
  retain: (now: number) => number;
  register: (device: DeviceDescription) => Inventory;
  inventory: () => Inventory;
  /** Whether another process has written since this was asked last. */
  outsideNews: () => boolean;
  /** By sensor, newest first. */
  calibrations: () => Map<SensorId, Calibration[]>;
  deviceKeys: () => Map<Mac, string>;
  setDeviceKey: (device: Mac, psk: string, at: number, by: number | null) => void;
  removeDeviceKey: (device: Mac, at: number, by: number | null) => void;
  trust: (beat: Beat & { readonly offsetMs: number }) => void;
  release: (first: number) => Released | undefined;
  addSink: (sink: string, from: 'all' | 'now') => void;
  next: (sink: string, lane: Lane, limit: number) => LanePage;
  settle: (
    sink: string,
    lane: Lane,
    page: LaneSpan,
    refused: readonly RefusedPoint[],
    at: number | null,
  ) => void;
  lanes: (sink: string) => LaneState[];
  disk: () => DiskState;
  /** Answers, after whatever came before. */
  answer: () => void;
  close: (beat: Beat) => void;
}

/** None of them changes anything. */
export interface ReaderCalls extends PlaceCalls {
  tokens: () => StoredToken[];
  readings: (question: ReadingsQuestion) => ReadingsPage | undefined;
  buckets: (question: RoomQuestion & { readonly tier: Tier }) => RoomBuckets | NotRolled | undefined;
  covers: (question: RoomQuestion & { readonly limit: number }) => RoomCovers | undefined;
  ledger: (question: LedgerQuestion) => LedgerSegment[] | undefined;
  /** The file is another one now: what was damaged has been mended. */
  reopen: () => void;
}

/** Which thread it is to be; the worker's entry is one for both. */
export type Role = { readonly role: 'writer' } | { readonly role: 'reader'; readonly path: string };

/** What a map of calls must be. */
export type CallsOf<Calls> = { readonly [Name in keyof Calls]: (...args: never[]) => unknown };

export interface CallMessage<Calls extends CallsOf<Calls>, Name extends keyof Calls = keyof Calls> {
  readonly id: number;
  readonly name: Name;
  readonly args: Parameters<Calls[Name]>;
}

export interface CallFailure {
  readonly message: string;
  /** What the caller does about it: `unusable` gives up, `full` refuses new readings. */
  readonly kind: 'unusable' | 'full' | 'other';
}

export type AnswerMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: CallFailure }
  /** The store was damaged while it ran, and is mended; said before the answer to the call that met it. */
  | { readonly damage: string };

/** What is handed over to the other thread, and not copied: many numbers. */
export function handedOver(values: readonly unknown[]): ArrayBuffer[] {
  return values.flatMap((value) =>
    value instanceof Float64Array && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
  );
}
