/**
 * docs/dashboards.md: what each panel shows of the seeded years, as tables, since no picture can be taken without a Grafana.
 *
 * usage: node grafana/test/tables.ts, which writes it
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expectationOf } from './expectations/all.ts';
import { shownName, unitOf } from './grafana/field-config.ts';
import type { Cell, Frame } from './grafana/influxdb.ts';
import { interpolated } from './grafana/interpolate.ts';
import { committedDashboards, type Dashboard, type Panel } from './grafana/model.ts';
import { rowsOf } from './grafana/transform.ts';
import { specialLooks, wholeYears, type Look } from './looks.ts';
import { shownFrames, startWorld, viewOf, type World } from './world.ts';
import { fiveYears, site } from './years/built.ts';

export const tablesFile = join(import.meta.dirname, '..', '..', 'docs', 'dashboards.md');

const head = `# What the dashboards show

Each panel of [grafana/dashboards/](../grafana/dashboards/) over a building that \`climat-guardian seed\` made: three rooms, five
years with a power cut in nearly every night, a device that was lent, one that was replaced, and one that was away for a
week. The tables are some rows of what Grafana gets to draw, all rooms chosen; “–” is a gap. The suite makes this page
again and compares it; \`npm run build:dashboard-tables\` writes it. How to get the dashboards: [grafana.md](grafana.md).
`;

/** By the dashboard's uid: when somebody looks at it here. */
const times: Readonly<Record<string, Look>> = {
  'climat-guardian-long-range': { ...wholeYears, picked: {} },
  'climat-guardian-comfort': { from: Date.parse('2024-12-31T23:00:00Z'), to: wholeYears.to, picked: {} },
  'climat-guardian-sensor-health': {
    ...{ from: Date.parse('2023-05-25T22:00:00Z'), to: Date.parse('2023-06-08T21:59:59Z') },
    picked: {},
  },
};

export async function tablesPage(world: World): Promise<string> {
  const parts = [head];
  for (const dashboard of committedDashboards()) {
    parts.push(`## ${dashboard.title.replace('Climat Guardian: ', '')}`);
    for (const panel of dashboard.panels) parts.push(await panelPart(dashboard, panel, world));
  }
  const options = await resolveConfig(tablesFile);
  return format(parts.join('\n\n'), { ...options, parser: 'markdown' });
}

async function panelPart(dashboard: Dashboard, panel: Panel, world: World): Promise<string> {
  const special = expectationOf(dashboard, panel).looks?.find((name) => name in specialLooks);
  const look = special === undefined ? times[dashboard.uid] : specialLooks[special];
  if (look === undefined) throw new Error(`nobody says when ${dashboard.uid} is looked at`);
  const viewed = await viewOf(dashboard, world, look);
  const frames = await shownFrames(panel, viewed);
  const title = interpolated(panel.title, viewed.variables);
  const when = `${dayOf(look.from)} to ${dayOf(look.to)}${panel.timeFrom === undefined ? '' : `, the last ${panel.timeFrom}`}`;
  return [`### ${title}`, `${panel.description} (${panel.type}, ${when})`, tableOf(frames, panel)].join(
    '\n\n',
  );
}

type Line = ReadonlyMap<string, string>;

const [mostRows, mostColumns] = [6, 7];

function tableOf(frames: readonly Frame[], panel: Panel): string {
  const lines = frames.some(({ fields }) => fields.has('Value'))
    ? pivoted(frames, panel)
    : plain(frames, panel);
  const all = [...new Set(lines.flatMap((line) => [...line.keys()]))];
  const columns = spread(all.slice(1), mostColumns - 1);
  const [first = ''] = all;
  const shown = [first, ...columns];
  const rows = spread(lines, mostRows).map((line) => shown.map((column) => line.get(column) ?? '–'));
  return [shown, shown.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Series beside each other: a line a time. */
function pivoted(frames: readonly Frame[], panel: Panel): Line[] {
  const lines = new Map<string, Map<string, string>>();
  for (const frame of frames) {
    const times = frame.fields.get('Time');
    for (const [i, value] of (frame.fields.get('Value') ?? []).entries()) {
      const at = times === undefined ? 'now' : timeOf(Number(times[i]));
      const line = lines.get(at) ?? new Map([['time', at]]);
      lines.set(at, line);
      if (value !== null) line.set(frame.name, written(value, unitOf(frame.name, panel)));
    }
  }
  return [...lines.entries()].sort(([a], [b]) => a.localeCompare(b, 'en')).map(([, line]) => line);
}

function plain(frames: readonly Frame[], panel: Panel): Line[] {
  return frames.flatMap((frame) =>
    rowsOf(frame).map(
      (row) =>
        new Map(
          [...row]
            .filter(([, value]) => value !== null)
            .map(([name, value]) => {
              const isTime = typeof value === 'number' && /^Time$|last/.test(name);
              return [name, isTime ? timeOf(value) : written(value, unitOf(shownName(frame, name), panel))];
            }),
        ),
    ),
  );
}

/** The first, the last, and some between. */
function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, i) => all[Math.round((i * (all.length - 1)) / (most - 1))]).filter(
    (one) => one !== undefined,
  );
}

const units: Readonly<Record<string, (value: number) => string>> = {
  celsius: (value) => `${value.toFixed(2)} °C`,
  percent: (value) => `${value.toFixed(1)} %`,
  percentunit: (value) => `${(100 * value).toFixed(1)} %`,
  congm3: (value) => `${value.toFixed(2)} g/m³`,
  dBm: (value) => `${value.toFixed(1)} dBm`,
  'suffix: h': (value) => `${value.toFixed(1)} h`,
  ms: (value) => `${(value / 3_600_000).toFixed(2)} h`,
  s: (value) => `${value.toFixed(0)} s`,
  short: (value) => String(value),
  none: (value) => value.toFixed(2),
};

function written(value: Cell, unit: string): string {
  // The version of the bridge that is told would be another one with each release.
  if (typeof value !== 'number') return String(value).replace(/version [^ ]+\.$/, 'version ….');
  const write = units[unit];
  if (write === undefined) throw new Error(`nobody says how ${unit} is written`);
  return write(value);
}

const clock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: site.zone,
  dateStyle: 'short',
  timeStyle: 'short',
});

function timeOf(at: number): string {
  return clock.format(at);
}

function dayOf(at: number): string {
  return timeOf(at).slice(0, 10);
}

if (import.meta.main) {
  await using world = await startWorld(fiveYears);
  writeFileSync(tablesFile, await tablesPage(world));
}
