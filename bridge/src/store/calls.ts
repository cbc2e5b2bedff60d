/** What passes between the main thread and the writer's: each command with the type of its answer. */
import type { DeviceDescription } from '../reading/reading.ts';
import type { Beat, Released, StoreEvent } from './boots.ts';
import type {
  DiskState,
  ForwardReading,
  ForwardRollup,
  Inventory,
  Lane,
  LanePage,
  LaneSpan,
  LaneState,
  RefusedPoint,
  StoredToken,
} from './types.ts';
import type { WriterOptions, WriterState, Written } from './writer-state.ts';

export interface Calls {
  open: (options: WriterOptions) => WriterState;
  append: (packed: Float64Array, events: readonly StoreEvent[], beat: Beat) => Written;
  verify: (from: number) => number;
  fold: (now: number) => number;
  retain: (now: number) => number;
  register: (device: DeviceDescription) => Inventory;
  inventory: () => Inventory;
  tokens: () => StoredToken[];
  trust: (beat: Beat & { readonly offsetMs: number }) => void;
  release: (first: number) => Released | undefined;
  addSink: (sink: string, from: 'all' | 'now') => void;
  next: (sink: string, lane: 'inbox' | 'block', limit: number) => LanePage<ForwardReading>;
  nextRollups: (sink: string, limit: number) => LanePage<ForwardRollup>;
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

export type CallName = keyof Calls;

export interface CallMessage<Name extends CallName = CallName> {
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
