/** Rows of the long view's tables, as sinks are to have them. */
import type { DatabaseSync } from 'node:sqlite';
import type { Bucket } from './averaging.ts';
import type { BucketTable } from './bucket-rows.ts';
import { maxCounted, type StoreLane } from './lane.ts';
import { maybeNumberIn, numberIn, type Row } from './rows.ts';
import type { LongBucket } from './outbox-types.ts';

/** How far a table has got, and what of it is still to be sent. */
export function tableEnds(database: DatabaseSync, table: BucketTable): Pick<StoreLane, 'newest' | 'waiting'> {
  return {
    newest() {
      const row = database.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?').get(table);
      return row === undefined ? 0 : numberIn(row, 'seq');
    },
    waiting(from) {
      const row = database
        .prepare(
          `SELECT count(*) AS waiting, min(start_ms) AS oldest
           FROM (SELECT start_ms FROM ${table} WHERE rev > ? ORDER BY rev LIMIT ?)`,
        )
        .get(from, maxCounted);
      return { waiting: numberIn(row, 'waiting'), oldest: maybeNumberIn(row, 'oldest') };
    },
  };
}

/**
 * In another zone; within a transaction. Days and months are sums, made again from the buckets. What sinks have of
 * rooms lies by the zone before, by its times or by its tags: it must go, and all is sent again.
 */
export function beginAnew(database: DatabaseSync): void {
  database.exec('DELETE FROM room_day; DELETE FROM room_month');
  database.exec(
    "UPDATE cursor SET pos = 0, is_anew = 1 WHERE lane IN ('room_hour', 'room_day', 'room_month')",
  );
}

/** Whether a sink may have min and max of it, which writing what is there now would leave. */
export function hadValues(row: Row): boolean {
  return (
    numberIn(row, 'covered') === 0 &&
    (numberIn(row, 'held') === 1 || numberIn(row, 'until_ms') === numberIn(row, 'start_ms'))
  );
}

/**
 * InfluxDB 1.x takes a second or more for a deletion, however long the time is that it is of. So what lies between two
 * emptied buckets that are no further apart than this goes with them, and is sent again.
 */
const bucketsBetween = 48;

/** @param before the emptied one before it. */
export function isNear(before: number | undefined, start: number, until: number): before is number {
  return before !== undefined && before < start && start - before <= bucketsBetween * (until - start);
}

/** @param bucket in thousandths. */
export function longBucket(
  quantity: string,
  { start, until, count, wsum, covered, min, max }: Omit<Bucket, 'minAt' | 'maxAt'>,
): LongBucket {
  const weightedSum = wsum / 1000;
  return {
    ...{ quantity, span: until - start, count, weightedSum, covered },
    ...{ min: thousandths(min), max: thousandths(max) },
  };
}

function thousandths(value: number | null): number | null {
  return value === null ? null : value / 1000;
}
