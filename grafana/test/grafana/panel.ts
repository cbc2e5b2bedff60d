/** What a panel draws: its queries, expanded and run, and its transformations. */
import { databaseOf, type Databases } from './variables.ts';
import type { Frame } from './influxdb.ts';
import { durationMs, interpolated, intervalMs, type Variables } from './interpolate.ts';
import { configured } from './field-config.ts';
import type { Panel, Transformation } from './model.ts';
import { transformed } from './transform.ts';

export interface Viewed {
  readonly variables: Variables;
  readonly databases: Databases;
  /** Milliseconds UTC. */
  readonly from: number;
  readonly to: number;
}

/** @param changed what a test does to a query that is expanded, before it is asked. */
export async function framesOf(
  panel: Panel,
  { variables, databases, ...range }: Viewed,
  changed: (query: string) => string = (query) => query,
): Promise<Frame[]> {
  const to = range.to;
  const from = panel.timeFrom === undefined ? range.from : to - durationMs(panel.timeFrom);
  const expanding = { from, to, intervalMs: intervalMs(from, to, panel.interval) };
  const frames = await Promise.all(
    panel.targets.map(({ datasource, query, resultFormat, alias }) =>
      databaseOf(datasource.uid, variables, databases).frames(
        changed(interpolated(query, variables, expanding)),
        resultFormat,
        alias === undefined
          ? undefined
          : interpolated(alias.replaceAll(/\$(tag_|col|m\b|measurement)/g, '\u0000$1'), variables).replaceAll(
              '\u0000',
              '$',
            ),
      ),
    ),
  );
  const { transformations = [] } = panel;
  const written = JSON.parse(interpolated(JSON.stringify(transformations), variables)) as Transformation[];
  return transformed(frames.flat(), written).map((frame) => configured(frame, panel));
}
