/** A room as the integration tells of it: what the bridge says, in the units and at the place that Home Assistant gives it. */
import type { Comfort } from '../../../bridge/api/schema.ts';
import { humidityBeside } from './believable.ts';
import { floorOf } from './from-hass.ts';
import type { HassRegistries } from './hass.ts';
import type { Device, Measurement, Room } from './room.ts';
import { silenceOf } from './silence.ts';

export interface ToldRoom {
  /** The bridge's. */
  readonly id: string;
  readonly name: string;
  readonly floor: string | null;
  readonly isOnline: boolean;
  readonly temperature: Measurement | null;
  readonly humidity: Measurement | null;
  readonly comfort: Comfort | null;
  /** null: not for this user to know, or told in words of later. */
  readonly devices: readonly Device[] | null;
  readonly entities: Readonly<Partial<Record<string, string>>>;
  /** Home Assistant's; null: it has none of this room. */
  readonly device: string | null;
}

/** @param isAvailable whether the bridge is: what a bridge that is away said last is old. */
export function fromIntegration(
  told: ToldRoom,
  { id, isAvailable }: { readonly id: string; readonly isAvailable: boolean },
  registries: HassRegistries,
): Room {
  const device = registries.devices[told.device ?? ''];
  const { floor, temperature, humidity, comfort } = told;
  const devices = told.devices ?? [];
  return {
    id,
    name: device?.name_by_user ?? told.name,
    floor: floorOf(registries, device?.area_id) ?? floor,
    temperature,
    humidity: humidityBeside(temperature, humidity),
    comfort,
    devices,
    silent: isAvailable ? silence(told) : { cause: 'unavailable' },
  };
}

function silence({ devices, isOnline }: ToldRoom): Room['silent'] {
  if (devices !== null) return silenceOf(devices);
  return isOnline ? null : { cause: 'unavailable' };
}
