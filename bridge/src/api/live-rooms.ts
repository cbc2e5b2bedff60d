/**
 * The rooms as they are now: what the page, Home Assistant and every other reader of the API is shown.
 * Kept in memory, fed by what devices say; the store knows what has been, this knows what is.
 */
import type { Climate, Room, RoomDevice, RoomValue } from '../../api/schema.ts';
import { calibrated, type Calibration } from '../reading/calibration.ts';
import type { Mac } from '../reading/mac.ts';
import { definitionOf, type Quantity } from '../reading/quantity.ts';
import type { SensorId } from '../reading/reading.ts';
import type { Inventory, StoredDevice, StoredSensor } from '../store/types.ts';
import { roomClimate, type ClimateOf } from './room-climate.ts';

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
      /** Of the room from now on; null: it has none any more. Absent where the value makes no difference to it. */
      readonly climate?: Climate | null;
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
  /** What these sensors said was before their device went away: no climate is made of it. */
  readonly #saidBefore = new Set<SensorId>();
  readonly #climateOf: ClimateOf;
  readonly #listeners = new Set<(change: LiveChange) => void>();

  /** @param climateOf unless given, rooms have no climate. */
  constructor(climateOf: ClimateOf = () => undefined) {
    this.#climateOf = climateOf;
  }

  onChange(listener: (change: LiveChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  rooms(): Room[] {
    return this.#inventory.rooms.map(({ id }) => this.#room(id)).filter((room) => room !== undefined);
  }

  inventory(): Inventory {
    return this.#inventory;
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
    const sensors = this.#inventory.sensors.filter((sensor) => sensor.device === device);
    if (!this.#isDelivering(device)) for (const { id } of sensors) this.#saidBefore.add(id);
    for (const id of new Set(sensors.map(({ room }) => room))) {
      const room = id === null ? undefined : this.#room(id);
      if (room) this.#tell({ kind: 'room', room });
    }
  }

  setValue(sensor: StoredSensor, live: LiveValue): void {
    this.setValues([[sensor, live]]);
  }

  /** Of one device, measured at once: the first is told when all are known. */
  setValues(values: readonly (readonly [StoredSensor, LiveValue])[]): void {
    const rooms = new Set(values.flatMap(([{ room }]) => room ?? []));
    const before = new Map([...rooms].map((room) => [room, this.#climate(room)]));
    for (const [sensor, live] of values) {
      this.#values.set(sensor.id, live);
      this.#saidBefore.delete(sensor.id);
    }
    for (const [{ room, quantity }, { seq }] of values) {
      const value = room === null ? undefined : this.#roomValue(room, quantity);
      if (room === null || value === undefined) continue;
      const climate = this.#climate(room);
      const isOfIt = quantity === 'temperature' || quantity === 'humidity';
      const isTold = isOfIt && (climate ?? before.get(room)) !== undefined;
      this.#tell({
        kind: 'reading',
        room,
        quantity,
        value,
        seq,
        ...(isTold && { climate: climate ?? null }),
      });
    }
  }

  #room(id: string): Room | undefined {
    const stored = this.#inventory.rooms.find((room) => room.id === id);
    if (stored === undefined) return undefined;
    const sensors = this.#placed.get(id) ?? [];
    const macs = new Set(sensors.map((sensor) => sensor.device));
    const quantities = new Set(sensors.map((sensor) => sensor.quantity));
    const climate = this.#climate(id);
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
      ...(climate && { climate }),
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
      const value = this.#calibrated(sensor, live);
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

  /** Only of what devices say that are there: a room whose devices are away keeps its values, and has no climate. */
  #climate(room: string): Climate | undefined {
    const said = (this.#placed.get(room) ?? []).flatMap((sensor) => {
      const live = this.#values.get(sensor.id);
      const isSaidNow = this.#isDelivering(sensor.device) && !this.#saidBefore.has(sensor.id);
      return live === undefined || !isSaidNow
        ? []
        : [{ ...sensor, value: this.#calibrated(sensor, live), measuredAt: live.measuredAt }];
    });
    return roomClimate(said, this.#climateOf);
  }

  #calibrated({ id }: StoredSensor, { value, measuredAt }: LiveValue): number {
    return calibrated(value, measuredAt, this.#calibrations.get(id));
  }

  /** What cannot be stored is shown all the same. */
  #isDelivering(device: Mac): boolean {
    const state = this.#statuses.get(device)?.state;
    return state === 'online' || state === 'not-stored';
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
