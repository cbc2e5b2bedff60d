/** The time of day, whether it can be believed, and the clock of this boot that no step disturbs. */
import { thisHost } from './host.ts';

export interface Clock {
  /** Milliseconds since 1970, UTC, to the best of what is known. It is only to be kept where `isTrusted()`. */
  readonly now: () => number;
  readonly isTrusted: () => boolean;
  /** Milliseconds since this host was switched on; goes on through steps of the clock and while the host sleeps. */
  readonly monotonic: () => number;
  /** The kernel's name for this boot: `monotonic()` compares only within one, also across restarts of the bridge. */
  readonly osBoot: string;
  /** `now() - monotonic()`; undefined while nothing is trusted. */
  readonly offset: () => number | undefined;
  /** How far off `now()` may be at most, in ms; Infinity while nothing is trusted, 0 where the operator vouches. */
  readonly accuracyMs: () => number;
  /** The monotonic instant since when nothing is trusted; undefined where something is. */
  readonly untrustedSince: () => number | undefined;
  /** Whose word is trusted, and since which monotonic instant; undefined while nothing is trusted. */
  readonly basis: () => { readonly source: string; readonly sinceMs: number } | undefined;
  /** What is wrong and what would help, for the page and `check`; undefined where nothing is. */
  readonly sentence: () => string | undefined;
  /** Begins to look for the time, once it is known what was known before; goes on until what is returned is disposed of. */
  readonly start: (known: KnownBefore) => AsyncDisposable;
  /** Called when trust begins, or at once where it has: `offsetMs` is what turns monotonic time of this boot into UTC. */
  readonly onTrust: (listener: (offsetMs: number) => void) => Unsubscribe;
  /** The system's clock was set: it moved by so much against the monotonic one. `now()` need not have. */
  readonly onStep: (listener: (byMs: number) => void) => Unsubscribe;
  /** What was believed turned out wrong by so much: `now()` jumped, or goes slower until it fits. */
  readonly onCorrected: (listener: (byMs: number) => void) => Unsubscribe;
}

/** What the store keeps for the clock. */
export interface KnownBefore {
  /** UTC of the last trusted instant; 0 where there is none. */
  readonly floorMs: number;
  /** What an earlier run of the bridge knew at its end; of use where the host has not been restarted since. */
  readonly earlier?: EarlierTrust | undefined;
}

export interface EarlierTrust {
  readonly osBoot: string;
  readonly offsetMs: number;
  /** `accuracyMs()` at that monotonic instant. */
  readonly accuracyMs: number;
  readonly monotonicMs: number;
}

export type Unsubscribe = () => void;

const host = thisHost();
const monotonic = (): number => Math.round(host.steadyMs());
const offset = (): number => Date.now() - monotonic();
/** Where the operator vouches for this host's clock. */
export const systemBasis = "this host's own clock";
const never = (): Unsubscribe => () => undefined;

/** This host's clock, taken as right as it is, and not watched: for `demo` and for tests. */
export const systemClock: Clock = {
  now: Date.now,
  isTrusted: () => true,
  monotonic,
  osBoot: host.osBoot,
  offset,
  accuracyMs: () => 0,
  untrustedSince: () => undefined,
  basis: () => ({ source: systemBasis, sinceMs: 0 }),
  sentence: () => undefined,
  start: () => ({ [Symbol.asyncDispose]: () => Promise.resolve() }),
  onTrust(listener) {
    listener(offset());
    return never();
  },
  onStep: never,
  onCorrected: never,
};
