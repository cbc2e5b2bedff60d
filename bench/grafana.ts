/**
 * What the dashboards cost: of each the slowest query over years of a building, beside the same panel on raw readings, and
 * over more years and rooms alone. InfluxDB is given lines, as the bridge would forward them.
 *
 * Loading takes minutes; `--years 1 --rooms 2 --large-years 1 --large-rooms 4 --minutes 30` shows that it works.
 */
import { parseArgs } from 'node:util';
import type { Influxd } from '@climat-guardian/suite/processes/influxd';
import { startInfluxd } from '@climat-guardian/suite/processes/influxd';
import { committedDashboards } from '../grafana/test/grafana/model.ts';
import { startAll, timedPanels, type Measured } from './grafana/asked.ts';
import { loadBuilding, type Loaded } from './grafana/loaded.ts';
import { quantile, row, whole } from './figures.ts';

const { values: options } = parseArgs({
  options: {
    years: { type: 'string', default: '5' },
    rooms: { type: 'string', default: '10' },
    minutes: { type: 'string', default: '1' },
    'large-years': { type: 'string', default: '10' },
    'large-rooms': { type: 'string', default: '50' },
    runs: { type: 'string', default: '5' },
    'no-large': { type: 'boolean', default: false },
  },
});
const runs = Number(options.runs);
const both = (times: readonly number[]): string =>
  `${quantile(times, 0.5).toFixed(0)} / ${Math.max(...times).toFixed(0)} ms`;

async function measured(loaded: Loaded): Promise<Measured[]> {
  await using influxd: Influxd = await startInfluxd();
  const lines = await loadBuilding(influxd, loaded);
  console.error(
    `InfluxDB holds ${whole(lines)} lines of ${String(loaded.years)} years × ${String(loaded.rooms)} rooms`,
  );
  const view = startAll(influxd.url, loaded);
  const all: Measured[] = [];
  for (const dashboard of committedDashboards()) all.push(...(await timedPanels(dashboard, view, runs)));
  return all;
}

/** By dashboard the one that takes longest, and the panels of which there is a raw twin. */
function told(all: readonly Measured[]): Measured[] {
  const slowest = [...Map.groupBy(all, ({ dashboard }) => dashboard).values()].map((some) =>
    some.reduce((a, b) => (quantile(a.ours, 0.5) >= quantile(b.ours, 0.5) ? a : b)),
  );
  return all.filter((one) => slowest.includes(one) || one.raw.length > 0);
}

const small: Loaded = {
  years: Number(options.years),
  rooms: Number(options.rooms),
  everyMs: Number(options.minutes) * 60_000,
  hasRaw: true,
};
const large: Loaded = {
  ...small,
  years: Number(options['large-years']),
  rooms: Number(options['large-rooms']),
  hasRaw: false,
};
const title = ({ years, rooms }: Loaded): string => `${String(years)} years × ${String(rooms)} rooms`;

const ofSmall = told(await measured(small));
row('panel, p50 / longest', title(small), 'of raw readings', 'ours = 1', 'goal');
row('---', '---', '---', '---', '---');
for (const { dashboard, panel, ours, raw, goal } of ofSmall) {
  const beside =
    raw.length === 0 ? ['', ''] : [both(raw), (quantile(raw, 0.5) / quantile(ours, 0.5)).toFixed(0)];
  row(`${dashboard}, ${panel}`, both(ours), ...beside, goal === undefined ? '' : `≥ ${String(goal)}`);
}
if (!options['no-large']) {
  const ofLarge = told(await measured(large));
  row('panel, p50 / longest', title(large));
  row('---', '---');
  for (const { dashboard, panel, ours } of ofLarge) row(`${dashboard}, ${panel}`, both(ours));
}
