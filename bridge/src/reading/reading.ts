/** The words that all stations share: a device, its sensors, what one of them measured. */
import type { Mac } from './mac.ts';
import type { Quantity } from './quantity.ts';

/** One measuring entity of one device; (device, entity) is its identity. */
export interface SensorDescription {
  /** ESPHome object id, e.g. `temperature`. */
  readonly entity: string;
  readonly quantity: Quantity;
  /** ESPHome's `diagnostic` category: about the device, not about the room. Never placed in a room. */
  readonly diagnostic: boolean;
}

/** What a device says of itself when it is connected. */
export interface DeviceDescription {
  readonly mac: Mac;
  readonly name: string;
  readonly friendlyName: string;
  /** ESPHome's area; empty where the firmware names none. */
  readonly area: string;
  readonly sensors: readonly SensorDescription[];
}

/** A sensor's number in the store. */
export type SensorId = number;

export interface Reading {
  readonly sensor: SensorId;
  /** Milliseconds since 1970, UTC. */
  readonly measuredAt: number;
  /** In the quantity's own unit. */
  readonly value: number;
  /** When the bridge got it, where `measuredAt` is the device's own time. */
  readonly receivedAt?: number;
}
