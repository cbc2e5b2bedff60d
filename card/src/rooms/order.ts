import type { Room } from './room.ts';

/** "Room 2" before "Room 10", case and accents aside; the id keeps equal names from swapping places. */
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

export function inOrder(rooms: readonly Room[]): readonly Room[] {
  return rooms.toSorted((a, b) => collator.compare(a.name, b.name) || collator.compare(a.id, b.id));
}

/** The rooms a user chose, in the order of the choice. No choice is every room. */
export function chosen(rooms: readonly Room[], ids: readonly string[]): readonly Room[] {
  if (ids.length === 0) return rooms;
  return ids.flatMap((id) => rooms.find((room) => room.id === id) ?? []);
}
