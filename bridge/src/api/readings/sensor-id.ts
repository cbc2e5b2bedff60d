/**
 * A sensor's name in the API: `a0b765000001.temperature.temperature`, the device's MAC, the entity and the quantity,
 * which together are its identity. Nothing of it needs to be escaped in a URL, and none of it ever changes.
 */
import { parseMac, type Mac } from '../../reading/mac.ts';
import { isQuantity, type Quantity } from '../../reading/quantity.ts';

export interface SensorName {
  readonly device: Mac;
  readonly entity: string;
  readonly quantity: Quantity;
}

export function sensorId({ device, entity, quantity }: SensorName): string {
  return `${device.replaceAll(':', '')}.${entity}.${quantity}`;
}

/** undefined for what is no sensor's name. An entity may have dots of its own. */
export function parseSensorId(text: string): SensorName | undefined {
  const [, mac = '', entity = '', quantity = ''] = /^([0-9a-f]{12})\.(.+)\.([a-z0-9]+)$/s.exec(text) ?? [];
  const device = parseMac(mac);
  return device !== undefined && isQuantity(quantity) ? { device, entity, quantity } : undefined;
}
