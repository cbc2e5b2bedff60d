/** The time of day, and whether it can be believed. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  readonly isTrusted: () => boolean;
}

/** This host's clock, taken as right because its operator says so (`clock: { trust: system }`). */
export const systemClock: Clock = { now: Date.now, isTrusted: () => true };
