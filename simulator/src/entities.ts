/** What the devices measure: the entities of our firmware, with the names and properties that it gives them. */

interface Named {
  readonly name: string;
  /** About the device, not about the room. */
  readonly diagnostic: boolean;
}

export interface SensorEntity extends Named {
  readonly unit: string;
  readonly deviceClass: string;
  readonly stateClass: 'measurement' | 'total_increasing';
  readonly decimals: number;
  readonly icon: string;
}

export const SENSOR_NAMES = ['temperature', 'humidity', 'signal', 'uptime'] as const;

export type SensorName = (typeof SENSOR_NAMES)[number];

/** Units, classes and decimals are those that ESPHome 2026.6 gives to aht10, wifi_signal and uptime. */
export const SENSORS = {
  temperature: {
    name: 'Temperature',
    diagnostic: false,
    unit: '°C',
    deviceClass: 'temperature',
    stateClass: 'measurement',
    decimals: 2,
    icon: '',
  },
  humidity: {
    name: 'Humidity',
    diagnostic: false,
    unit: '%',
    deviceClass: 'humidity',
    stateClass: 'measurement',
    decimals: 2,
    icon: '',
  },
  signal: {
    name: 'WiFi Signal',
    diagnostic: true,
    unit: 'dBm',
    deviceClass: 'signal_strength',
    stateClass: 'measurement',
    decimals: 0,
    icon: '',
  },
  uptime: {
    name: 'Uptime',
    diagnostic: true,
    unit: 's',
    deviceClass: 'duration',
    stateClass: 'total_increasing',
    decimals: 0,
    icon: 'mdi:timer-outline',
  },
} as const satisfies Record<SensorName, SensorEntity>;

export const IP_ADDRESS: Named = { name: 'IP Address', diagnostic: true };

/** `WiFi Signal` → `wifi_signal`, as ESPHome does it. */
export function objectId(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '_');
}

/** The number that stands for an entity in every message: the 32-bit FNV-1 hash of its object id. */
export function entityKey(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(objectId(name))) hash = Math.imul(hash, 0x01000193) ^ byte;
  return hash >>> 0;
}
