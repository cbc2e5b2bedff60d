/** What one bridge has told so far, and what a further message makes of it. Pure. */
import { fromApi, withReading } from '../rooms/from-api.ts';
import { inOrder } from '../rooms/order.ts';
import type { Room } from '../rooms/room.ts';
import type { Fault, RoomsState, Site } from '../rooms/rooms-state.ts';
import type { KnownMessage } from './server-message.ts';

export interface BridgeView {
  readonly site: Site | null;
  /** null: no snapshot yet. */
  readonly rooms: readonly Room[] | null;
}

export const NOTHING_YET: BridgeView = { site: null, rooms: null };

/** Returns `view` itself where nothing that is shown has changed. */
export function hearing(view: BridgeView, message: KnownMessage): BridgeView {
  switch (message.type) {
    case 'hello':
      return { ...view, site: { name: message.site.name, timezone: message.site.timezone } };
    case 'snapshot':
      return { ...view, rooms: inOrder(message.rooms.map(fromApi)) };
    case 'room': {
      if (view.rooms === null) return view;
      const room = fromApi(message.room);
      return { ...view, rooms: inOrder([...view.rooms.filter(({ id }) => id !== room.id), room]) };
    }
    case 'room-removed': {
      const rooms = view.rooms?.filter(({ id }) => id !== message.room);
      return rooms === undefined || rooms.length === view.rooms?.length ? view : { ...view, rooms };
    }
    case 'reading': {
      if (view.rooms === null) return view;
      const rooms = withReading(view.rooms, message);
      return rooms === view.rooms ? view : { ...view, rooms };
    }
    case 'committed':
      return view; // what is durable is not shown yet
  }
}

/** Without a fault the view is live. */
export function stateOf({ site, rooms }: BridgeView, fault?: Fault): RoomsState {
  const known = { rooms: rooms ?? [], ...(site && { site }) };
  return fault === undefined ? { status: 'ready', ...known } : { status: 'error', reason: fault, ...known };
}
