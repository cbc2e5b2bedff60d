/** A computer whose clocks, sleep and steps a test commands, and whose time passes only when told to. */
import { setImmediate as turn } from 'node:timers/promises';
import type { HostClocks } from '../../src/clock/host.ts';

export class SimulatedHost implements HostClocks {
  osBoot = 'boot-1';
  /** How fast its crystal is, compared with the world. */
  readonly #rate: number;
  readonly #switchedOnAt: number;
  #elapsedMs = 0;
  #sleptMs = 0;
  #wallErrorMs: number;
  readonly #timers = new Set<{ readonly at: number; readonly ring: () => void }>();

  /** @param utc the true time when it is switched on. @param wall what its clock says then. */
  constructor({ utc, wall, driftPpm = 0 }: { utc: number; wall: number; driftPpm?: number }) {
    this.#switchedOnAt = utc;
    this.#wallErrorMs = wall - utc;
    this.#rate = 1 + driftPpm / 1e6;
  }

  /** The truth, which no program on it knows. */
  utc(): number {
    return this.#switchedOnAt + this.#elapsedMs;
  }

  readonly uptimeMs = (): number => Math.floor((this.#elapsedMs * this.#rate) / 10) * 10;
  readonly steadyMs = (): number => (this.#elapsedMs - this.#sleptMs) * this.#rate;
  readonly wallMs = (): number => this.#switchedOnAt + this.#elapsedMs * this.#rate + this.#wallErrorMs;

  setWall(byMs: number): void {
    this.#wallErrorMs += byMs;
  }

  /** Suspended: the monotonic clock stands still, timers too, and the world goes on. */
  suspend(ms: number): void {
    this.#elapsedMs += ms;
    this.#sleptMs += ms;
  }

  readonly sleep = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const timer = {
        at: this.steadyMs() + ms,
        ring: () => {
          this.#timers.delete(timer);
          signal.removeEventListener('abort', timer.ring);
          resolve();
        },
      };
      if (signal.aborted) {
        resolve();
        return;
      }
      this.#timers.add(timer);
      signal.addEventListener('abort', timer.ring);
    });

  /** Lets time pass, timer by timer. */
  async pass(ms: number): Promise<void> {
    const until = this.#elapsedMs + ms;
    await turn();
    for (;;) {
      const next = [...this.#timers].toSorted((a, b) => a.at - b.at)[0];
      const at = next === undefined ? Infinity : next.at / this.#rate + this.#sleptMs;
      if (next === undefined || at > until) break;
      this.#elapsedMs = Math.max(this.#elapsedMs, at);
      next.ring();
      await turn();
    }
    this.#elapsedMs = until;
  }
}
