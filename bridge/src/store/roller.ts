/** Rolls what is stale: buckets of sensors and rooms from their blocks, days and months from the rooms' buckets. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Averaging, Bucket, Cell, SiteCalendar } from './averaging.ts';
import { hourMs } from './blocks.ts';
import { BucketRows } from './bucket-rows.ts';
import { cellsOf, splitCells } from './cells.ts';
import { isDerived } from '../reading/room-quantity.ts';
import { closedBefore } from './fold.ts';
import { beginAnew } from './long-rows.ts';
import { Owed, owedIn } from './owed.ts';
import { Past } from './past.ts';
import { maybeNumberIn, numberIn, textIn, transaction } from './rows.ts';
import { endless, leaveStale, longestHoldMs, markStale, staleIn, type Stale } from './stale.ts';

/** Buckets a transaction, so that a commit never waits long for it. */
const atOnce = 1000;
/** What one stretch costs beside its buckets, in buckets: days and months are summed, statements run. */
const leastWorth = 10;
/** Buckets whose readings are in memory together. */
const inMemory = 48;

/** Each has a row as soon as anything in it has one. */
interface Sums {
  readonly stretch: Cell;
  readonly buckets: readonly Bucket[];
  readonly isOwed: (cell: Cell) => boolean;
}

export class Roller {
  readonly #database: DatabaseSync;
  readonly #averaging: Averaging;
  readonly #calendar: SiteCalendar;
  readonly #past: Past;
  readonly #owed: Owed;
  readonly #rollups: BucketRows;
  readonly #hours: BucketRows;
  readonly #days: BucketRows;
  readonly #months: BucketRows;
  readonly #seriesRow: StatementSync;
  readonly #siteRow: StatementSync;

  /** @param zone IANA name of the site's. */
  constructor(database: DatabaseSync, averaging: Averaging, zone: string) {
    this.#database = database;
    this.#averaging = averaging;
    this.#calendar = averaging.calendar(zone);
    this.#past = new Past(database, averaging);
    this.#owed = new Owed(database);
    this.#rollups = new BucketRows(database, 'rollup');
    this.#hours = new BucketRows(database, 'room_hour');
    this.#days = new BucketRows(database, 'room_day');
    this.#months = new BucketRows(database, 'room_month');
    this.#seriesRow = database.prepare('SELECT room, quantity FROM series WHERE id = ?');
    this.#siteRow = database.prepare('SELECT zone, rules, bucket_ms, raw_from FROM site');
    this.#takeZone();
  }

  /**
   * One transaction's worth.
   *
   * @param now milliseconds UTC of a trusted clock; undefined while there is none: what is in blocks was closed.
   * @returns whether there may be more to do.
   */
  roll(now: number | undefined): boolean {
    const closed = now === undefined ? this.#blocksEnd() : closedBefore(now);
    const known = staleIn(this.#database);
    const unfilled = this.#owed.unfilled(closed, this.#calendar.bucketMs, known);
    if (unfilled.length === 0 && !known.some((stale) => this.#isDue(stale, closed))) return false;
    let left = atOnce;
    transaction(this.#database, () => {
      for (const { kind, of, from, until } of unfilled) markStale(this.#database, kind, of, from, until);
      const first = this.#first();
      for (const stale of staleIn(this.#database).filter((one) => this.#isDue(one, closed))) {
        if (left <= 0) break;
        left -= this.#rollOne(stale, { start: first, until: closed }, left);
      }
    });
    return left <= 0;
  }

  #isDue({ from }: Stale, closed: number): boolean {
    return this.#floor(from) < closed;
  }

  /** @returns how many buckets it was worth. */
  #rollOne(stale: Stale, { start: first, until: closed }: Cell, most: number): number {
    const { bucketMs } = this.#calendar;
    const start = Math.min(this.#floor(Math.max(stale.from, first)), closed);
    const due = Math.min(this.#floor(stale.until + bucketMs - 1), closed);
    const until = Math.min(due, start + most * bucketMs);
    for (let at = start; at < until; at += inMemory * bucketMs) {
      const stretch = { start: at, until: Math.min(until, at + inMemory * bucketMs) };
      if (stale.kind === 'calibrated') this.#rollups.renew(stale.of, stretch);
      else if (stale.kind === 'sensor') this.#rollSensor(stale.of, stretch);
      else if (stale.kind === 'series') this.#rollSeries(stale.of, stretch);
    }
    if (stale.kind === 'series' || stale.kind === 'days') this.#sumDays(stale.of, { start, until });
    // Of a change that holds on, what is measured later tells of itself; what was measured already goes on for a while.
    const goesOn = stale.kind === 'calibrated' ? 0 : longestHoldMs;
    const ends = stale.until >= endless && until >= due ? closed + goesOn : stale.until;
    leaveStale(this.#database, { ...stale, until: ends }, until < ends ? until : undefined);
    return Math.max(leastWorth, (until - start) / bucketMs);
  }

  #rollSensor(sensor: number, stretch: Cell): void {
    const { covers, unreadable } = this.#past.ofSensor(sensor, stretch.start, stretch.until);
    const cells = splitCells(this.#database, sensor, cellsOf(stretch, this.#calendar.bucketMs));
    const buckets = this.#averaging.roll(covers, cells);
    this.#rollups.replace(sensor, stretch, buckets, {
      isKept: isIn(unreadable, this.#rawFrom()),
      isOwed: owedIn(this.#owed.ofSensor(sensor)),
    });
  }

  #rollSeries(series: number, { start, until }: Cell): void {
    const row = this.#seriesRow.get(series);
    const [room, quantity] = [textIn(row, 'room'), textIn(row, 'quantity')];
    const isOwed = owedIn(this.#owed.ofRoom(room, quantity));
    const rawFrom = this.#rawFrom();
    if (start < rawFrom && !isDerived(quantity)) {
      const old = { start, until: Math.min(until, rawFrom) };
      this.#hours.replace(series, old, this.#snapped(room, quantity, old), { isOwed });
    }
    // What is derived of readings that are gone stays as it is.
    const stretch = { start: isDerived(quantity) ? Math.max(start, rawFrom) : start, until };
    const { covers, unreadable } = this.#past.ofRoom(room, quantity, stretch);
    const buckets = this.#averaging.roll(covers, cellsOf(stretch, this.#calendar.bucketMs));
    this.#hours.replace(series, stretch, buckets, { isKept: isIn(unreadable, rawFrom), isOwed });
  }

  /** Where the readings are gone: a part of a sensor's bucket is the room's in which it stood when that began. */
  #snapped(room: string, quantity: string, stretch: Cell): Bucket[] {
    const parts = this.#past.standing(room, quantity, stretch).flatMap(({ sensor, stretches }) => {
      const calibrations = this.#past.calibrations(sensor);
      const isFlagged = this.#past.flaggedAt(sensor, stretch);
      return this.#rollups
        .between(sensor, stretch)
        .filter(({ start }) => stretches.some((one) => one.start <= start && start < one.until))
        .filter(({ start }) => !isFlagged(start))
        .map((bucket) => ({
          sensor,
          bucket,
          calibration: calibrations.find(({ from }) => from <= bucket.start),
        }));
    });
    return cellsOf(stretch, this.#calendar.bucketMs).map((cell) =>
      this.#averaging.snapped(
        parts.filter(({ bucket }) => cell.start <= bucket.start && bucket.start < cell.until),
        cell,
      ),
    );
  }

  #sumDays(series: number, stretch: Cell): void {
    const { dayOf, monthOf } = bound(this.#calendar);
    const days = this.#sums(this.#hours, series, stretch, dayOf);
    this.#days.replace(series, days.stretch, days.buckets, days);
    const months = this.#sums(this.#days, series, stretch, monthOf);
    this.#months.replace(series, months.stretch, months.buckets, months);
  }

  /** Those longer times that have any of a stretch in them. */
  #sums(rows: BucketRows, series: number, { start, until }: Cell, cellAt: (at: number) => Cell): Sums {
    const buckets: Bucket[] = [];
    const owed = new Set<number>();
    let cell = cellAt(start);
    const first = cell.start;
    for (; cell.start < until; cell = cellAt(cell.until)) {
      const inside = rows.between(series, cell);
      if (inside.some((row) => row.until > row.start)) owed.add(cell.start);
      buckets.push(this.#averaging.sum(inside, cell));
    }
    const stretch = { start: first, until: buckets.at(-1)?.until ?? first };
    return { stretch, buckets, isOwed: (one) => owed.has(one.start) };
  }

  /** Days lie elsewhere in another zone, or by other rules of it; buckets, where it needs another length of them. */
  #takeZone(): void {
    const { zone, rules, bucketMs } = this.#calendar;
    const site = this.#siteRow.get();
    if (textIn(site, 'zone') === zone && textIn(site, 'rules') === rules) return;
    transaction(this.#database, () => {
      this.#database.prepare('UPDATE site SET zone = ?, rules = ?, bucket_ms = ?').run(zone, rules, bucketMs);
      if (textIn(site, 'zone') !== '') beginAnew(this.#database);
      const areOthers = numberIn(site, 'bucket_ms') !== bucketMs;
      if (areOthers) this.#markAll('sensor', 'SELECT sensor AS of_id, start_ms, until_ms FROM rollup');
      this.#markAll(
        areOthers ? 'series' : 'days',
        'SELECT series AS of_id, start_ms, until_ms FROM room_hour',
      );
    });
  }

  #markAll(kind: Stale['kind'], rows: string): void {
    const sql = `SELECT of_id, min(start_ms) AS first, max(until_ms) AS last FROM (${rows}) GROUP BY of_id`;
    for (const row of this.#database.prepare(sql).all())
      markStale(this.#database, kind, numberIn(row, 'of_id'), numberIn(row, 'first'), numberIn(row, 'last'));
  }

  #floor(at: number): number {
    const { bucketMs } = this.#calendar;
    return Math.floor(at / bucketMs) * bucketMs;
  }

  /** The end of the last hour that is in a block. */
  #blocksEnd(): number {
    const row = this.#database
      .prepare(
        'SELECT coalesce(max((SELECT max(hour) + 1 FROM block WHERE sensor = sensor.id)), 0) AS hour FROM sensor',
      )
      .get();
    return numberIn(row, 'hour') * hourMs;
  }

  /** When the first hour began in which there was anything at all, or the month of some zone that has it. */
  #first(): number {
    const row = this.#database
      .prepare(
        `SELECT min(min(coalesce((SELECT min(hour) * 3600000 FROM block WHERE sensor = sensor.id), ?1),
             coalesce((SELECT min(start_ms) FROM rollup WHERE sensor = sensor.id), ?1),
             coalesce((SELECT min(start_ms) FROM room_month), ?1))) AS first FROM sensor`,
      )
      .get(endless);
    return maybeNumberIn(row, 'first') ?? endless;
  }

  /** Nothing before it can be rolled again. */
  #rawFrom(): number {
    return numberIn(this.#siteRow.get(), 'raw_from') * hourMs;
  }
}

/** Whether a bucket that begins there has to stay as it is, as its readings are not there any more. */
function isIn(unreadable: readonly Cell[], rawFrom: number): (at: number) => boolean {
  return (at) => at < rawFrom || unreadable.some(({ start, until }) => start <= at && at < until);
}

function bound(calendar: SiteCalendar) {
  return {
    dayOf: (at: number) => calendar.dayOf(at),
    monthOf: (at: number) => calendar.monthOf(at),
  };
}
