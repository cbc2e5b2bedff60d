/** The writer's thread and the calls that wait for its answers. */
import { Worker } from 'node:worker_threads';
import type { AnswerMessage, CallName, Calls } from './calls.ts';
import { StoreUnusable } from './schema.ts';

/** The disk has no room for what was to be written. */
export class DiskFull extends Error {}

const errors = { unusable: StoreUnusable, full: DiskFull, other: Error } as const;

export class WriterThread {
  /** package.json says which file that is: in a checkout another than in what is shipped. */
  readonly #worker = new Worker(new URL(import.meta.resolve('#writer-thread')), {
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  readonly #waiting = new Map<
    number,
    { name: CallName; askedAt: number; resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  readonly #failed = Promise.withResolvers<Error>();
  #lastId = 0;
  #ended: Error | undefined;

  readonly #onCall: (name: CallName, seconds: number) => void;

  /**
   * @param onDamage told in a sentence when the store was damaged while it ran, and is mended.
   * @param onCall told of each call that was answered, and how long that took.
   */
  constructor(
    onDamage: (sentence: string) => void,
    onCall: (name: CallName, seconds: number) => void = () => undefined,
  ) {
    this.#onCall = onCall;
    this.#worker.on('message', (message: AnswerMessage) => {
      if ('damage' in message) {
        onDamage(message.damage);
        return;
      }
      const call = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (call) this.#onCall(call.name, (performance.now() - call.askedAt) / 1000);
      if ('error' in message) call?.reject(new errors[message.error.kind](message.error.message));
      else call?.resolve(message.result);
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
        name,
        askedAt: performance.now(),
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

  /** Resolves with the cause, should the thread end by itself. */
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
