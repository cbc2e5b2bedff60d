/** InfluxDB 1.x, through the `influx` package. */
import { InfluxDB } from 'influx';
import { errorOf, errorOfNoAnswer, sayingOf, type Answer, type SinkWords } from './answers.ts';
import { Connections } from './connections.ts';
import type { Tier } from './points.ts';
import type { Sink } from './sink.ts';

export interface InfluxDb1Options {
  readonly name: string;
  readonly url: URL;
  readonly database: string;
  readonly longDatabase: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** A write that takes longer is given up. */
  readonly timeoutMs: number;
}

/** The forwarder waits between tries; the package's own waiting would only hide the cause of a failure. */
const noBackoff = {
  getDelay: () => 0,
  next: () => noBackoff,
  reset: () => noBackoff,
};

export function influxDb1(options: InfluxDb1Options): Sink {
  const { name, url, username, password, timeoutMs } = options;
  const databases: Readonly<Record<Tier, string>> = { raw: options.database, long: options.longDatabase };
  const connections = new Connections({
    url,
    timeoutMs,
    makeClient: (agent) =>
      new InfluxDB({
        host: url.hostname.replaceAll(/^\[|\]$/g, ''),
        port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
        protocol: url.protocol === 'https:' ? 'https' : 'http',
        ...(url.pathname !== '/' && { path: url.pathname.replace(/\/$/, '') }),
        ...(username !== undefined && { username }),
        ...(password !== undefined && { password }),
        options: { agent },
        pool: { maxRetries: 0, requestTimeout: timeoutMs, backoff: noBackoff },
      }),
  });

  return {
    name,
    async write(tier, points, signal) {
      const database = databases[tier];
      const words = wordsOf(options, database);
      const exchange = (send: (influx: InfluxDB) => Promise<unknown>): Promise<Answer> =>
        connections.exchange(signal, send).catch((error: unknown) => {
          throw signal.aborted ? error : errorOfNoAnswer(error, words);
        });
      const write = (): Promise<Answer> =>
        exchange((influx) =>
          influx.writePoints(
            points.map(({ time, fields, ...point }) => ({
              ...point,
              fields: { ...fields },
              timestamp: time,
            })),
            { database, precision: 'ms' },
          ),
        );
      let answer = await write();
      if (answer.status === 404 && /database not found/i.test(sayingOf(answer))) {
        const created = await exchange((influx) => influx.createDatabase(database));
        if (created.status === 200) answer = await write();
      }
      const error = errorOf(answer, words);
      if (error) throw error;
    },
  };
}

export function wordsOf({ url, username }: InfluxDb1Options, database: string): SinkWords {
  return {
    at: `InfluxDB at ${url.host}`,
    secret: `the user name or password${username === undefined ? ' (none is configured)' : ''}`,
    grant: `Create the database "${database}", and let ${username ?? 'us'} write to it.`,
  };
}
