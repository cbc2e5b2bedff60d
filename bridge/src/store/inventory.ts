/** Rooms, devices, sensors, and where each sensor stood: all that the store knows but readings. */
import type { DatabaseSync } from 'node:sqlite';
import type { Mac } from '../reading/mac.ts';
import { isQuantity, type Quantity } from '../reading/quantity.ts';
import type { DeviceDescription } from '../reading/reading.ts';
import { firstFree, roomNameFor, slug } from '../reading/room-name.ts';
import { macIn, maybeNumberIn, maybeTextIn, numberIn, textIn, transaction, type Row } from './rows.ts';
import type { Inventory } from './types.ts';

/** A sensor as a sink needs it. */
export interface SensorIdentity {
  readonly device: Mac;
  readonly entity: string;
  readonly quantity: Quantity;
}

interface Placement {
  readonly room: string;
  readonly from: number;
  readonly until: number | null;
}

export class InventoryTables {
  readonly #database: DatabaseSync;
  /** By sensor id; made anew after each change. */
  #identities: Map<number, SensorIdentity> | undefined;
  /** By sensor id, newest first. */
  #placements: Map<number, Placement[]> | undefined;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Takes in what a device says of itself. A new device's first sensor that is not diagnostic makes its room,
   * unless a room of that area is there; new sensors are placed in it from its first reading on, whenever that was.
   */
  register(device: DeviceDescription): { inventory: Inventory; isChanged: boolean } {
    const isChanged = transaction(this.#database, () => {
      const before = this.#changes();
      const { mac, name, friendlyName, area } = device;
      this.#database
        .prepare(
          `INSERT INTO device (mac, name, friendly_name, area) VALUES (?, ?, ?, ?) ON CONFLICT (mac)
           DO UPDATE SET name = excluded.name, friendly_name = excluded.friendly_name, area = excluded.area
           WHERE name != excluded.name OR friendly_name != excluded.friendly_name OR area != excluded.area`,
        )
        .run(mac, name, friendlyName, area);
      let room: string | undefined;
      for (const { entity, quantity, diagnostic } of device.sensors) {
        const added = this.#database
          .prepare(
            `INSERT INTO sensor (device, entity, quantity, diagnostic) VALUES (?, ?, ?, ?)
             ON CONFLICT (device, entity, quantity) DO NOTHING RETURNING id`,
          )
          .get(mac, entity, quantity, diagnostic ? 1 : 0);
        if (added === undefined || diagnostic) continue;
        room ??= this.#roomOf(device);
        this.#database
          .prepare('INSERT INTO placement (sensor, room, from_ms) VALUES (?, ?, 0)')
          .run(numberIn(added, 'id'), room);
      }
      if (this.#changes() === before) return false;
      this.#database.prepare('UPDATE site SET inventory = inventory + 1').run();
      return true;
    });
    this.forget();
    return { inventory: this.inventory(), isChanged };
  }

  /** Another process has changed it. */
  forget(): void {
    this.#identities = undefined;
    this.#placements = undefined;
  }

  inventory(): Inventory {
    return {
      rooms: this.#all('SELECT id, name, floor FROM room ORDER BY name').map((row) => ({
        id: textIn(row, 'id'),
        name: textIn(row, 'name'),
        floor: maybeTextIn(row, 'floor'),
      })),
      devices: this.#all('SELECT mac, name, friendly_name, area FROM device').map((row) => ({
        mac: macIn(row, 'mac'),
        name: textIn(row, 'name'),
        friendlyName: textIn(row, 'friendly_name'),
        area: textIn(row, 'area'),
      })),
      sensors: this.#all(
        `SELECT sensor.id, device, entity, quantity, room FROM sensor
         LEFT JOIN placement ON placement.sensor = sensor.id AND until_ms IS NULL ORDER BY sensor.id`,
      ).flatMap((row) => {
        const identity = identityIn(row);
        return identity === undefined
          ? []
          : [{ id: numberIn(row, 'id'), ...identity, room: maybeTextIn(row, 'room') }];
      }),
    };
  }

  /** By sensor id. */
  identities(): ReadonlyMap<number, SensorIdentity> {
    this.#identities ??= new Map(
      this.#all('SELECT id, device, entity, quantity FROM sensor').flatMap((row) => {
        const identity = identityIn(row);
        return identity === undefined ? [] : [[numberIn(row, 'id'), identity]];
      }),
    );
    return this.#identities;
  }

  /** The room in which a sensor stood at an instant; null: in none. */
  roomAt(sensor: number, at: number): string | null {
    this.#placements ??= this.#readPlacements();
    const placed = this.#placements
      .get(sensor)
      ?.find(({ from, until }) => from <= at && (until === null || until > at));
    return placed?.room ?? null;
  }

  #readPlacements(): Map<number, Placement[]> {
    const placements = new Map<number, Placement[]>();
    for (const row of this.#all(
      'SELECT sensor, room, from_ms, until_ms FROM placement ORDER BY from_ms DESC',
    )) {
      const sensor = numberIn(row, 'sensor');
      const placement = {
        room: textIn(row, 'room'),
        from: numberIn(row, 'from_ms'),
        until: maybeNumberIn(row, 'until_ms'),
      };
      const known = placements.get(sensor);
      if (known) known.push(placement);
      else placements.set(sensor, [placement]);
    }
    return placements;
  }

  /** Where this device's sensors stand: with its other sensors, else the room of its area, else a new one. */
  #roomOf(device: DeviceDescription): string {
    const own = this.#database
      .prepare(
        `SELECT room FROM placement JOIN sensor ON sensor.id = placement.sensor
         WHERE sensor.device = ? AND until_ms IS NULL ORDER BY placement.id LIMIT 1`,
      )
      .get(device.mac);
    if (own !== undefined) return textIn(own, 'room');
    const wanted = roomNameFor(device);
    const named = this.#database.prepare('SELECT id FROM room WHERE name = ?').get(wanted);
    // One area is one room; two devices that only happen to have the same name are two.
    if (named !== undefined && device.area.trim() !== '') return textIn(named, 'id');
    const name = firstFree(
      wanted,
      (candidate) => this.#has('SELECT 1 FROM room WHERE name = ?', candidate),
      ' ',
    );
    const id = firstFree(slug(name), (candidate) => this.#has('SELECT 1 FROM room WHERE id = ?', candidate));
    this.#database.prepare('INSERT INTO room (id, name) VALUES (?, ?)').run(id, name);
    return id;
  }

  #changes(): number {
    return numberIn(this.#database.prepare('SELECT total_changes() AS n').get(), 'n');
  }

  #has(sql: string, value: string): boolean {
    return this.#database.prepare(sql).get(value) !== undefined;
  }

  #all(sql: string): Row[] {
    return this.#database.prepare(sql).all();
  }
}

/** undefined for a quantity that a newer program has put there: no damage, and salvaging would not change it. */
function identityIn(row: Row): SensorIdentity | undefined {
  const quantity = textIn(row, 'quantity');
  if (!isQuantity(quantity)) return undefined;
  return { device: macIn(row, 'device'), entity: textIn(row, 'entity'), quantity };
}
