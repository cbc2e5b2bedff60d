/** What the store's tables say, against what the reference computes from the raw readings. */
import type { DatabaseSync } from 'node:sqlite';
import { isDerived } from '../../src/reading/room-quantity.ts';

type Cell = string | number | null;
/** What it is of, start, until, count, wsum, covered, min, min at, max, max at. */
export type BucketRow = readonly Cell[];

export interface Reference {
  readonly sensor: readonly BucketRow[];
  readonly hour: readonly BucketRow[];
  readonly day: readonly BucketRow[];
  readonly month: readonly BucketRow[];
}
export type Table = keyof Reference;

const columns = 'start_ms, until_ms, count, wsum, covered, min, min_at, max, max_at';
const ofSeries = (table: string): string =>
  `SELECT room, quantity, ${columns} FROM ${table} JOIN series ON series.id = series`;
const queries: Readonly<Record<Table, string>> = {
  sensor: `SELECT sensor, ${columns} FROM rollup`,
  hour: ofSeries('room_hour'),
  day: ofSeries('room_day'),
  month: ofSeries('room_month'),
};
export const everyTable = ['sensor', 'hour', 'day', 'month'] as const;

/** Thousandths. */
const derivedSlack = 0.01;

const [count, wsum, covered] = [2, 3, 4];
const said = ['start', 'until', 'count', 'wsum', 'covered', 'min', 'min at', 'max', 'max at'] as const;

export function rowsIn(database: DatabaseSync, table: Table): BucketRow[] {
  // Columns are text and numbers only: the schema is STRICT.
  return database
    .prepare(queries[table])
    .all()
    .map((row) => Object.values(row) as Cell[]);
}

/** @returns each difference in a line, oldest first. */
export function differences(
  table: Table,
  ours: readonly BucketRow[],
  reference: readonly BucketRow[],
): string[] {
  const wide = table === 'sensor' ? 1 : 2;
  const key = (row: BucketRow): string => row.slice(0, wide + 1).join(' ');
  const left = new Map(reference.map((row) => [key(row), row.slice(wide)]));
  const found: { readonly at: number; readonly line: string }[] = [];
  const differ = (row: BucketRow, line: string): void => {
    const at = Number(row[0]);
    found.push({ at, line: `${new Date(at).toISOString()} ${line}` });
  };
  for (const row of ours) {
    const [name, numbers] = [`${table} ${row.slice(0, wide).join(' ')}`, row.slice(wide)];
    const other = left.get(key(row));
    left.delete(key(row));
    if (other === undefined) {
      const isEmpty = JSON.stringify(numbers.slice(count)) === '[0,0,0,null,null,null,null]';
      if (!isEmpty) differ(numbers, `${name}: the reference has none, the store ${JSON.stringify(numbers)}`);
      continue;
    }
    // Two ways to the same dew point differ in the digits that no sensor has.
    const slack = isDerived(String(row[1])) ? derivedSlack : 0;
    for (const [i, word] of said.entries()) {
      const [a, b] = [numbers[i], other[i]];
      if (i === wsum ? isNear(Number(a), Number(b), Number(other[covered]), slack) : a === b) continue;
      if ((word === 'min' || word === 'max') && Math.abs(Number(a) - Number(b)) <= slack) continue;
      differ(numbers, `${name}: ${word} is ${String(a)} and by the reference ${String(b)}`);
    }
  }
  for (const [its, other] of left)
    differ(other, `${table} ${its}: the store has none, the reference ${JSON.stringify(other)}`);
  return found.toSorted((a, b) => a.at - b.at).map(({ line }) => line);
}

/**
 * Within 10⁻⁹ of it; around zero, where a sum is what is left of greater ones, the mean within 10⁻⁹ thousandths.
 *
 * @param slack by how much the mean may be off beyond that.
 */
function isNear(a: number, b: number, ms: number, slack: number): boolean {
  return Math.abs(a - b) <= Math.max(1e-9 * Math.max(Math.abs(a), Math.abs(b), ms), slack * ms);
}
