/** Waiting that ends: what is asked is answered within a time, or given up. */
import { PastError } from '../history/past-source.ts';
import type { After } from './host.ts';

/** Where the past has to be made anew first, a Raspberry Pi needs some. */
export const ANSWERS_WITHIN_MS = 40_000;

/** Rejects as `signal` says, or with "unreachable" after `ms`; what goes on then is told by the signal it was given. */
export function inTime<Told>(
  ask: (signal: AbortSignal) => Promise<Told>,
  { signal, ms, after }: { readonly signal: AbortSignal; readonly ms: number; readonly after: After },
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const given = new AbortController();
    const giveUp = (reason: unknown): void => {
      reject(reason instanceof Error ? reason : new Error(String(reason)));
      given.abort(reason);
    };
    const abort = (): void => {
      giveUp(signal.reason);
    };
    const cancel = after(ms, () => {
      giveUp(new PastError('unreachable', `No answer within ${String(ms)} ms`));
    });
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', abort);
    };
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    ask(given.signal).then(resolve, reject).finally(end);
  });
}

/** Resolves after that time, or rejects as `signal` says. */
export function wait(after: After, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      cancel();
      reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    };
    const cancel = after(ms, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    signal.addEventListener('abort', abort, { once: true });
  });
}
