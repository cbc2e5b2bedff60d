/** Where the past of rooms comes from. One contract test is passed by each: the bridge, the integration, Home Assistant alone. */
import type { Gap, Past, PastQuantity } from './past.ts';

export interface PastQuestion {
  /** `Room.id` of the same source. */
  readonly room: string;
  readonly quantity: PastQuantity;
  readonly from: number;
  readonly until: number;
  /** At most so many points come back: never more than there are pixels to draw them. */
  readonly points: number;
  readonly signal: AbortSignal;
}

/** Whole days, weeks, months or years of the building's own calendar. */
export interface PeriodsQuestion extends Omit<PastQuestion, 'points'> {
  readonly every: 'day' | 'week' | 'month' | 'year';
  /** The same dates of so many years before, too. */
  readonly earlierYears: number;
}

export interface Periods {
  readonly past: Past;
  /** One for each earlier year that has any; the instants are those of that year. */
  readonly earlier: readonly { readonly yearsBefore: number; readonly past: Past }[];
}

/** What a source can tell; what it cannot is not offered, and never invented. */
export interface PastAbilities {
  readonly causes: boolean;
  readonly coverage: boolean;
  readonly earlierYears: boolean;
}

export interface PastSource {
  readonly can: PastAbilities;
  /** IANA: days, weeks, months and years are this zone's. */
  readonly timeZone: string;
  /** Rejects with a PastError. */
  past(question: PastQuestion): Promise<Past>;
  periods(question: PeriodsQuestion): Promise<Periods>;
  /** With their causes, where `can.causes`; else as known from the points. */
  gaps(question: Omit<PastQuestion, 'points'>): Promise<readonly Gap[]>;
  /**
   * The last 24 hours of these rooms for their sparklines: all at once as far as known, then again what changed, in as
   * few requests as the source allows. @returns a function that ends it.
   */
  watchDay(rooms: readonly string[], listener: (days: ReadonlyMap<string, Past>) => void): () => void;
}

/** Why there is no past to show; the sentence, and what to do, are in `i18n/`. */
export class PastError extends Error {
  readonly fault: 'unreachable' | 'signed-out' | 'forbidden' | 'no-such-room' | 'too-much' | 'not-understood';

  constructor(fault: PastError['fault'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PastError';
    this.fault = fault;
  }
}
