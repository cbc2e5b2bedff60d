/** Panels as Grafana asks for them, timed; and what the same panel would be of raw readings. */
import { Database } from '../../grafana/test/grafana/influxdb.ts';
import type { Dashboard } from '../../grafana/test/grafana/model.ts';
import { framesOf } from '../../grafana/test/grafana/panel.ts';
import { filledVariables, type Databases } from '../../grafana/test/grafana/variables.ts';
import { firstAt, now, zone, type Loaded } from './loaded.ts';

export interface Asking {
  readonly databases: Databases;
  readonly raw: Database;
  readonly loaded: Loaded;
}

export interface Measured {
  readonly dashboard: string;
  readonly panel: string;
  /** Milliseconds. */
  readonly ours: readonly number[];
  /** None where the panel has no twin of raw readings. */
  readonly raw: readonly number[];
  /** How many times longer it should take of raw readings. */
  readonly goal: number | undefined;
}

export function startAll(url: string, loaded: Loaded): Asking {
  const databases = new Map([
    ['long', new Database(url, 'climate_long')],
    ['readings', new Database(url, 'climate')],
  ]);
  return { databases, raw: new Database(url, 'climate'), loaded };
}

/** InfluxQL has no months: there they are 30 days. */
const twins: Readonly<Record<string, { readonly group: string; readonly goal: number }>> = {
  'By day': { group: 'time(1d)', goal: 30 },
  'By week': { group: 'time(7d, -3d)', goal: 30 },
  'By month': { group: 'time(30d)', goal: 60 },
};
const fewRawRuns = 2;

export async function timedPanels(
  dashboard: Dashboard,
  { databases, raw, loaded }: Asking,
  runs: number,
): Promise<Measured[]> {
  // The live view asks for raw readings of a day.
  if (dashboard.uid === 'climat-guardian-rooms-now' && !loaded.hasRaw) return [];
  const variables = await filledVariables(dashboard, databases);
  const from = dashboard.uid === 'climat-guardian-rooms-now' ? now - 86_400_000 : firstAt(loaded);
  const view = { variables, databases, from, to: now - 1 };
  const all: Measured[] = [];
  for (const panel of dashboard.panels) {
    const title = panel.title.split(':')[0] ?? '';
    const twin = loaded.hasRaw ? twins[title] : undefined;
    const rawQuery =
      'SELECT mean("temperature"), min("temperature"), max("temperature") FROM "climate" ' +
      `WHERE time >= ${String(view.from)}ms AND time <= ${String(view.to)}ms GROUP BY ${twin?.group ?? ''} fill(null) tz('${zone}')`;
    const measured: Measured = {
      dashboard: dashboard.title.replace('Climat Guardian: ', ''),
      panel: title,
      ours: await timed(runs, () => framesOf(panel, view)),
      raw: twin === undefined ? [] : await timed(fewRawRuns, () => raw.series(rawQuery)),
      goal: twin?.goal,
    };
    // Over decades it takes many minutes until the table.
    console.error(
      `${measured.dashboard}, ${title}: ${measured.ours.map((ms) => ms.toFixed(0)).join(' ')} ms`,
    );
    all.push(measured);
  }
  return all;
}

async function timed(runs: number, what: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const from = performance.now();
    await what();
    times.push(performance.now() - from);
  }
  return times;
}
