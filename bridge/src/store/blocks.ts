/** The table of packed hours: one row a sensor and hour. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { MalformedBytes } from './bytes.ts';
import type { DamagedRows } from './damaged.ts';
import { packBlock, unpackBlock, type BlockKey, type Sample } from './packing.ts';
import { numberIn, packedIn, type Row } from './rows.ts';

export const hourMs = 3_600_000;

export function hourOf(at: number): number {
  return Math.floor(at / hourMs);
}

export interface Block extends BlockKey {
  readonly rev: number;
  readonly samples: readonly Sample[];
}

export class Blocks {
  readonly #database: DatabaseSync;
  readonly #damaged: DamagedRows;
  readonly #one: StatementSync;
  readonly #after: StatementSync;
  readonly #delete: StatementSync;
  readonly #insert: StatementSync;

  constructor(database: DatabaseSync, damaged: DamagedRows) {
    this.#database = database;
    this.#damaged = damaged;
    this.#one = database.prepare('SELECT * FROM block WHERE sensor = ? AND hour = ?');
    this.#after = database.prepare('SELECT * FROM block WHERE rev > ? ORDER BY rev');
    this.#delete = database.prepare('DELETE FROM block WHERE sensor = ? AND hour = ?');
    this.#insert = database.prepare(
      'INSERT INTO block (sensor, hour, n, data, crc) VALUES (?, ?, ?, ?, ?) RETURNING rev',
    );
  }

  /** Empty for an hour that has none. */
  read(key: BlockKey): readonly Sample[] {
    const row = this.#one.get(key.sensor, key.hour);
    return row === undefined ? [] : (this.#unpacked(row)?.samples ?? []);
  }

  /** Replaces that hour; within a transaction. */
  write(key: BlockKey, samples: readonly Sample[]): void {
    const { data, crc } = packBlock(key, samples);
    this.#delete.run(key.sensor, key.hour);
    this.#insert.get(key.sensor, key.hour, samples.length, data, crc);
  }

  /** In the order of their revs; damaged ones are set aside on the way and left out. */
  *after(rev: number): Generator<Block> {
    for (const row of this.#after.iterate(rev)) {
      const block = this.#unpacked(row);
      if (block) yield block;
    }
  }

  /** Reads all of them, sets damaged ones aside and corrects the count of what is in them. */
  verify(): void {
    let readings = 0;
    for (const { samples } of this.after(0)) readings += samples.length;
    this.#database.prepare('UPDATE site SET folded = ? WHERE folded != ?').run(readings, readings);
  }

  /** The newest rev ever given. */
  lastRev(): number {
    const row = this.#database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'block'").get();
    return row === undefined ? 0 : numberIn(row, 'seq');
  }

  /** When each sensor measured last, of what is in blocks; by sensor id. */
  lastTimes(): Map<number, number> {
    const times = new Map<number, number>();
    for (const row of this.#database
      .prepare('SELECT id, (SELECT max(hour) FROM block WHERE sensor = sensor.id) AS hour FROM sensor')
      .all()) {
      if (row['hour'] === null) continue;
      const key = { sensor: numberIn(row, 'id'), hour: numberIn(row, 'hour') };
      const last = this.read(key).at(-1);
      // A damaged block: its hour's end, so that whatever is earlier is looked up.
      times.set(key.sensor, last?.at ?? (key.hour + 1) * hourMs - 1);
    }
    return times;
  }

  #unpacked(row: Row): Block | undefined {
    const key = { sensor: numberIn(row, 'sensor'), hour: numberIn(row, 'hour') };
    try {
      const samples = unpackBlock(key, numberIn(row, 'n'), packedIn(row));
      return { ...key, rev: numberIn(row, 'rev'), samples };
    } catch (error) {
      if (!(error instanceof MalformedBytes)) throw error;
      this.#damaged.setAside('block', row);
      return undefined;
    }
  }
}
