/**
 * The rooms that Home Assistant knows: of our own what the integration tells of them, of others what the `hass` object
 * says, which Home Assistant hands to the card many times a second. Nothing is worked out again unless an object it
 * came from was replaced.
 */
import type { Connection, HassEntity } from 'home-assistant-js-websocket';
import type { PastQuantity } from '../history/past.ts';
import {
  fromHass,
  type HassPlace,
  mainEntity,
  measuring,
  placesFromHass,
  type RoomsChoice,
} from '../rooms/from-hass.ts';
import { fromIntegration, type ToldRoom } from '../rooms/from-integration.ts';
import type { Hass } from '../rooms/hass.ts';
import { inOrder } from '../rooms/order.ts';
import type { Room } from '../rooms/room.ts';
import type { BridgeRoom } from './ask-integration.ts';
import type { PastEntity } from './home-assistant-past-source.ts';
import { integrationRooms, type ToldBridges } from './integration-rooms.ts';
import { RoomsChannel } from './rooms-channel.ts';
import type { RoomsListener, RoomsSource } from './rooms-source.ts';

/** What the integration tells of one room. */
interface Told {
  readonly entry: string;
  readonly isAvailable: boolean;
  readonly room: ToldRoom;
}

interface Known {
  readonly id: string;
  /** null: Home Assistant has no device of it. */
  readonly place: HassPlace | null;
  readonly told: Told | null;
  readonly states: readonly (HassEntity | undefined)[];
  readonly room: Room | null;
}

export class HomeAssistantSource implements RoomsSource {
  readonly #channel = new RoomsChannel();
  #hass: Hass | null = null;
  #choice: RoomsChoice = {};
  #places: readonly HassPlace[] = [];
  /** null: the integration has not said yet whether it has any. */
  #bridges: ToldBridges['bridges'] | null = null;
  #known: readonly Known[] = [];
  #listeningOn: Connection | null = null;
  #stop: () => void = () => undefined;

  subscribe(listener: RoomsListener): () => void {
    const unsubscribe = this.#channel.subscribe(listener);
    this.#listen();
    return () => {
      unsubscribe();
      if (this.#channel.unheard) this.#leave();
    };
  }

  /** Which rooms; none chosen is as `RoomsChoice` says. */
  choose(choice: RoomsChoice): void {
    this.#choice = choice;
    this.#place();
  }

  update(hass: Hass): void {
    const before = this.#hass;
    this.#hass = hass;
    this.#listen();
    if (before === null || registriesDiffer(before, hass)) this.#place();
    else this.#look(hass);
  }

  /** The entity to show more of for a room. */
  mainEntity(roomId: string): string | undefined {
    const { place, told } = this.#find(roomId) ?? {};
    const { temperature, humidity } = told?.room.entities ?? {};
    return (
      temperature ?? humidity ?? (place && this.#hass ? mainEntity(place, this.#hass.states) : undefined)
    );
  }

  /** Whether it is known which rooms have a bridge. */
  get isSettled(): boolean {
    return this.#bridges !== null;
  }

  get hasBridge(): boolean {
    return this.#known.some(({ told }) => told !== null);
  }

  /** Where the past of a room is, for AskIntegration; undefined: no bridge has it. */
  readonly bridgeRoom = (roomId: string): BridgeRoom | undefined => {
    const told = this.#find(roomId)?.told;
    return told ? { entry: told.entry, room: told.room.id } : undefined;
  };

  /** … and for HomeAssistantPastSource. */
  readonly entityOf = (roomId: string, quantity: PastQuantity): PastEntity | undefined => {
    const place = this.#find(roomId)?.place;
    const state = place && this.#hass ? measuring(place, this.#hass.states, quantity) : undefined;
    return state && { id: state.entity_id, unit: state.attributes.unit_of_measurement ?? '' };
  };

  /** In which a room's values are shown: its past is, too. */
  readonly unitOf = (roomId: string, quantity: PastQuantity): string | undefined =>
    this.#find(roomId)?.room?.[quantity]?.unit;

  /** Of the bridge that told its own first, else of Home Assistant. */
  readonly timeZone = (): string => {
    for (const { timeZone } of this.#bridges?.values() ?? []) if (timeZone !== null) return timeZone;
    return this.#hass?.config.time_zone ?? 'UTC';
  };

  #find(roomId: string): Known | undefined {
    return this.#known.find(({ id }) => id === roomId);
  }

  /** While somebody listens, and there is a connection. */
  #listen(): void {
    const connection = this.#hass?.connection;
    if (connection === undefined || this.#channel.unheard || connection === this.#listeningOn) return;
    this.#leave();
    this.#listeningOn = connection;
    this.#stop = integrationRooms(connection).subscribe(({ bridges }) => {
      if (connection !== this.#listeningOn) return;
      this.#bridges = bridges;
      this.#renew();
    });
  }

  #leave(): void {
    this.#stop();
    this.#stop = () => undefined;
    this.#listeningOn = null;
  }

  #place(): void {
    if (this.#hass === null) return;
    this.#places = placesFromHass(this.#hass, this.#choice);
    this.#known = this.#known.map((one) => ({ ...one, place: null, told: null })); // nothing is as it was
    this.#renew();
  }

  /** Which rooms there are may be another matter now. */
  #renew(): void {
    const hass = this.#hass;
    if (hass === null) return;
    const before = new Map(this.#known.map((one) => [one.id, one]));
    this.#known = seats(this.#places, isAny(this.#choice), this.#bridges ?? new Map()).map((seat) =>
      know(seat, hass, before.get(seat.id)),
    );
    this.#publish();
  }

  /** Only states may have changed. */
  #look(hass: Hass): void {
    const known = this.#known.map((one) => (statesDiffer(one, hass) ? know(one, hass) : one));
    if (known.every((one, n) => one === this.#known[n])) return;
    this.#known = known;
    this.#publish();
  }

  #publish(): void {
    const rooms = this.#known.flatMap(({ room }) => room ?? []);
    this.#channel.publish({ status: 'ready', rooms: isAny(this.#choice) ? rooms : inOrder(rooms) });
  }
}

function isAny({ devices = [], areas = [], entities = [] }: RoomsChoice): boolean {
  return devices.length + areas.length + entities.length > 0;
}

type Seat = Pick<Known, 'id' | 'place' | 'told'>;

/** What the integration tells of goes before what only the registries show. */
function seats(
  places: readonly HassPlace[],
  isChosen: boolean,
  bridges: ToldBridges['bridges'],
): readonly Seat[] {
  const told = new Map<string, Told>();
  for (const [entry, { isAvailable, rooms }] of bridges)
    for (const room of rooms.values())
      told.set(room.device ?? `${entry}:${room.id}`, { entry, isAvailable, room });

  const seats: Seat[] = places
    // Without a choice other sensors are shown only where there are no rooms of ours.
    .filter(({ id }) => isChosen || told.size === 0 || told.has(id) || !id.startsWith('area:'))
    .map((place) => ({ id: place.id, place, told: told.get(place.id) ?? null }));
  if (isChosen) return seats;
  const seated = new Set(seats.map(({ id }) => id));
  for (const [id, one] of told) if (!seated.has(id)) seats.push({ id, place: null, told: one });
  return seats;
}

function know(seat: Seat, hass: Hass, before?: Known): Known {
  const { id, place, told } = seat;
  if (before?.place === place && isSame(before.told, told) && !statesDiffer(before, hass)) return before;
  const states = told === null ? watched(place).map((one) => hass.states[one]) : [];
  const room =
    told === null
      ? place && fromHass(place, hass.states)
      : fromIntegration(told.room, { id, isAvailable: told.isAvailable }, hass);
  // Of a room that is as it was the same object, which nobody draws again.
  if (before?.room && room && JSON.stringify(before.room) === JSON.stringify(room))
    return { id, place, told, states, room: before.room };
  return { id, place, told, states, room };
}

function isSame(a: Told | null, b: Told | null): boolean {
  return a?.room === b?.room && a?.isAvailable === b?.isAvailable && a?.entry === b?.entry;
}

function watched(place: HassPlace | null): readonly string[] {
  if (place === null) return [];
  return place.comfortId === null ? place.entityIds : [...place.entityIds, place.comfortId];
}

function registriesDiffer(a: Hass, b: Hass): boolean {
  return a.entities !== b.entities || a.devices !== b.devices || a.areas !== b.areas || a.floors !== b.floors;
}

function statesDiffer({ place, told, states }: Known, hass: Hass): boolean {
  return told === null && watched(place).some((id, n) => hass.states[id] !== states[n]);
}
