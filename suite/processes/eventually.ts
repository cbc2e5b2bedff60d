import { setTimeout as pause } from 'node:timers/promises';

/**
 * Looks again until there is something to see, for what cannot tell by itself when it changes (an HTTP answer, a
 * database). For everything else, wait for its event.
 *
 * @throws after two minutes, with what was seen last.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<{ found: T } | { not: unknown }>,
): Promise<T> {
  const until = Date.now() + 120_000;
  for (;;) {
    const seen = await look();
    if ('found' in seen) return seen.found;
    if (Date.now() > until) throw new Error(`${what}: not in two minutes; last: ${JSON.stringify(seen.not)}`);
    await pause(100);
  }
}
