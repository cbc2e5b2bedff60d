/** The cells of which buckets are made. */
import type { DatabaseSync } from 'node:sqlite';
import type { Cell } from './averaging.ts';
import { numberIn } from './rows.ts';

/** @param stretch that begins and ends where buckets do. */
export function cellsOf({ start, until }: Cell, bucketMs: number): Cell[] {
  const cells: Cell[] = [];
  for (let at = start; at < until; at += bucketMs) cells.push({ start: at, until: at + bucketMs });
  return cells;
}

/** Those of a sensor, in each of which it stands in one room and has one calibration. */
export function splitCells(database: DatabaseSync, sensor: number, cells: readonly Cell[]): Cell[] {
  const [first, last] = [cells.at(0), cells.at(-1)];
  if (first === undefined || last === undefined) return [];
  const edges = database
    .prepare(
      `SELECT at FROM (SELECT from_ms AS at FROM placement WHERE sensor = ?1
         UNION SELECT until_ms FROM placement WHERE sensor = ?1
         UNION SELECT from_ms FROM calibration WHERE sensor = ?1)
       WHERE at > ?2 AND at < ?3 ORDER BY at`,
    )
    .all(sensor, first.start, last.until)
    .map((row) => numberIn(row, 'at'));
  if (edges.length === 0) return [...cells];
  return cells.flatMap(({ start, until }) => {
    const inside = edges.filter((at) => at > start && at < until);
    return [start, ...inside].map((at, i) => ({ start: at, until: inside[i] ?? until }));
  });
}
