/**
 * How long to wait before the next try.
 *
 * @param attempt 0 for the first wait after a success.
 * @param random 0…1; half of the wait is jitter, so that two hundred devices that came back with the power
 *   are not all called in the same instant.
 * @returns milliseconds: 0.5 s doubling up to 60 s, less up to a half of it.
 */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(500 * 2 ** Math.min(attempt, 16), 60_000);
  return Math.round(full * (1 - random / 2));
}
