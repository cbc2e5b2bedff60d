/** How Grafana writes variables and macros into a query (its documents: "Variable syntax", "InfluxDB template variables"). */

export interface Chosen {
  readonly name: string;
  /** One, unless several may be chosen. */
  readonly values: readonly string[];
  /** What each is called. */
  readonly texts: readonly string[];
  readonly isMulti: boolean;
}

export type Variables = ReadonlyMap<string, Chosen>;

/** Milliseconds UTC, and how far apart points are to be. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly intervalMs: number;
}

const reference = /\$\{(\w+)(?::(\w+))?\}|\[\[(\w+)(?::(\w+))?\]\]|\$(\w+)/g;

/** @throws {Error} of a name that nothing has: Grafana would leave it in the query. */
export function interpolated(text: string, variables: Variables, range?: Range): string {
  return text.replaceAll(reference, (whole, ...found: (string | undefined)[]) => {
    const [braced, ofBraced, bracketed, ofBracketed, plain] = found;
    const name = braced ?? bracketed ?? plain ?? '';
    const macro = range === undefined ? undefined : macros(range)[name];
    if (macro !== undefined) return macro;
    const variable = variables.get(name);
    if (variable === undefined) throw new Error(`nothing is called ${whole} in ${text}`);
    return written(variable, ofBraced ?? ofBracketed);
  });
}

function macros({ from, to, intervalMs }: Range): Readonly<Record<string, string>> {
  const interval = intervalText(intervalMs);
  return {
    timeFilter: `time >= ${String(from)}ms and time <= ${String(to)}ms`,
    __interval: interval,
    interval,
    __interval_ms: String(intervalMs),
    __from: String(from),
    __to: String(to),
  };
}

function written({ values, texts, isMulti }: Chosen, format: string | undefined): string {
  const [only = ''] = values;
  switch (format) {
    case undefined:
      // The InfluxDB data source's own.
      return isMulti ? `(${values.map(escapedRegex).join('|')})` : only;
    case 'regex':
      return values.length === 1 ? escapedRegex(only) : `(${values.map(escapedRegex).join('|')})`;
    case 'raw':
    case 'csv':
      return values.join(',');
    case 'pipe':
      return values.join('|');
    case 'text':
      return texts.join(' + ');
    default:
      throw new Error(`no test knows the format ${format}`);
  }
}

/** As Grafana escapes: also the slash that would end the expression. */
function escapedRegex(value: string): string {
  return value.replaceAll(/[/\-\\^$*+?.()|[\]{}]/g, '\\$&');
}

const units = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1000, 's'],
] as const;

function intervalText(ms: number): string {
  for (const [unit, name] of units) if (ms >= unit && ms % unit === 0) return `${String(ms / unit)}${name}`;
  return `${String(ms)}ms`;
}

export function durationMs(text: string): number {
  const [, number = '', name = ''] = /^>?(\d+)(ms|[smhdwMy])$/.exec(text) ?? [];
  const months: Readonly<Record<string, number>> = {
    ms: 1,
    w: 604_800_000,
    M: 2_592_000_000,
    y: 31_536_000_000,
  };
  const unit = units.find(([, one]) => one === name)?.[0] ?? months[name];
  if (unit === undefined) throw new Error(`${text} is no duration`);
  return Number(number) * unit;
}

/** The steps to which Grafana rounds, in seconds; of each pair the middle decides. */
const steps = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
  604_800, 2_592_000, 31_536_000,
];

/** `$__interval` of a panel of so many points. */
export function intervalMs(from: number, to: number, least: string | undefined, points = 1000): number {
  const exact = (to - from) / points / 1000;
  const rounded = steps.find((step, i) => exact < (step + (steps[i + 1] ?? Infinity)) / 2) ?? 1;
  return Math.max(rounded * 1000, least === undefined ? 0 : durationMs(least));
}
