import type { Room } from '../rooms/room.ts';
import type { Override } from './card-config.ts';

/** Of rooms that are not called otherwise the same objects, which nobody draws again. */
export function renamed(rooms: readonly Room[], overrides: readonly Override[]): readonly Room[] {
  if (overrides.length === 0) return rooms;
  return rooms.map((room) => {
    const name = overrides.find((one) => room.id === one.room || room.id === `area:${one.room}`)?.name;
    return name === undefined || name === room.name ? room : keep(room, name);
  });
}

/** By the room it was made of: a room that is as it was stays the same object under its other name. */
const made = new WeakMap<Room, Room>();

function keep(room: Room, name: string): Room {
  const before = made.get(room);
  if (before?.name === name) return before;
  const after = { ...room, name };
  made.set(room, after);
  return after;
}
