/** What forwarders read of the store: the writer's lanes, asked through its thread. */
import { nowOf } from './beat.ts';
import type { WriterCalls } from './calls.ts';
import type { StoreClock } from './store-options.ts';
import type { StoreThread } from './thread.ts';
import {
  laneNames,
  type Lane,
  type LanePage,
  type LaneSpan,
  type LaneState,
  type Outbox,
  type RefusedPoint,
} from './outbox-types.ts';

export class StoreOutbox implements Outbox {
  readonly #thread: StoreThread<WriterCalls>;
  readonly #clock: StoreClock;
  readonly #movedListeners = new Set<(lane: Lane) => void>();

  constructor(thread: StoreThread<WriterCalls>, clock: StoreClock) {
    this.#thread = thread;
    this.#clock = clock;
  }

  addSink(sink: string, from: 'all' | 'now'): Promise<void> {
    return this.#thread.call('addSink', sink, from);
  }

  next(sink: string, lane: Lane, limit: number): Promise<LanePage> {
    return this.#thread.call('next', sink, lane, limit);
  }

  settle(sink: string, lane: Lane, page: LaneSpan, refused: readonly RefusedPoint[]): Promise<void> {
    const at = nowOf(this.#clock) ?? null;
    return this.#thread.call('settle', sink, lane, { from: page.from, to: page.to }, refused, at);
  }

  lanes(sink: string): Promise<LaneState[]> {
    return this.#thread.call('lanes', sink);
  }

  onMoved(listener: (lane: Lane) => void): () => void {
    this.#movedListeners.add(listener);
    return () => this.#movedListeners.delete(listener);
  }

  /** Something new may be in those lanes; in all of them where none is named. */
  moved(...lanes: readonly Lane[]): void {
    for (const lane of lanes.length === 0 ? laneNames : lanes) {
      for (const listener of this.#movedListeners) listener(lane);
    }
  }
}
