/**
 * The append-only inbox: what arrived since the last fold, a row a commit. It also knows which readings the
 * store has, since (sensor, measuredAt) is a reading's identity: the same again is dropped, another value for
 * the same instant is a conflict that the first one wins.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { hourMs, hourOf, type Blocks } from './blocks.ts';
import { MalformedBytes } from './bytes.ts';
import type { DamagedRows } from './damaged.ts';
import { packBatch, unpackBatch, type BatchSample } from './packing.ts';
import { numberIn, packedIn } from './rows.ts';

export interface InboxBatch {
  /** The number of its last reading. */
  readonly through: number;
  readonly samples: readonly BatchSample[];
}

/** What a batch comes to, before it is written. */
export interface Sifted {
  readonly fresh: readonly BatchSample[];
  /** Sensors whose reading was refused, as another value was there; one entry a reading. */
  readonly conflicts: readonly number[];
  /** Readings refused, as the raw readings of their hour were dropped by retention. */
  readonly tooLate: number;
}

/** Values by sensor and time. */
type Values = Map<number, Map<number, number>>;

export class Inbox {
  readonly #blocks: Blocks;
  readonly #damaged: DamagedRows;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #delete: StatementSync;
  readonly #after: StatementSync;
  readonly #countConflict: StatementSync;
  /** The newest time by sensor: what comes after it is new without a look-up. */
  readonly #lastAt: Map<number, number>;
  /** Made when the first reading out of order asks and dropped with the next fold. */
  #values: Values | undefined;
  #readings = 0;
  /** Milliseconds UTC: what is earlier comes too late. */
  #rawFrom: number;

  constructor(database: DatabaseSync, blocks: Blocks, damaged: DamagedRows) {
    this.#blocks = blocks;
    this.#damaged = damaged;
    this.#insert = database.prepare('INSERT INTO inbox (through, n, data, crc) VALUES (?, ?, ?, ?)');
    this.#update = database.prepare('UPDATE inbox SET n = ?, data = ?, crc = ? WHERE through = ?');
    this.#delete = database.prepare('DELETE FROM inbox WHERE through = ?');
    this.#after = database.prepare('SELECT * FROM inbox WHERE through > ? ORDER BY through');
    this.#countConflict = database.prepare('UPDATE sensor SET conflicts = conflicts + 1 WHERE id = ?');
    this.#lastAt = blocks.lastTimes();
    const rawFrom = numberIn(database.prepare('SELECT raw_from FROM site').get(), 'raw_from');
    this.#rawFrom = rawFrom === 0 ? -Infinity : rawFrom * hourMs;
    let readings = 0;
    for (const { samples } of this.after(0)) {
      this.#noteWritten(samples);
      readings += samples.length;
    }
    this.#readings = readings;
  }

  /** How many readings lie in it. */
  get readings(): number {
    return this.#readings;
  }

  /** Which of these the store does not have yet. */
  sift(samples: readonly BatchSample[]): Sifted {
    const fresh: BatchSample[] = [];
    const conflicts: number[] = [];
    let tooLate = 0;
    const lastHere = new Map<number, number>();
    const here: Values = new Map();
    for (const sample of samples) {
      const { sensor, at, value } = sample;
      if (at < this.#rawFrom) {
        tooLate++;
        continue;
      }
      const last = lastHere.get(sensor) ?? this.#lastAt.get(sensor) ?? -Infinity;
      const known = at > last ? undefined : (here.get(sensor)?.get(at) ?? this.#valueOf(sensor, at));
      if (known === undefined) {
        fresh.push(sample);
        lastHere.set(sensor, Math.max(at, last));
        addTo(here, sensor, at, value);
      } else if (known !== value) conflicts.push(sensor);
    }
    return { fresh, conflicts, tooLate };
  }

  /** Within a transaction; call `noteWritten` once that is committed. A batch of which nothing is new keeps its number. */
  write(through: number, { fresh, conflicts }: Sifted): void {
    const { data, crc } = packBatch(through, fresh);
    this.#insert.run(through, fresh.length, data, crc);
    for (const sensor of conflicts) this.#countConflict.run(sensor);
  }

  noteWritten({ fresh }: Sifted): void {
    this.#noteWritten(fresh);
  }

  /** In the order of arrival; damaged rows are set aside on the way and left out. */
  *after(through: number): Generator<InboxBatch> {
    for (const row of this.#after.iterate(through)) {
      const key = numberIn(row, 'through');
      let samples: BatchSample[];
      try {
        samples = unpackBatch(key, numberIn(row, 'n'), packedIn(row));
      } catch (error) {
        if (!(error instanceof MalformedBytes)) throw error;
        this.#damaged.setAside('inbox', row);
        this.#readings -= numberIn(row, 'n');
        continue;
      }
      yield { through: key, samples };
    }
  }

  /** Leaves only these of a batch; within a transaction, which `noteFolded` follows. */
  keep(through: number, rest: readonly BatchSample[]): void {
    if (rest.length === 0) this.#delete.run(through);
    else {
      const { data, crc } = packBatch(through, rest);
      this.#update.run(rest.length, data, crc, through);
    }
  }

  /** The hours before this one were dropped. */
  keepFrom(hour: number): void {
    this.#rawFrom = hour * hourMs;
  }

  /** So many readings are in blocks now. */
  noteFolded(readings: number): void {
    this.#readings -= readings;
    this.#values = undefined;
  }

  #noteWritten(samples: readonly BatchSample[]): void {
    this.#readings += samples.length;
    for (const { sensor, at, value } of samples) {
      if (at > (this.#lastAt.get(sensor) ?? -Infinity)) this.#lastAt.set(sensor, at);
      if (this.#values) addTo(this.#values, sensor, at, value);
    }
  }

  /** The value that the store has for an instant, wherever it lies. */
  #valueOf(sensor: number, at: number): number | undefined {
    this.#values ??= this.#allValues();
    const here = this.#values.get(sensor)?.get(at);
    if (here !== undefined) return here;
    return this.#blocks.read({ sensor, hour: hourOf(at) }).find((sample) => sample.at === at)?.value;
  }

  #allValues(): Values {
    const values: Values = new Map();
    for (const { samples } of this.after(0)) {
      for (const { sensor, at, value } of samples) addTo(values, sensor, at, value);
    }
    return values;
  }
}

function addTo(values: Values, sensor: number, at: number, value: number): void {
  const ofSensor = values.get(sensor);
  if (ofSensor) ofSensor.set(at, value);
  else values.set(sensor, new Map([[at, value]]));
}
