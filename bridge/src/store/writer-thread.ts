/** The worker thread's entry: calls in, answers out, one after the other. */
import { parentPort } from 'node:worker_threads';
import type { AnswerMessage, CallMessage, CallName, Calls } from './calls.ts';
import { StoreUnusable } from './schema.ts';
import { Writer } from './writer.ts';

let writer: Writer | undefined;

function opened(): Writer {
  if (writer === undefined) throw new StoreUnusable('the store is not open');
  return writer;
}

const calls: Calls = {
  open(path) {
    writer = new Writer(path);
    return writer.state();
  },
  append: (packed) => {
    opened().append(packed);
  },
  register: (device, now) => opened().register(device, now),
  inventory: () => opened().inventory(),
  readInbox: (after, limit) => opened().readInbox(after, limit),
  cursor: (sink) => opened().cursor(sink),
  moveCursor: (sink, through) => {
    opened().moveCursor(sink, through);
  },
  close: () => {
    writer?.close();
    writer = undefined;
  },
};

function answer<Name extends CallName>({ id, name, args }: CallMessage<Name>): AnswerMessage {
  try {
    // The compiler cannot see that the tuple belongs to the name; `CallMessage` says so.
    const call = calls[name] as (...args: Parameters<Calls[Name]>) => unknown;
    return { id, result: call(...args) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { id, error: { message, unusable: error instanceof StoreUnusable } };
  }
}

parentPort?.on('message', (message: CallMessage) => {
  parentPort?.postMessage(answer(message));
});
