/** An answer of InfluxDB, and what Grafana makes of it: frames, or the choices of a variable. */

interface Series {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values?: readonly (readonly Cell[])[];
}

export type Cell = string | number | boolean | null;

/** Columns by name, in order; each of the same length. */
export interface Frame {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly fields: ReadonlyMap<string, readonly Cell[]>;
}

export class Database {
  readonly #url: string;
  readonly #name: string;

  constructor(url: string, name: string) {
    this.#url = url;
    this.#name = name;
  }

  /** @throws {Error} what InfluxDB says of a query that it does not take, which it says with 200. */
  async series(query: string): Promise<readonly Series[]> {
    const search = new URLSearchParams({ db: this.#name, q: query, epoch: 'ms' });
    const answer = (await (await fetch(`${this.#url}/query?${search.toString()}`)).json()) as {
      readonly error?: string;
      readonly results?: readonly { readonly error?: string; readonly series?: readonly Series[] }[];
    };
    const [result] = answer.results ?? [];
    const error = answer.error ?? result?.error;
    if (error !== undefined) throw new Error(`${error} in ${query}`);
    return result?.series ?? [];
  }

  /** `time_series`: a frame for each column of each group, named by the alias; `table`: one for all. */
  async frames(query: string, format: 'time_series' | 'table', alias: string | undefined): Promise<Frame[]> {
    const all = await this.series(query);
    return format === 'table' ? tableOf(all) : all.flatMap((series) => framesOf(series, alias));
  }

  /** The choices that a variable's query gives: of each row what follows the time or the tag's name. */
  async choices(query: string): Promise<string[]> {
    const isValueFirst = /show field keys|show retention policies/i.test(query);
    const cells = (await this.series(query)).flatMap(({ values = [] }) =>
      values.map((row) => (isValueFirst ? row[0] : (row[1] ?? row[0]))),
    );
    return [...new Set(cells.map(String))];
  }
}

function framesOf({ name, tags = {}, columns, values = [] }: Series, alias: string | undefined): Frame[] {
  const [time, ...others] = columns;
  return others.map((column, i) => ({
    name: aliased(alias, { measurement: name, tags, column }),
    labels: tags,
    fields: new Map([
      [time === 'time' ? 'Time' : (time ?? ''), values.map((row) => row[0] ?? null)],
      ['Value', values.map((row) => row[i + 1] ?? null)],
    ]),
  }));
}

interface Named {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly column: string;
}

/** `$m`, `$measurement`, `$col`, `$tag_NAME`, and the same in double brackets. */
function aliased(alias: string | undefined, { measurement, tags, column }: Named): string {
  if (alias === undefined || alias === '') {
    const labels = Object.entries(tags).map(([tag, value]) => `${tag}: ${value}`);
    return `${measurement}.${column}${labels.length === 0 ? '' : ` {${labels.join(', ')}}`}`;
  }
  return alias.replaceAll(/\$(\w+)|\[\[(\w+)\]\]/g, (whole, plain?: string, bracketed?: string) => {
    const word = plain ?? bracketed ?? '';
    if (word === 'm' || word === 'measurement') return measurement;
    if (word === 'col') return column;
    return word.startsWith('tag_') ? (tags[word.slice(4)] ?? '') : whole;
  });
}

function tableOf(all: readonly Series[]): Frame[] {
  const [first] = all;
  if (first === undefined) return [];
  const tags = Object.keys(first.tags ?? {});
  const fields = new Map<string, Cell[]>();
  for (const series of all) {
    for (const row of series.values ?? []) {
      const cells: (readonly [string, Cell])[] = series.columns.map((column, i) => [
        column === 'time' ? 'Time' : column,
        row[i] ?? null,
      ]);
      cells.splice(1, 0, ...tags.map((tag) => [tag, series.tags?.[tag] ?? null] as const));
      for (const [name, cell] of cells) {
        const column = fields.get(name) ?? [];
        fields.set(name, column);
        column.push(cell);
      }
    }
  }
  return [{ name: first.name, labels: {}, fields }];
}
