/** What is to happen, in the order of time. */
interface Entry {
  readonly at: number;
  readonly n: number;
  readonly what: () => void | Promise<void>;
}

/** A binary heap: the earliest first, of the same instant in the order in which they were put. */
export class Timetable {
  readonly #heap: Entry[] = [];
  #n = 0;
  now: number;

  constructor(now: number) {
    this.now = now;
  }

  put(at: number, what: Entry['what']): void {
    const heap = this.#heap;
    heap.push({ at: Math.max(at, this.now), n: this.#n++, what });
    for (let i = heap.length - 1; i > 0;) {
      const parent = (i - 1) >> 1;
      if (!this.#swapIfLater(parent, i)) break;
      i = parent;
    }
  }

  async run(until: number): Promise<void> {
    for (;;) {
      const [first] = this.#heap;
      if (first === undefined || first.at > until) break;
      this.#takeFirst();
      this.now = first.at;
      const done = first.what();
      if (done !== undefined) await done;
    }
    this.now = until;
  }

  #takeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    for (let i = 0; ;) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      const least = right < heap.length && this.#isLater(left, right) ? right : left;
      if (least >= heap.length || !this.#swapIfLater(i, least)) return;
      i = least;
    }
  }

  #isLater(i: number, j: number): boolean {
    const [a, b] = [this.#heap[i], this.#heap[j]];
    return a !== undefined && b !== undefined && (a.at > b.at || (a.at === b.at && a.n > b.n));
  }

  #swapIfLater(parent: number, child: number): boolean {
    if (!this.#isLater(parent, child)) return false;
    const [a, b] = [this.#heap[parent], this.#heap[child]];
    if (a !== undefined && b !== undefined) [this.#heap[parent], this.#heap[child]] = [b, a];
    return true;
  }
}
