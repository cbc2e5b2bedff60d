/**
 * Dropping raw readings, for those who ask for it: whole hours, oldest first, and only what is in a rollup and in a
 * sink. Rollups are never dropped.
 */
import type { DatabaseSync } from 'node:sqlite';
import { hourMs, hourOf, type Blocks } from './blocks.ts';
import type { Inbox } from './inbox.ts';
import { maybeNumberIn, numberIn, transaction } from './rows.ts';

export interface KeepRaw {
  /** Readings are kept at least so long, while there is room. */
  readonly keepMs: number;
  /** The sinks of the configuration; nothing is dropped unless all of them have passed it. */
  readonly sinks: readonly string[];
  /** Those of them that were sent everything from the beginning; nothing is dropped unless there is one. */
  readonly wholeSinks: readonly string[];
}

export interface Dropped {
  readonly hours: number;
  readonly readings: number;
}

/** Hours a transaction, so that a commit never waits long for this. */
const atOnce = 24;
/** Pages given back to the disk after it; each is a read and a write. */
const vacuumPages = 1000;

export class Retention {
  readonly #database: DatabaseSync;
  readonly #inbox: Inbox;
  readonly #blocks: Blocks;
  readonly #keep: KeepRaw;

  constructor(database: DatabaseSync, inbox: Inbox, blocks: Blocks, keep: KeepRaw) {
    this.#database = database;
    this.#inbox = inbox;
    this.#blocks = blocks;
    this.#keep = keep;
  }

  /**
   * One transaction's worth.
   *
   * @param now milliseconds UTC of a trusted clock; Infinity on a full disk: however young they are.
   * @param willLeave told how many readings will be gone, before they are: the mark must never promise too many.
   */
  drop(now: number, willLeave: (readings: number) => void): Dropped {
    const before = hourOf(Math.min(now - this.#keep.keepMs, Number.MAX_SAFE_INTEGER));
    const hours = this.#droppable(before);
    const readings = hours.reduce((sum, hour) => sum + hour.readings, 0);
    const last = hours.at(-1);
    if (last === undefined) return { hours: 0, readings: 0 };
    willLeave(readings);
    transaction(this.#database, () => {
      this.#carry(last.hour);
      const remove = this.#database.prepare(
        'DELETE FROM block WHERE rev IN (SELECT block.rev FROM sensor JOIN block ON sensor = sensor.id AND hour = ?)',
      );
      for (const { hour } of hours) remove.run(hour);
      this.#database
        .prepare('UPDATE site SET raw_from = ?, folded = folded - ?')
        .run(last.hour + 1, readings);
    });
    this.#inbox.keepFrom(last.hour + 1);
    this.#database.exec(`PRAGMA incremental_vacuum(${String(vacuumPages)})`);
    return { hours: hours.length, readings };
  }

  /** What each sensor measured last goes on into the hours that are kept, also of one that does so once in many hours. */
  #carry(hour: number): void {
    const put = this.#database.prepare(
      'INSERT OR REPLACE INTO carried (sensor, at_ms, value) VALUES (?, ?, ?)',
    );
    const lasts = this.#database.prepare(
      'SELECT id, (SELECT max(hour) FROM block WHERE sensor = sensor.id AND hour <= ?) AS hour FROM sensor',
    );
    for (const row of lasts.all(hour)) {
      const of = maybeNumberIn(row, 'hour');
      if (of === null) continue;
      const sensor = numberIn(row, 'id');
      const last = this.#blocks.read({ sensor, hour: of }).at(-1);
      if (last !== undefined) put.run(sensor, last.at, last.value);
    }
  }

  /** The oldest hours up to the first that must stay. */
  #droppable(before: number): { readonly hour: number; readonly readings: number }[] {
    const position = this.#passedBySinks();
    const open = Math.min(this.#oldestInInbox(), this.#oldestStale());
    const hours: { hour: number; readings: number }[] = [];
    for (let from = 0; hours.length < atOnce;) {
      const hour = this.#oldestHour(from);
      if (hour === undefined || hour >= before || hour >= open) break;
      const readings = this.#readingsIfSafe(hour, position);
      if (readings === undefined) break;
      hours.push({ hour, readings });
      from = hour + 1;
    }
    return hours;
  }

  /** Every sink is past the blocks up to this rev; -1 where no sink has all of them. */
  #passedBySinks(): number {
    const { sinks, wholeSinks } = this.#keep;
    if (wholeSinks.length === 0) return -1;
    const pos = this.#database.prepare("SELECT pos FROM cursor WHERE sink = ? AND lane = 'block'");
    return Math.min(...sinks.map((sink) => maybeNumberIn(pos.get(sink) ?? { pos: -1 }, 'pos') ?? -1));
  }

  /** Late readings that are still to be folded into their hour keep it. */
  #oldestInInbox(): number {
    let oldest = Infinity;
    for (const { samples } of this.#inbox.after(0))
      for (const { at } of samples) oldest = Math.min(oldest, at);
    return hourOf(oldest);
  }

  /** What has to be rolled again needs its readings, and those that may have been carried into it. */
  #oldestStale(): number {
    const row = this.#database
      .prepare(
        `SELECT min(from_ms) - max(?, (SELECT coalesce(max(hold_ms), 0) FROM hold)) AS ms
         FROM stale WHERE kind IN ('sensor', 'series')`,
      )
      .get(hourMs);
    const from = maybeNumberIn(row, 'ms');
    return from === null ? Infinity : hourOf(from);
  }

  #oldestHour(from: number): number | undefined {
    const row = this.#database
      .prepare(
        `SELECT min(oldest) AS hour FROM
           (SELECT (SELECT min(hour) FROM block WHERE sensor = sensor.id AND hour >= ?) AS oldest FROM sensor)`,
      )
      .get(from);
    return maybeNumberIn(row, 'hour') ?? undefined;
  }

  /** How many readings an hour holds; undefined unless sinks have them. */
  #readingsIfSafe(hour: number, position: number): number | undefined {
    const rows = this.#database
      .prepare('SELECT block.n, block.rev FROM sensor JOIN block ON block.sensor = sensor.id AND hour = ?')
      .all(hour);
    let readings = 0;
    for (const row of rows) {
      if (numberIn(row, 'rev') > position) return undefined;
      readings += numberIn(row, 'n');
    }
    return readings;
  }
}
