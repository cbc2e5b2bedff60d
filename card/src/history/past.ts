/** What a room was, as a graph draws it. Instants are milliseconds since 1970, UTC. No wording, no pixels, no network. */
import type { GapCause } from '../../../bridge/api/schema.ts';

export type PastQuantity = 'temperature' | 'humidity';

/** What a point is. `five-minutes`: Home Assistant's short-term statistics. */
export type Tier = 'raw' | 'five-minutes' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** A value and while it held, or a mean and what it is of. A time without a value is a gap and has no point. */
export interface PastPoint {
  readonly from: number;
  readonly until: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** 0 … 1; null: who tells it does not know, and nobody guesses. */
  readonly coverage: number | null;
}

export interface Gap {
  readonly from: number;
  readonly until: number;
  /** null: not known to who tells it; `unknown` is the bridge's own word for having looked. */
  readonly cause: GapCause | null;
}

export interface Past {
  readonly quantity: PastQuantity;
  /** As the source gave it: °C or °F, %. */
  readonly unit: string;
  readonly from: number;
  readonly until: number;
  readonly tier: Tier;
  /** In order of time, without overlaps. */
  readonly points: readonly PastPoint[];
  /** In order of time; no line and no band is drawn through one. */
  readonly gaps: readonly Gap[];
  /** Whose means these are: Home Assistant's are unweighted, and are called its own. */
  readonly meansBy: 'bridge' | 'home-assistant';
}
