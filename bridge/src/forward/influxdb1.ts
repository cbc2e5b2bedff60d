/** InfluxDB 1.x, through the `influx` package. */
import { InfluxDB } from 'influx';
import { errorOf, errorOfNoAnswer, sayingOf, shellWord, type Answer, type SinkWords } from './answers.ts';
import { Connections } from './connections.ts';
import { fieldText } from '../reading/line-protocol.ts';
import type { Tier } from './points.ts';
import { SinkError, type Removal, type Sink } from './sink.ts';

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
        host: hostOf(url),
        port: portOf(url),
        protocol: url.protocol === 'https:' ? 'https' : 'http',
        ...(url.pathname !== '/' && { path: url.pathname.replace(/\/$/, '') }),
        ...(username !== undefined && { username }),
        ...(password !== undefined && { password }),
        options: { agent },
        pool: { maxRetries: 0, requestTimeout: timeoutMs, backoff: noBackoff },
      }),
  });

  async function exchange(
    words: SinkWords,
    signal: AbortSignal,
    send: (influx: InfluxDB) => Promise<unknown>,
  ): Promise<Answer> {
    try {
      return await connections.exchange(signal, send);
    } catch (error) {
      throw signal.aborted ? error : errorOfNoAnswer(error, words);
    }
  }

  return {
    name,
    async write(tier, points, signal) {
      const database = databases[tier];
      const words = wordsOf(options, database);
      const write = (): Promise<Answer> =>
        exchange(words, signal, (influx) =>
          influx.writePoints(
            points.map(({ measurement, tags, fields, time }) => ({
              measurement,
              tags,
              fields: Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, asIs(value)])),
              ...(time !== null && { timestamp: time }),
            })),
            { database, precision: 'ms' },
          ),
        );
      let answer = await write();
      if (answer.status === 404 && /database not found/i.test(sayingOf(answer))) {
        const created = await exchange(words, signal, (influx) =>
          influx.queryRaw(createStatement(options, database), { database, method: 'POST' }),
        );
        if (created.status === 200) answer = await write();
      }
      const error = errorOf(answer, words);
      if (error) throw error;
    },
    async remove(tier, removals, signal) {
      const database = databases[tier];
      const words = wordsOf(options, database);
      for (const removal of removals) {
        const answer = await exchange(words, signal, (influx) =>
          influx.queryRaw(deleteStatement(removal), { database, method: 'POST' }),
        );
        const error = errorOfQuery(answer, words);
        if (error) throw error;
      }
    },
  };
}

/**
 * Of decades of averages InfluxDB would make a shard a week, and look into each of hundreds for every graph of years:
 * one a year is as large as a week of readings.
 */
function createStatement({ longDatabase }: InfluxDb1Options, database: string): string {
  return `CREATE DATABASE ${named(database)}${database === longDatabase ? ' WITH SHARD DURATION 52w' : ''}`;
}

function deleteStatement({ measurement, tags, from, until }: Removal): string {
  const conditions = Object.entries(tags).map(([key, value]) => `"${key}" = ${quoted(value)}`);
  return (
    `DELETE FROM "${measurement}" WHERE ${conditions.join(' AND ')} ` +
    `AND time >= ${String(from)}ms AND time <= ${String(until)}ms`
  );
}

/** Of a query all statements are answered by one status; what failed says so in the body. */
function errorOfQuery(answer: Answer, words: SinkWords): SinkError | undefined {
  if (answer.status !== 200) return errorOf(answer, words) ?? errorOf({ ...answer, status: 400 }, words);
  const failure = /"error":"((?:[^"\\]|\\.)*)"/.exec(answer.body)?.[1];
  // Nothing is in a database that is not there.
  if (failure === undefined || failure.startsWith('database not found')) return undefined;
  return new SinkError(`${words.at} deletes nothing: ${failure}. ${words.forbidden}`, { kind: 'operator' });
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}

/** The package makes two backslashes of one before an apostrophe; of what is no text it writes `toString`. */
function asIs(value: number | string): number | { toString: () => string } {
  return typeof value === 'number' ? value : { toString: () => fieldText(value) };
}

export function wordsOf(options: InfluxDb1Options, database: string): SinkWords {
  const { url, username } = options;
  const at = `InfluxDB at ${url.host}`;
  const create = createStatement(options, database);
  if (username === undefined) {
    return {
      at,
      secret: 'the user name or password (none is configured)',
      forbidden: 'Configure a user that may.',
      missing: `Call: ${commandOf(url, [create], false)}.`,
    };
  }
  const grant = `GRANT ALL ON ${named(database)} TO ${named(username)}`;
  return {
    at,
    secret: 'the user name or password',
    forbidden: `As an administrator there, call: ${commandOf(url, [grant], true)}.`,
    missing: `As an administrator there, call: ${commandOf(url, [create, grant], true)}.`,
  };
}

/** For the `influx` of 1.x, which asks for a password that is empty. */
function commandOf(url: URL, statements: readonly string[], hasUsers: boolean): string {
  const port = portOf(url);
  const words = [
    'influx',
    ...(/^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname) ? [] : ['-host', hostOf(url)]),
    ...(port === 8086 ? [] : ['-port', String(port)]),
    ...(url.protocol === 'https:' ? ['-ssl'] : []),
    ...(hasUsers ? ['-username', 'admin', '-password', ''] : []),
    ...['-execute', statements.join('; ')],
  ];
  return words.map(shellWord).join(' ');
}

function hostOf({ hostname }: URL): string {
  return hostname.replaceAll(/^\[|\]$/g, '');
}

function portOf({ port, protocol }: URL): number {
  return Number(port || (protocol === 'https:' ? 443 : 80));
}

/** A name in InfluxQL. */
function named(name: string): string {
  return `"${name.replaceAll(/["\\]/g, '\\$&')}"`;
}
