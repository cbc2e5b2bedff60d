/**
 * The store, as the main thread sees it. SQLite is synchronous and an SD card's fsync can take 100 ms, so
 * the database lives in a worker thread; what is between the two is bounded.
 */
import { Worker } from 'node:worker_threads';
import type { DeviceDescription, Reading } from '../reading/reading.ts';
import type { AnswerMessage, CallName, Calls } from './calls.ts';
import { StoreUnusable } from './schema.ts';
import type { InboxReading, Inventory, Outbox } from './types.ts';
import { packedWidth } from './writer.ts';

export interface StoreOptions {
  readonly path: string;
  readonly commitIntervalMs: number;
  readonly log: (message: string) => void;
}

/**
 * Readings that may wait for the disk: an hour of 100 sensors every 10 s. Beyond it new ones are refused and
 * counted, as memory that grows until the process dies would lose them all.
 */
const maxWaiting = 36_000;

export class Store implements Outbox, AsyncDisposable {
  readonly bridgeId: string;
  /** Resolves with the cause, should the writer's thread end by itself: nothing can be kept any more. */
  readonly failed: Promise<Error>;
  readonly #thread: WriterThread;
  readonly #log: (message: string) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #committedListeners = new Set<(through: number) => void>();
  #waiting: number[] = [];
  #nextSeq: number;
  #committedThrough: number;
  #commit: Promise<void> | undefined;
  #failure: string | undefined;
  #refused = 0;

  /** @throws {StoreUnusable} */
  static async open(options: StoreOptions): Promise<Store> {
    const thread = new WriterThread();
    try {
      const { bridgeId, lastSeq } = await thread.call('open', options.path);
      return new Store(options, thread, bridgeId, lastSeq);
    } catch (error) {
      await thread.end();
      throw error;
    }
  }

  private constructor(options: StoreOptions, thread: WriterThread, bridgeId: string, lastSeq: number) {
    this.bridgeId = bridgeId;
    this.#thread = thread;
    this.failed = thread.failed;
    this.#log = options.log;
    this.#nextSeq = lastSeq + 1;
    this.#committedThrough = lastSeq;
    this.#timer = setInterval(() => {
      void this.commit();
    }, options.commitIntervalMs);
  }

  /** Every reading up to this `seq` is on the disk. */
  get committedThrough(): number {
    return this.#committedThrough;
  }

  /** A sentence, while readings cannot be made durable. */
  get failure(): string | undefined {
    if (this.#refused === 0) return this.#failure;
    return `${this.#failure ?? 'The disk was too slow'}. ${String(this.#refused)} readings were not kept.`;
  }

  /** @returns its number, with which `onCommitted` will acknowledge it; undefined when it was refused. */
  append(reading: Reading): number | undefined {
    if (this.#waiting.length >= maxWaiting * packedWidth) {
      this.#refused++;
      return undefined;
    }
    const seq = this.#nextSeq++;
    this.#waiting.push(seq, reading.sensor, reading.measuredAt, Math.round(reading.value * 1000));
    return seq;
  }

  register(device: DeviceDescription, now: number): Promise<Inventory> {
    return this.#thread.call('register', device, now);
  }

  inventory(): Promise<Inventory> {
    return this.#thread.call('inventory');
  }

  readInbox(after: number, limit: number): Promise<InboxReading[]> {
    return this.#thread.call('readInbox', after, limit);
  }

  cursor(sink: string): Promise<number> {
    return this.#thread.call('cursor', sink);
  }

  moveCursor(sink: string, through: number): Promise<void> {
    return this.#thread.call('moveCursor', sink, through);
  }

  onCommitted(listener: (through: number) => void): () => void {
    this.#committedListeners.add(listener);
    return () => this.#committedListeners.delete(listener);
  }

  /** Makes durable what waits; what cannot be written stays waiting and is tried again. */
  async commit(): Promise<void> {
    while (this.#commit) await this.#commit;
    if (this.#waiting.length === 0) return;
    this.#commit = this.#commitWaiting().finally(() => {
      this.#commit = undefined;
    });
    await this.#commit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    if (this.#thread.isEnded) return;
    await this.commit();
    await this.#thread.call('close');
    await this.#thread.end();
  }

  async #commitWaiting(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    const through = batch.at(-packedWidth) ?? this.#committedThrough;
    try {
      await this.#thread.call('append', Float64Array.from(batch));
    } catch (error) {
      // Order matters to nobody who reads by time, but numbers must rise: back to the front of the queue.
      this.#waiting = [...batch, ...this.#waiting];
      this.#fail(`Readings cannot be written to the disk: ${String(error)}`);
      return;
    }
    this.#failure = undefined;
    this.#committedThrough = through;
    for (const listener of this.#committedListeners) listener(through);
  }

  #fail(failure: string): void {
    if (this.#failure !== failure) this.#log(failure);
    this.#failure = failure;
  }
}

/** The writer's thread and the calls that wait for its answers. */
class WriterThread {
  readonly #worker = new Worker(new URL('./writer-thread.ts', import.meta.url));
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  readonly #failed = Promise.withResolvers<Error>();
  #lastId = 0;
  #ended: Error | undefined;

  constructor() {
    this.#worker.on('message', (message: AnswerMessage) => {
      const call = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if ('error' in message) {
        const { message: text, unusable } = message.error;
        call?.reject(unusable ? new StoreUnusable(text) : new Error(text));
      } else call?.resolve(message.result);
    });
    this.#worker.on('error', (cause) => {
      this.#end(new StoreUnusable(`the store's thread failed: ${String(cause)}`, { cause }));
    });
    this.#worker.on('exit', () => {
      this.#end(new StoreUnusable("the store's thread has ended"));
    });
  }

  call<Name extends CallName>(
    name: Name,
    ...args: Parameters<Calls[Name]>
  ): Promise<ReturnType<Calls[Name]>> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(this.#ended);
        return;
      }
      const id = ++this.#lastId;
      this.#waiting.set(id, {
        // The answer is what `Calls` says; the thread's side is typed by the same map.
        resolve: resolve as (value: unknown) => void,
        reject,
      });
      const transfer = args.flatMap((arg) =>
        arg instanceof Float64Array ? [arg.buffer as ArrayBuffer] : [],
      );
      this.#worker.postMessage({ id, name, args }, transfer);
    });
  }

  get failed(): Promise<Error> {
    return this.#failed.promise;
  }

  get isEnded(): boolean {
    return this.#ended !== undefined;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #end(error: Error): void {
    this.#ended ??= error;
    this.#failed.resolve(this.#ended);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
