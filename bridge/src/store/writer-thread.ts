/** The worker thread's entry: calls in, answers out, one after the other. */
import { parentPort } from 'node:worker_threads';
import type { AnswerMessage, CallFailure, CallMessage, CallName, Calls } from './calls.ts';
import { isDamage, isDiskFull, StoreUnusable } from './schema.ts';
import { Writer } from './writer.ts';
import type { WriterOptions } from './writer-state.ts';

interface Open {
  readonly options: WriterOptions;
  /** undefined: it was damaged and is not mended yet. */
  writer: Writer | undefined;
}

let open: Open | undefined;

function opened(): Writer {
  if (open === undefined) throw new StoreUnusable('the store is not open');
  open.writer ??= mended(open.options);
  return open.writer;
}

function mended(options: WriterOptions): Writer {
  const writer = Writer.open(options);
  const { damage } = writer.state();
  if (damage !== undefined) parentPort?.postMessage({ damage } satisfies AnswerMessage);
  return writer;
}

const calls: Calls = {
  open(options) {
    const writer = Writer.open(options);
    open = { options, writer };
    return writer.state();
  },
  append: (packed, events, beat) => opened().append(packed, events, beat),
  verify: (from) => opened().verify(from),
  fold: (now) => opened().fold(now),
  retain: (now) => opened().retain(now),
  register: (device) => opened().register(device),
  inventory: () => opened().inventory(),
  tokens: () => opened().tokens(),
  trust: (beat) => {
    opened().trust(beat);
  },
  release: (first) => opened().release(first),
  addSink: (sink, from) => {
    opened().addSink(sink, from);
  },
  next: (sink, lane, limit) =>
    lane === 'inbox' ? opened().lanes.nextLive(sink, limit) : opened().lanes.nextBlocks(sink, limit),
  nextRollups: (sink, limit) => opened().lanes.nextRollups(sink, limit),
  settle: (sink, lane, page, refused, at) => {
    opened().lanes.settle(sink, lane, page, refused, at);
  },
  lanes: (sink) => opened().lanes.states(sink),
  disk: () => opened().disk(),
  answer: () => undefined,
  close: (beat) => {
    open?.writer?.close(beat);
    open = undefined;
  },
};

function answer<Name extends CallName>({ id, name, args }: CallMessage<Name>): AnswerMessage {
  // The compiler cannot see that the tuple belongs to the name; `CallMessage` says so.
  const call = calls[name] as (...args: Parameters<Calls[Name]>) => unknown;
  try {
    try {
      return { id, result: call(...args) };
    } catch (error) {
      if (name !== 'open' && isDiskFull(error) && opened().giveRoom()) return { id, result: call(...args) };
      if (name === 'open' || !isDamage(error) || !reopen(String(error))) throw error;
      return { id, result: call(...args) };
    }
  } catch (error) {
    return { id, error: failureOf(error) };
  }
}

/**
 * The store turned out to be damaged under our hands: opening it again mends what can be mended. Where even that fails,
 * for want of room, each later call tries it again.
 */
function reopen(suspicion: string): boolean {
  if (open?.writer === undefined) return false;
  open.writer.abandon();
  open = { options: { ...open.options, suspicion }, writer: undefined };
  opened();
  return true;
}

function failureOf(error: unknown): CallFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof StoreUnusable) return { message, kind: 'unusable' };
  return { message, kind: isDiskFull(error) ? 'full' : 'other' };
}

parentPort?.on('message', (message: CallMessage) => {
  parentPort?.postMessage(answer(message));
});
