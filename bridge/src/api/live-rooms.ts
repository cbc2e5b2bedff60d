/**
 * The rooms as they are now: what the page, Home Assistant and every other reader of the API is shown.
 * Kept in memory, fed by what devices say; the store knows what has been, this knows what is.
 */
import type { Room, RoomDevice, RoomValue } from '../../api/schema.ts';
import { calibrated, type Calibration } from '../reading/calibration.ts';
import type { Mac } from '../reading/mac.ts';
import { definitionOf, type Quantity } from '../reading/quantity.ts';
import type { SensorId } from '../reading/reading.ts';
import type { Inventory, StoredDevice, StoredSensor } from '../store/types.ts';

export interface LiveValue {
  /** As measured. */
  readonly value: number;
  /** null: repeated by the device on connecting. */
  readonly measuredAt: number | null;
  /** Its number in the store; null when it is only shown. */
  readonly seq: number | null;
}

export type LiveChange =
  | { readonly kind: 'room'; readonly room: Room }
  /** There is no such room any more. */
  | { readonly kind: 'room-removed'; readonly room: string }
  | {
      readonly kind: 'reading';
      readonly room: string;
      readonly quantity: Quantity;
      readonly value: RoomValue;
      readonly seq: number | null;
    };

type DeviceStatus = Pick<RoomDevice, 'state' | 'reason'>;

const notYet: DeviceStatus = { state: 'connecting', reason: 'Not seen since the bridge started.' };

export class LiveRooms {
  #inventory: Inventory = { rooms: [], devices: [], sensors: [] };
  /** By device, entity and quantity. */
  #sensors = new Map<string, StoredSensor>();
  /** By room, as each value that comes asks for the others of its room. */
  #placed = new Map<string | null, StoredSensor[]>();
  #calibrations: ReadonlyMap<SensorId, readonly Calibration[]> = new Map();
  readonly #values = new Map<SensorId, LiveValue>();
  readonly #statuses = new Map<Mac, DeviceStatus>();
  readonly #listeners = new Set<(change: LiveChange) => void>();

  onChange(listener: (change: LiveChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  rooms(): Room[] {
    return this.#inventory.rooms.map(({ id }) => this.#room(id)).filter((room) => room !== undefined);
  }

  /** Rooms, devices and sensors as the store has them; rooms that differ from before are told. */
  setInventory(inventory: Inventory): void {
    this.#change(() => {
      this.#inventory = inventory;
      this.#sensors = new Map(
        inventory.sensors.map((one) => [`${one.device} ${one.entity} ${one.quantity}`, one]),
      );
      this.#placed = Map.groupBy(inventory.sensors, ({ room }) => room);
    });
  }

  /** By sensor, newest first: what is shown is calibrated. Rooms that differ from before are told. */
  setCalibrations(calibrations: ReadonlyMap<SensorId, readonly Calibration[]>): void {
    this.#change(() => {
      this.#calibrations = calibrations;
    });
  }

  sensor(device: Mac, entity: string, quantity: Quantity): StoredSensor | undefined {
    return this.#sensors.get(`${device} ${entity} ${quantity}`);
  }

  device(mac: Mac): StoredDevice | undefined {
    return this.#inventory.devices.find((device) => device.mac === mac);
  }

  devices(): readonly StoredDevice[] {
    return this.#inventory.devices;
  }

  /** All of one device, with what each said last since the start. */
  sensorsOf(mac: Mac): { readonly sensor: StoredSensor; readonly live: LiveValue | undefined }[] {
    return this.#inventory.sensors
      .filter(({ device }) => device === mac)
      .map((sensor) => ({ sensor, live: this.#values.get(sensor.id) }));
  }

  /** How it stands, and whether anything has been heard of it since the start. */
  statusOf(mac: Mac): DeviceStatus & { readonly isSeen: boolean } {
    return { ...(this.#statuses.get(mac) ?? notYet), isSeen: this.#statuses.has(mac) };
  }

  /** Whether nothing newer is shown of that sensor; what a device hands over late is stored, not shown. */
  isNews(sensor: StoredSensor, measuredAt: number | null): boolean {
    const shown = this.#values.get(sensor.id)?.measuredAt ?? null;
    return measuredAt === null || shown === null || measuredAt >= shown;
  }

  setStatus(device: Mac, status: DeviceStatus): void {
    const before = this.#statuses.get(device);
    if (before?.state === status.state && before.reason === status.reason) return;
    this.#statuses.set(device, status);
    const rooms = new Set(this.#inventory.sensors.flatMap((s) => (s.device === device ? [s.room] : [])));
    for (const id of rooms) {
      const room = id === null ? undefined : this.#room(id);
      if (room) this.#tell({ kind: 'room', room });
    }
  }

  setValue(sensor: StoredSensor, live: LiveValue): void {
    this.#values.set(sensor.id, live);
    if (sensor.room === null) return;
    const value = this.#roomValue(sensor.room, sensor.quantity);
    if (value) {
      this.#tell({ kind: 'reading', room: sensor.room, quantity: sensor.quantity, value, seq: live.seq });
    }
  }

  #room(id: string): Room | undefined {
    const stored = this.#inventory.rooms.find((room) => room.id === id);
    if (stored === undefined) return undefined;
    const sensors = this.#placed.get(id) ?? [];
    const macs = new Set(sensors.map((sensor) => sensor.device));
    const quantities = new Set(sensors.map((sensor) => sensor.quantity));
    return {
      id,
      name: stored.name,
      floor: stored.floor,
      values: Object.fromEntries(
        [...quantities].flatMap((quantity) => {
          const value = this.#roomValue(id, quantity);
          return value ? [[quantity, value]] : [];
        }),
      ),
      devices: this.#inventory.devices
        .filter(({ mac }) => macs.has(mac))
        .map(({ mac, name, friendlyName }) => ({
          mac,
          name: friendlyName || name,
          ...(this.#statuses.get(mac) ?? notYet),
        })),
    };
  }

  /** The mean of the sensors present: of those whose device is online, else of what was said last. */
  #roomValue(room: string, quantity: Quantity): RoomValue | undefined {
    const all = (this.#placed.get(room) ?? []).flatMap((sensor) => {
      const live = this.#values.get(sensor.id);
      if (sensor.quantity !== quantity || live === undefined) return [];
      const value = calibrated(live.value, live.measuredAt, this.#calibrations.get(sensor.id));
      return [{ ...live, value, isOnline: this.#statuses.get(sensor.device)?.state === 'online' }];
    });
    const online = all.filter((one) => one.isOnline);
    const present = online.length > 0 ? online : all;
    if (present.length === 0) return undefined;
    const mean = present.reduce((sum, { value }) => sum + value, 0) / present.length;
    const measured = present.flatMap(({ measuredAt }) => (measuredAt === null ? [] : [measuredAt]));
    return {
      value: Math.round(mean * 1000) / 1000,
      unit: definitionOf(quantity).unit,
      measuredAt: measured.length === 0 ? null : new Date(Math.max(...measured)).toISOString(),
    };
  }

  #change(change: () => void): void {
    const before = new Map(this.rooms().map((room) => [room.id, JSON.stringify(room)]));
    change();
    for (const room of this.rooms()) {
      if (before.get(room.id) !== JSON.stringify(room)) this.#tell({ kind: 'room', room });
      before.delete(room.id);
    }
    for (const room of before.keys()) this.#tell({ kind: 'room-removed', room });
  }

  #tell(change: LiveChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
