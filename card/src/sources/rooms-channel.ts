import { LOADING, type RoomsState } from '../rooms/rooms-state.ts';
import type { RoomsListener } from './rooms-source.ts';

/** One state and those who hear of it: the part of the port that every source shares. */
export class RoomsChannel {
  readonly #listeners = new Set<RoomsListener>();
  #state: RoomsState = LOADING;

  get state(): RoomsState {
    return this.#state;
  }

  get unheard(): boolean {
    return this.#listeners.size === 0;
  }

  publish(state: RoomsState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }

  subscribe(listener: RoomsListener): () => void {
    this.#listeners.add(listener);
    listener(this.#state);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
