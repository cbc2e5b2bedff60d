/**
 * What we use of Grafana's classic (v1) dashboard model: the JSON that both the import dialog and file provisioning take.
 * Schema version 39 is Grafana 11's; newer ones lift it on loading.
 */

export interface DatasourceRef {
  readonly type: 'influxdb';
  /** A variable, never a data source of somebody's own. */
  readonly uid: '${datasource}' | '${readings}';
}

/** `time_series`: a frame a column and group, named by the alias. `table`: one frame, named by the columns. */
export interface Target {
  readonly refId: string;
  readonly datasource: DatasourceRef;
  readonly rawQuery: true;
  readonly query: string;
  readonly resultFormat: 'time_series' | 'table';
  readonly alias?: string;
}

export interface ThresholdStep {
  /** From which value on; null: from the lowest. */
  readonly value: number | null;
  readonly color: string;
}

export interface Thresholds {
  readonly mode: 'absolute';
  readonly steps: readonly ThresholdStep[];
}

export interface Property {
  readonly id: string;
  readonly value: unknown;
}

export interface Override {
  readonly matcher: { readonly id: 'byName' | 'byRegexp' | 'byType'; readonly options: string };
  readonly properties: readonly Property[];
}

export interface FieldDefaults {
  readonly unit: string;
  readonly thresholds: Thresholds;
  readonly color: { readonly mode: string; readonly fixedColor?: string };
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
  /** May name `${__field.name}`. */
  readonly displayName?: string;
  /** Shown where there is nothing to show. */
  readonly noValue?: string;
  readonly custom: Readonly<Record<string, unknown>>;
}

/** Of Grafana's own; those of which the tests know how to do them. */
export type Transformation =
  | {
      readonly id: 'formatTime';
      readonly options: {
        readonly timeField: string;
        readonly outputFormat: string;
        readonly timezone: string;
      };
    }
  | {
      readonly id: 'groupBy';
      readonly options: {
        readonly fields: Readonly<
          Record<
            string,
            { readonly operation: 'groupby' | 'aggregate'; readonly aggregations: readonly 'sum'[] }
          >
        >;
      };
    }
  | {
      readonly id: 'groupingToMatrix';
      readonly options: {
        readonly columnField: string;
        readonly rowField: string;
        readonly valueField: string;
        readonly emptyValue: 'null';
      };
    };

export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Panel {
  /** Stays what it is: links and alerts name it. */
  readonly id: number;
  readonly type: 'timeseries' | 'stat' | 'table' | 'barchart' | 'heatmap';
  readonly title: string;
  readonly description: string;
  readonly datasource: DatasourceRef;
  readonly gridPos: GridPosition;
  readonly targets: readonly Target[];
  readonly fieldConfig: { readonly defaults: FieldDefaults; readonly overrides: readonly Override[] };
  readonly options: Readonly<Record<string, unknown>>;
  readonly transformations?: readonly Transformation[];
  /** The shortest `$__interval`. */
  readonly interval?: string;
  /** Instead of the dashboard's: so long before now. */
  readonly timeFrom?: string;
}

interface VariableBase {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** 0 shown, 2 hidden. */
  readonly hide: 0 | 2;
}

export interface Choice {
  readonly text: string;
  readonly value: string;
  readonly selected: boolean;
}

export interface DatasourceVariable extends VariableBase {
  readonly type: 'datasource';
  readonly query: 'influxdb';
  /** Which of the data sources' names are offered; the first is taken. */
  readonly regex: string;
  readonly refresh: 1;
  readonly multi: false;
  readonly includeAll: false;
  readonly options: readonly [];
  readonly current: Readonly<Record<string, never>>;
}

export interface QueryVariable extends VariableBase {
  readonly type: 'query';
  readonly datasource: DatasourceRef;
  readonly query: string;
  readonly definition: string;
  readonly regex: '';
  /** 1 on loading, 2 whenever the time changes. */
  readonly refresh: 1 | 2;
  /** 0 as they come, 1 by the alphabet. */
  readonly sort: 0 | 1;
  readonly multi: boolean;
  readonly includeAll: boolean;
  readonly options: readonly [];
  readonly current:
    Readonly<Record<string, never>> | { readonly text: readonly string[]; readonly value: readonly string[] };
}

export interface CustomVariable extends VariableBase {
  readonly type: 'custom';
  readonly query: string;
  readonly multi: false;
  readonly includeAll: false;
  readonly options: readonly Choice[];
  readonly current: Choice;
}

export interface TextVariable extends VariableBase {
  readonly type: 'textbox';
  readonly query: string;
  readonly options: readonly Choice[];
  readonly current: Choice;
}

export type Variable = DatasourceVariable | QueryVariable | CustomVariable | TextVariable;

/** To all dashboards with these tags but this one. */
export interface DashboardLink {
  readonly type: 'dashboards';
  readonly title: string;
  readonly tags: readonly string[];
  readonly asDropdown: boolean;
  readonly keepTime: boolean;
  readonly includeVars: boolean;
  readonly targetBlank: boolean;
  readonly icon: string;
  readonly tooltip: string;
  readonly url: string;
}

export interface Dashboard {
  readonly id: null;
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly schemaVersion: 39;
  readonly version: 1;
  readonly editable: true;
  /** 1: one cross-hair over all panels. */
  readonly graphTooltip: 0 | 1;
  readonly timezone: 'browser';
  readonly weekStart: 'monday';
  readonly fiscalYearStartMonth: 0;
  readonly time: { readonly from: string; readonly to: string };
  readonly refresh: string;
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations: { readonly list: readonly [] };
  readonly links: readonly DashboardLink[];
  readonly panels: readonly Panel[];
}
