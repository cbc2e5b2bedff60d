import { setTimeout as pause } from 'node:timers/promises';

/**
 * Looks again until there is something to see, for what cannot tell by itself when it changes (an HTTP answer, a
 * database). For everything else, wait for its event.
 *
 * @param withinMs for what is known to take long.
 * @throws after that, with what was seen last.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<{ found: T } | { not: unknown }>,
  withinMs = 120_000,
): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if ('found' in seen) return seen.found;
    if (Date.now() > until)
      throw new Error(`${what}: not in ${String(withinMs / 1000)} s; last: ${JSON.stringify(seen.not)}`);
    await pause(100);
  }
}
