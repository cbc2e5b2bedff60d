/** The tables of buckets: a row is written anew, under a new number, only where it says something else. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Bucket, Cell } from './averaging.ts';
import { maybeNumberIn, numberIn, type Row } from './rows.ts';

export const bucketTables = {
  rollup: 'sensor',
  room_hour: 'series',
  room_day: 'series',
  room_month: 'series',
} as const;
export type BucketTable = keyof typeof bucketTables;

/** Each bucket begins on such a quarter of an hour. */
const leastBucketMs = 900_000;

const columns = 'start_ms, until_ms, count, wsum, covered, min, min_at, max, max_at';

export class BucketRows {
  readonly #between: StatementSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;

  constructor(database: DatabaseSync, table: BucketTable) {
    const of = bucketTables[table];
    this.#between = database.prepare(
      `SELECT rev, held, ${columns} FROM ${table} WHERE ${of} = ? AND start_ms >= ? AND start_ms < ? ORDER BY start_ms`,
    );
    // What is replaced gives its number up; the new one is higher than all before.
    this.#put = database.prepare(
      `INSERT OR REPLACE INTO ${table} (${of}, ${columns}, held) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#remove = database.prepare(`DELETE FROM ${table} WHERE rev = ?`);
  }

  /** Those that begin in it, in the order of time. */
  between(of: number, { start, until }: Cell): Bucket[] {
    return this.#between.all(of, start, until).map(bucketIn);
  }

  /**
   * Makes the rows that begin in a stretch say this; within a transaction. Of a bucket that was there and is none any
   * more, as another zone has others, a row of no length stays: sinks have it.
   *
   * @param isKept whether a row that begins there stays as it is.
   * @param isOwed whether there is a row though nothing is covered.
   */
  replace(
    of: number,
    stretch: Cell,
    buckets: readonly Bucket[],
    {
      isKept = () => false,
      isOwed,
    }: { isKept?: (start: number) => boolean; isOwed: (cell: Cell) => boolean },
  ): void {
    const before = new Map(
      this.#between
        .all(of, stretch.start, stretch.until)
        .map((row) => [
          numberIn(row, 'start_ms'),
          { rev: numberIn(row, 'rev'), bucket: bucketIn(row), held: numberIn(row, 'held') === 1 },
        ]),
    );
    for (const bucket of buckets) {
      const known = before.get(bucket.start);
      // Where there was none, what can still be read is better than nothing.
      if (known !== undefined && isKept(bucket.start)) continue;
      before.delete(bucket.start);
      if (known === undefined ? bucket.covered === 0 && !isOwed(bucket) : isSame(known.bucket, bucket))
        continue;
      this.#write(of, bucket, known?.held);
    }
    for (const [start, { rev, bucket, held }] of before) {
      if (isKept(start)) continue;
      // It began where a placement did that is not there any more, and no sink had it as a part of that bucket.
      if (!held && start % leastBucketMs !== 0) this.#remove.run(rev);
      else if (bucket.until !== start) this.#write(of, { ...emptied(bucket), until: start }, held);
    }
  }

  /** Those that begin in it, and say anything, get new numbers: who has them gets them again. Within a transaction. */
  renew(of: number, stretch: Cell): void {
    for (const bucket of this.between(of, stretch)) if (bucket.covered > 0) this.#write(of, bucket);
  }

  /** @param held whether what it replaces ever had values. */
  #write(of: number, bucket: Bucket, held = false): void {
    const { start, until, count, wsum, covered, min, minAt, max, maxAt } = bucket;
    const holds = Number(held || covered > 0);
    this.#put.run(of, start, until, count, wsum, covered, min, minAt, max, maxAt, holds);
  }
}

export function bucketIn(row: Row): Bucket {
  return {
    start: numberIn(row, 'start_ms'),
    until: numberIn(row, 'until_ms'),
    count: numberIn(row, 'count'),
    wsum: numberIn(row, 'wsum'),
    covered: numberIn(row, 'covered'),
    min: maybeNumberIn(row, 'min'),
    minAt: maybeNumberIn(row, 'min_at'),
    max: maybeNumberIn(row, 'max'),
    maxAt: maybeNumberIn(row, 'max_at'),
  };
}

function isSame(a: Bucket, b: Bucket): boolean {
  return (
    a.until === b.until &&
    a.count === b.count &&
    a.wsum === b.wsum &&
    a.covered === b.covered &&
    a.min === b.min &&
    a.minAt === b.minAt &&
    a.max === b.max &&
    a.maxAt === b.maxAt
  );
}

function emptied({ start, until }: Bucket): Bucket {
  return { start, until, count: 0, wsum: 0, covered: 0, min: null, minAt: null, max: null, maxAt: null };
}
