/** What comes from the devices: values to the store and the rooms, states to the rooms, the log and the ledger. */
import type { LiveRooms } from './api/live-rooms.ts';
import type { Chronicle } from './chronicle.ts';
import type { Clock } from './clock/clock.ts';
import type { DevicesListener } from './devices/devices.ts';
import type { DeviceTroubles } from './devices/troubles.ts';
import type { DeviceValue } from './devices/value-gate.ts';
import type { Mac } from './reading/mac.ts';
import type { SensorId } from './reading/reading.ts';
import { RisingInstants } from './reading/rising.ts';
import type { Store } from './store/store.ts';

export interface DeviceDoorOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly rooms: LiveRooms;
  readonly chronicle: Chronicle;
  readonly troubles: DeviceTroubles;
}

export function deviceDoor({ clock, store, rooms, chronicle, troubles }: DeviceDoorOptions): DevicesListener {
  // Where the clock is the system's, its offset trembles by a millisecond, and two instants can become one.
  const instants = new RisingInstants<SensorId>();
  const keep = (mac: Mac, { entity, quantity, value, at, repeated }: DeviceValue): void => {
    const sensor = rooms.sensor(mac, entity, quantity);
    if (sensor === undefined) return;
    const offset = clock.offset();
    const measuredAt = repeated || offset === undefined ? null : instants.next(sensor.id, at + offset);
    let seq: number | undefined;
    if (measuredAt !== null) seq = store.append({ sensor: sensor.id, measuredAt, value });
    else if (!repeated) seq = store.appendUndated({ sensor: sensor.id, monoMs: at, value });
    rooms.setValue(sensor, { value, measuredAt, seq: seq ?? null });
  };
  return {
    state(state, device) {
      const status = troubles.note(state, device);
      if (device.mac === undefined) return;
      rooms.setStatus(device.mac, status);
      chronicle.device(device.mac, status.state, status.reason);
    },
    async identified(device) {
      rooms.setInventory(await store.register(device));
    },
    value: keep,
    refused(mac, entity, { reason }) {
      chronicle.refusal(mac, entity, reason);
    },
    uptime(mac, { ms, staysUp }) {
      chronicle.uptime(mac, ms, staysUp);
    },
    forgotten: (mac) => {
      troubles.forget(mac);
    },
  };
}
