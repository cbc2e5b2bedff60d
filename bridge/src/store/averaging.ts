/** What the store asks of whoever knows how averages are made (docs/averages.md): its words, and one port. */
import type { Calibration } from '../reading/calibration.ts';
import type { DerivedQuantity, RoomQuantity } from '../reading/room-quantity.ts';

/** A value, in thousandths as all here, as it was measured. */
export interface Measured {
  /** Milliseconds UTC. */
  readonly at: number;
  readonly value: number;
}

/** From then on, a reading counts for so long at most; newest first wherever there are several. */
export interface Hold {
  readonly from: number;
  readonly holdMs: number;
}

/** A stretch that counts for nothing. */
export interface Flagged {
  readonly from: number;
  readonly until: number;
}

export interface Cell {
  /** Milliseconds UTC; `until` itself is not in it. */
  readonly start: number;
  readonly until: number;
}

/** A stretch during which one value held. */
export interface Cover {
  readonly from: number;
  readonly until: number;
  readonly value: number;
  /** How many readings were measured at its beginning: none where it goes on only. */
  readonly readings: number;
}

/** What was measured in a cell. */
export interface Bucket extends Cell {
  readonly count: number;
  /** Thousandths × milliseconds. */
  readonly wsum: number;
  /** Milliseconds. */
  readonly covered: number;
  /** null where nothing is covered. */
  readonly min: number | null;
  readonly minAt: number | null;
  readonly max: number | null;
  readonly maxAt: number | null;
}

/** A zone's boundaries, all in milliseconds UTC. */
export interface SiteCalendar {
  readonly zone: string;
  /** Which of the zone's rules it goes by; another text: the days may lie elsewhere. */
  readonly rules: string;
  readonly bucketMs: number;
  dayOf(at: number): Cell;
  monthOf(at: number): Cell;
}

export interface Averaging {
  /** Before a sensor has told its own, a reading holds for this long. */
  readonly usualHoldMs: number;
  calendar(zone: string): SiteCalendar;
  /**
   * What readings cover.
   *
   * @param readings of one sensor, in the order of time.
   * @param holds newest first.
   */
  covers(
    readings: Iterable<Measured>,
    rules: { readonly holds: readonly Hold[]; readonly flags: readonly Flagged[] },
  ): Cover[];
  /** The same of a sensor as it is said to people. @param calibrations newest first; it is split where one begins. */
  calibratedCovers(covers: readonly Cover[], calibrations: readonly Calibration[]): Cover[];
  /** Those parts that lie in one of these stretches. @param stretches in the order of time, apart from each other. */
  within(covers: readonly Cover[], stretches: readonly Cell[]): Cover[];
  /** The mean of what is present at each instant. @param of each sensor's covers, in the order of time. */
  together(of: readonly (readonly Cover[])[]): Cover[];
  /**
   * What several quantities of a room tell together, while all are covered and it can be told.
   *
   * @param of the room's covers of each that it is made of, in the order of `sourcesOf`.
   */
  derived(quantity: DerivedQuantity, of: readonly (readonly Cover[])[]): Cover[];
  /** One bucket a cell, also of cells in which there is nothing. @param cells in the order of time, apart from each other. */
  roll(covers: readonly Cover[], cells: readonly Cell[]): Bucket[];
  /** @param buckets in the order of time. */
  sum(buckets: readonly Bucket[], cell: Cell): Bucket;
  /** A room's bucket from its sensors' own. @param of with the calibration that held then. */
  snapped(
    of: readonly {
      readonly sensor: number;
      readonly bucket: Bucket;
      readonly calibration: Calibration | undefined;
    }[],
    cell: Cell,
  ): Bucket;
  /** The hold that a sensor's first readings tell; undefined while there are too few. @param times in their order. */
  firstHold(times: readonly number[]): Hold | undefined;
}

/** What a room had of one quantity. */
export interface RoomQuestion {
  readonly room: string;
  readonly quantity: RoomQuantity;
  /** Milliseconds UTC: what begins in it. */
  readonly from: number;
  readonly until: number;
  /** Milliseconds UTC: what a reading covers after it has not been yet. */
  readonly now: number;
}

/** `bucket`: an hour, or a quarter of one; `day` and `month` of the site's zone. */
export type Tier = 'bucket' | 'day' | 'month';

/** Numbers a bucket in `RoomBuckets.packed`, in the order of the members of `Bucket`; NaN for null. */
export const bucketWidth = 9;

export interface RoomBuckets {
  /** Those with anything in them, in the order of time. */
  readonly packed: Float64Array;
  /** When the first bucket of all began that has any coverage; null where there is none. */
  readonly first: number | null;
  readonly bucketMs: number;
}

/** What a room's value was, instant by instant. */
export interface RoomCovers {
  /** `coverWidth` numbers a cover, in the order of the members of `Cover`. */
  readonly packed: Float64Array;
}

export const coverWidth = 4;

/** Too much of what was asked for has to be rolled first. */
export interface NotRolled {
  readonly isStale: true;
}

/** The side of the store that is asked for the long view. */
export interface LongView {
  /** @returns undefined where there is no such room. */
  buckets(question: RoomQuestion & { readonly tier: Tier }): Promise<RoomBuckets | NotRolled | undefined>;
  /**
   * Each cover that has anything of the period in it.
   *
   * @returns undefined where there are more than so many readings, or there is no such room.
   */
  covers(question: RoomQuestion & { readonly limit: number }): Promise<RoomCovers | undefined>;
}
