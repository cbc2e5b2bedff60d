/** How a room gets its first name and its id, where nobody has named it. */
import type { DeviceDescription } from './reading.ts';

/** A device's ESPHome area, else its friendly name, else the end of its MAC. */
export function roomNameFor(device: Pick<DeviceDescription, 'mac' | 'friendlyName' | 'area'>): string {
  const stated = device.area.trim() || device.friendlyName.trim();
  return stated || `Room ${device.mac.slice(-5).replace(':', '')}`;
}

/** A room id: lower-case ASCII letters, digits and hyphens, at most 48 characters, never empty. */
export function slug(name: string): string {
  const ascii = name
    .normalize('NFKD')
    .replaceAll('ß', 'ss')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 48)
    .replace(/-$/, '');
  return ascii || 'room';
}

/** `wanted`, or `wanted-2`, `wanted-3` … : the first that is not taken. `join` stands before the number. */
export function firstFree(wanted: string, isTaken: (candidate: string) => boolean, join = '-'): string {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? wanted : `${wanted}${join}${String(n)}`;
    if (!isTaken(candidate)) return candidate;
  }
}
