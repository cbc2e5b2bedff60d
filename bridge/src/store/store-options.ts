/** What a store is opened with. */
import type { KeepRaw } from './retention.ts';

/** What the store asks of a clock. */
export interface StoreClock {
  /** Milliseconds since the system started. */
  readonly monotonic: () => number;
  /** UTC less monotonic, milliseconds; undefined while the clock is not trusted. */
  readonly offset: () => number | undefined;
  /** By how many milliseconds that may be wrong. */
  readonly accuracyMs: () => number;
  /** The kernel's id of this start of the system. */
  readonly osBoot: string;
}

export interface StoreOptions {
  readonly path: string;
  readonly commitIntervalMs: number;
  readonly clock: StoreClock;
  readonly log: (message: string) => void;
  /**
   * An inbox of more readings is folded before the hour is over, should there be closed hours in it: what devices hand
   * over late is not read again at each start. 100,000 by default.
   */
  readonly foldAbove?: number;
  /** Room that is kept on the disk for the day it is full; 0 by default. */
  readonly ballastBytes?: number;
  /** When raw readings may be dropped; undefined: never. */
  readonly keepRaw?: KeepRaw | undefined;
  /** Told of each thing that the writer's thread was asked and how long that took, waiting included. */
  readonly onCall?: ((name: string, seconds: number) => void) | undefined;
  /** The site's time zone, IANA; UTC by default. */
  readonly zone?: string;
  /** Memory for what the writer forgets at once, in MB: more is faster where millions are written. 4 by default. */
  readonly youngMb?: number;
  /** `OFF` for what can be made again. */
  readonly synchronous?: 'FULL' | 'OFF';
}
