/** Choices that can be repeated by their seed. */
import { chance, shuffle, type Chance } from '../chance.ts';

export class Dice {
  readonly #next: Chance;

  constructor(seed: number) {
    this.#next = chance(seed);
  }

  /** Whole numbers, both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.#next() * (to - from + 1));
  }

  /** @param of 0…1: how often. */
  happens(of: number): boolean {
    return this.#next() < of;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.whole(0, items.length - 1)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    const copy = [...items];
    shuffle(copy, this.#next);
    return copy;
  }
}
