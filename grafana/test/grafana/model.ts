/** What these tests read of a committed dashboard: nothing of it is taken from the program that wrote it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Target {
  readonly refId: string;
  readonly datasource: { readonly uid: string };
  readonly query: string;
  readonly resultFormat: 'time_series' | 'table';
  readonly alias?: string;
}

export interface Transformation {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface Property {
  readonly id: string;
  readonly value: unknown;
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly targets: readonly Target[];
  readonly transformations?: readonly Transformation[];
  readonly interval?: string;
  readonly timeFrom?: string;
  readonly fieldConfig: {
    readonly defaults: { readonly unit: string; readonly noValue?: string; readonly decimals?: number };
    readonly overrides: readonly {
      readonly matcher: { readonly id: string; readonly options: string };
      readonly properties: readonly Property[];
    }[];
  };
  readonly options: { readonly reduceOptions?: { readonly calcs: readonly string[] } };
}

export interface Variable {
  readonly type: string;
  readonly name: string;
  readonly query: string;
  readonly regex?: string;
  readonly sort?: number;
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string | null;
  readonly datasource?: { readonly uid: string };
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly templating: { readonly list: readonly Variable[] };
  readonly panels: readonly Panel[];
}

const folder = join(import.meta.dirname, '..', '..', 'dashboards');

export function committedDashboards(): Dashboard[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Dashboard);
}
