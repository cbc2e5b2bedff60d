import { setTimeout as pause } from 'node:timers/promises';

/** What is asked for, or the error where it takes longer. */
export async function inTime<Asked>(
  asked: Promise<Asked>,
  withinMs: number,
  late: () => Error,
): Promise<Asked> {
  const over = new AbortController();
  const tooLate = pause(withinMs, undefined, { signal: over.signal, ref: false }).then(() => {
    throw late();
  });
  try {
    return await Promise.race([asked, tooLate]);
  } finally {
    over.abort();
  }
}
