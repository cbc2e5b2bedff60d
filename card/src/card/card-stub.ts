/** What a card shows that was just picked: every room there is, by what Home Assistant has of them. */
import { PLATFORM } from '../rooms/from-hass.ts';
import type { Hass } from '../rooms/hass.ts';
import { isRoomClimate } from './suggest-card.ts';

/** Without lists it follows what comes and goes; where no room is ours, the areas that measure are named, to be chosen from. */
export function stubConfig(hass: Hass): Readonly<Record<string, unknown>> {
  const climate = Object.values(hass.entities).filter(({ entity_id }) => isRoomClimate(hass, entity_id));
  if (climate.some(({ platform }) => platform === PLATFORM)) return {};
  const areas = climate.map((entry) => entry.area_id ?? hass.devices[entry.device_id ?? '']?.area_id);
  const known = [...new Set(areas)].filter((area) => area != null);
  return known.length > 0
    ? { areas: known }
    : { entities: climate.map(({ entity_id }) => entity_id).slice(0, 2) };
}
