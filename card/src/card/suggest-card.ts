/** What Home Assistant's card picker offers where somebody picked an entity: that entity's room, whole. */
import type { Hass, HassEntityEntry } from '../rooms/hass.ts';

export interface Suggestion {
  readonly config: { readonly type: `custom:${string}` } & Readonly<Record<string, unknown>>;
}

const CLIMATE: readonly string[] = ['temperature', 'humidity'];

/** One tile, as wide as half a section. */
const ONE_ROOM = { columns: 6, rows: 2 };

/**
 * Names by which people call what is not a room, in the languages that the card speaks. A guess, and a cheap one: who
 * wants such a sensor on the card chooses it in the editor.
 */
const OUTDOOR =
  /\b(outdoors?|outside|exterior|garden|balcony|terrace|au(ß|ss)en\p{L}*|draussen|draußen|garten|balkon|terrasse|ext[ée]rieure?|dehors|jardin|balcon)(?!\p{L})/iu;

/** null: the entity is no climate of a room. Synchronous, as the picker asks for every card at once. */
export function suggestCard(hass: Hass, entityId: string): Suggestion | null {
  const room = roomOf(hass, entityId);
  return room && { config: { type: 'custom:climat-guardian-card', ...room, grid_options: ONE_ROOM } };
}

/** The same as a badge. */
export function suggestBadge(hass: Hass, entityId: string): Suggestion | null {
  const room = roomOf(hass, entityId);
  return room && { config: { type: 'custom:climat-guardian-badge', ...room } };
}

type RoomChoice = { readonly devices: readonly string[] } | { readonly entities: readonly string[] };

function roomOf(hass: Hass, entityId: string): RoomChoice | null {
  const entry = hass.entities[entityId];
  if (!isRoomClimate(hass, entityId) || isOutdoor(hass, entityId, entry)) return null;
  const device = entry?.device_id;
  const ofDevice =
    device == null ? [] : Object.keys(hass.entities).filter((id) => hass.entities[id]?.device_id === device);
  // A device may measure several rooms, as a weather station does: then it is the entity that was meant.
  const isOneRoom = CLIMATE.every(
    (quantity) =>
      ofDevice.filter((id) => isRoomClimate(hass, id) && classOf(hass, id) === quantity).length <= 1,
  );
  return device != null && isOneRoom ? { devices: [device] } : { entities: [entityId] };
}

/** Temperature or humidity, in no category, not hidden, with a unit of climate. */
export function isRoomClimate(hass: Hass, entityId: string): boolean {
  const entry = hass.entities[entityId];
  const quantity = classOf(hass, entityId);
  return (
    entityId.startsWith('sensor.') &&
    quantity !== undefined &&
    CLIMATE.includes(quantity) &&
    entry?.entity_category == null &&
    entry?.hidden !== true
  );
}

function classOf(hass: Hass, entityId: string): string | undefined {
  return hass.states[entityId]?.attributes.device_class;
}

function isOutdoor(hass: Hass, entityId: string, entry: HassEntityEntry | undefined): boolean {
  const device = hass.devices[entry?.device_id ?? ''];
  const area = hass.areas[entry?.area_id ?? device?.area_id ?? ''];
  const names = [
    hass.states[entityId]?.attributes.friendly_name,
    device?.name_by_user ?? device?.name,
    area?.name,
    entityId.replaceAll(/[._]/g, ' '),
  ];
  return names.some((name) => name != null && OUTDOOR.test(name));
}
