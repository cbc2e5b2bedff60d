/** The clock of a host that was switched on years ago; it goes when it is told to. */
import type { StoreClock } from '../../store/store-options.ts';
import type { Run } from './runs.ts';

export class SeedClock implements StoreClock {
  osBoot = '';
  /** Milliseconds UTC. */
  now = 0;
  #onAt = 0;

  begin({ osBoot, onAt, from }: Run): void {
    this.osBoot = osBoot;
    this.#onAt = onAt;
    this.now = from;
  }

  readonly monotonic = (): number => this.now - this.#onAt;
  readonly offset = (): number => this.#onAt;
  /** As of a time server near by. */
  readonly accuracyMs = (): number => 12;
}
