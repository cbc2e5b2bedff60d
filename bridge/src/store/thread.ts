/** One of the store's threads and the calls that wait for its answers. */
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { handedOver, type AnswerMessage, type CallsOf, type Role } from './calls.ts';
import { StoreUnusable } from './schema.ts';

/** The disk has no room for what was to be written. */
export class DiskFull extends Error {}

const errors = { unusable: StoreUnusable, full: DiskFull, other: Error } as const;

const limits: Readonly<Record<Role['role'], ResourceLimits>> = {
  writer: { maxYoungGenerationSizeMb: 4 },
  // Whatever is asked of it, it is this thread that ends, not the bridge.
  reader: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 96 },
};

export interface ThreadListener<Calls> {
  /** The store was damaged while it ran, and is mended; in a sentence. */
  readonly onDamage?: ((sentence: string) => void) | undefined;
  /** A call was answered, and how long that took. */
  readonly onCall?: ((name: keyof Calls, seconds: number) => void) | undefined;
  /** V8's room for young objects, where it is to be another. */
  readonly youngMb?: number | undefined;
}

export class StoreThread<Calls extends CallsOf<Calls>> {
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    { name: keyof Calls; askedAt: number; resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  readonly #failed = Promise.withResolvers<Error>();
  #lastId = 0;
  #ended: Error | undefined;
  readonly #onCall: (name: keyof Calls, seconds: number) => void;

  constructor(
    role: Role,
    { onDamage = () => undefined, onCall = () => undefined, youngMb }: ThreadListener<Calls> = {},
  ) {
    this.#onCall = onCall;
    // package.json says which file that is: in a checkout another than in what is shipped.
    this.#worker = new Worker(new URL(import.meta.resolve('#store-thread')), {
      workerData: role,
      resourceLimits: {
        ...limits[role.role],
        ...(youngMb !== undefined && { maxYoungGenerationSizeMb: youngMb }),
      },
    });
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
      this.#end(new StoreUnusable(`the store's ${role.role} failed: ${String(cause)}`, { cause }));
    });
    this.#worker.on('exit', () => {
      this.#end(new StoreUnusable(`the store's ${role.role} has ended`));
    });
  }

  call<Name extends keyof Calls>(
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
      this.#worker.postMessage({ id, name, args }, handedOver(args));
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
