/** Counts what goes through the store on the main thread's side, and for how long readings wait there. */
import type { StoreFigures } from './types.ts';
import type { WriterState, Written } from './writer-state.ts';

export class Tally {
  readonly #elapsed: () => number;
  #appended = 0;
  #committed = 0;
  #readings: number;
  #inbox: number;
  /** When the oldest reading came that nobody has taken to the disk yet, and the oldest of those on their way. */
  #waitingSince: number | undefined;
  #onItsWaySince: number | undefined;

  /** @param elapsed milliseconds of a clock that never steps. */
  constructor(elapsed: () => number, { readings, inboxReadings }: WriterState) {
    this.#elapsed = elapsed;
    this.#readings = readings;
    this.#inbox = inboxReadings;
  }

  appended(): void {
    this.#appended++;
    this.#waitingSince ??= this.#elapsed();
  }

  /** All that wait are on their way to the disk. */
  taken(): void {
    this.#onItsWaySince = this.#waitingSince;
    this.#waitingSince = undefined;
  }

  written(readings: number, { inboxReadings, readings: all }: Written): void {
    this.#committed += readings;
    this.#readings = all;
    this.#inbox = inboxReadings;
    this.#onItsWaySince = undefined;
  }

  /** They wait again. */
  failed(): void {
    this.#waitingSince = this.#onItsWaySince ?? this.#waitingSince;
    this.#onItsWaySince = undefined;
  }

  figures(): Pick<StoreFigures, 'appended' | 'committed' | 'readings' | 'inbox' | 'waitingMs'> {
    const since = this.#onItsWaySince ?? this.#waitingSince;
    return {
      appended: this.#appended,
      committed: this.#committed,
      readings: this.#readings,
      inbox: this.#inbox,
      waitingMs: since === undefined ? 0 : Math.max(0, this.#elapsed() - since),
    };
  }
}
