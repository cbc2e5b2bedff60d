/** A place that readings are forwarded to. Owned by the forwarder, which is all that calls it. */
import type { InboxReading } from '../store/types.ts';

export interface Sink {
  readonly name: string;
  /**
   * Writes them all, or throws. Writing the same readings again changes nothing.
   *
   * @throws {Error} with a sentence for the operator: what the sink answered, and what to do.
   */
  write(readings: readonly InboxReading[]): Promise<void>;
}
