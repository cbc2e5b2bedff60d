/** The thread's side of its calls: one comes in, one answer goes out, one after the other. */
import { parentPort } from 'node:worker_threads';
import { handedOver, type AnswerMessage, type CallFailure, type CallMessage, type CallsOf } from './calls.ts';
import { isDiskFull, StoreUnusable } from './schema.ts';

/** @param mayTryAgain mends what it can; a call whose failure it mended is made once more. */
export function serveCalls<Calls extends CallsOf<Calls>>(
  calls: Calls,
  mayTryAgain: (name: keyof Calls, error: unknown) => boolean,
): void {
  const resultOf = <Name extends keyof Calls>({ name, args }: CallMessage<Calls, Name>): unknown => {
    // The compiler cannot see that the tuple belongs to the name; `CallMessage` says so.
    const call = calls[name] as (...args: Parameters<Calls[Name]>) => unknown;
    try {
      return call(...args);
    } catch (error) {
      if (!mayTryAgain(name, error)) throw error;
      return call(...args);
    }
  };
  parentPort?.on('message', (message: CallMessage<Calls>) => {
    const { id } = message;
    try {
      const result = resultOf(message);
      const parts = typeof result === 'object' && result !== null ? Object.values(result) : [];
      parentPort?.postMessage({ id, result } satisfies AnswerMessage, handedOver(parts));
    } catch (error) {
      parentPort?.postMessage({ id, error: failureOf(error) } satisfies AnswerMessage);
    }
  });
}

function failureOf(error: unknown): CallFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof StoreUnusable) return { message, kind: 'unusable' };
  return { message, kind: isDiskFull(error) ? 'full' : 'other' };
}
