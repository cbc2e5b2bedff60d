/**
 * Rooms out of Home Assistant's own registries and states. The integration makes one Home Assistant device per room;
 * without it a room is a device, an area or an entity that measures temperature or humidity, as the user chooses.
 */
import type { HassEntities, HassEntity } from 'home-assistant-js-websocket';
import type { Comfort } from '../../../bridge/api/schema.ts';
import { comfortNamed } from './comfort.ts';
import type { Hass, HassEntityEntry, HassRegistries } from './hass.ts';
import type { Measurement, Room } from './room.ts';

export const PLATFORM = 'climat_guardian';

/** Which rooms, by Home Assistant's ids. Of nothing chosen: our own rooms, else each area that has such sensors. */
export interface RoomsChoice {
  readonly devices?: readonly string[];
  readonly areas?: readonly string[];
  readonly entities?: readonly string[];
}

/** What may be a room: the states decide. */
export interface HassPlace {
  readonly id: string;
  readonly name: string;
  readonly floor: string | null;
  /** The first that measures is the one that is shown. */
  readonly entityIds: readonly string[];
  /** Ours, whatever the user has renamed it to. */
  readonly comfortId: string | null;
  /** By the user: it stays in its place also while nothing measures there. */
  readonly isChosen: boolean;
}

/** Depends on the registries alone, so it is worked out again only when one of them changes. */
export function placesFromHass(hass: HassRegistries, choice: RoomsChoice = {}): readonly HassPlace[] {
  const registries: Registries = { ...hass, ofDevice: byDevice(hass) };
  const { devices = [], areas = [], entities = [] } = choice;
  if (devices.length + areas.length + entities.length === 0) {
    const ours = placesOfDevices(registries, ({ platform }) => platform === PLATFORM);
    return ours.length > 0
      ? ours
      : Object.keys(registries.areas).flatMap((id) => placesOfArea(id, registries, false));
  }
  // What was deleted has not even a name.
  return [
    ...devices.filter((id) => id in registries.devices).map((id) => placeOfDevice(id, registries, true)),
    ...areas.filter((id) => id in registries.areas).flatMap((id) => placesOfArea(id, registries, true)),
    ...placesOfEntities(entities, registries),
  ];
}

/** null: nothing here measures temperature or humidity, so it is no room. */
export function fromHass(place: HassPlace, states: HassEntities): Room | null {
  const temperature = measuring(place, states, 'temperature');
  const humidity = measuring(place, states, 'humidity');
  const all = [temperature, humidity].filter((state) => state !== undefined);
  if (all.length === 0 && !place.isChosen) return null;
  const isUnavailable = all.every(({ state }) => state === 'unavailable');
  return {
    id: place.id,
    name: place.name,
    floor: place.floor,
    temperature: measurement(temperature),
    humidity: temperature && !humidity ? undefined : measurement(humidity),
    comfort: comfortOf(place, states),
    devices: [],
    silent: isUnavailable ? { cause: 'unavailable' } : null,
  };
}

/** All at once, as an editor wants to know. */
export function roomsFromHass(hass: Hass, choice: RoomsChoice = {}): readonly Room[] {
  return placesFromHass(hass, choice).flatMap((place) => fromHass(place, hass.states) ?? []);
}

/** The entity whose "more info" a tap on the room opens. */
export function mainEntity(place: HassPlace, states: HassEntities): string | undefined {
  return (measuring(place, states, 'temperature') ?? measuring(place, states, 'humidity'))?.entity_id;
}

export function measuring(
  place: HassPlace,
  states: HassEntities,
  deviceClass: 'temperature' | 'humidity',
): HassEntity | undefined {
  for (const id of place.entityIds) {
    const state = states[id];
    if (state?.attributes.device_class === deviceClass) return state;
  }
  return undefined;
}

/** The floor on which a device is, by its area. */
export function floorOf({ areas, floors }: HassRegistries, areaId: string | null | undefined): string | null {
  return floors[areas[areaId ?? '']?.floor_id ?? '']?.name ?? null;
}

/** With the entities of each device, which would be looked for once a room. */
interface Registries extends HassRegistries {
  readonly ofDevice: ReadonlyMap<string, readonly HassEntityEntry[]>;
}

function byDevice({ entities }: HassRegistries): Registries['ofDevice'] {
  const of = new Map<string, HassEntityEntry[]>();
  for (const entry of Object.values(entities)) {
    if (entry.device_id == null) continue;
    const known = of.get(entry.device_id);
    if (known) known.push(entry);
    else of.set(entry.device_id, [entry]);
  }
  return of;
}

function placesOfDevices(
  registries: Registries,
  isMeant: (entry: HassEntityEntry) => boolean,
): readonly HassPlace[] {
  return [...registries.ofDevice]
    .filter(([, entries]) => entries.some((entry) => isMeant(entry) && isClimate(entry)))
    .map(([id]) => placeOfDevice(id, registries, false));
}

function placeOfDevice(id: string, registries: Registries, isChosen: boolean): HassPlace {
  const device = registries.devices[id];
  const entries = registries.ofDevice.get(id) ?? [];
  return {
    id,
    name: device?.name_by_user ?? device?.name ?? id,
    floor: floorOf(registries, device?.area_id),
    entityIds: entries.filter(isClimate).map(({ entity_id }) => entity_id),
    comfortId:
      entries.find(({ platform, translation_key }) => platform === PLATFORM && translation_key === 'comfort')
        ?.entity_id ?? null,
    isChosen,
  };
}

/** Our own rooms there, each by itself; else the area is one. */
function placesOfArea(id: string, registries: Registries, isChosen: boolean): readonly HassPlace[] {
  const inArea = ({ area_id, device_id }: HassEntityEntry): boolean =>
    (area_id ?? registries.devices[device_id ?? '']?.area_id) === id;
  const ours = placesOfDevices(registries, (entry) => entry.platform === PLATFORM && inArea(entry));
  if (ours.length > 0) return ours;
  const area = registries.areas[id];
  const named = [area?.temperature_entity_id, area?.humidity_entity_id].filter((one) => one != null);
  const others = Object.values(registries.entities)
    .filter((entry) => isClimate(entry) && inArea(entry))
    .map(({ entity_id }) => entity_id);
  const entityIds = [...new Set([...named, ...others])];
  return entityIds.length === 0 && !isChosen
    ? []
    : [
        {
          id: `area:${id}`,
          name: area?.name ?? id,
          floor: floorOf(registries, id),
          entityIds,
          comfortId: null,
          isChosen,
        },
      ];
}

/** Those of one device are one room: who picks a thermometer's humidity too wants to see both. */
function placesOfEntities(ids: readonly string[], registries: HassRegistries): readonly HassPlace[] {
  const rooms = new Map<string, string[]>(); // by device, or by itself
  for (const id of ids) {
    const of = registries.entities[id]?.device_id ?? id;
    const known = rooms.get(of);
    if (known) known.push(id);
    else rooms.set(of, [id]);
  }
  return [...rooms].map(([of, entityIds]) => {
    const device = registries.devices[of];
    const [first = of] = entityIds;
    const areaId = registries.entities[first]?.area_id ?? device?.area_id;
    return {
      id: first,
      name: device?.name_by_user ?? device?.name ?? registries.areas[areaId ?? '']?.name ?? first,
      floor: floorOf(registries, areaId),
      entityIds,
      comfortId: null,
      isChosen: true,
    };
  });
}

/** Diagnostic and configuration entities describe a device; they are no climate of a room. */
function isClimate({ entity_id, entity_category, hidden }: HassEntityEntry): boolean {
  return entity_id.startsWith('sensor.') && entity_category == null && hidden !== true;
}

function comfortOf({ comfortId }: HassPlace, states: HassEntities): Comfort | null {
  // The bridge writes words apart by hyphens, Home Assistant its states by underscores.
  return comfortId === null ? null : comfortNamed(states[comfortId]?.state.replaceAll('_', '-'));
}

/**
 * `measuredAt` stays unknown: `last_updated` is when Home Assistant heard a *different* value, which for
 * a steady room may be hours before the last measurement.
 */
function measurement(state: HassEntity | undefined): Measurement | null {
  if (state === undefined || state.state.trim() === '') return null; // Number('') would be 0
  const value = Number(state.state); // NaN for "unavailable" and "unknown"
  if (!Number.isFinite(value)) return null;
  return { value, unit: state.attributes.unit_of_measurement ?? '', measuredAt: null };
}
