/** What a panel shows and what it ought to show, both as cells: a column's name and a row's, and what is in it. */
import type { Cell, Frame } from './grafana/influxdb.ts';
import { shownName } from './grafana/field-config.ts';
import { rowsOf } from './grafana/transform.ts';

/** By `column | row`. What is null is not there. */
export type Cells = ReadonlyMap<string, NonNullable<Cell>>;

/** A row is what these columns say; without any, its place in the order. */
export type RowBy = readonly string[];

export function cellsOf(frames: readonly Frame[], by: RowBy): Cells {
  const cells = new Map<string, NonNullable<Cell>>();
  for (const frame of frames) {
    for (const [place, row] of rowsOf(frame).entries()) {
      const head = by.length === 0 ? String(place) : by.map((name) => String(row.get(name))).join(', ');
      for (const [name, value] of row) {
        if (by.includes(name) || value === null) continue;
        const key = `${shownName(frame, name)} | ${head}`;
        if (cells.has(key)) throw new Error(`there are two of ${key}`);
        cells.set(key, value);
      }
    }
  }
  return cells;
}

/** Shares of 1 are among them. */
const within = 0.001;

/** Those that are missing, too many, or off; none: they are the same. */
export function differences(shown: Cells, expected: Cells): string[] {
  const all = new Set([...shown.keys(), ...expected.keys()]);
  return [...all].flatMap((key) => {
    const [is, ought] = [shown.get(key), expected.get(key)];
    if (typeof is === 'number' && typeof ought === 'number' ? Math.abs(is - ought) <= within : is === ought)
      return [];
    return [`${key}: ${String(is)}, not ${String(ought)}`];
  });
}
