/** The one writer of the database. Runs in the worker thread; synchronous, as SQLite is. */
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { parseMac, type Mac } from '../reading/mac.ts';
import { isQuantity, type Quantity } from '../reading/quantity.ts';
import type { DeviceDescription } from '../reading/reading.ts';
import { firstFree, roomNameFor, slug } from '../reading/room-name.ts';
import { lockStore, openDatabase } from './schema.ts';
import type { InboxReading, Inventory } from './types.ts';

type Row = Record<string, SQLOutputValue>;

/** Numbers in one packed reading: seq, sensor, measuredAt (ms), value (thousandths). */
export const packedWidth = 4;

export interface WriterState {
  readonly bridgeId: string;
  /** The newest number ever given to a reading; 0 in a new store. */
  readonly lastSeq: number;
}

export class Writer {
  readonly #lock: DatabaseSync;
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #read: StatementSync;

  /** @throws {StoreUnusable} */
  constructor(path: string) {
    this.#lock = lockStore(path);
    this.#database = openDatabase(path);
    this.#insert = this.#database.prepare(
      'INSERT INTO inbox (seq, sensor, measured_at, value) VALUES (?, ?, ?, ?)',
    );
    this.#read = this.#database.prepare(`
      SELECT inbox.seq, inbox.measured_at, inbox.value, sensor.device, sensor.entity, sensor.quantity,
        (SELECT room FROM placement WHERE placement.sensor = inbox.sensor AND from_ms <= inbox.measured_at
           AND (until_ms IS NULL OR until_ms > inbox.measured_at) ORDER BY from_ms DESC LIMIT 1) AS room
      FROM inbox JOIN sensor ON sensor.id = inbox.sensor
      WHERE inbox.seq > ? ORDER BY inbox.seq LIMIT ?`);
  }

  state(): WriterState {
    const bridgeId = textIn(this.#database.prepare('SELECT bridge FROM site').get(), 'bridge');
    const last = this.#database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'inbox'").get();
    return { bridgeId, lastSeq: last === undefined ? 0 : numberIn(last, 'seq') };
  }

  /** One transaction, durable when this returns. @param packed `packedWidth` numbers a reading. */
  append(packed: Float64Array): void {
    this.#transaction(() => {
      for (let i = 0; i < packed.length; i += packedWidth) {
        this.#insert.run(packed[i] ?? 0, packed[i + 1] ?? 0, packed[i + 2] ?? 0, packed[i + 3] ?? 0);
      }
    });
  }

  /**
   * Takes in what a device says of itself. A new device's first sensor that is not diagnostic makes its room,
   * unless a room of that area is there; new sensors are placed in it from now on.
   */
  register(device: DeviceDescription, now: number): Inventory {
    this.#transaction(() => {
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
          .prepare('INSERT INTO placement (sensor, room, from_ms) VALUES (?, ?, ?)')
          .run(numberIn(added, 'id'), room, now);
      }
    });
    return this.inventory();
  }

  inventory(): Inventory {
    return {
      rooms: this.#all('SELECT id, name, floor FROM room ORDER BY name').map((row) => ({
        id: textIn(row, 'id'),
        name: textIn(row, 'name'),
        floor: row['floor'] === null ? null : textIn(row, 'floor'),
      })),
      devices: this.#all('SELECT mac, name, friendly_name FROM device').map((row) => ({
        mac: macIn(row, 'mac'),
        name: textIn(row, 'name'),
        friendlyName: textIn(row, 'friendly_name'),
      })),
      sensors: this.#all(
        `SELECT sensor.id, device, entity, quantity, room FROM sensor
         LEFT JOIN placement ON placement.sensor = sensor.id AND until_ms IS NULL ORDER BY sensor.id`,
      ).map((row) => ({
        id: numberIn(row, 'id'),
        device: macIn(row, 'device'),
        entity: textIn(row, 'entity'),
        quantity: quantityIn(row, 'quantity'),
        room: row['room'] === null ? null : textIn(row, 'room'),
      })),
    };
  }

  readInbox(after: number, limit: number): InboxReading[] {
    return this.#read.all(after, limit).map((row) => ({
      seq: numberIn(row, 'seq'),
      device: macIn(row, 'device'),
      entity: textIn(row, 'entity'),
      quantity: quantityIn(row, 'quantity'),
      room: row['room'] === null ? null : textIn(row, 'room'),
      measuredAt: numberIn(row, 'measured_at'),
      value: numberIn(row, 'value') / 1000,
    }));
  }

  cursor(sink: string): number {
    const row = this.#database.prepare("SELECT pos FROM cursor WHERE sink = ? AND lane = 'inbox'").get(sink);
    return row === undefined ? 0 : numberIn(row, 'pos');
  }

  moveCursor(sink: string, through: number): void {
    this.#database
      .prepare(
        `INSERT INTO cursor (sink, lane, pos) VALUES (?, 'inbox', ?)
         ON CONFLICT (sink, lane) DO UPDATE SET pos = max(pos, excluded.pos)`,
      )
      .run(sink, through);
  }

  close(): void {
    this.#database.close();
    this.#lock.close();
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

  #has(sql: string, value: string): boolean {
    return this.#database.prepare(sql).get(value) !== undefined;
  }

  #all(sql: string): Row[] {
    return this.#database.prepare(sql).all();
  }

  #transaction(body: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      body();
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

// The schema is STRICT, so a row that is not what its column says is a damaged file.

function textIn(row: Row | undefined, column: string): string {
  const value = row?.[column];
  if (typeof value !== 'string') throw new TypeError(`the store is damaged: ${column} is no text`);
  return value;
}

function numberIn(row: Row | undefined, column: string): number {
  const value = row?.[column];
  if (typeof value !== 'number') throw new TypeError(`the store is damaged: ${column} is no number`);
  return value;
}

function macIn(row: Row, column: string): Mac {
  const mac = parseMac(textIn(row, column));
  if (mac === undefined) throw new TypeError(`the store is damaged: ${column} is no MAC address`);
  return mac;
}

function quantityIn(row: Row, column: string): Quantity {
  const name = textIn(row, column);
  if (!isQuantity(name)) throw new TypeError(`the store is damaged: ${column} is no known quantity`);
  return name;
}
