/**
 * A store to which a history happens: its writer without its thread, a second connection on which people edit, and
 * beside it a ledger of what was handed in, kept by the rule that the first value for an instant counts.
 */
import { mkdtempSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { averaging } from '../../src/average/averaging.ts';
import type { RoomQuantity } from '../../src/reading/room-quantity.ts';
import type { DeviceDescription } from '../../src/reading/reading.ts';
import { bucketWidth, type Averaging, type SiteCalendar } from '../../src/store/averaging.ts';
import { EditRefused } from '../../src/store/edit-refused.ts';
import type { Wish } from '../../src/store/edit-types.ts';
import { makeEdit } from '../../src/store/edits.ts';
import { AveragesTables } from '../../src/store/read-averages.ts';
import { UnfiledReadings } from '../../src/store/read-inbox.ts';
import { numberIn } from '../../src/store/rows.ts';
import { openBeside, openDatabase } from '../../src/store/schema.ts';
import { Writer } from '../../src/store/writer.ts';
import type { BucketRow } from './compare.ts';
import { changesWithoutReason, snapshot, type Snapshot } from './revs.ts';

const memory = '/dev/shm';

/** A zone's rules are looked up once, not at each opening. */
const calendars = new Map<string, SiteCalendar>();
const averagingOnce: Averaging = {
  ...averaging,
  calendar(zone) {
    const calendar = calendars.get(zone) ?? averaging.calendar(zone);
    calendars.set(zone, calendar);
    return calendar;
  },
};

/** sensor → time → thousandths. */
type Ledger = Map<number, Map<number, number>>;

export interface Arrival {
  readonly sensor: number;
  readonly at: number;
  readonly value: number;
}

interface Stretch {
  readonly from: number;
  readonly until: number;
}

export class PlayedStore implements Disposable {
  readonly #folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'climat-averages-'));
  readonly path = join(this.#folder, 'climat-guardian.db');
  readonly ledger: Ledger = new Map();
  zone: string;
  now: number;
  /** How often all that is closed was rolled for the sake of an answer. */
  catchUps = 0;
  #writer: Writer;
  #seq: number;
  #before: Snapshot = new Map();
  readonly database: DatabaseSync;
  readonly #reader: DatabaseSync;
  readonly #tables: AveragesTables;
  readonly #sensors = new Map<string, number>();

  constructor(zone: string, now: number) {
    this.zone = zone;
    this.now = now;
    this.#writer = this.#open();
    this.#seq = this.#writer.state().lastSeq;
    this.database = openDatabase(this.path, { synchronous: 'OFF' });
    this.#reader = openBeside(this.path, { readOnly: true });
    this.#tables = new AveragesTables(this.#reader, averagingOnce, new UnfiledReadings(this.#reader));
  }

  register(device: DeviceDescription): void {
    this.#writer.register(device);
  }

  sensorOf(device: DeviceDescription, index: number): number {
    const { entity = '' } = device.sensors[index] ?? {};
    const known = this.#sensors.get(`${device.mac} ${entity}`);
    if (known !== undefined) return known;
    const row = this.database
      .prepare('SELECT id FROM sensor WHERE device = ? AND entity = ?')
      .get(device.mac, entity);
    const id = numberIn(row, 'id');
    this.#sensors.set(`${device.mac} ${entity}`, id);
    return id;
  }

  /** In one commit. */
  append(arrivals: readonly Arrival[]): void {
    const packed = arrivals.flatMap(({ sensor, at, value }) => [++this.#seq, sensor, at, value, this.now, 0]);
    this.#writer.outside.heed();
    this.#writer.append(Float64Array.from(packed), [], this.#beat());
    for (const { sensor, at, value } of arrivals) {
      const of = this.ledger.get(sensor) ?? new Map<number, number>();
      this.ledger.set(sensor, of);
      if (!of.has(at)) of.set(at, value);
    }
  }

  fold(): void {
    this.#writer.outside.heed();
    while (this.#writer.fold(this.now) > 0);
  }

  /** @throws {Error} where a row has got a new number and says the same, or says something else under the same. */
  roll(): void {
    this.#writer.outside.heed();
    const calibrated = this.database
      .prepare("SELECT of_id, from_ms, until_ms FROM stale WHERE kind = 'calibrated'")
      .all()
      .map((row) => ({
        sensor: numberIn(row, 'of_id'),
        from: numberIn(row, 'from_ms'),
        until: numberIn(row, 'until_ms'),
      }));
    while (this.#writer.roll(this.now));
    const after = snapshot(this.database);
    const wrong = changesWithoutReason(this.#before, after, calibrated);
    this.#before = after;
    if (wrong !== undefined) throw new Error(wrong);
  }

  /** As the reader's thread says it; where too much is stale for that, all that is closed is rolled first. */
  answers(
    [room, quantity]: readonly [string, RoomQuantity],
    table: 'hour' | 'day' | 'month',
    when: Stretch,
  ): BucketRow[] {
    const tier = table === 'hour' ? 'bucket' : table;
    const ask = () => this.#tables.buckets({ room, quantity, ...when, now: this.now, tier });
    let answer = ask();
    if (answer !== undefined && 'isStale' in answer) {
      this.catchUps++;
      this.fold();
      this.roll();
      answer = ask();
    }
    if (answer === undefined) throw new Error(`there is no room ${room}`);
    if ('isStale' in answer) throw new Error(`what is asked for of ${room} stays stale`);
    const { packed } = answer;
    return Array.from({ length: packed.length / bucketWidth }, (_, i) => [
      room,
      quantity,
      ...packed.slice(i * bucketWidth, (i + 1) * bucketWidth),
    ]);
  }

  /** @returns what came of it, in a sentence. */
  edit(wish: Wish): string {
    try {
      return makeEdit(this.database, wish, this.now).what;
    } catch (error) {
      if (error instanceof EditRefused) return `refused: ${error.message}`;
      throw error;
    }
  }

  reopen(zone = this.zone): void {
    // Sinks are told to begin anew with these then.
    if (zone !== this.zone)
      this.#before = new Map([...this.#before].filter(([table]) => !/^room_(?:day|month)$/.test(table)));
    this.zone = zone;
    this.#writer.outside.heed();
    this.#writer.close(this.#beat());
    this.#writer = this.#open();
    const { damage } = this.#writer.state();
    if (damage !== undefined) throw new Error(damage);
  }

  [Symbol.dispose](): void {
    this.#reader.close();
    this.database.close();
    this.#writer.abandon();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #open(): Writer {
    const boot = { osBoot: 'boot-1', monoMs: this.now };
    return Writer.open(
      { path: this.path, boot, ballastBytes: 0, synchronous: 'OFF', zone: this.zone },
      averagingOnce,
    );
  }

  #beat() {
    return { monoMs: this.now, offsetMs: 0, accuracyMs: 5 };
  }
}
