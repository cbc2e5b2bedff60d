/** InfluxDB 1.x, through the `influx` package. */
import { InfluxDB, type IPoint } from 'influx';
import type { InboxReading } from '../store/types.ts';
import type { Sink } from './sink.ts';

export interface InfluxDb1Options {
  readonly name: string;
  readonly url: URL;
  readonly database: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** The tag `site` of every point. */
  readonly site: string;
}

const measurement = 'climate';

/** The forwarder waits between tries; the package's own waiting would only hide the cause of a failure. */
const noBackoff = {
  getDelay: () => 0,
  next: () => noBackoff,
  reset: () => noBackoff,
};

export function influxDb1(options: InfluxDb1Options): Sink {
  const { name, url, database, username, password, site } = options;
  const influx = new InfluxDB({
    host: url.hostname.replaceAll(/^\[|\]$/g, ''),
    port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
    protocol: url.protocol === 'https:' ? 'https' : 'http',
    ...(url.pathname !== '/' && { path: url.pathname.replace(/\/$/, '') }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    database,
    pool: { maxRetries: 0, requestTimeout: 30_000, backoff: noBackoff },
  });
  const write = (points: IPoint[]): Promise<void> => influx.writePoints(points, { precision: 'ms' });
  return {
    name,
    async write(readings) {
      const points = readings.map((reading) => pointOf(reading, site));
      try {
        await write(points).catch(async (error: unknown) => {
          if (!isMissingDatabase(error)) throw error;
          await influx.createDatabase(database);
          await write(points);
        });
      } catch (cause) {
        throw new Error(sentenceFor(cause, options), { cause });
      }
    },
  };
}

export function pointOf(reading: InboxReading, site: string): IPoint {
  return {
    measurement,
    tags: {
      site,
      ...(reading.room !== null && { room: reading.room }),
      device: reading.device,
      sensor: reading.entity,
    },
    fields: { [reading.quantity]: reading.value },
    timestamp: reading.measuredAt,
  };
}

function isMissingDatabase(error: unknown): boolean {
  return error instanceof Error && /database not found/i.test(error.message);
}

function sentenceFor(cause: unknown, { url, database, username }: InfluxDb1Options): string {
  const said = cause instanceof Error ? cause.message || cause.name : String(cause);
  const at = `InfluxDB at ${url.host}`;
  if (said.includes('ECONNREFUSED')) return `${at} refuses connections. Is it running?`;
  if (/401|authorization|unable to parse authentication/i.test(said)) {
    return `${at} refused the user name or password${username === undefined ? ' (none is configured)' : ''}.`;
  }
  if (/403|not authorized|requires admin/i.test(said)) {
    return `${at} does not let ${username ?? 'us'} write to "${database}". Grant it, or create the database.`;
  }
  return `${at} did not take the readings: ${said}`;
}
