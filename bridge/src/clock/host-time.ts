/**
 * One monotonic clock out of the host's: it goes on while the host sleeps, and tells when the wall clock was set.
 * Knows nothing of what time it really is.
 */
import type { HostClocks } from './host.ts';

export interface Instant {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** Less than this is drift, or a time daemon's nudge, and is followed without a word. */
const stepMs = 500;
/** What CLOCK_BOOTTIME at 10 ms and two calls in a row can differ by without any sleep. */
const sleepMs = 100;
/** Two readings with more than this between them do not belong together: we were not running. */
const togetherMs = 20;

export class HostTime {
  readonly #host: HostClocks;
  readonly #onStep: (byMs: number) => void;
  #sleptMs: number;
  #wallOffset: number | undefined;

  constructor(host: HostClocks, onStep: (byMs: number) => void) {
    this.#host = host;
    this.#onStep = onStep;
    this.#sleptMs = 0;
    this.#countSleep();
    this.read();
  }

  /** Each use looks whether the wall clock was set since the last one. */
  read(): Instant {
    let [steady, wall, isTogether] = this.#readTogether();
    const before = this.#wallOffset;
    if (before !== undefined && isTogether && Math.abs(wall - steady - this.#sleptMs - before) > stepMs) {
      // Waking up looks like a step until the sleep is counted.
      this.#countSleep();
      [steady, wall, isTogether] = this.#readTogether();
    }
    const monotonicMs = steady + this.#sleptMs;
    if (isTogether) {
      const offset = wall - monotonicMs;
      this.#wallOffset = offset;
      if (before !== undefined && Math.abs(offset - before) > stepMs)
        this.#onStep(Math.round(offset - before));
    }
    return { monotonicMs, wallMs: wall };
  }

  /** The process may be put aside between two readings, for seconds on a busy machine: that is no step. */
  #readTogether(): [steady: number, wall: number, isTogether: boolean] {
    for (let tries = 0; ; tries++) {
      const steady = this.#host.steadyMs();
      const wall = this.#host.wallMs();
      const isTogether = this.#host.steadyMs() - steady <= togetherMs;
      if (isTogether || tries === 3) return [steady, wall, isTogether];
    }
  }

  #countSleep(): void {
    const slept = this.#host.uptimeMs() - this.#host.steadyMs();
    if (slept - this.#sleptMs > sleepMs) this.#sleptMs = slept;
  }
}
