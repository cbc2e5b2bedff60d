/** Closed buckets, days and months of rooms, for sinks. */
import type { DatabaseSync } from 'node:sqlite';
import { bucketIn, type BucketTable } from './bucket-rows.ts';
import type { StoreLane } from './lane.ts';
import { hadValues, isNear, longBucket, tableEnds } from './long-rows.ts';
import { numberIn, textIn, type Row } from './rows.ts';
import type { LongBucket, LongRow } from './outbox-types.ts';

export function roomLane(database: DatabaseSync, table: Exclude<BucketTable, 'rollup'>): StoreLane {
  const after = database.prepare(
    `SELECT ${table}.*, room, quantity FROM ${table} CROSS JOIN series ON series.id = ${table}.series
     WHERE rev > ? ORDER BY rev LIMIT ?`,
  );
  const together = database.prepare(
    `SELECT ${table}.*, room, quantity FROM series JOIN ${table} ON ${table}.series = series.id
     WHERE room = ? AND start_ms BETWEEN ? AND ? ORDER BY start_ms, quantity`,
  );
  return {
    ...tableEnds(database, table),
    after(from, limit) {
      const rows: LongRow[] = [];
      /** Of which all is sent already. */
      const whole = new Set<string>();
      /** By room, the last that was. */
      const emptied = new Map<string, number>();
      let [to, left] = [from, limit];
      for (const row of after.iterate(from, limit)) {
        if (left <= 0) break;
        to = numberIn(row, 'rev');
        const [room, start] = [textIn(row, 'room'), numberIn(row, 'start_ms')];
        if (whole.has(pointAt(room, start))) continue;
        if (!hadValues(row)) {
          rows.push({ of: { room }, start, buckets: [bucketOf(row)], isEmptied: false });
          left--;
          continue;
        }
        const before = emptied.get(room);
        const first = isNear(before, start, numberIn(row, 'until_ms')) ? before + 1 : start;
        emptied.set(room, start);
        const points = Map.groupBy(together.all(room, first, start), (one) => numberIn(one, 'start_ms'));
        for (const [at, all] of points) {
          if (whole.has(pointAt(room, at))) continue;
          whole.add(pointAt(room, at));
          rows.push({ of: { room }, start: at, buckets: all.map(bucketOf), isEmptied: true });
          left -= all.length;
        }
      }
      return { kind: 'long', measurement: table, rows, isAnew: false, from, to };
    },
  };
}

function pointAt(room: string, start: number): string {
  return `${String(start)} ${room}`;
}

function bucketOf(row: Row): LongBucket {
  return longBucket(textIn(row, 'quantity'), bucketIn(row));
}
