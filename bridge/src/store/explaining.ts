/** What the ledger is made from, and what it says: words that the store, `average/` and the API share. */
import type { Mac } from '../reading/mac.ts';
import type { Quantity } from '../reading/quantity.ts';

/**
 * Why nothing is known of a stretch of time, each with the wider cause that it is a case of. What cannot be told apart
 * is answered with the narrowest cause that holds in either case (docs/decisions/0016-ledger.md).
 */
export const widerCause = {
  unknown: null,
  /** No sensor of those asked for stood in the room. */
  'not-placed': 'unknown',
  /** Before the sensor's first reading, and before its device was first met. */
  'before-first': 'unknown',
  /** Off, or running with a clock that was never trusted: such a start has bounds, but no times. */
  'bridge-off-or-undated': 'unknown',
  'bridge-off': 'bridge-off-or-undated',
  /** In an orderly way. */
  'bridge-stopped': 'bridge-off',
  /** Its process ended without a word; the host ran on. */
  'bridge-failed': 'bridge-off',
  /** The host ended without a word. */
  'power-cut': 'bridge-off',
  /** It measured, and was heard, but nobody will ever know when. */
  'clock-quarantine': 'bridge-off-or-undated',
  /** The bridge ran, and nothing came that could be stored. */
  'nothing-came': 'unknown',
  /** There was no connection to the device. */
  'device-away': 'nothing-came',
  /** … though it was running: its network, or the way to it. */
  wifi: 'device-away',
  /** … and it came back freshly started: it had no power, or was restarted. */
  'device-off': 'device-away',
  /** Its key and ours do not fit. */
  'wrong-key': 'device-away',
  /** It was connected, and its sensor gave nothing, or nothing that can be true. */
  'sensor-fault': 'nothing-came',
  /** The bridge could not take it: its disk was full or too slow, the unit unknown, too many at once. */
  refused: 'unknown',
  /** Somebody says that it is not to be believed. */
  flagged: 'unknown',
  /** It was stored, and its bytes are damaged. */
  damaged: 'unknown',
} as const;

export type Cause = keyof typeof widerCause;

/** Milliseconds UTC; `until` itself is not in it. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** During which a sensor's readings held, one after the other. */
export interface CoveredStretch extends Stretch {
  /** When the last of them was measured. */
  readonly last: number;
}

/** A start of the bridge, as the table `boot` has it. */
export interface BootRow {
  readonly id: number;
  readonly osBoot: string;
  readonly fromMono: number;
  readonly lastMono: number;
  readonly offsetMs: number | null;
  /** The bridge that answers. */
  readonly isRunning: boolean;
}

export interface EventRow {
  readonly boot: number;
  readonly monoMs: number;
  /** An `EventKind`, or what a newer program has written. */
  readonly kind: string;
  /** MAC. */
  readonly device: string | null;
  readonly cause: string | null;
}

/** During which a sensor was heard by a boot that was never dated; monotonic milliseconds. */
export interface UndatedStretch extends Stretch {
  readonly boot: number;
}

export interface SensorEvidence {
  /** MAC. */
  readonly device: string;
  readonly entity: string;
  /** Where it is asked for: all the time, or as long as it stood in the room. In their order. */
  readonly placed: readonly Stretch[];
  /** How long a reading of it counts at most, now. */
  readonly holdMs: number;
  /** In their order, apart from each other; also the last before the period and the first after it. */
  readonly covered: readonly CoveredStretch[];
  /** When the first one ever was measured; null: none was. */
  readonly firstReading: number | null;
  readonly flags: readonly Stretch[];
  /** Whose bytes are damaged. */
  readonly damaged: readonly Stretch[];
  readonly undated: readonly UndatedStretch[];
  /** Where raw readings were dropped, so that it is known how much of a bucket was covered, but not which part. */
  readonly vague: readonly Stretch[];
}

export interface LedgerEvidence {
  readonly sensors: readonly SensorEvidence[];
  /** In the order of their numbers; also the last dated one before the period, and the first after it. */
  readonly boots: readonly BootRow[];
  /** Of these boots, in their order; of the sensors' devices, and of the bridge. */
  readonly events: readonly EventRow[];
  /** By MAC: when a device that was ever connected to was first met. */
  readonly met: ReadonlyMap<string, number>;
  /** Until when anything can be known. The bridge of the last boot runs. */
  readonly now: number;
}

export interface LedgerSegment extends Stretch {
  /** null: there are readings. */
  readonly cause: Cause | null;
}

/** @returns segments that follow on each other from `from` until `until`, no two alike in a row. */
export type Explain = (period: Stretch, evidence: LedgerEvidence) => LedgerSegment[];

/** Whose ledger: what stood in a room at the time, or one sensor. */
export type LedgerOf =
  { readonly room: string } | { readonly device: Mac; readonly entity: string; readonly quantity: Quantity };

export interface LedgerQuestion extends Stretch {
  readonly of: LedgerOf;
  readonly quantity?: Quantity | undefined;
  /** The rooms of which the one who asks may know; null: all. */
  readonly rooms: readonly string[] | null;
  /** Milliseconds UTC. */
  readonly now: number;
}

/** The side of the store that is asked why there is nothing. */
export interface LedgerArchive {
  /**
   * Segments that follow on each other through the whole period, as far as it is over.
   *
   * @returns undefined where there is no such room or sensor, or the one who asks may not know of it.
   */
  ledger(question: LedgerQuestion): Promise<LedgerSegment[] | undefined>;
}
