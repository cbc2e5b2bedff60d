import type { Clock } from '../clock/clock.ts';

/**
 * The time by which tokens expire. While the clock is not trusted it is never before what was once known for certain:
 * a computer that starts in the past revives no expired token.
 *
 * @param floorMs the last trusted instant before this start; 0 where there is none.
 * @returns milliseconds UTC.
 */
export function knownTime(
  clock: Pick<Clock, 'now' | 'isTrusted' | 'monotonic'>,
  floorMs: number,
): () => number {
  const startedAt = clock.monotonic();
  return () => {
    const now = clock.now();
    return clock.isTrusted() ? now : Math.max(now, floorMs + clock.monotonic() - startedAt);
  };
}
