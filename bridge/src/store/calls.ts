/** What passes between the main thread and the writer's: each command with the type of its answer. */
import type { DeviceDescription } from '../reading/reading.ts';
import type { InboxReading, Inventory } from './types.ts';
import type { WriterState } from './writer.ts';

export interface Calls {
  open: (path: string) => WriterState;
  append: (packed: Float64Array) => void;
  register: (device: DeviceDescription, now: number) => Inventory;
  inventory: () => Inventory;
  readInbox: (after: number, limit: number) => InboxReading[];
  cursor: (sink: string) => number;
  moveCursor: (sink: string, through: number) => void;
  close: () => void;
}

export type CallName = keyof Calls;

export interface CallMessage<Name extends CallName = CallName> {
  readonly id: number;
  readonly name: Name;
  readonly args: Parameters<Calls[Name]>;
}

export type AnswerMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly message: string; readonly unusable: boolean } };
