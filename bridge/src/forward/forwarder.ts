/**
 * Brings committed readings to one sink, from where its cursor stands, for ever. The store is the queue:
 * nothing waits here that a restart could lose.
 */
import { once } from 'node:events';
import type { Outbox } from '../store/types.ts';
import type { Sink } from './sink.ts';

export interface ForwarderOptions {
  readonly sink: Sink;
  readonly outbox: Outbox;
  /** Milliseconds before try number `attempt` (from 0). */
  readonly retryDelay: (attempt: number) => number;
  readonly log: (message: string) => void;
}

/** InfluxData advises 5,000 to 10,000 points a write. */
const batchSize = 5000;

export class Forwarder implements AsyncDisposable {
  readonly #options: ForwarderOptions;
  readonly #stop = new AbortController();
  #done: Promise<void> | undefined;
  #failure: string | undefined;

  constructor(options: ForwarderOptions) {
    this.#options = options;
  }

  /** A sentence, while the sink does not take readings. */
  get failure(): string | undefined {
    return this.#failure;
  }

  start(): void {
    this.#done ??= this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { outbox, sink, retryDelay } = this.#options;
    const { signal } = this.#stop;
    let wake = new AbortController();
    const unsubscribe = outbox.onCommitted(() => {
      wake.abort();
    });
    try {
      for (let attempt = 0; !signal.aborted;) {
        // Armed before reading: a commit during the write is then not slept through.
        wake = new AbortController();
        try {
          const moved = await this.#forwardBatch();
          attempt = 0;
          this.#recovered();
          if (!moved) await either(signal, wake.signal);
        } catch (error) {
          this.#failed(sink.name, error);
          await either(signal, AbortSignal.timeout(retryDelay(attempt++)));
        }
      }
    } finally {
      unsubscribe();
    }
  }

  /** @returns whether there was anything to forward. */
  async #forwardBatch(): Promise<boolean> {
    const { outbox, sink } = this.#options;
    const readings = await outbox.readInbox(await outbox.cursor(sink.name), batchSize);
    const last = readings.at(-1);
    if (last === undefined) return false;
    await sink.write(readings);
    await outbox.moveCursor(sink.name, last.seq);
    return true;
  }

  #failed(name: string, error: unknown): void {
    const failure = error instanceof Error ? error.message : String(error);
    if (failure !== this.#failure)
      this.#options.log(`sink ${name}: ${failure} Readings are kept and sent later.`);
    this.#failure = failure;
  }

  #recovered(): void {
    if (this.#failure !== undefined)
      this.#options.log(`sink ${this.#options.sink.name} takes readings again`);
    this.#failure = undefined;
  }
}

async function either(...signals: AbortSignal[]): Promise<void> {
  const signal = AbortSignal.any(signals);
  if (!signal.aborted) await once(signal, 'abort');
}
