/**
 * Buckets of rooms for those who ask: from their tables, and by the same arithmetic from readings where what is in the
 * tables is not the last word: the open hour, what came late and is not folded, what is stale.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  bucketWidth,
  coverWidth,
  type Averaging,
  type Bucket,
  type Cell,
  type NotRolled,
  type RoomBuckets,
  type RoomCovers,
  type RoomQuestion,
  type SiteCalendar,
  type Tier,
} from './averaging.ts';
import { hourMs, hourOf } from './blocks.ts';
import { BucketRows } from './bucket-rows.ts';
import { cellsOf } from './cells.ts';
import { Past, type Unfolded } from './past.ts';
import type { UnfiledReadings } from './read-inbox.ts';
import { numberIn, textIn, transaction } from './rows.ts';
import { joined } from './stretches.ts';

/** Buckets that are computed for one answer at most; beyond it the writer is to roll them first. */
const mostComputed = 1500;
/** Buckets whose readings are in memory together. */
const inMemory = 48;

/** One question, and what of it has to be computed. */
interface Asked {
  readonly question: RoomQuestion;
  readonly series: number;
  readonly calendar: SiteCalendar;
  readonly unfolded: Unfolded;
  /** Whole buckets that the tables do not have right; in the order of time, apart from each other. */
  readonly computed: readonly Cell[];
  /** Whose sums the tables do not have right, though they may have the buckets. */
  readonly unsummed: readonly Cell[];
}

export class AveragesTables {
  readonly #database: DatabaseSync;
  readonly #averaging: Averaging;
  readonly #past: Past;
  readonly #unfiled: UnfiledReadings;
  readonly #hours: BucketRows;
  readonly #days: BucketRows;
  readonly #months: BucketRows;
  readonly #stale: StatementSync;
  readonly #counted: StatementSync;
  readonly #covered: StatementSync;
  #calendar: SiteCalendar | undefined;

  constructor(database: DatabaseSync, averaging: Averaging, unfiled: UnfiledReadings) {
    this.#database = database;
    this.#averaging = averaging;
    this.#past = new Past(database, averaging);
    this.#unfiled = unfiled;
    this.#hours = new BucketRows(database, 'room_hour');
    this.#days = new BucketRows(database, 'room_day');
    this.#months = new BucketRows(database, 'room_month');
    this.#stale = database.prepare(
      'SELECT from_ms, until_ms FROM stale WHERE kind = ? AND of_id = ? AND from_ms < ? AND until_ms > ?',
    );
    this.#counted = database.prepare(
      'SELECT coalesce(sum(n), 0) AS n FROM block WHERE sensor = ? AND hour >= ? AND hour <= ?',
    );
    this.#covered = database.prepare(
      'SELECT start_ms FROM room_hour WHERE series = ? AND covered > 0 ORDER BY start_ms',
    );
  }

  /** @returns undefined where there is no such room. */
  buckets(question: RoomQuestion & { readonly tier: Tier }): RoomBuckets | NotRolled | undefined {
    return transaction(this.#database, () => this.#buckets(question), 'DEFERRED');
  }

  /** @returns undefined where there are more readings than the limit, or there is no such room. */
  covers(question: RoomQuestion & { readonly limit: number }): RoomCovers | undefined {
    return transaction(this.#database, () => this.#covers(question), 'DEFERRED');
  }

  #buckets(question: RoomQuestion & { readonly tier: Tier }): RoomBuckets | NotRolled | undefined {
    if (!this.#isRoom(question.room)) return undefined;
    const calendar = this.#siteCalendar();
    const whole = this.#whole(question, calendar);
    const asked = this.#asked({ ...question, from: whole.start, until: whole.until }, calendar);
    if (isTooMuch(asked)) return { isStale: true };
    const first = this.#first(asked);
    if (first !== null && typeof first === 'object') return first;
    const all = this.#tiers(asked, whole)[question.tier]();
    const buckets = all.filter(({ start, covered }) => covered > 0 && start >= question.from);
    return { packed: packed(buckets), first, bucketMs: calendar.bucketMs };
  }

  #covers({ limit, ...question }: RoomQuestion & { readonly limit: number }): RoomCovers | undefined {
    const { room, quantity, from } = question;
    if (!this.#isRoom(room)) return undefined;
    const until = Math.max(from, Math.min(question.until, question.now));
    const stretch = { start: from, until };
    const unfolded = this.#unfoldedOf(question);
    let readings = [...unfolded.values()].reduce((sum, { length }) => sum + length, 0);
    for (const { sensor } of this.#past.standing(room, quantity, stretch))
      readings += numberIn(this.#counted.get(sensor, hourOf(from), hourOf(until - 1)), 'n');
    if (readings > limit) return undefined;
    const { covers } = this.#past.ofRoom(room, quantity, stretch, (sensor) =>
      this.#past.ofSensor(sensor, from, until, unfolded),
    );
    const numbers = new Float64Array(covers.length * coverWidth);
    for (const [i, { from: at, until: end, value, readings: n }] of covers.entries())
      numbers.set([at, end, value, n], i * coverWidth);
    return { packed: numbers };
  }

  /** The stretch in whole days or months, where those are asked for, else in whole buckets. */
  #whole({ from, until, tier }: RoomQuestion & { readonly tier: Tier }, calendar: SiteCalendar): Cell {
    if (tier === 'bucket') return bucketsAround({ start: from, until }, calendar.bucketMs);
    const cellAt = (at: number): Cell => (tier === 'day' ? calendar.dayOf(at) : calendar.monthOf(at));
    return { start: cellAt(from).start, until: cellAt(until - 1).until };
  }

  #asked(question: RoomQuestion, calendar: SiteCalendar): Asked {
    const { room, quantity, from, until, now } = question;
    const row = this.#database
      .prepare('SELECT id FROM series WHERE room = ? AND quantity = ?')
      .get(room, quantity);
    const series = row === undefined ? 0 : numberIn(row, 'id');
    const unfolded = this.#unfoldedOf(question);
    const touched: Cell[] = this.#staleOf('series', series, from, until);
    for (const [sensor, readings] of unfolded) {
      const lasts = this.#past.longestHold(this.#past.holds(sensor));
      for (const { at } of readings) touched.push({ start: at, until: at + lasts });
    }
    // What is still to come is nothing yet, and nobody can roll it.
    const last = Math.min(until, Math.ceil(now / calendar.bucketMs) * calendar.bucketMs);
    const computed = joined(touched.map((one) => bucketsAround(one, calendar.bucketMs))).flatMap((one) => {
      const [start, end] = [Math.max(one.start, from), Math.min(one.until, last)];
      return start < end ? [{ start, until: end }] : [];
    });
    const unsummed = joined([...computed, ...this.#staleOf('days', series, from, until)]);
    return { question, series, calendar, unfolded, computed, unsummed };
  }

  #tiers(asked: Asked, whole: Cell): Record<Tier, () => Bucket[]> {
    const { calendar } = asked;
    const bucket = (stretch = whole): Bucket[] => this.#bucketsOf(asked, stretch);
    const day = (stretch = whole): Bucket[] =>
      this.#summed(this.#days, asked, stretch, (at) => calendar.dayOf(at), bucket);
    const month = (): Bucket[] => this.#summed(this.#months, asked, whole, (at) => calendar.monthOf(at), day);
    return { bucket, day, month };
  }

  #bucketsOf(asked: Asked, stretch: Cell): Bucket[] {
    const { series, computed } = asked;
    const known = this.#hours.between(series, stretch).filter(({ start }) => !isAmong(computed, start));
    return [...known, ...this.#computed(asked, stretch)].sort((a, b) => a.start - b.start);
  }

  /** Those of a stretch that the table does not have right. */
  *#computed({ question, calendar, unfolded, computed }: Asked, stretch: Cell): Generator<Bucket, void> {
    const { room, quantity, now } = question;
    const most = inMemory * calendar.bucketMs;
    for (const one of computed) {
      const end = Math.min(one.until, stretch.until);
      for (let start = Math.max(one.start, stretch.start); start < end; start += most) {
        const until = Math.min(end, start + most);
        const past = { start, until: Math.max(start, Math.min(until, now)) };
        const { covers } = this.#past.ofRoom(room, quantity, past, (sensor) =>
          this.#past.ofSensor(sensor, start, until, unfolded),
        );
        yield* this.#averaging.roll(covers, cellsOf({ start, until }, calendar.bucketMs));
      }
    }
  }

  /** Those of the table, but sums of what is finer where the table does not have it right. */
  #summed(
    rows: BucketRows,
    { series, unsummed }: Asked,
    stretch: Cell,
    cellAt: (at: number) => Cell,
    finer: (stretch: Cell) => Bucket[],
  ): Bucket[] {
    const made = new Map<number, Cell>();
    for (const { start, until } of unsummed) {
      const from = Math.max(start, stretch.start);
      for (let cell = cellAt(from); cell.start < Math.min(until, stretch.until); cell = cellAt(cell.until))
        made.set(cell.start, cell);
    }
    const cells = [...made.values()];
    // Before they are made anew after a change of zone, those of the old one begin elsewhere.
    const known = rows.between(series, stretch).filter(({ start }) => !isAmong(cells, start));
    const sums = cells.map((cell) => this.#averaging.sum(finer(cell), cell));
    return [...known, ...sums].sort((a, b) => a.start - b.start);
  }

  #staleOf(kind: 'series' | 'days', series: number, from: number, until: number): Cell[] {
    return this.#stale
      .all(kind, series, until, from)
      .map((row) => ({ start: numberIn(row, 'from_ms'), until: numberIn(row, 'until_ms') }));
  }

  /** Of the sensors that stood there meanwhile; also what may have gone on into the period. */
  #unfoldedOf({ room, quantity, from, until }: RoomQuestion): Unfolded {
    const standing = this.#past.standing(room, quantity, { start: from, until });
    const sensors = new Set(standing.map(({ sensor }) => sensor));
    const lasts = Math.max(
      0,
      ...[...sensors].map((sensor) => this.#past.longestHold(this.#past.holds(sensor))),
    );
    const unfolded = new Map<number, { readonly at: number; readonly value: number }[]>();
    const { samples } = this.#unfiled.between(from - lasts, until, sensors);
    for (const hour of samples.values()) {
      for (const { sensor, at, value } of hour) {
        const known = unfolded.get(sensor);
        if (known) known.push({ at, value });
        else unfolded.set(sensor, [{ at, value }]);
      }
    }
    for (const readings of unfolded.values()) readings.sort((a, b) => a.at - b.at);
    return unfolded;
  }

  /** When the first bucket began that has any coverage: not by the table where that is not right. */
  #first(asked: Asked): number | NotRolled | null {
    const known = this.#firstKnown(asked);
    const { from } = asked.question;
    if (from >= known) return known;
    const earlier = this.#before(asked);
    if (earlier !== undefined && isTooMuch(earlier)) return { isStale: true };
    for (const part of earlier === undefined ? [asked] : [earlier, asked]) {
      for (const { start, covered } of this.#computed(part, { start: part.question.from, until: known }))
        if (covered > 0) return start;
    }
    return known === Infinity ? null : known;
  }

  /** The same question of the time before it, from where on the tables do not have it right; undefined: they do. */
  #before({ question, series, calendar }: Asked): Asked | undefined {
    const { room, quantity, from: until } = question;
    const standing = this.#past.standing(room, quantity, { start: -Infinity, until });
    const { samples } = this.#unfiled.between(
      -Infinity,
      until,
      new Set(standing.map(({ sensor }) => sensor)),
    );
    const stale = this.#staleOf('series', series, -Infinity, until);
    const from = Math.min(
      until,
      ...[...samples.keys()].map((of) => of * hourMs),
      ...stale.map(({ start }) => start),
    );
    if (from === until) return undefined;
    const { start } = bucketsAround({ start: from, until }, calendar.bucketMs);
    return this.#asked({ ...question, from: start, until }, calendar);
  }

  #firstKnown({ series, computed }: Asked): number {
    for (const row of this.#covered.iterate(series)) {
      const start = numberIn(row, 'start_ms');
      if (!isAmong(computed, start)) return start;
    }
    return Infinity;
  }

  #isRoom(room: string): boolean {
    return this.#database.prepare('SELECT 1 FROM room WHERE id = ?').get(room) !== undefined;
  }

  #siteCalendar(): SiteCalendar {
    const zone = textIn(this.#database.prepare('SELECT zone FROM site').get(), 'zone');
    if (this.#calendar?.zone !== zone) this.#calendar = this.#averaging.calendar(zone);
    return this.#calendar;
  }
}

function isTooMuch({ computed, calendar }: Asked): boolean {
  const all = computed.reduce((sum, { start, until }) => sum + until - start, 0);
  return all / calendar.bucketMs > mostComputed;
}

function bucketsAround({ start, until }: Cell, bucketMs: number): Cell {
  return {
    start: Math.floor(start / bucketMs) * bucketMs,
    until: Math.ceil(until / bucketMs) * bucketMs,
  };
}

function isAmong(stretches: readonly Cell[], at: number): boolean {
  return stretches.some(({ start, until }) => start <= at && at < until);
}

function packed(buckets: readonly Bucket[]): Float64Array {
  const numbers = new Float64Array(buckets.length * bucketWidth);
  for (const [i, { start, until, count, wsum, covered, min, minAt, max, maxAt }] of buckets.entries()) {
    const edges = [min ?? NaN, minAt ?? NaN, max ?? NaN, maxAt ?? NaN];
    numbers.set([start, until, count, wsum, covered, ...edges], i * bucketWidth);
  }
  return numbers;
}
