/** What is not folded yet, for the reader's thread, which only looks: damaged rows are the writer's to set aside. */
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

/** A row's own checksum, and between which times its readings lie: most questions need not unpack it again. */
interface Bounds {
  readonly crc: number;
  readonly first: number;
  readonly last: number;
}

export class UnfiledReadings {
  readonly #rows: StatementSync;
  /** By the row's number. */
  #bounds = new Map<number, Bounds>();

  constructor(database: DatabaseSync) {
    this.#rows = database.prepare('SELECT * FROM inbox ORDER BY through');
  }

  /** @param to itself is not in it. */
  between(from: number, to: number, sensors: ReadonlySet<number>): Unfiled {
    const hours = new Map<number, BatchSample[]>();
    const bounds = new Map<number, Bounds>();
    let lost = 0;
    for (const row of this.#rows.iterate()) {
      const through = numberIn(row, 'through');
      const known = this.#bounds.get(through);
      if (known?.crc === numberIn(row, 'crc') && (known.last < from || known.first >= to)) {
        bounds.set(through, known);
        continue;
      }
      const samples = unpacked(row);
      if (samples === undefined) {
        lost += readingsSaid(row);
        continue;
      }
      bounds.set(through, boundsOf(row, samples));
      for (const sample of samples) {
        if (sample.at >= from && sample.at < to && sensors.has(sample.sensor)) put(hours, sample);
      }
    }
    this.#bounds = bounds;
    return { samples: hours, lost };
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

function boundsOf(row: Row, samples: readonly BatchSample[]): Bounds {
  let [first, last] = [Infinity, -Infinity];
  for (const { at } of samples) [first, last] = [Math.min(first, at), Math.max(last, at)];
  return { crc: numberIn(row, 'crc'), first, last };
}

function put(hours: Map<number, BatchSample[]>, sample: BatchSample): void {
  const hour = hourOf(sample.at);
  const samples = hours.get(hour);
  if (samples) samples.push(sample);
  else hours.set(hour, [sample]);
}
