/** `room list`, `device list`: what the store knows but readings. */
import { InventoryTables } from '../store/inventory.ts';
import { calibrationsIn } from '../store/calibrations.ts';
import { openBeside } from '../store/schema.ts';
import { storePath, type ListOptions } from './edits.ts';

export function listRooms({ json = false, ...where }: ListOptions): void {
  using database = openBeside(storePath(where), { readOnly: true });
  const { rooms, sensors } = new InventoryTables(database).inventory();
  const all = rooms.map((room) => ({
    ...room,
    devices: [...new Set(sensors.flatMap((sensor) => (sensor.room === room.id ? [sensor.device] : [])))],
  }));
  if (json) {
    console.log(JSON.stringify(all, undefined, 2));
    return;
  }
  for (const { id, name, floor, devices } of all) {
    console.log([id, `"${name}"`, floor === null ? '-' : `floor "${floor}"`, ...devices].join('  '));
  }
}

export function listDevices({ json = false, ...where }: ListOptions): void {
  using database = openBeside(storePath(where), { readOnly: true });
  const { devices, sensors } = new InventoryTables(database).inventory();
  const calibrations = calibrationsIn(database);
  const all = devices.map((device) => ({
    ...device,
    sensors: sensors
      .filter((sensor) => sensor.device === device.mac)
      .map(({ id, entity, quantity, room }) => ({
        id,
        entity,
        quantity,
        room,
        calibrations: (calibrations.get(id) ?? []).map(({ from, gain, offset }) => ({
          from: new Date(from).toISOString(),
          gain,
          offset,
        })),
      })),
  }));
  if (json) {
    console.log(JSON.stringify(all, undefined, 2));
    return;
  }
  for (const { mac, name, friendlyName, sensors: own } of all) {
    console.log(`${mac}  ${friendlyName === '' ? name : friendlyName}`);
    for (const {
      id,
      entity,
      quantity,
      room,
      calibrations: [newest],
    } of own) {
      const calibrated =
        newest === undefined
          ? []
          : [`× ${String(newest.gain)} + ${String(newest.offset)} from ${newest.from}`];
      console.log([`  ${String(id)}`, entity, quantity, room ?? '-', ...calibrated].join('  '));
    }
  }
}
