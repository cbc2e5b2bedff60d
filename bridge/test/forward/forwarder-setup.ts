/** A forwarder over real HTTP, for tests: an outbox in memory, a proxy, a server that answers as InfluxDB 2. */
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { Forwarder, type ForwarderOptions, type SinkState } from '../../src/forward/forwarder.ts';
import { influxDb2 } from '../../src/forward/influxdb2.ts';
import { HostileProxy } from './hostile-proxy.ts';
import { Influx2Server } from './influx2-server.ts';
import { MemoryOutbox } from './memory-outbox.ts';
import { site, zone } from './samples.ts';

interface Setup extends AsyncDisposable {
  readonly server: Influx2Server;
  readonly proxy: HostileProxy;
  readonly outbox: MemoryOutbox;
  readonly log: string[];
  /** The waits that were asked for, by attempt. */
  readonly attempts: number[];
  start(options?: Partial<ForwarderOptions>): Forwarder;
}

/** Bridge → proxy → server that answers as InfluxDB 2. */
export async function setUp(): Promise<Setup> {
  await using started = new AsyncDisposableStack();
  const server = started.use(
    new Influx2Server({ token: 'hush', org: 'office', buckets: ['climate', 'climate_long'] }),
  );
  await server.listen();
  const proxy = started.use(new HostileProxy(server.url));
  await proxy.listen();
  const outbox = new MemoryOutbox();
  const log: string[] = [];
  const attempts: number[] = [];
  const all = started.move();
  return {
    ...{ server, proxy, outbox, log, attempts },
    start(options = {}) {
      const account = { org: 'office', bucket: 'climate', longBucket: 'climate_long', token: 'hush' };
      const forwarder = new Forwarder({
        sink: influxDb2({ name: 'influx', url: proxy.url, timeoutMs: 3_600_000, ...account }),
        outbox,
        site,
        zone,
        from: 'all',
        longView: true,
        retryDelay: (attempt) => {
          attempts.push(attempt);
          return 1;
        },
        log: (message) => log.push(message),
        ...options,
      });
      forwarder.start();
      return all.use(forwarder);
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** The times (ms) of all lines taken into a bucket, sorted, each once. */
export function timesIn(server: Influx2Server, bucket = 'climate'): number[] {
  const times = (server.taken.get(bucket) ?? []).map((line) => Number(line.split(' ').at(-1)));
  return [...new Set(times)].sort((a, b) => a - b);
}

export const timesOf = (rows: readonly { measuredAt: number }[]): number[] =>
  rows.map(({ measuredAt }) => measuredAt).sort((a, b) => a - b);

export function stateWhen(forwarder: Forwarder, isSo: (state: SinkState) => boolean): Promise<SinkState> {
  return eventually('the forwarder’s state', async () => {
    const state = await forwarder.state();
    return isSo(state) ? { found: state } : { not: state };
  });
}
