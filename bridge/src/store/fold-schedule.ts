/** When the inbox is folded: once an hour has closed, and earlier where it has grown large. */
import { hourMs } from './blocks.ts';
import { foldDueAt } from './fold.ts';

export class FoldSchedule {
  readonly #above: number;
  #dueAt = 0;
  /** The size at which the inbox is folded next; twice what a fold has left in it, lest it be tried at each commit. */
  #size = 0;

  /** @param above readings in the inbox that are too many to wait for the hour. */
  constructor(above: number) {
    this.#above = above;
  }

  /** @param now milliseconds UTC of a trusted clock. */
  isDue(now: number): boolean {
    // A clock that was corrected can leave the next fold far ahead.
    return now >= this.#dueAt || this.#dueAt - now > 2 * hourMs;
  }

  /** After a commit. */
  noteInbox(readings: number): void {
    this.#size = Math.max(this.#above, Math.min(this.#size, 2 * readings));
    if (readings <= this.#size) return;
    this.#dueAt = 0;
    this.#size = 2 * readings;
  }

  noteFolded(now: number): void {
    this.#dueAt = foldDueAt(now);
  }
}
