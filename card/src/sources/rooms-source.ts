import type { RoomsState } from '../rooms/rooms-state.ts';

export type RoomsListener = (state: RoomsState) => void;

/** Where rooms come from. A listener hears the present state at once, then each change, until it unsubscribes. */
export interface RoomsSource {
  subscribe(listener: RoomsListener): () => void;
}
