/** What forwarders may know of the store: the lanes of a sink, and what is in them. */
import type { PlacedReading } from '../reading/line-protocol.ts';
import type { Mac } from '../reading/mac.ts';

/** A stored reading with all that a sink writes beside it. */
export type ForwardReading = PlacedReading;

/** What is known of one quantity in a bucket, calibrated. */
export interface LongBucket {
  /** Also one that nobody measures, made of others. */
  readonly quantity: string;
  /** Milliseconds; 0: there is no such bucket any more. */
  readonly span: number;
  readonly count: number;
  /** Value × milliseconds that it held. */
  readonly weightedSum: number;
  /** Milliseconds. */
  readonly covered: number;
  /** null where nothing is covered. */
  readonly min: number | null;
  readonly max: number | null;
}

/** A closed bucket of a sensor, or of a room, a day or a month of it. */
export interface LongRow {
  readonly of: { readonly room: string } | { readonly device: Mac; readonly sensor: string };
  /** Milliseconds since 1970, UTC. */
  readonly start: number;
  /** What changed; where it is emptied, all that there is. */
  readonly buckets: readonly LongBucket[];
  /** It had values that it has no more, or lies between such: what a sink has there must go before this is written. */
  readonly isEmptied: boolean;
}

/** Of what explains a gap: when it happened, and all that is known of it. */
export interface ForwardEvent {
  /** An `EventKind`, or what a newer program has written. */
  readonly kind: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  /** MAC. */
  readonly device: string | null;
  readonly cause: string | null;
}

export type LongMeasurement = 'sensor_hour' | 'room_hour' | 'room_day' | 'room_month';

/**
 * The streams of one sink, each with a cursor of its own. `inbox`: readings as they arrive; `block`: closed
 * hours that the inbox lane had not sent, or that changed later; `rollup`: closed buckets of sensors;
 * `room_hour`, `room_day`, `room_month`: those of rooms; `event`: what explains a gap.
 */
export const laneNames = [
  'inbox',
  'block',
  'rollup',
  'room_hour',
  'room_day',
  'room_month',
  'event',
] as const;
export type Lane = (typeof laneNames)[number];

/** Where a cursor stood before these rows and where it will stand after them. */
export interface LaneSpan {
  readonly from: number;
  readonly to: number;
}

/** By what its rows are, which says where they go and as what. */
export type LanePage = LaneSpan &
  (
    | { readonly kind: 'readings'; readonly rows: readonly ForwardReading[] }
    | {
        readonly kind: 'long';
        readonly measurement: LongMeasurement;
        readonly rows: readonly LongRow[];
        /** What the sink has of the site in this measurement must go first, all of it. */
        readonly isAnew: boolean;
      }
    | { readonly kind: 'events'; readonly rows: readonly ForwardEvent[] }
  );

/** A point that a sink will never take, with the sink's reason. */
export interface RefusedPoint {
  readonly line: string;
  readonly reason: string;
}

export interface LaneState {
  readonly lane: Lane;
  /** Readings or buckets that are not in the sink yet; no more than the first 10,000 blocks or buckets are counted. */
  readonly waiting: number;
  /** When the oldest of them was measured (a block: its hour began); null where none waits. */
  readonly oldest: number | null;
}

/** The side of the store that a forwarder reads. */
export interface Outbox {
  /** Makes the sink's cursors if it is new: from the beginning, or from what comes now. */
  addSink(sink: string, from: 'all' | 'now'): Promise<void>;
  /**
   * The next rows of that lane, in whole units (a commit, an hour of a sensor) of together about `limit` rows.
   * `to` equals `from` when nothing waits; rows may be empty where there is nothing to send up to `to`.
   */
  next(sink: string, lane: Lane, limit: number): Promise<LanePage>;
  /**
   * All of the page is in the sink but what it refused. Does nothing where the cursor no longer stands on
   * `from`, as a replay has moved it.
   */
  settle(sink: string, lane: Lane, page: LaneSpan, refused: readonly RefusedPoint[]): Promise<void>;
  lanes(sink: string): Promise<readonly LaneState[]>;
  /** Called when a lane may have something new; returns what ends it. */
  onMoved(listener: (lane: Lane) => void): () => void;
}
