/** A place that readings are forwarded to. Owned by the forwarder, which is all that calls it. */
import type { Point } from '../reading/line-protocol.ts';
import type { Tier } from './points.ts';

export interface Sink {
  readonly name: string;
  /**
   * Writes them all, or throws; some may be in then. Writing the same points again changes nothing. Ends
   * promptly when told to, also in the middle of an answer that never comes.
   *
   * @throws {SinkError}
   */
  write(tier: Tier, points: readonly Point[], signal: AbortSignal): Promise<void>;
  /**
   * Deletes them all, or throws; some may be gone then. Left out where it has no way to.
   *
   * @throws {SinkError}
   */
  remove?(tier: Tier, removals: readonly Removal[], signal: AbortSignal): Promise<void>;
}

/** All points with these tags, whatever others they have. */
export interface Removal {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since 1970, UTC; both are in it. */
  readonly from: number;
  readonly until: number;
}

/** By what the caller does about it. */
export type Fault =
  /** Try again; not before the sink wishes, where it says so. */
  | { readonly kind: 'later'; readonly afterMs?: number | undefined }
  /** Nothing helps until somebody changes something: try now and then. */
  | { readonly kind: 'operator' }
  /** Fewer at a time. */
  | { readonly kind: 'too-large'; readonly reason: string }
  | {
      readonly kind: 'refused';
      /** The sink's own words. */
      readonly reason: string;
      /** Whether those words are about points, in a form that only the sink itself uses. */
      readonly namesPoints: boolean;
      /** How many points it says it left out; the others are in. */
      readonly dropped?: number | undefined;
    };

/** The message is a sentence for the operator: what the sink answered, and what to do. */
export class SinkError extends Error {
  readonly fault: Fault;

  constructor(message: string, fault: Fault, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}
