import { byName } from './order.ts';
import type { Room } from './room.ts';

export interface Floor {
  /** null: of these no floor is known. */
  readonly name: string | null;
  readonly rooms: readonly Room[];
}

/** In the order of their names, as nobody says which lies above which; the rooms keep theirs. Those without one are last. */
export function byFloor(rooms: readonly Room[]): readonly Floor[] {
  const floors = Map.groupBy(rooms, ({ floor }) => floor);
  return [...floors]
    .map(([name, rooms]) => ({ name, rooms }))
    .toSorted((a, b) => {
      if (a.name === null || b.name === null) return Number(a.name === null) - Number(b.name === null);
      return byName(a.name, b.name);
    });
}
