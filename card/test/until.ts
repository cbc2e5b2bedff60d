import { waitUntil } from '@open-wc/testing';

/** With patience: its own is a second, which a machine that does other things as well may need for one frame. */
export function until(predicate: () => unknown, what: string): Promise<void> {
  return waitUntil(() => Boolean(predicate()), what, { timeout: 15_000 });
}
