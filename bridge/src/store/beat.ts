/** What the store asks of the clock. */
import type { Beat } from './boots.ts';
import type { StoreClock } from './store-options.ts';

/** Milliseconds UTC; undefined while that is not known. */
export function nowOf(clock: StoreClock): number | undefined {
  const offset = clock.offset();
  return offset === undefined ? undefined : Math.round(clock.monotonic() + offset);
}

export function beatOf(clock: StoreClock): Beat {
  const offset = clock.offset();
  return {
    monoMs: Math.round(clock.monotonic()),
    offsetMs: offset === undefined ? null : Math.round(offset),
    // Infinite while nothing is trusted, which no column holds.
    accuracyMs: offset === undefined ? 0 : Math.ceil(clock.accuracyMs()),
  };
}
