/**
 * What is not folded yet, for the reader's thread, which only looks: damaged rows are the writer's to set aside. Each
 * row is unpacked once, as a page of rooms asks many questions between two commits; so it is all in memory here, no
 * more than is folded at once.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { hourOf } from './blocks.ts';
import { MalformedBytes } from './bytes.ts';
import { readingsSaid } from './damaged.ts';
import { unpackBatch, type BatchSample } from './packing.ts';
import { numberIn, packedIn, type Row } from './rows.ts';

export interface Unfiled {
  /** By hour. */
  readonly samples: ReadonlyMap<number, readonly BatchSample[]>;
  /** Readings in rows that are damaged. */
  readonly lost: number;
}

/** What is known of all rows up to a number: other rows would have another sum of checksums. */
interface Known {
  readonly through: number;
  readonly rows: number;
  readonly crcs: number;
}

const nothing: Known = { through: -1, rows: 0, crcs: 0 };

export class UnfiledReadings {
  readonly #version: StatementSync;
  readonly #upTo: StatementSync;
  readonly #after: StatementSync;
  /** SQLite's number for what others have written, which is another after each of their commits. */
  #seen: number | undefined;
  #known = nothing;
  /** By sensor, in the order of arrival. */
  #samples = new Map<number, BatchSample[]>();
  #lost = 0;

  constructor(database: DatabaseSync) {
    this.#version = database.prepare('PRAGMA data_version');
    this.#upTo = database.prepare(
      'SELECT count(*) AS rows, total(crc) AS crcs FROM inbox WHERE through <= ?',
    );
    this.#after = database.prepare('SELECT * FROM inbox WHERE through > ? ORDER BY through');
  }

  /** To be called within a transaction. @param to itself is not in it. */
  between(from: number, to: number, sensors: ReadonlySet<number>): Unfiled {
    this.#look();
    const hours = new Map<number, BatchSample[]>();
    for (const sensor of sensors) {
      for (const sample of this.#samples.get(sensor) ?? [])
        if (sample.at >= from && sample.at < to) put(hours, hourOf(sample.at), sample);
    }
    return { samples: hours, lost: this.#lost };
  }

  #look(): void {
    const version = numberIn(this.#version.get(), 'data_version');
    if (version === this.#seen) return;
    const row = this.#upTo.get(this.#known.through);
    const isSame = numberIn(row, 'rows') === this.#known.rows && numberIn(row, 'crcs') === this.#known.crcs;
    if (!isSame) this.#forget();
    for (const added of this.#after.iterate(this.#known.through)) {
      const samples = unpacked(added);
      const { rows, crcs } = this.#known;
      const through = numberIn(added, 'through');
      // Row by row: who cannot read the next one tries again, from there.
      this.#known = { through, rows: rows + 1, crcs: crcs + numberIn(added, 'crc') };
      if (samples === undefined) this.#lost += readingsSaid(added);
      else for (const sample of samples) put(this.#samples, sample.sensor, sample);
    }
    this.#seen = version;
  }

  #forget(): void {
    this.#known = nothing;
    this.#samples = new Map();
    this.#lost = 0;
  }
}

function unpacked(row: Row): BatchSample[] | undefined {
  try {
    return unpackBatch(numberIn(row, 'through'), numberIn(row, 'n'), packedIn(row));
  } catch (error) {
    if (error instanceof MalformedBytes) return undefined;
    throw error;
  }
}

function put(into: Map<number, BatchSample[]>, key: number, sample: BatchSample): void {
  const samples = into.get(key);
  if (samples) samples.push(sample);
  else into.set(key, [sample]);
}
