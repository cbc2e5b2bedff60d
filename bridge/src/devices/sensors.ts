/** The sensors of one connection: which of a device's entities are kept, and why the others are not. */
import { EntityCategory, type Entity, type EspHomeClient } from 'esphome-client';
import { quantityOf } from '../reading/quantity.ts';
import type { SensorDescription } from '../reading/reading.ts';
import type { Refusal } from './refusal.ts';
import { statedName, statedObjectId } from '../reading/stated-text.ts';

export interface ConnectedSensor extends SensorDescription {
  readonly convert: (value: number) => number;
}

/** More is no room sensor, and each one is a row that stays. */
const maxSensors = 64;

/**
 * @param refused for a sensor in a unit that is not known
 * @returns by ESPHome's state key
 */
export function sensorsOf(
  client: EspHomeClient,
  refused: (entity: string, refusal: Refusal) => void,
  log: (message: string) => void,
): Map<number, ConnectedSensor> {
  const sensors = new Map<number, ConnectedSensor>();
  const taken = new Set<string>();
  for (const entity of client.getEntitiesWithIds()) {
    const objectId = statedObjectId(entity.objectId);
    if (!isSensor(entity) || objectId === '') continue;
    if (isOfSubDevice(entity) || sensors.has(entity.key) || taken.has(objectId)) {
      log(`sensor ${objectId} cannot be told apart from another of the same device and is left out`);
      continue;
    }
    taken.add(objectId);
    if (sensors.size >= maxSensors) {
      log(`it has more than ${String(maxSensors)} sensors; the others are left out`);
      break;
    }
    const found = quantityOf(entity.deviceClass ?? '', entity.unitOfMeasurement ?? '');
    if (found.known) {
      sensors.set(entity.key, {
        entity: objectId,
        quantity: found.quantity,
        diagnostic: entity.entityCategory === EntityCategory.DIAGNOSTIC,
        convert: found.convert,
      });
    } else if (found.unit !== undefined) {
      const unit = statedName(found.unit);
      log(`sensor ${objectId} is in an unknown unit "${unit}" and is left out`);
      refused(objectId, { reason: 'unknown-unit', unit });
    }
  }
  return sensors;
}

function isSensor(entity: Entity): entity is Entity & { readonly type: 'sensor' } {
  return entity.type === 'sensor';
}

/** ESPHome's sub-devices repeat names and keys of each other; 0 is the board itself. */
export function isOfSubDevice({ deviceId }: { readonly deviceId?: number }): boolean {
  return deviceId !== undefined && deviceId !== 0;
}
