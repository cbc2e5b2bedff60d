/**
 * The circuit breaker that a sink's lanes share (docs/decisions/0008-forwarding.md): closed while the sink
 * answers; open, nothing is sent, after failures one after the other with no success of any lane between; half
 * open, one batch of one lane is let through, and decides.
 *
 * `cockatiel` keeps the state. How long it stays open is measured here, by a timer: the library asks the
 * calendar clock, and a clock that is set back by an hour would keep the circuit open for that hour.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { circuitBreaker, CircuitState, handleWhen } from 'cockatiel';
import { SinkError } from './sink.ts';

export type CircuitName = 'closed' | 'open' | 'half-open';

export interface CircuitOptions {
  /** Milliseconds to stay open for the `attempt`th time (from 0) without a success. */
  readonly openFor: (attempt: number) => number;
  readonly signal: AbortSignal;
}

/** Each lane waits between its own tries, too: a single fault of one batch stops no other lane. */
const failuresToOpen = 3;

/** Always over, by the library's clock: it is our timer that ends it. */
const endedAlready = Number.NEGATIVE_INFINITY;

export class Circuit {
  readonly #options: CircuitOptions;
  #failures = 0;
  #timesOpened = 0;
  /** What the sink asked for in its last answer. */
  #afterMs: number | undefined;
  /** Resolves when it may be tried again. */
  #pausing: Promise<void> | undefined;
  #moved = Promise.withResolvers<undefined>();
  readonly #policy = circuitBreaker(
    handleWhen((error) => error instanceof SinkError && error.fault.kind === 'later'),
    {
      halfOpenAfter: endedAlready,
      breaker: {
        state: 0,
        success: () => {
          this.#failures = 0;
          this.#timesOpened = 0;
        },
        // A sink that says when to come again is left alone until then, at once and by all.
        failure: () => ++this.#failures >= failuresToOpen || this.#afterMs !== undefined,
      },
    },
  );

  constructor(options: CircuitOptions) {
    this.#options = options;
    this.#policy.onBreak(() => {
      this.#open();
    });
    this.#policy.onStateChange(() => {
      this.#move();
    });
  }

  get state(): CircuitName {
    if (this.#policy.state === CircuitState.Closed) return 'closed';
    return this.#policy.state === CircuitState.HalfOpen ? 'half-open' : 'open';
  }

  /** Waits until the circuit lets it through, in the order of asking; then does the task. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    const { signal } = this.#options;
    while (this.#policy.state === CircuitState.HalfOpen || this.#pausing) {
      await this.#moved.promise;
      signal.throwIfAborted();
    }
    return this.#policy.execute(async () => {
      this.#afterMs = undefined;
      try {
        return await task();
      } catch (error) {
        if (error instanceof SinkError && error.fault.kind === 'later') this.#afterMs = error.fault.afterMs;
        throw error;
      }
    });
  }

  #open(): void {
    const { openFor, signal } = this.#options;
    const ms = Math.max(openFor(this.#timesOpened++), this.#afterMs ?? 0);
    // Cut short by the end, when nobody may wait here any longer.
    this.#pausing = pause(ms, undefined, { signal })
      .catch(() => undefined)
      .then(() => {
        this.#pausing = undefined;
        this.#move();
      });
  }

  #move(): void {
    const moved = this.#moved;
    this.#moved = Promise.withResolvers();
    moved.resolve(undefined);
  }
}
