/** One stream of what sinks are to get, in an order of its own. It knows no sinks: how far each is, `lanes.ts` knows. */
import type { LanePage, LaneState } from './outbox-types.ts';

export interface StoreLane {
  /** Where a sink stands that wants only what comes. @param lastSeq the newest number of a reading. */
  newest(lastSeq: number): number;
  after(from: number, limit: number): LanePage;
  waiting(from: number): Omit<LaneState, 'lane'>;
}

/** To count what ten years of a sink's absence have left waiting would hold up the commits of seconds. */
export const maxCounted = 10_000;
