/**
 * What each panel ought to show, said by hand from its title and description: never from its query. Who adds a panel adds
 * it to expectations/, or the suite fails.
 */
import type { Cells, RowBy } from './cells.ts';
import type { Variables } from './grafana/interpolate.ts';
import type { Happened } from './happenings.ts';
import type { Band, Question, Reference, Row, Sums, Tier } from './reference.ts';

export interface View {
  readonly reference: Reference;
  /** Of the whole time, in its order. */
  readonly events: readonly Happened[];
  readonly zone: string;
  readonly from: number;
  readonly to: number;
  readonly variables: Variables;
  /** Those that are chosen. */
  readonly rooms: readonly string[];
}

export type Stat = 'mean' | 'min' | 'max' | 'coverage' | 'uncovered';

/** Numbers of the reference's buckets. */
export interface Buckets {
  readonly stats: readonly Stat[];
  readonly tier: Tier;
  readonly smaller: Question['smaller'];
  readonly rooms: 'together' | 'each';
  readonly by?: 'hour';
  /** Unless it is the chosen one. */
  readonly quantity?: string;
  readonly of?: Question['of'];
  /** Of the column, in which `{stat}`, `{group}`, `{hour}`, `{quantity}`, `{year}` and `{month}` stand for what they say. */
  readonly column: string;
  /** Of the row, likewise; `{time}` is the bucket's start. */
  readonly row: string;
  /** Instead of the dashboard's time. */
  readonly lastMs?: number;
}

export interface Expectation {
  readonly rowBy: RowBy;
  readonly cells: (view: View) => Promise<Cells>;
  /** Only these looks have anything to show here; else all. */
  readonly looks?: readonly string[];
}

export function shows(rowBy: RowBy, buckets: Buckets): Expectation {
  return { rowBy, cells: (view) => bucketCells(buckets, view) };
}

async function bucketCells(buckets: Buckets, view: View): Promise<Cells> {
  const cells = new Map<string, number>();
  for (const row of await rowsFor(buckets, view)) {
    for (const stat of buckets.stats) {
      const value = valueOf(stat, row[4]);
      if (value === null) continue;
      const name = (text: string): string => named(text, { stat, row, view });
      cells.set(`${name(buckets.column)} | ${name(buckets.row)}`, value);
    }
  }
  return cells;
}

/** A kind of hours, and the mean that an hour of it has; without one, what is not covered. */
export interface Kind {
  readonly name: string;
  readonly within?: (limit: (name: string) => number) => Band;
}

export function showsHours(
  rowBy: RowBy,
  { kinds, ...buckets }: Omit<Buckets, 'stats' | 'smaller' | 'column'> & { readonly kinds: readonly Kind[] },
): Expectation {
  async function cells(view: View): Promise<Cells> {
    const found = new Map<string, number>();
    const all = { ...buckets, stats: [], smaller: 'hour', column: '' } as const;
    const rowOf = (row: Row): string => named(buckets.row, { stat: 'mean', row, view });
    const whole = await rowsFor(all, view);
    for (const { name, within } of kinds) {
      if (within === undefined) {
        for (const row of whole)
          found.set(`${name} | ${rowOf(row)}`, (row[4].span - row[4].covered) / hourMs);
        continue;
      }
      // A month without such an hour has none, which is a number.
      for (const row of whole) found.set(`${name} | ${rowOf(row)}`, 0);
      const band = within((limit) => Number(view.variables.get(limit)?.values[0]));
      for (const row of await rowsFor(all, view, band))
        found.set(`${name} | ${rowOf(row)}`, row[4].covered / hourMs);
    }
    return found;
  }
  // Hours of years take InfluxDB seconds for each kind.
  return { rowBy, cells, looks: ['two rooms, humidity', 'the room without a floor, water'] };
}

const hourMs = 3_600_000;

async function rowsFor(
  { tier, smaller, by, quantity, of = 'room', rooms, lastMs }: Buckets,
  view: View,
  within?: Band,
): Promise<readonly Row[]> {
  const rows = await view.reference.ask({
    of,
    quantity: quantity ?? view.variables.get('quantity')?.values[0] ?? '',
    tier,
    smaller,
    from: lastMs === undefined ? view.from : view.to - lastMs,
    until: view.to,
    ...(by && { by }),
    ...(within && { within }),
  });
  const chosen = of === 'room' ? rows.filter(([room]) => view.rooms.includes(room)) : rows;
  return rooms === 'together' ? together(chosen) : chosen;
}

/** All rooms' buckets of one time as one. */
function together(rows: readonly Row[]): Row[] {
  const groups = Map.groupBy(rows, ([, start, , hour]) => `${String(start)} ${hour}`);
  return [...groups.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const [, start, until, hour] = first;
    return [['', start, until, hour, all.map(([, , , , sums]) => sums).reduce(added)] as const];
  });
}

function added(a: Sums, b: Sums): Sums {
  return {
    sum: a.sum + b.sum,
    covered: a.covered + b.covered,
    span: a.span + b.span,
    min: a.min === null ? b.min : Math.min(a.min, b.min ?? Infinity),
    max: a.max === null ? b.max : Math.max(a.max, b.max ?? -Infinity),
  };
}

function valueOf(stat: Stat, { sum, covered, span, min, max }: Sums): number | null {
  if (stat === 'coverage') return covered / span;
  if (stat === 'uncovered') return span - covered;
  return covered === 0 ? null : { mean: sum / covered, min, max }[stat];
}

interface Naming {
  readonly stat: Stat;
  readonly row: Row;
  readonly view: View;
}

function named(text: string, { stat, row: [group, start, , hour], view }: Naming): string {
  const words: Readonly<Record<string, () => string>> = {
    stat: () => stat,
    group: () => group,
    hour: () => hour,
    quantity: () => view.variables.get('quantity')?.texts[0] ?? '',
    time: () => String(start),
    year: () => local(start, view.zone, { year: 'numeric' }),
    month: () => local(start, view.zone, { month: '2-digit' }),
  };
  return text.replaceAll(/\{(\w+)\}/g, (whole, word: string) => words[word]?.() ?? whole);
}

function local(at: number, timeZone: string, parts: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en', { timeZone, ...parts }).format(at);
}
