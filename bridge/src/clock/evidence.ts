/** What a source can know of the time, always with how far off it may be. */

export interface Evidence {
  /** UTC minus the monotonic clock, ms. */
  readonly offsetMs: number;
  /** The true offset is at most so far away, ms. */
  readonly errorMs: number;
}

export interface EvidenceSource {
  /** For sentences: "the time daemon", "NTP". */
  readonly name: string;
  /** Undefined where it knows nothing; how long it takes is for the caller to bound. */
  look(signal: AbortSignal): Promise<Evidence | undefined>;
}

/**
 * The time that more than half of the witnesses tell, and at least `least` of them.
 *
 * @param withinMs how far apart witnesses may be who tell the same.
 * @returns what all of them allow; where not even that exists (a route that is slower one way), what any allows.
 */
export function agreed(
  witnesses: readonly Evidence[],
  { withinMs, least }: { readonly withinMs: number; readonly least: number },
): Evidence | undefined {
  const sorted = witnesses.toSorted((a, b) => a.offsetMs - b.offsetMs);
  const groups = sorted.map(({ offsetMs }) =>
    sorted.filter((other) => other.offsetMs >= offsetMs && other.offsetMs - offsetMs <= withinMs),
  );
  const largest = groups.toSorted((a, b) => b.length - a.length)[0];
  if (largest === undefined || largest.length < least || largest.length * 2 <= witnesses.length) {
    return undefined;
  }
  const lows = largest.map(({ offsetMs, errorMs }) => offsetMs - errorMs);
  const highs = largest.map(({ offsetMs, errorMs }) => offsetMs + errorMs);
  const common = { low: Math.max(...lows), high: Math.min(...highs) };
  return common.low <= common.high
    ? between(common.low, common.high)
    : between(Math.min(...lows), Math.max(...highs));
}

export function between(low: number, high: number): Evidence {
  return { offsetMs: (low + high) / 2, errorMs: (high - low) / 2 };
}
