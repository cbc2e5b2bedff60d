/**
 * Rooms out of Home Assistant. The integration makes one Home Assistant device per room, so a room is
 * a device with entities of ours that measure temperature or humidity; the bridge's own device has none.
 */
import type { HassEntities, HassEntity } from 'home-assistant-js-websocket';
import type { HassRegistries } from './hass.ts';
import type { Measurement, Room } from './room.ts';

export const PLATFORM = 'climat_guardian';

/** A Home Assistant device that may be a room: its states decide. */
export interface HassPlace {
  readonly id: string;
  readonly name: string;
  readonly floor: string | null;
  readonly entityIds: readonly string[];
}

/** Depends on the registries alone, so it is worked out again only when one of them changes. */
export function placesFromHass({ entities, devices, areas, floors }: HassRegistries): HassPlace[] {
  const entityIds = new Map<string, string[]>(); // by device id
  for (const entry of Object.values(entities)) {
    if (entry.platform !== PLATFORM || entry.hidden === true) continue;
    // Diagnostic and configuration entities describe a device; they are no climate of a room.
    if (entry.entity_category != null || entry.device_id == null) continue;
    const ofDevice = entityIds.get(entry.device_id);
    if (ofDevice) ofDevice.push(entry.entity_id);
    else entityIds.set(entry.device_id, [entry.entity_id]);
  }
  return [...entityIds].map(([id, ids]) => {
    const device = devices[id];
    const floorId = areas[device?.area_id ?? '']?.floor_id;
    return {
      id,
      name: device?.name_by_user ?? device?.name ?? id,
      floor: floors[floorId ?? '']?.name ?? null,
      entityIds: ids,
    };
  });
}

/** null: nothing here measures temperature or humidity, so it is no room. */
export function fromHass(place: HassPlace, states: HassEntities): Room | null {
  const temperature = measuring(place, states, 'temperature');
  const humidity = measuring(place, states, 'humidity');
  const measuringStates = [temperature, humidity].filter((state) => state !== undefined);
  if (measuringStates.length === 0) return null;
  const unavailable = measuringStates.every(({ state }) => state === 'unavailable');
  return {
    id: place.id,
    name: place.name,
    floor: place.floor,
    temperature: measurement(temperature),
    humidity: measurement(humidity),
    devices: [],
    silent: unavailable ? { cause: 'unavailable' } : null,
  };
}

/** The entity whose "more info" a tap on the room opens. */
export function mainEntity(place: HassPlace, states: HassEntities): string | undefined {
  return (measuring(place, states, 'temperature') ?? measuring(place, states, 'humidity'))?.entity_id;
}

function measuring(place: HassPlace, states: HassEntities, deviceClass: string): HassEntity | undefined {
  for (const id of place.entityIds) {
    const state = states[id];
    if (state?.attributes.device_class === deviceClass) return state;
  }
  return undefined;
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
