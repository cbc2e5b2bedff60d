import type { Room } from './room.ts';

/** "Room 2" before "Room 10", case and accents aside; the id keeps equal names from swapping places. */
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

export const byName = (a: string, b: string): number => collator.compare(a, b);

export function inOrder(rooms: readonly Room[]): readonly Room[] {
  return rooms.toSorted((a, b) => byName(a.name, b.name) || byName(a.id, b.id));
}
