/** The words in which the long view is told. All times are milliseconds UTC, all values in the quantity's own unit. */
import type { RoomQuantity } from '../reading/room-quantity.ts';
import type { Cell } from '../store/averaging.ts';

export const everyPeriod = ['hour', 'day', 'week', 'month', 'year'] as const;
/** Of the site's zone; weeks begin on Mondays. */
export type Every = (typeof everyPeriod)[number];

/** What the mean of a day would have been without its gaps; docs/cut-corrected-mean.md says how it is told. */
export type Corrected =
  /** Nothing is missing. */
  | { readonly is: 'whole' }
  /** The true mean is between `low` and `high` nine times of ten; told from so many other days. */
  | {
      readonly is: 'estimate';
      readonly mean: number;
      readonly low: number;
      readonly high: number;
      readonly nights: number;
    }
  | { readonly is: 'not-enough'; readonly why: NotEnough };

/**
 * `coverage`: more of the day is missing than is known. `no-such-night`: the missing hours were covered on no other day of the
 * season. `too-few-nights`: they were, but not often enough. `not-ended`: the day goes on.
 */
export type NotEnough = 'coverage' | 'no-such-night' | 'too-few-nights' | 'not-ended';

/** What a room had during one of them. */
export interface PeriodMean extends Cell {
  /** Value × milliseconds. */
  readonly sum: number;
  /** null where nothing is covered. */
  readonly mean: number | null;
  readonly min: number | null;
  readonly minAt: number | null;
  readonly max: number | null;
  readonly maxAt: number | null;
  /** Readings. */
  readonly count: number;
  readonly coveredMs: number;
  /** How long it is; of one that has not ended: until now. */
  readonly spanMs: number;
  /** Of a day, where it was asked for. */
  readonly corrected?: Corrected;
}

export interface AveragesQuestion {
  readonly room: string;
  readonly quantity: RoomQuantity;
  readonly every: Every;
  readonly from: number;
  readonly until: number;
  readonly now: number;
  /** The same period of so many earlier years as well. */
  readonly earlierYears: number;
  /** Of days: beside each mean that of the whole day, cut or not. */
  readonly corrected: boolean;
  /** Where hours begin; by the site's clocks unless said. They differ where those are a part of an hour off. */
  readonly hours?: 'site' | 'utc';
}

/** Why there is no answer. */
export type NoAnswer =
  | { readonly is: 'unknown-room' }
  /** The room has never had that quantity. */
  | { readonly is: 'never-measured' }
  /** The period ends before the first reading, which is of about then. */
  | { readonly is: 'before-first'; readonly first: number }
  | { readonly is: 'in-the-future' }
  | { readonly is: 'too-many'; readonly most: number }
  /** The past has changed, and is being rolled anew. */
  | { readonly is: 'pending' };

export interface AveragesAnswer {
  readonly is: 'averages';
  readonly bucketMs: number;
  /** When the first bucket began in which anything was measured. */
  readonly first: number;
  readonly periods: readonly PeriodMean[];
  readonly earlier: readonly { readonly years: number; readonly periods: readonly PeriodMean[] }[];
}

export interface SeriesQuestion extends Omit<AveragesQuestion, 'every' | 'earlierYears' | 'corrected'> {
  /** At most so many are answered. */
  readonly points: number;
}

export interface SeriesAnswer {
  readonly is: 'series';
  readonly first: number;
  readonly gaps: readonly Cell[];
  /** Of single readings the value holds from `start` to `until`. */
  readonly points: readonly PeriodMean[];
  readonly tier: 'raw' | Every;
}

export interface RollingQuestion extends Pick<AveragesQuestion, 'room' | 'quantity' | 'now'> {
  /** Milliseconds: how far back each goes from now. */
  readonly over: readonly number[];
}

export interface RollingAnswer {
  readonly is: 'rolling';
  /** In the order in which they were asked for; each begins where the bucket does that it would begin in. */
  readonly means: readonly PeriodMean[];
}

/** The station that answers. */
export interface LongAverages {
  averages(question: AveragesQuestion): Promise<AveragesAnswer | NoAnswer>;
  series(question: SeriesQuestion): Promise<SeriesAnswer | NoAnswer>;
  rolling(question: RollingQuestion): Promise<RollingAnswer | NoAnswer>;
}
