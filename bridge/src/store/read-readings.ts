/**
 * Readings of a room, a device or a sensor, a page at a time, in the order of (time, sensor): from blocks and from what
 * is not folded yet, which in one snapshot of the database are never the same. Each page takes a few milliseconds,
 * so that no other question waits long behind ten years of them.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { hourMs, hourOf } from './blocks.ts';
import { MalformedBytes } from './bytes.ts';
import { readingsSaid } from './damaged.ts';
import { InventoryTables } from './inventory.ts';
import { unpackBlock, type BatchSample } from './packing.ts';
import type { UnfiledReadings } from './read-inbox.ts';
import { numberIn, packedIn, textIn, transaction, type Row } from './rows.ts';
import type {
  MissingReadings,
  ReadingPosition,
  ReadingSensor,
  ReadingsPage,
  ReadingsQuestion,
} from './types.ts';

/** Blocks a page, however few readings are in them. */
const atOnce = 1000;

export class ReadingsTables {
  readonly #database: DatabaseSync;
  readonly #block: StatementSync;
  readonly #damaged: StatementSync;
  readonly #unfiled: UnfiledReadings;

  constructor(database: DatabaseSync, unfiled: UnfiledReadings) {
    this.#database = database;
    this.#block = database.prepare(
      'SELECT * FROM block WHERE sensor = ? AND hour >= ? AND hour <= ? ORDER BY hour LIMIT 1',
    );
    this.#damaged = database.prepare(
      "SELECT * FROM damaged WHERE of_table = 'block' AND sensor = ? AND hour >= ? AND hour <= ?",
    );
    this.#unfiled = unfiled;
  }

  /** @returns undefined where there is no such room, device or sensor, or the one who asks may not know of it. */
  page(question: ReadingsQuestion): ReadingsPage | undefined {
    // One moment: a fold between two of its questions would move readings from one table to the other.
    return transaction(this.#database, () => this.#page(question), 'DEFERRED');
  }

  #page(question: ReadingsQuestion): ReadingsPage | undefined {
    const inventory = new InventoryTables(this.#database);
    const sensors = this.#sensorsOf(question, inventory);
    if (sensors === undefined) return undefined;
    const { from, to, after, limit } = question;
    const page = new Page(question, sensors, inventory);
    const start = Math.max(from, after?.at ?? from);
    const unfiled = this.#unfiled.between(start, to, new Set(sensors.map(({ id }) => id)));
    const last = hourOf(to - 1);
    const blocks = sensors.map((sensor) => new BlocksOfSensor(this.#block, sensor, last));
    const hours = new HoursAhead(blocks, unfiled.samples);
    let next: ReadingPosition | null = null;
    for (let hour = hours.from(hourOf(start)), read = 0; hour !== undefined; hour = hours.from(hour + 1)) {
      const samples = [...(unfiled.samples.get(hour) ?? [])];
      for (const block of blocks) {
        if (block.hour !== hour) continue;
        read++;
        const taken = block.samples();
        if (taken === undefined) page.miss(block.sensor, hour, block.said());
        else for (const sample of taken) samples.push(sample);
      }
      next = page.take(samples, limit);
      if (next !== null) break;
      if (read >= atOnce) {
        next = { at: (hour + 1) * hourMs - 1, sensor: Number.MAX_SAFE_INTEGER };
        break;
      }
    }
    for (const sensor of sensors) {
      for (const row of this.#damaged.iterate(sensor.id, hourOf(start), last))
        page.miss(sensor, numberIn(row, 'hour'), readingsSaid(row));
    }
    return page.finished(next, after === null ? unfiled.lost : 0, this.#rawFrom());
  }

  #sensorsOf(
    { of, quantity, rooms }: ReadingsQuestion,
    inventory: InventoryTables,
  ): ReadingSensor[] | undefined {
    const isAsked = (sensor: ReadingSensor): boolean =>
      quantity === undefined || sensor.quantity === quantity;
    const all = [...inventory.identities()].map(([id, identity]) => ({ id, ...identity }));
    if ('room' in of) {
      const isThere = this.#database.prepare('SELECT 1 FROM room WHERE id = ?').get(of.room) !== undefined;
      if (!isThere || rooms?.includes(of.room) === false) return undefined;
      return all.filter((sensor) => isAsked(sensor) && this.#stoodIn(sensor, [of.room]));
    }
    const known = all.filter(
      (sensor) =>
        sensor.device === of.device &&
        (!('entity' in of) || (sensor.entity === of.entity && sensor.quantity === of.quantity)) &&
        (rooms === null || this.#stoodIn(sensor, rooms)),
    );
    return known.length === 0 ? undefined : known.filter(isAsked);
  }

  #stoodIn({ id }: ReadingSensor, rooms: readonly string[]): boolean {
    return this.#database
      .prepare('SELECT room FROM placement WHERE sensor = ?')
      .all(id)
      .some((row) => rooms.includes(textIn(row, 'room')));
  }

  #rawFrom(): number | null {
    const hour = numberIn(this.#database.prepare('SELECT raw_from FROM site').get(), 'raw_from');
    return hour === 0 ? null : hour * hourMs;
  }
}

/** The blocks of one sensor, in the order of time; it stands before the first, on one of them, or is past the last. */
class BlocksOfSensor {
  readonly sensor: ReadingSensor;
  readonly #statement: StatementSync;
  readonly #last: number;
  #row: Row | undefined;
  #isPlaced = false;

  constructor(statement: StatementSync, sensor: ReadingSensor, last: number) {
    this.#statement = statement;
    this.sensor = sensor;
    this.#last = last;
  }

  /** -Infinity before the first, Infinity past the last. */
  get hour(): number {
    if (this.#row !== undefined) return numberIn(this.#row, 'hour');
    return this.#isPlaced ? Infinity : -Infinity;
  }

  moveTo(hour: number): void {
    this.#isPlaced = true;
    this.#row = this.#statement.get(this.sensor.id, hour, this.#last);
  }

  /** undefined where they are damaged. */
  samples(): BatchSample[] | undefined {
    const { id: sensor } = this.sensor;
    if (this.#row === undefined) return [];
    try {
      const samples = unpackBlock({ sensor, hour: this.hour }, numberIn(this.#row, 'n'), packedIn(this.#row));
      return samples.map((sample) => ({ sensor, ...sample }));
    } catch (error) {
      if (error instanceof MalformedBytes) return undefined;
      throw error;
    }
  }

  /** How many readings the row says that it holds. */
  said(): number {
    return this.#row === undefined ? 0 : readingsSaid(this.#row);
  }
}

/** The hours in which there is anything. */
class HoursAhead {
  readonly #blocks: readonly BlocksOfSensor[];
  readonly #unfiled: readonly number[];

  constructor(blocks: readonly BlocksOfSensor[], unfiled: ReadonlyMap<number, unknown>) {
    this.#blocks = blocks;
    this.#unfiled = [...unfiled.keys()].sort((a, b) => a - b);
  }

  /** The first from this one on; undefined after the last. Each call's hour must be later than the one before. */
  from(hour: number): number | undefined {
    for (const block of this.#blocks) if (block.hour < hour) block.moveTo(hour);
    const unfiled = this.#unfiled.find((one) => one >= hour) ?? Infinity;
    const first = Math.min(unfiled, ...this.#blocks.map((block) => block.hour));
    return first === Infinity ? undefined : first;
  }
}

/** Of one question, as it fills. */
class Page {
  readonly #question: ReadingsQuestion;
  readonly #sensors: readonly ReadingSensor[];
  readonly #places: ReadonlyMap<number, number>;
  readonly #inventory: InventoryTables;
  readonly #rooms: string[] = [];
  readonly #packed: number[] = [];
  readonly #missing: MissingReadings[] = [];
  #count = 0;

  constructor(question: ReadingsQuestion, sensors: readonly ReadingSensor[], inventory: InventoryTables) {
    this.#question = question;
    this.#sensors = sensors;
    this.#places = new Map(sensors.map(({ id }, place) => [id, place]));
    this.#inventory = inventory;
  }

  /** Takes an hour's, as far as they were asked for. @returns the last one's position once the page is full. */
  take(samples: BatchSample[], limit: number): ReadingPosition | null {
    const { from, to, after } = this.#question;
    samples.sort((a, b) => a.at - b.at || a.sensor - b.sensor);
    for (const { sensor, at, value, receivedAt } of samples) {
      if (at < from || at >= to) continue;
      if (after !== null && (at < after.at || (at === after.at && sensor <= after.sensor))) continue;
      const room = this.#inventory.roomAt(sensor, at);
      if (!this.#isAsked(room)) continue;
      this.#packed.push(this.#places.get(sensor) ?? -1, this.#roomPlace(room), at, value, receivedAt);
      if (++this.#count >= limit) return { at, sensor };
    }
    return null;
  }

  miss(sensor: ReadingSensor, hour: number, readings: number): void {
    this.#missing.push({ sensor, hour: hour * hourMs, readings });
  }

  finished(next: ReadingPosition | null, missingUnfiled: number, rawFrom: number | null): ReadingsPage {
    const { from, to, after } = this.#question;
    const missing = this.#missing.filter(({ sensor, hour }) => {
      // An hour stands where it begins, so that it is on one page only.
      const isHere = (after === null || hour > after.at) && (next === null || hour <= next.at);
      const ends = [Math.max(hour, from), Math.min(hour + hourMs, to) - 1];
      return isHere && ends.some((at) => this.#isAsked(this.#inventory.roomAt(sensor.id, at)));
    });
    return {
      sensors: this.#sensors,
      rooms: this.#rooms,
      packed: Float64Array.from(this.#packed),
      missing: missing.sort((a, b) => a.hour - b.hour || a.sensor.id - b.sensor.id),
      missingUnfiled,
      next,
      rawFrom,
    };
  }

  #isAsked(room: string | null): boolean {
    const { of, rooms } = this.#question;
    if ('room' in of) return room === of.room;
    return rooms === null || (room !== null && rooms.includes(room));
  }

  #roomPlace(room: string | null): number {
    if (room === null) return -1;
    const place = this.#rooms.indexOf(room);
    return place >= 0 ? place : this.#rooms.push(room) - 1;
  }
}
