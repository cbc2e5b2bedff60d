/** Buckets from covers, and longer times from buckets. */
import type { Bucket, Cell, Cover } from '../store/averaging.ts';

/**
 * One bucket a cell. Values are thousandths and times milliseconds, so an hour's sum of any sensor is a whole number
 * that a double holds exactly: 200,000 lx × an hour is 7 · 10¹⁴, and 2⁵³ is 9 · 10¹⁵.
 *
 * @param cells in the order of time, apart from each other; also of those in which there is nothing.
 */
export function roll(covers: readonly Cover[], cells: readonly Cell[]): Bucket[] {
  let first = 0;
  return cells.map((cell) => {
    const filling = new Filling(cell);
    while ((covers[first]?.until ?? Infinity) <= cell.start) first++;
    for (let i = first; ; i++) {
      const cover = covers[i];
      if (cover === undefined || cover.from >= cell.until) break;
      filling.add(cover);
    }
    return filling.bucket();
  });
}

/** @param buckets in the order of time. */
export function sum(buckets: readonly Bucket[], { start, until }: Cell): Bucket {
  let [count, wsum, covered] = [0, 0, 0];
  let lowest: Bucket | undefined;
  let highest: Bucket | undefined;
  for (const bucket of buckets) {
    count += bucket.count;
    wsum += bucket.wsum;
    covered += bucket.covered;
    if (bucket.min !== null && bucket.min < (lowest?.min ?? Infinity)) lowest = bucket;
    if (bucket.max !== null && bucket.max > (highest?.max ?? -Infinity)) highest = bucket;
  }
  return {
    start,
    until,
    count,
    wsum,
    covered,
    min: lowest?.min ?? null,
    minAt: lowest?.minAt ?? null,
    max: highest?.max ?? null,
    maxAt: highest?.maxAt ?? null,
  };
}

class Filling {
  readonly #cell: Cell;
  #count = 0;
  #wsum = 0;
  #covered = 0;
  #min = Infinity;
  #minAt = 0;
  #max = -Infinity;
  #maxAt = 0;

  constructor(cell: Cell) {
    this.#cell = cell;
  }

  add(cover: Cover): void {
    const { start, until } = this.#cell;
    const from = Math.max(cover.from, start);
    const ms = Math.min(cover.until, until) - from;
    if (ms <= 0) return;
    const { value } = cover;
    if (cover.from >= start) this.#count += cover.readings;
    this.#wsum += value * ms;
    this.#covered += ms;
    if (value < this.#min) [this.#min, this.#minAt] = [value, from];
    if (value > this.#max) [this.#max, this.#maxAt] = [value, from];
  }

  bucket(): Bucket {
    const { start, until } = this.#cell;
    const [count, wsum, covered] = [this.#count, this.#wsum, this.#covered];
    if (covered === 0) return sum([], this.#cell);
    const [min, minAt, max, maxAt] = [this.#min, this.#minAt, this.#max, this.#maxAt];
    return { start, until, count, wsum, covered, min, minAt, max, maxAt };
  }
}
