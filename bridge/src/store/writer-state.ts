/** What the writer is opened with, and what it says of itself. */
import type { BootStart } from './boots.ts';
import type { KeepRaw } from './retention.ts';

export interface WriterOptions {
  readonly path: string;
  readonly boot: BootStart;
  /** 0: none. */
  readonly ballastBytes: number;
  readonly synchronous: 'FULL' | 'OFF';
  /** The site's, IANA. */
  readonly zone: string;
  /** undefined: raw readings are kept for ever. */
  readonly keepRaw?: KeepRaw | undefined;
  /** What could not be read of it before: whatever can be is salvaged. */
  readonly suspicion?: string;
}

export interface WriterState {
  readonly bridgeId: string;
  /** The newest number ever given to a reading; 0 in a new store. */
  readonly lastSeq: number;
  /** Readings that wait for a trusted clock, of all boots. */
  readonly quarantined: number;
  /** In the inbox. */
  readonly inboxReadings: number;
  /** All that are kept. */
  readonly readings: number;
  /** What was wrong with the store, in sentences. */
  readonly damage: string | undefined;
  /** The disk was full, and the ballast made room for opening it. */
  readonly gaveUpBallast: boolean;
}

/** What a commit came to. */
export interface Written {
  /** Readings refused, as the store had another value for that sensor and instant. */
  readonly conflicts: number;
  /** Readings refused, as the raw readings of their hour were dropped. */
  readonly tooLate: number;
  /** In the inbox now: what a fold would look at. */
  readonly inboxReadings: number;
  /** All that are kept now. */
  readonly readings: number;
  /** Readings found damaged so far, since the store was opened. */
  readonly damagedReadings: number;
  /** The disk was full, and the ballast made room for this. */
  readonly gaveUpBallast: boolean;
}
