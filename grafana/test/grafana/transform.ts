/** Grafana's transformations, as its documents describe them: those that our panels use. */
import type { Cell, Frame } from './influxdb.ts';
import type { Transformation } from './model.ts';

export function transformed(
  frames: readonly Frame[],
  transformations: readonly Transformation[] = [],
): Frame[] {
  let left = [...frames];
  for (const { id, options } of transformations) {
    const transform = known[id];
    if (transform === undefined) throw new Error(`no test knows the transformation ${id}`);
    left = left.map((frame) => transform(frame, options));
  }
  return left;
}

type Options = Transformation['options'];

const known: Readonly<Record<string, (frame: Frame, options: Options) => Frame>> = {
  formatTime,
  groupBy,
  groupingToMatrix,
};

/** "Format time": a column of times becomes one of texts. */
function formatTime(frame: Frame, options: Options): Frame {
  const { timeField = 'Time', outputFormat = '', timezone = 'utc' } = options as Record<string, string>;
  return withField(
    frame,
    timeField,
    columnOf(frame, timeField).map((at) => formatted(Number(at), outputFormat, timezone)),
  );
}

const parts: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  YYYY: { year: 'numeric' },
  MM: { month: '2-digit' },
  MMM: { month: 'short' },
  DD: { day: '2-digit' },
  HH: { hour: '2-digit', hourCycle: 'h23' },
  mm: { minute: '2-digit' },
};

/** Of moment.js's words those with numbers, and the short month. */
function formatted(at: number, format: string, timeZone: string): string {
  return format.replaceAll(/YYYY|MMM|MM|DD|HH|mm/g, (word) => {
    const text = new Intl.DateTimeFormat('en', { timeZone, ...parts[word] }).format(at);
    return word === 'MMM' || word === 'YYYY' ? text : text.padStart(2, '0');
  });
}

/** "Group by": a row for each combination of the grouped columns, and totals of the others. */
function groupBy(frame: Frame, options: Options): Frame {
  const rules = Object.entries(
    options['fields'] as Record<
      string,
      { readonly operation: string; readonly aggregations: readonly string[] }
    >,
  );
  const keys = rules.filter(([, { operation }]) => operation === 'groupby').map(([name]) => name);
  const rows = rowsOf(frame);
  const groups = Map.groupBy(rows, (row) => JSON.stringify(keys.map((key) => row.get(key) ?? null)));
  const fields = new Map<string, Cell[]>();
  for (const key of keys)
    fields.set(
      key,
      [...groups.values()].map(([first]) => first?.get(key) ?? null),
    );
  for (const [name, { operation, aggregations }] of rules) {
    if (operation !== 'aggregate') continue;
    for (const aggregation of aggregations)
      fields.set(
        `${name} (${aggregation})`,
        [...groups.values()].map((group) =>
          reduced(
            aggregation,
            group.map((row) => row.get(name) ?? null),
          ),
        ),
      );
  }
  return { ...frame, fields };
}

/** "Grouping to matrix": what one column holds become columns, what another one holds rows. */
function groupingToMatrix(frame: Frame, options: Options): Frame {
  const { columnField = 'Time', rowField = 'Time', valueField = 'Value' } = options as Record<string, string>;
  const rows = rowsOf(frame);
  const columns = [...new Set(rows.map((row) => row.get(columnField) ?? null))];
  const heads = [...new Set(rows.map((row) => row.get(rowField) ?? null))];
  const cellAt = (head: Cell, column: Cell): Cell =>
    rows.findLast((row) => row.get(rowField) === head && row.get(columnField) === column)?.get(valueField) ??
    null;
  const fields = new Map<string, readonly Cell[]>([[`${rowField}\\${columnField}`, heads]]);
  for (const column of columns)
    fields.set(
      String(column),
      heads.map((head) => cellAt(head, column)),
    );
  return { ...frame, fields };
}

/** Grafana's calculations. Those of numbers leave out what is null. */
export function reduced(calculation: string, cells: readonly Cell[]): Cell {
  const numbers = cells.filter((cell) => typeof cell === 'number');
  switch (calculation) {
    case 'lastNotNull':
      return cells.findLast((cell) => cell !== null) ?? null;
    case 'last':
      return cells.at(-1) ?? null;
    case 'sum':
      return numbers.reduce((sum, one) => sum + one, 0);
    case 'mean':
      return numbers.length === 0 ? null : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
    case 'max':
      return numbers.length === 0 ? null : Math.max(...numbers);
    case 'min':
      return numbers.length === 0 ? null : Math.min(...numbers);
    case 'count':
      return cells.length;
    default:
      throw new Error(`no test knows the calculation ${calculation}`);
  }
}

function columnOf({ fields, name }: Frame, field: string): readonly Cell[] {
  const column = fields.get(field);
  if (column === undefined)
    throw new Error(`${name} has no field ${field}: ${[...fields.keys()].join(', ')}`);
  return column;
}

function withField(frame: Frame, name: string, cells: readonly Cell[]): Frame {
  const fields = new Map(frame.fields);
  fields.set(name, cells);
  return { ...frame, fields };
}

export function rowsOf({ fields }: Frame): Map<string, Cell>[] {
  const names = [...fields.keys()];
  const [first = []] = fields.values();
  return first.map((_, i) => new Map(names.map((name) => [name, fields.get(name)?.[i] ?? null])));
}
