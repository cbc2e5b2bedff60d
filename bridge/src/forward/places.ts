/** Which rooms there are, for a sink's dashboards: what is so now, stamped by the sink. */
import { tagsOf, type Point } from '../reading/line-protocol.ts';

export interface Place {
  /** Its id. */
  readonly room: string;
  readonly name: string;
  readonly floor: string | null;
  /** How many stand in it now. */
  readonly sensors: number;
}

/** So that a query of the last days finds every room. */
const againMs = 86_400_000;

/** What a sink was told last. */
export class Places {
  #told: ReadonlyMap<string, Place> = new Map();
  #toldAt = -Infinity;

  /** @param elapsed milliseconds that never step. @returns all rooms, where anything changed or a day is over. */
  due(rooms: readonly Place[], elapsed: number): readonly Place[] {
    const gone = this.#gone(rooms);
    const isSame =
      gone.length === 0 &&
      rooms.length === this.#told.size &&
      rooms.every((place) => isEqual(place, this.#told.get(place.room)));
    return isSame && elapsed - this.#toldAt < againMs ? [] : [...rooms, ...gone];
  }

  /** The sink has them. */
  told(rooms: readonly Place[], elapsed: number): void {
    this.#told = new Map(rooms.map((place) => [place.room, place]));
    this.#toldAt = elapsed;
  }

  /** A room that is no more has no sensors: that is the last that is said of it. */
  #gone(rooms: readonly Place[]): Place[] {
    const there = new Set(rooms.map(({ room }) => room));
    return [...this.#told.values()]
      .filter(({ room, sensors }) => !there.has(room) && sensors > 0)
      .map((place) => ({ ...place, sensors: 0 }));
  }
}

export function pointOfPlace({ room, name, floor, sensors }: Place, site: string): Point {
  return {
    measurement: 'place',
    tags: tagsOf({ site, room }),
    fields: { name, floor: floor ?? '-', sensors },
    time: null,
  };
}

function isEqual(a: Place, b: Place | undefined): boolean {
  return a.name === b?.name && a.floor === b.floor && a.sensors === b.sensors;
}
