/**
 * Which buckets have a row though nothing was measured in them (docs/averages.md, "Empty buckets"): so the coverage of any
 * time is what the rows say, also of a device that fell silent.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { sourcesOf } from '../reading/room-quantity.ts';
import type { Cell } from './averaging.ts';
import { maybeNumberIn, numberIn, textIn, type Row } from './rows.ts';
import { endless, type Stale } from './stale.ts';

/** Rows looked at for the end of the last one: of an hour that was in quarters once, three may have no length. */
const lastRows = 4;

/** When there has to be something: a list for each quantity that it takes, in no order, overlapping. */
export type Stretches = readonly (readonly Cell[])[];

/** From the start of the hour of a sensor's first reading to the end of that of its last. */
interface Measured {
  readonly first: number;
  readonly last: number;
}

export type Unfilled = Pick<Stale, 'kind' | 'of' | 'from' | 'until'>;

/**
 * The hour of its first reading; where that was dropped, the first that has a rollup. Not the quarter of an hour: nothing
 * has to be unpacked for it.
 */
const firstOf = (sensor: string): string =>
  `min(coalesce((SELECT min(hour) * 3600000 FROM block WHERE sensor = ${sensor}), ${String(endless)}),
     coalesce((SELECT min(start_ms) / 3600000 * 3600000 FROM rollup WHERE sensor = ${sensor}), ${String(endless)}))`;

/** The end of the hour of its last reading, dropped or not. */
const lastOf = (sensor: string): string =>
  `max(coalesce((SELECT (max(hour) + 1) * 3600000 FROM block WHERE sensor = ${sensor}), 0),
     coalesce((SELECT (at_ms / 3600000 + 1) * 3600000 FROM carried WHERE sensor = ${sensor}), 0))`;

const endOf = (table: string, of: string, id: string): string =>
  `(SELECT max(until_ms) FROM (SELECT until_ms FROM ${table} WHERE ${of} = ${id}
     ORDER BY start_ms DESC LIMIT ${String(lastRows)}))`;

export class Owed {
  readonly #measured: StatementSync;
  readonly #ofSensor: StatementSync;
  readonly #ofRoom: StatementSync;
  readonly #sensors: StatementSync;
  readonly #series: StatementSync;

  constructor(database: DatabaseSync) {
    this.#measured = database.prepare(`SELECT ${firstOf('?1')} AS first, ${lastOf('?1')} AS last`);
    this.#ofSensor = database.prepare(
      `SELECT ${firstOf('?1')} AS first, 0 AS from_ms, ${lastOf('?1')} AS until_ms
       UNION SELECT ${firstOf('?1')}, from_ms, until_ms FROM sensor
         JOIN sensor AS other ON other.device = sensor.device JOIN placement ON placement.sensor = other.id
         WHERE sensor.id = ?1`,
    );
    this.#ofRoom = database.prepare(
      `SELECT ${firstOf('sensor.id')} AS first, from_ms, until_ms
       FROM placement JOIN sensor ON sensor.id = placement.sensor WHERE room = ? AND quantity = ?`,
    );
    this.#sensors = database.prepare(
      `SELECT id, ${endOf('rollup', 'sensor', 'sensor.id')} AS filled FROM sensor`,
    );
    this.#series = database.prepare(
      `SELECT id, room, quantity, ${endOf('room_hour', 'series', 'series.id')} AS filled FROM series`,
    );
  }

  /** Whole hours; `first` is endless where nothing was measured. */
  measured(sensor: number): Measured {
    const row = this.#measured.get(sensor);
    return { first: numberIn(row, 'first'), last: numberIn(row, 'last') };
  }

  /** From its first reading until its last, and as long as a sensor of its device stands in a room. */
  ofSensor(sensor: number): Stretches {
    return [stretchesIn(this.#ofSensor.all(sensor))];
  }

  /** As long as a sensor of that quantity that has measured stands there; of what is derived, one of each. */
  ofRoom(room: string, quantity: string): Stretches {
    return sourcesOf(quantity).map((source) => stretchesIn(this.#ofRoom.all(room, source)));
  }

  /**
   * What should have rows by now and has none, as time went by. Whatever else makes a bucket owed, a placement or a first
   * reading, marks it as stale itself.
   *
   * @param closed what ends before it can be rolled.
   * @param known what is stale anyway.
   */
  unfilled(closed: number, bucketMs: number, known: readonly Stale[]): Unfilled[] {
    const all: Unfilled[] = [];
    const note = (kind: 'sensor' | 'series', row: Row, stretches: Stretches): void => {
      const of = numberIn(row, 'id');
      const filled = maybeNumberIn(row, 'filled') ?? 0;
      const firsts = stretches.map((some) =>
        Math.min(...some.filter(({ until }) => until > filled).map(({ start }) => start)),
      );
      const from = Math.floor(Math.max(filled, ...firsts) / bucketMs) * bucketMs;
      const until = Math.min(closed, ...stretches.map((some) => Math.max(...some.map((one) => one.until))));
      const isKnown = known.some(
        (one) =>
          one.kind === kind &&
          one.of === of &&
          one.from < from + bucketMs &&
          Math.ceil(one.until / bucketMs) * bucketMs >= until,
      );
      if (from < until && !isKnown) all.push({ kind, of, from, until });
    };
    for (const row of this.#sensors.all()) note('sensor', row, this.ofSensor(numberIn(row, 'id')));
    for (const row of this.#series.all())
      note('series', row, this.ofRoom(textIn(row, 'room'), textIn(row, 'quantity')));
    return all;
  }
}

/** Whether each of what it takes was there in some part of a cell. */
export function owedIn(stretches: Stretches): (cell: Cell) => boolean {
  return (cell) =>
    stretches.every((some) => some.some(({ start, until }) => start < cell.until && until > cell.start));
}

function stretchesIn(rows: readonly Row[]): Cell[] {
  return rows
    .map((row) => ({
      start: Math.max(numberIn(row, 'first'), numberIn(row, 'from_ms')),
      until: maybeNumberIn(row, 'until_ms') ?? endless,
    }))
    .filter(({ start, until }) => start < until);
}
