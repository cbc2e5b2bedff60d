/**
 * Brings what is stored to one sink, each lane from where its cursor stands, for ever. The store is the queue:
 * nothing waits here that a restart could lose. A lane waits for no other, so that a month's backlog does not
 * delay what is measured now.
 */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import {
  laneNames,
  type Lane,
  type LaneSpan,
  type LaneState,
  type Outbox,
  type RefusedPoint,
} from '../store/outbox-types.ts';
import { Circuit, type CircuitName } from './circuit.ts';
import { batchSize, Delivery } from './delivery.ts';
import { Eraser } from './eraser.ts';
import { pointOfEvent } from './event-points.ts';
import { pointOfReading, type Point } from '../reading/line-protocol.ts';
import type { Zone } from '../reading/zone.ts';
import { pointOfLong, type Tier } from './points.ts';
import { SinkError, type Sink } from './sink.ts';

export interface ForwarderOptions {
  readonly sink: Sink;
  readonly outbox: Outbox;
  /** The tag `site` of every point. */
  readonly site: string;
  /** By whose calendar the tags `hour`, `month` and `year` are. */
  readonly zone: Zone;
  /** Where a sink begins that is new. */
  readonly from: 'all' | 'now';
  /** Whether it gets more than readings. */
  readonly longView: boolean;
  /** Milliseconds before try number `attempt` (from 0). */
  readonly retryDelay: (attempt: number) => number;
  readonly log: (message: string) => void;
  /** Told each time what is wrong changes: a sentence, or undefined once all is well again. */
  readonly onFailure?: (failure: string | undefined) => void;
}

export interface SinkState {
  readonly name: string;
  readonly circuit: CircuitName;
  /** Points that it took, and that it will never take, since the start. */
  readonly sent: number;
  readonly refused: number;
  readonly lanes: readonly LaneState[];
  /** A sentence, while the sink does not take all that waits. */
  readonly failure: string | null;
}

/** All that goes where readings are kept as they were measured. */
const readingLanes: readonly Lane[] = ['inbox', 'block'];

/** Where somebody has to do something first, waiting begins as after so many tries. */
const operatorsAttempts = 5;

export class Forwarder implements AsyncDisposable {
  readonly #options: ForwarderOptions;
  readonly #stop = new AbortController();
  readonly #delivery: Delivery;
  readonly #circuit: Circuit;
  readonly #eraser: Eraser;
  readonly #lanes: readonly Lane[];
  /** A sentence for each lane that does not get on. */
  readonly #failures = new Map<Lane, string>();
  readonly #wakers = new Map<Lane, AbortController>();
  #sent = 0;
  #refused = 0;
  #tellRefusedAt = 1;
  #done: Promise<unknown> | undefined;

  constructor(options: ForwarderOptions) {
    this.#options = options;
    this.#lanes = options.longView ? laneNames : readingLanes;
    this.#delivery = new Delivery(options.sink);
    const { signal } = this.#stop;
    this.#circuit = new Circuit({ openFor: options.retryDelay, signal });
    this.#eraser = new Eraser({ ...options, circuit: this.#circuit, signal });
  }

  get sink(): Sink {
    return this.#options.sink;
  }

  get hasLongView(): boolean {
    return this.#options.longView;
  }

  /** A sentence, while the sink does not take all that waits. */
  get failure(): string | undefined {
    const sentences = new Set(this.#lanes.flatMap((lane) => this.#failures.get(lane) ?? []));
    return sentences.size === 0 ? undefined : [...sentences].join(' ');
  }

  async state(): Promise<SinkState> {
    const { sink } = this.#options;
    return {
      name: sink.name,
      lanes: await this.lanes(),
      circuit: this.#circuit.state,
      sent: this.#sent,
      refused: this.#refused,
      failure: this.failure ?? null,
    };
  }

  /** Of those that it has: a lane that it does not send waits for nothing. */
  async lanes(): Promise<LaneState[]> {
    const { sink, outbox } = this.#options;
    const states = await outbox.lanes(sink.name);
    return states.filter(({ lane }) => this.#lanes.includes(lane));
  }

  start(): void {
    this.#done ??= this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { outbox, sink, from } = this.#options;
    const unsubscribe = outbox.onMoved((lane) => this.#wakers.get(lane)?.abort());
    try {
      await this.#untilDone('inbox', () => outbox.addSink(sink.name, from));
      await Promise.all(this.#lanes.map((lane) => this.#runLane(lane)));
    } finally {
      unsubscribe();
    }
  }

  async #runLane(lane: Lane): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      // Armed before reading: what is committed during the write is then not slept through.
      const wake = new AbortController();
      this.#wakers.set(lane, wake);
      const moved = await this.#untilDone(lane, () => this.#sendNext(lane));
      if (moved === false) await either(signal, wake.signal);
    }
  }

  /** Tries again until it is done; undefined when it was stopped. */
  async #untilDone<T>(lane: Lane, task: () => Promise<T>): Promise<T | undefined> {
    const { signal } = this.#stop;
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        const done = await task();
        this.#recovered(lane);
        return done;
      } catch (error) {
        if (this.#stop.signal.aborted) break;
        this.#failed(lane, error);
        await pause(this.#waitAfter(error, attempt), undefined, { signal }).catch(() => undefined);
      }
    }
    return undefined;
  }

  #waitAfter(error: unknown, attempt: number): number {
    const { retryDelay } = this.#options;
    const fault = error instanceof SinkError ? error.fault : undefined;
    if (fault?.kind === 'operator') return retryDelay(attempt + operatorsAttempts);
    return Math.max(retryDelay(attempt), fault?.kind === 'later' ? (fault.afterMs ?? 0) : 0);
  }

  /** @returns whether there was anything. */
  async #sendNext(lane: Lane): Promise<boolean> {
    const { outbox, sink } = this.#options;
    const page = await outbox.next(sink.name, lane, batchSize);
    if (page.to === page.from) return false;
    switch (page.kind) {
      case 'readings':
        await this.#sendRows(lane, 'raw', page, (row) => pointOfReading(row, this.#options.site));
        break;
      case 'long': {
        const isGone = await this.#eraser.erase(page);
        await this.#sendRows(lane, 'long', page, (row) => {
          // Where the sink deletes, nothing need tell it that a bucket is none any more.
          const buckets = isGone ? row.buckets.filter(({ span }) => span > 0) : row.buckets;
          if (buckets.length === 0) return undefined;
          return pointOfLong({ ...row, buckets }, page.measurement, this.#options);
        });
        break;
      }
      case 'events':
        await this.#sendRows(lane, 'long', page, (row) => pointOfEvent(row, this.#options.site));
        break;
    }
    return true;
  }

  async #sendRows<Row>(
    lane: Lane,
    tier: Tier,
    page: LaneSpan & { readonly rows: readonly Row[] },
    pointOf: (row: Row) => Point | undefined,
  ): Promise<void> {
    const { outbox, sink } = this.#options;
    const { signal } = this.#stop;
    const refused: RefusedPoint[] = [];
    for (let at = 0; at < page.rows.length; at += batchSize) {
      const batch = page.rows.slice(at, at + batchSize).flatMap((row) => pointOf(row) ?? []);
      if (batch.length === 0) continue;
      const set = await this.#circuit.run(() => this.#delivery.send(tier, batch, signal));
      refused.push(...set);
      this.#sent += batch.length - set.length;
    }
    await outbox.settle(sink.name, lane, page, refused);
    this.#tellRefused(refused);
  }

  /** At 1, 10, 100 … points: a sink that refuses a sensor's every reading is not told of every second. */
  #tellRefused(refused: readonly RefusedPoint[]): void {
    this.#refused += refused.length;
    const [first] = refused;
    if (first === undefined || this.#refused < this.#tellRefusedAt) return;
    while (this.#tellRefusedAt <= this.#refused) this.#tellRefusedAt *= 10;
    const { log, sink } = this.#options;
    log(
      `sink ${sink.name} has refused ${String(this.#refused)} points; they are set aside, the rest goes on. ` +
        `The last for this: ${first.reason}`,
    );
  }

  #failed(lane: Lane, error: unknown): void {
    const { log, sink } = this.#options;
    const failure = error instanceof Error ? error.message : String(error);
    const isKnown = [...this.#failures.values()].includes(failure);
    this.#failures.set(lane, failure);
    this.#options.onFailure?.(this.failure);
    if (!isKnown) log(`sink ${sink.name}: ${failure} Readings are kept and sent later.`);
  }

  #recovered(lane: Lane): void {
    if (!this.#failures.delete(lane) || this.#failures.size > 0) return;
    this.#options.onFailure?.(undefined);
    this.#options.log(`sink ${this.#options.sink.name} takes readings again`);
  }
}

async function either(...signals: AbortSignal[]): Promise<void> {
  const signal = AbortSignal.any(signals);
  if (!signal.aborted) await once(signal, 'abort');
}
