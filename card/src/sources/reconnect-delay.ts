const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * Milliseconds to wait before attempt `attempt` (0, 1, …). Doubles up to half a minute; the jitter takes up to
 * half of it away, so that a building's tablets do not all return in the moment the bridge does.
 */
export function reconnectDelay(attempt: number, random: () => number): number {
  const whole = Math.min(FIRST_MS * 2 ** attempt, LONGEST_MS);
  return Math.round(whole * (1 - random() / 2));
}
