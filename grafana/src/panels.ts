/** Panels as Grafana has them, each with a unit, a description and thresholds. A gap stays a gap. */
import type {
  DatasourceRef,
  FieldDefaults,
  GridPosition,
  Override,
  Panel,
  Property,
  Target,
  ThresholdStep,
} from './model.ts';
import { quantities, type ShownQuantity } from './quantities.ts';

export interface PanelText {
  readonly id: number;
  readonly title: string;
  readonly description: string;
}

export interface Scale {
  readonly unit: string;
  readonly steps: readonly ThresholdStep[];
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
  readonly noValue?: string;
  readonly displayName?: string;
}

/** A panel that is not placed yet. */
export type Drawn = Omit<Panel, 'gridPos'>;

export const percentOfTime: Omit<Scale, 'steps'> = { unit: 'percentunit', min: 0, max: 1 };

export function series(datasource: DatasourceRef, query: string, alias: string, refId = 'A'): Target {
  return { refId, datasource, rawQuery: true, query, resultFormat: 'time_series', alias };
}

export function rows(datasource: DatasourceRef, query: string, refId = 'A'): Target {
  return { refId, datasource, rawQuery: true, query, resultFormat: 'table' };
}

function defaultsOf(
  { steps, ...scale }: Scale,
  color: string,
  custom: FieldDefaults['custom'],
): FieldDefaults {
  return { ...scale, thresholds: { mode: 'absolute', steps }, color: { mode: color }, custom };
}

function datasourceOf(targets: readonly Target[]): DatasourceRef {
  const [first] = targets;
  if (first === undefined) throw new Error('A panel asks for something.');
  return first.datasource;
}

const legend = { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] };
const tooltip = { mode: 'multi', sort: 'none' };

export interface LineOptions {
  readonly draw?: 'line' | 'bars';
  readonly stacked?: boolean;
  /** Milliseconds: points that are farther apart are not connected. For rows that come without nulls between them. */
  readonly apart?: number;
  readonly overrides?: readonly Override[];
  readonly interval?: string;
  /** Lines at the thresholds. */
  readonly linesAtSteps?: boolean;
}

export function lines(
  text: PanelText,
  targets: readonly Target[],
  scale: Scale,
  options: LineOptions = {},
): Drawn {
  const { draw = 'line', stacked = false, apart, overrides = [], interval, linesAtSteps = false } = options;
  return {
    ...text,
    type: 'timeseries',
    datasource: datasourceOf(targets),
    targets,
    ...(interval !== undefined && { interval }),
    fieldConfig: {
      defaults: defaultsOf(scale, 'palette-classic', {
        drawStyle: draw,
        lineInterpolation: 'linear',
        lineWidth: 1,
        fillOpacity: draw === 'bars' ? 80 : 0,
        spanNulls: false,
        insertNulls: apart ?? false,
        // A day between two gaps is a point: no line would show it.
        showPoints: 'auto',
        stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
        thresholdsStyle: { mode: linesAtSteps ? 'dashed' : 'off' },
      }),
      overrides,
    },
    options: { legend, tooltip },
  };
}

export function table(
  text: PanelText,
  targets: readonly Target[],
  scale: Scale,
  overrides: readonly Override[] = [],
): Drawn {
  return {
    ...text,
    type: 'table',
    datasource: datasourceOf(targets),
    targets,
    fieldConfig: {
      defaults: defaultsOf(scale, 'thresholds', { align: 'auto', cellOptions: { type: 'auto' } }),
      overrides,
    },
    options: {
      showHeader: true,
      cellHeight: 'sm',
      footer: { show: false, reducer: ['sum'], countRows: false, fields: '' },
    },
  };
}

export function bars(
  text: PanelText,
  targets: readonly Target[],
  scale: Scale,
  { x, stacked = false, overrides = [] }: { x: string; stacked?: boolean; overrides?: readonly Override[] },
): Drawn {
  return {
    ...text,
    type: 'barchart',
    datasource: datasourceOf(targets),
    targets,
    fieldConfig: {
      defaults: defaultsOf(scale, 'palette-classic', { fillOpacity: 80, lineWidth: 1 }),
      overrides,
    },
    options: {
      xField: x,
      orientation: 'auto',
      stacking: stacked ? 'normal' : 'none',
      showValue: 'never',
      groupWidth: 0.8,
      barWidth: 0.9,
      xTickLabelRotation: 0,
      legend,
      tooltip,
    },
  };
}

export function stat(text: PanelText, targets: readonly Target[], scale: Scale): Drawn {
  return {
    ...text,
    type: 'stat',
    datasource: datasourceOf(targets),
    targets,
    fieldConfig: { defaults: defaultsOf(scale, 'thresholds', {}), overrides: [] },
    options: {
      reduceOptions: { values: false, calcs: ['lastNotNull'], fields: '' },
      textMode: 'value_and_name',
      colorMode: 'background',
      graphMode: 'none',
      justifyMode: 'auto',
      orientation: 'auto',
      wideLayout: true,
    },
  };
}

/** Each series is a row of cells, lowest number lowest. */
export function heatmap(text: PanelText, targets: readonly Target[], scale: Scale): Drawn {
  return {
    ...text,
    type: 'heatmap',
    datasource: datasourceOf(targets),
    targets,
    fieldConfig: {
      defaults: defaultsOf(scale, 'thresholds', { scaleDistribution: { type: 'linear' } }),
      overrides: [],
    },
    options: {
      calculate: false,
      cellGap: 0,
      color: {
        mode: 'scheme',
        scheme: 'Turbo',
        steps: 64,
        exponent: 0.5,
        fill: 'dark-orange',
        reverse: false,
      },
      rowsFrame: { layout: 'auto' },
      yAxis: { axisPlacement: 'left', reverse: false, unit: 'none' },
      cellValues: { unit: scale.unit, decimals: 1 },
      legend: { show: true },
      tooltip: { mode: 'single', yHistogram: false, showColorScale: true },
      showValue: 'never',
      filterValues: {},
      exemplars: { color: 'rgba(255,0,255,0.7)' },
    },
  };
}

export function named(name: string, ...properties: Property[]): Override {
  return { matcher: { id: 'byName', options: name }, properties };
}

export function hidden(name: string): Override {
  return named(name, { id: 'custom.hideFrom', value: { viz: true, legend: true, tooltip: true } });
}

/** Not shown as a column of a table. */
export function noColumn(name: string): Override {
  return named(name, { id: 'custom.hidden', value: true });
}

function endingIn({ text }: ShownQuantity): string {
  return `/${text.replaceAll('/', '\\/')}$/`;
}

/** The unit and thresholds of whichever quantity is chosen: its series' names end in it. */
export const unitsByName: readonly Override[] = Object.values(quantities).map((quantity): Override => {
  const thresholds = { mode: 'absolute', steps: quantity.steps };
  return {
    matcher: { id: 'byRegexp', options: endingIn(quantity) },
    properties: [
      { id: 'unit', value: quantity.unit },
      { id: 'thresholds', value: thresholds },
    ],
  };
});

/** From “min …” up to “max …” is filled, with “mean …” in it. */
export const band: readonly Override[] = [
  {
    matcher: { id: 'byRegexp', options: '/^(min|max) /' },
    properties: [
      { id: 'color', value: { mode: 'fixed', fixedColor: 'super-light-blue' } },
      { id: 'custom.lineWidth', value: 0 },
      { id: 'custom.showPoints', value: 'never' },
    ],
  },
  ...Object.values(quantities).map(({ text }) =>
    named(
      `max ${text}`,
      { id: 'custom.fillBelowTo', value: `min ${text}` },
      { id: 'custom.fillOpacity', value: 15 },
    ),
  ),
];

/** Rows of panels from above, each as wide as its part of the 24 columns. */
export function layOut(...lines: readonly (readonly [height: number, ...panels: Drawn[]])[]): Panel[] {
  let y = 0;
  return lines.flatMap(([h, ...panels]) => {
    const w = Math.floor(24 / panels.length);
    const placed = panels.map((panel, i): Panel => {
      const gridPos: GridPosition = { x: i * w, y, w, h };
      return { ...panel, gridPos };
    });
    y += h;
    return placed;
  });
}
