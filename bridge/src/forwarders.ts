/** A forwarder for each configured sink, and what the API says of it. */
import type { Sink } from '../api/schema.ts';
import type { Chronicle } from './chronicle.ts';
import type { Config } from './config/config.ts';
import { Forwarder, type ForwarderOptions } from './forward/forwarder.ts';
import { influxDb1 } from './forward/influxdb1.ts';
import { influxDb2 } from './forward/influxdb2.ts';
import { Zone } from './reading/zone.ts';

/** For one write to a sink; a Raspberry Pi that compacts its shards can be slow. */
const timeoutMs = 30_000;

/** Not started yet. */
export function forwardersOf(
  { sinks, site }: Config,
  chronicle: Chronicle,
  shared: Pick<ForwarderOptions, 'outbox' | 'retryDelay' | 'log'>,
): Forwarder[] {
  const zone = new Zone(site.timezone);
  return sinks.map(
    (sink) =>
      new Forwarder({
        ...shared,
        sink:
          sink.type === 'influxdb1' ? influxDb1({ ...sink, timeoutMs }) : influxDb2({ ...sink, timeoutMs }),
        site: site.id,
        zone,
        from: sink.from,
        longView: sink.longView,
        onFailure: (failure: string | undefined) => {
          chronicle.sink(sink.name, failure);
        },
      }),
  );
}

export async function sinkOf(forwarder: Forwarder): Promise<Sink> {
  const { lanes, ...state } = await forwarder.state();
  const at = (oldest: number | null): string | null =>
    oldest === null ? null : new Date(oldest).toISOString();
  return {
    ...state,
    lanes: lanes.map(({ lane, waiting, oldest }) => ({ lane, waiting, oldest: at(oldest) })),
  };
}
