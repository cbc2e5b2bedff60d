/** How long a device has been running: what tells its power from its network, in the ledger. */
import { EntityCategory, SensorStateClass, type EspHomeClient } from 'esphome-client';
import { isOfSubDevice } from './sensors.ts';

export interface DeviceUptime {
  /** Since it started; ESPHome says seconds, in a float32: to the second for 190 days, to 4 s for years. */
  readonly ms: number;
  /** It never restarts by itself. Of another firmware than ours it is not known: by default each 15 minutes in which nobody is connected. */
  readonly staysUp: boolean;
}

/** Ours asks for `reboot_timeout: 0s` (esphome/packages/api.yaml). */
const ourProject = 'climat-guardian.room';

/** What one connection knows of its device's uptime. */
export interface UptimeSensor {
  /** ESPHome's state key. */
  readonly key: number;
  readonly staysUp: boolean;
}

/** @returns undefined where the device says nothing of it. */
export function uptimeSensorOf(client: EspHomeClient): UptimeSensor | undefined {
  const entity = client
    .getEntitiesWithIds()
    .find(
      (one) =>
        one.type === 'sensor' &&
        one.deviceClass === 'duration' &&
        one.unitOfMeasurement === 's' &&
        one.stateClass === SensorStateClass.TOTAL_INCREASING &&
        one.entityCategory === EntityCategory.DIAGNOSTIC &&
        !isOfSubDevice(one),
    );
  if (entity === undefined) return undefined;
  return { key: entity.key, staysUp: client.deviceInfo()?.projectName === ourProject };
}
