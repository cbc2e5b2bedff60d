/** Five seeded years in a running InfluxDB, the reference beside it, and the committed dashboards. */
import { join } from 'node:path';
import { startInfluxd, type Influxd } from '@climat-guardian/suite/processes/influxd';
import { Database, type Frame } from './grafana/influxdb.ts';
import type { Dashboard, Panel } from './grafana/model.ts';
import { reducedFrames } from './grafana/field-config.ts';
import { framesOf, type Viewed } from './grafana/panel.ts';
import { filledVariables, type Databases } from './grafana/variables.ts';
import { cellsOf, type Cells } from './cells.ts';
import type { Expectation } from './expected.ts';
import { beats, happeningsIn, linesOf, type Happened } from './happenings.ts';
import type { Look } from './looks.ts';
import { Reference } from './reference.ts';
import { builtYears, site, type Years } from './years/built.ts';

export interface World extends AsyncDisposable {
  readonly influxd: Influxd;
  readonly reference: Reference;
  readonly events: readonly Happened[];
  readonly databases: Databases;
}

/** As grafana/provisioning/ calls them. */
export const databaseNames = { long: 'Climat Guardian long view', raw: 'Climat Guardian readings' } as const;

function databasesAt(url: string): Databases {
  return new Map([
    [databaseNames.long, new Database(url, 'climate_long')],
    [databaseNames.raw, new Database(url, 'climate')],
  ]);
}

export async function startWorld(years: Years): Promise<World> {
  await using started = new AsyncDisposableStack();
  const folder = await builtYears(years);
  const influxd = started.use(await startInfluxd({ contents: join(folder, 'influxdb') }));
  await influxd.write('climate_long', linesOf(beats));
  const reference = started.use(
    new Reference(influxd.url, join(folder, 'places.json'), site.zone, Date.parse(years.now)),
  );
  const running = started.move();
  return {
    influxd,
    reference,
    events: happeningsIn(folder),
    databases: databasesAt(influxd.url),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** A dashboard as somebody looks at it. */
export async function viewOf(
  dashboard: Dashboard,
  { databases }: World,
  { picked, ...range }: Look,
): Promise<Viewed> {
  return { variables: await filledVariables(dashboard, databases, picked), databases, ...range };
}

/** @param changed what a test does to a query before it is asked. */
export async function shownFrames(
  panel: Panel,
  viewed: Viewed,
  changed?: (query: string) => string,
): Promise<Frame[]> {
  return reducedFrames(await framesOf(panel, viewed, changed), panel);
}

export async function shownCells(
  panel: Panel,
  { rowBy }: Expectation,
  viewed: Viewed,
  changed?: (query: string) => string,
): Promise<Cells> {
  return cellsOf(await shownFrames(panel, viewed, changed), rowBy);
}

export function oughtCells(
  { cells }: Expectation,
  { reference, events }: World,
  { variables, from, to }: Viewed,
): Promise<Cells> {
  const rooms = variables.get('room')?.values ?? [];
  return cells({ reference, events, zone: site.zone, from, to, variables, rooms });
}
