/**
 * Takes out of a sink what is not so any more. Where the sink cannot, that is said once and everything else goes on:
 * what stays of an emptied bucket is its lowest and highest value, beside a coverage of 0.
 */
import type { LanePage } from '../store/outbox-types.ts';
import type { Circuit } from './circuit.ts';
import { removalOfSite, removalsOf } from './removals.ts';
import { SinkError, type Removal, type Sink } from './sink.ts';

export interface EraserOptions {
  readonly sink: Sink;
  readonly site: string;
  readonly circuit: Circuit;
  readonly log: (message: string) => void;
  readonly signal: AbortSignal;
}

export class Eraser {
  readonly #options: EraserOptions;
  readonly #said = new Set<string>();

  constructor(options: EraserOptions) {
    this.#options = options;
  }

  /**
   * @returns whether the sink has nothing any more of what was to go.
   * @throws {SinkError} when that cannot be decided about now.
   */
  async erase({ rows, measurement, isAnew }: LanePage & { readonly kind: 'long' }): Promise<boolean> {
    const { site, sink } = this.#options;
    const removals = isAnew ? [removalOfSite(measurement, site)] : removalsOf(rows, measurement, site);
    if (removals.length === 0) return true;
    const cannot = await this.#remove(removals);
    if (cannot === undefined) return true;
    this.#sayOnce(
      isAnew
        ? `sink ${sink.name} still has the rooms’ days and hours by another time zone: ${cannot} ` +
            `They count twice now. Drop its database (bucket) of the long view by hand, then run ` +
            `"climat-guardian replay --sink ${sink.name} --since 1970-01-01".`
        : `sink ${sink.name} keeps lowest and highest values of times that are empty now: ${cannot} ` +
            'All the rest goes on.',
    );
    return false;
  }

  /** @returns why it cannot, or may not. */
  async #remove(removals: readonly Removal[]): Promise<string | undefined> {
    const { sink, circuit, signal } = this.#options;
    if (sink.remove === undefined) return 'it has no way to delete.';
    try {
      await circuit.run(() => sink.remove?.('long', removals, signal) ?? Promise.resolve());
      return undefined;
    } catch (error) {
      if (!(error instanceof SinkError) || error.fault.kind === 'later') throw error;
      return error.message;
    }
  }

  #sayOnce(sentence: string): void {
    if (this.#said.has(sentence)) return;
    this.#said.add(sentence);
    this.#options.log(sentence);
  }
}
