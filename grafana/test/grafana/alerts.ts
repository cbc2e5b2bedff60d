/** Grafana's alert rules as its documents describe them: a query, then for each of its series a reduction and a threshold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Cell, Database } from './influxdb.ts';
import { reduced } from './transform.ts';

interface Expression {
  readonly refId: string;
  readonly datasourceUid: string;
  readonly model: {
    readonly type?: string;
    readonly query?: string;
    readonly expression?: string;
    readonly reducer?: string;
    readonly conditions?: readonly {
      readonly evaluator: { readonly type: string; readonly params: readonly number[] };
    }[];
  };
}

export interface Rule {
  readonly uid: string;
  readonly title: string;
  readonly condition: string;
  readonly noDataState: string;
  readonly dashboardUid: string;
  readonly panelId: number;
  readonly annotations: { readonly summary: string; readonly description: string };
  readonly data: readonly Expression[];
}

export function provisionedRules(): readonly Rule[] {
  const file = join(import.meta.dirname, '..', '..', 'provisioning', 'alerting', 'climat-guardian.yaml');
  const { groups } = parse(readFileSync(file, 'utf8')) as {
    readonly groups: readonly { readonly rules: readonly Rule[] }[];
  };
  return groups.flatMap(({ rules }) => rules);
}

/** The summaries of what fires; the rule's own waiting (`for`) is Grafana's. */
export async function firing(rule: Rule, database: Database): Promise<string[]> {
  const series = new Map<string, ReadonlyMap<string, Cell>>();
  const labels = new Map<string, Readonly<Record<string, string>>>();
  for (const { refId, model } of rule.data) {
    const { type, query, expression = '', conditions = [] } = model;
    const of = series.get(expression) ?? new Map<string, Cell>();
    if (query !== undefined) {
      const frames = await database.frames(query, 'time_series', undefined);
      for (const frame of frames) labels.set(keyOf(frame.labels), frame.labels);
      const dropNN = (cells: readonly Cell[]): readonly Cell[] =>
        cells.filter((cell) => typeof cell === 'number');
      const reducer = rule.data.find((one) => one.model.type === 'reduce')?.model.reducer ?? 'last';
      series.set(
        refId,
        new Map(
          frames.map((frame) => [
            keyOf(frame.labels),
            reduced(reducer, dropNN(frame.fields.get('Value') ?? [])),
          ]),
        ),
      );
    } else if (type === 'reduce') series.set(refId, of);
    else if (type === 'threshold')
      series.set(refId, new Map([...of].map(([key, value]) => [key, passes(value, conditions) ? 1 : 0])));
    else throw new Error(`no test knows the expression ${String(type)}`);
  }
  const last = series.get(rule.condition) ?? new Map<string, Cell>();
  if (last.size === 0) return rule.noDataState === 'Alerting' ? [summaryOf(rule, {})] : [];
  return [...last].filter(([, value]) => value === 1).map(([key]) => summaryOf(rule, labels.get(key) ?? {}));
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort());
}

function passes(value: Cell, conditions: NonNullable<Expression['model']['conditions']>): boolean {
  return conditions.every(({ evaluator: { type, params } }) => {
    const [limit] = params;
    if (typeof value !== 'number' || limit === undefined) return false;
    if (type === 'lt') return value < limit;
    if (type === 'gt') return value > limit;
    throw new Error(`no test knows the evaluator ${type}`);
  });
}

function summaryOf({ annotations }: Rule, labels: Readonly<Record<string, string>>): string {
  return annotations.summary.replaceAll(
    /\{\{ \.Labels\.(\w+) \}\}/g,
    (_, name: string) => labels[name] ?? '',
  );
}
