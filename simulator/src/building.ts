import { createHash } from 'node:crypto';
import { hash32 } from './chance.ts';

/** One room and the ESP32 in it. */
export interface Blueprint {
  readonly room: string;
  /** ESPHome's node name, also its host name in mDNS, e.g. `esp-meeting-room`. */
  readonly name: string;
  readonly friendlyName: string;
  /** Lower case, colons. */
  readonly mac: string;
  /** For a device that is to be encrypted: 32 bytes in base64, as in ESPHome's YAML. */
  readonly key: string;
}

export const MAX_ROOMS = 200;

const FIRST_ROOMS = [
  'Reception',
  'Open office',
  'Meeting room',
  'Kitchen',
  'Server room',
  'Library',
  'Workshop',
  'Archive',
];
const OFFICES_A_FLOOR = 24;

/**
 * The first rooms of a building; a larger one begins with the smaller one's rooms.
 * @param prefix begins the devices' names
 */
export function building(rooms: number, seed: number, prefix = 'esp-'): Blueprint[] {
  return Array.from({ length: rooms }, (_, index) => {
    const room = FIRST_ROOMS[index] ?? office(index - FIRST_ROOMS.length);
    const mac = macAddress(seed, index);
    return {
      room,
      name: `${prefix}${room.toLowerCase().replaceAll(' ', '-')}`,
      friendlyName: `${room} climate`,
      mac,
      key: createHash('sha256')
        .update(`${String(seed)} ${mac}`)
        .digest('base64'),
    };
  });
}

/** Office 101 … Office 124 on the first floor, Office 201 … on the second, and so on up. */
function office(index: number): string {
  const floor = 1 + Math.floor(index / OFFICES_A_FLOOR);
  const door = 1 + (index % OFFICES_A_FLOOR);
  return `Office ${String(floor)}${String(door).padStart(2, '0')}`;
}

/** 02 makes it locally administered, so it is nobody's; the index at its end keeps it unique in a building. */
function macAddress(seed: number, index: number): string {
  const site = hash32(seed, 'mac').toString(16).padStart(8, '0').slice(0, 6);
  const digits = `02${site}${index.toString(16).padStart(4, '0')}`;
  return digits.replaceAll(/(..)(?!$)/g, '$1:');
}
