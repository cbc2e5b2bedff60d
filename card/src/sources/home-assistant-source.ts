/**
 * The rooms that Home Assistant knows, out of the `hass` object it hands to the card many times a second.
 * Nothing is worked out again unless an object it came from was replaced.
 */
import type { HassEntity } from 'home-assistant-js-websocket';
import { fromHass, type HassPlace, mainEntity, placesFromHass } from '../rooms/from-hass.ts';
import type { Hass } from '../rooms/hass.ts';
import { inOrder } from '../rooms/order.ts';
import type { Room } from '../rooms/room.ts';
import { RoomsChannel } from './rooms-channel.ts';
import type { RoomsListener, RoomsSource } from './rooms-source.ts';

interface Known {
  readonly place: HassPlace;
  readonly states: readonly (HassEntity | undefined)[];
  readonly room: Room | null;
}

export class HomeAssistantSource implements RoomsSource {
  readonly #channel = new RoomsChannel();
  #hass: Hass | null = null;
  #known: readonly Known[] = [];

  subscribe(listener: RoomsListener): () => void {
    return this.#channel.subscribe(listener);
  }

  update(hass: Hass): void {
    const before = this.#hass;
    this.#hass = hass;
    if (before === null || registriesDiffer(before, hass)) {
      this.#known = placesFromHass(hass).map((place) => know(place, hass));
    } else {
      const known = this.#known.map((each) => (statesDiffer(each, hass) ? know(each.place, hass) : each));
      if (known.every((each, n) => each === this.#known[n])) return;
      this.#known = known;
    }
    const rooms = this.#known.flatMap(({ room }) => room ?? []);
    this.#channel.publish({ status: 'ready', rooms: inOrder(rooms) });
  }

  /** The entity to show more of for a room. */
  mainEntity(roomId: string): string | undefined {
    const known = this.#known.find(({ place }) => place.id === roomId);
    return known && this.#hass ? mainEntity(known.place, this.#hass.states) : undefined;
  }
}

function know(place: HassPlace, hass: Hass): Known {
  const states = place.entityIds.map((id) => hass.states[id]);
  return { place, states, room: fromHass(place, hass.states) };
}

function registriesDiffer(a: Hass, b: Hass): boolean {
  return a.entities !== b.entities || a.devices !== b.devices || a.areas !== b.areas || a.floors !== b.floors;
}

function statesDiffer({ place, states }: Known, hass: Hass): boolean {
  return place.entityIds.some((id, n) => hass.states[id] !== states[n]);
}
