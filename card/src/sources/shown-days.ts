/** The last 24 hours of whichever rooms are shown at present. */
import type { Past } from '../history/past.ts';
import type { PastSource } from '../history/past-source.ts';
import type { Room } from '../rooms/room.ts';

type Days = ReadonlyMap<string, Past>;

export class ShownDays {
  readonly #listener: (days: Days) => void;
  #source: PastSource | null = null;
  #rooms = '';
  #stop: () => void = () => undefined;

  constructor(listener: (days: Days) => void) {
    this.#listener = listener;
  }

  /** Of no room, or without a source, nothing is asked. Called as often as one likes: what is the same goes on. */
  of(rooms: readonly Room[], source: PastSource | null): void {
    const ids = rooms.map(({ id }) => id);
    const named = JSON.stringify(ids);
    if (named === this.#rooms && source === this.#source) return;
    this.stop();
    if (source === null || ids.length === 0) return;
    this.#rooms = named;
    this.#source = source;
    this.#stop = source.watchDay(ids, this.#listener);
  }

  stop(): void {
    this.#stop();
    this.#stop = () => undefined;
    this.#rooms = '';
    this.#source = null;
  }
}
