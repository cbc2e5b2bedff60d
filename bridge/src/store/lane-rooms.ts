/** Closed buckets, days and months of rooms, for sinks. */
import type { DatabaseSync } from 'node:sqlite';
import { bucketIn, type BucketTable } from './bucket-rows.ts';
import type { StoreLane } from './lane.ts';
import { hadValues, longBucket, tableEnds } from './long-rows.ts';
import { numberIn, textIn, type Row } from './rows.ts';
import type { LongBucket, LongRow } from './types.ts';

export function roomLane(database: DatabaseSync, table: Exclude<BucketTable, 'rollup'>): StoreLane {
  const after = database.prepare(
    `SELECT ${table}.*, room, quantity FROM ${table} CROSS JOIN series ON series.id = ${table}.series
     WHERE rev > ? ORDER BY rev LIMIT ?`,
  );
  const together = database.prepare(
    `SELECT ${table}.*, room, quantity FROM series JOIN ${table} ON ${table}.series = series.id
     WHERE room = ? AND start_ms = ? ORDER BY quantity`,
  );
  return {
    ...tableEnds(database, table),
    after(from, limit) {
      const rows: LongRow[] = [];
      /** Of which all is sent already. */
      const whole = new Set<string>();
      let [to, left] = [from, limit];
      for (const row of after.iterate(from, limit)) {
        if (left <= 0) break;
        to = numberIn(row, 'rev');
        const [room, start] = [textIn(row, 'room'), numberIn(row, 'start_ms')];
        const point = `${String(start)} ${room}`;
        if (whole.has(point)) continue;
        const isEmptied = hadValues(row);
        if (isEmptied) whole.add(point);
        const buckets = isEmptied ? together.all(room, start).map(bucketOf) : [bucketOf(row)];
        rows.push({ of: { room }, start, buckets, isEmptied });
        left -= buckets.length;
      }
      return { kind: 'long', measurement: table, rows, isAnew: false, from, to };
    },
  };
}

function bucketOf(row: Row): LongBucket {
  return longBucket(textIn(row, 'quantity'), bucketIn(row));
}
