/** A clock that is set back by more is believed. */
const togetherMs = 1000;

/**
 * The instants of readings that are dated by their arrival. A sensor has one value an instant; what a slow network or a
 * busy host hands over in the same millisecond was not measured in it, and the second would count as a contradiction.
 */
export class RisingInstants<Source> {
  readonly #last = new Map<Source, number>();

  /** @returns `at` in whole milliseconds, or the first one after this source's last where it is no later. */
  next(source: Source, at: number): number {
    const arrived = Math.round(at);
    const last = this.#last.get(source) ?? -Infinity;
    const next = arrived <= last && last - arrived < togetherMs ? last + 1 : arrived;
    this.#last.set(source, next);
    return next;
  }
}
