/**
 * InfluxDB 2.x, and what else takes its `/api/v2/write`: InfluxDB 3, VictoriaMetrics. Through
 * `@influxdata/influxdb-client`, without its retries and batches: the store is the queue.
 */
import { InfluxDB } from '@influxdata/influxdb-client';
import { errorOf, errorOfNoAnswer, sayingOf, shellWord, type Answer, type SinkWords } from './answers.ts';
import { Connections } from './connections.ts';
import { lineOf } from '../reading/line-protocol.ts';
import type { Tier } from './points.ts';
import type { Removal, Sink } from './sink.ts';

export interface InfluxDb2Options {
  readonly name: string;
  readonly url: URL;
  readonly org: string;
  readonly bucket: string;
  readonly longBucket: string;
  readonly token?: string | undefined;
  /** A write that takes longer is given up. */
  readonly timeoutMs: number;
}

export function influxDb2(options: InfluxDb2Options): Sink {
  const { name, url, org, token, timeoutMs } = options;
  const buckets: Readonly<Record<Tier, string>> = { raw: options.bucket, long: options.longBucket };
  const connections = new Connections({
    url,
    timeoutMs,
    makeClient: (agent) =>
      new InfluxDB({
        url: url.href,
        timeout: timeoutMs,
        transportOptions: { agent },
        ...(token !== undefined && { token }),
      }),
  });
  return {
    name,
    async write(tier, points, signal) {
      const bucket = buckets[tier];
      const words = wordsOf(options, bucket);
      const exchange = (send: (influx: InfluxDB) => Promise<unknown>): Promise<Answer> =>
        connections.exchange(signal, send).catch((error: unknown) => {
          throw signal.aborted ? error : errorOfNoAnswer(error, words);
        });
      const write = (): Promise<Answer> =>
        exchange(async (influx) => {
          const api = influx.getWriteApi(org, bucket, 'ms', {
            // One more than there are, and never by time: nothing is sent before the flush, and all of it then.
            batchSize: points.length + 1,
            maxBatchBytes: Number.MAX_SAFE_INTEGER,
            flushInterval: 0,
            maxRetries: 0,
            // Left to itself, the package also writes the failure to the console.
            writeFailed: (error) => Promise.reject(error),
          });
          api.writeRecords(points.map(lineOf));
          await api.flush();
        });
      let answer = await write();
      if (answer.status === 404 && /bucket .*not found/i.test(sayingOf(answer))) {
        // Two lanes may be at it at the same time: what the answer is, the next write will tell.
        if (await makeBucket({ org, bucket, exchange })) answer = await write();
      }
      const error = errorOf(answer, words);
      if (error) throw error;
    },
    async remove(tier, removals, signal) {
      const bucket = buckets[tier];
      const words = wordsOf(options, bucket);
      const path = `/api/v2/delete?${new URLSearchParams({ org, bucket }).toString()}`;
      for (const removal of removals) {
        const answer = await connections
          .exchange(signal, (influx) =>
            influx.transport.request(path, deleteRequest(removal), { method: 'POST' }),
          )
          .catch((error: unknown) => {
            throw signal.aborted ? error : errorOfNoAnswer(error, words);
          });
        const error = errorOf(answer, words);
        if (error) throw error;
      }
    },
  };
}

/** https://docs.influxdata.com/influxdb/v2/reference/syntax/delete-predicate/: equality and AND only. */
function deleteRequest({ measurement, tags, from, until }: Removal): Record<string, string> {
  const all = Object.entries({ _measurement: measurement, ...tags });
  return {
    start: new Date(from).toISOString(),
    // Whether the end itself is deleted is nowhere said; no bucket begins a millisecond after another.
    stop: new Date(until + 1).toISOString(),
    predicate: all.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(' AND '),
  };
}

interface NewBucket {
  readonly org: string;
  readonly bucket: string;
  readonly exchange: (send: (influx: InfluxDB) => Promise<unknown>) => Promise<Answer>;
}

/**
 * Readings in it are kept for ever. A token that may write to a bucket only can neither find the organization nor make one.
 * Source: https://docs.influxdata.com/influxdb/v2/api/v2/#operation/PostBuckets
 *
 * @returns whether it was asked for.
 */
async function makeBucket({ org, bucket, exchange }: NewBucket): Promise<boolean> {
  const search = new URLSearchParams({ org }).toString();
  const found = await exchange(({ transport }) =>
    transport.request(`/api/v2/orgs?${search}`, '', { method: 'GET' }),
  );
  const orgID = found.status === 200 ? firstOrgId(found.body) : undefined;
  if (orgID === undefined) return false;
  const headers = { 'content-type': 'application/json' };
  const made = { orgID, name: bucket, retentionRules: [] };
  await exchange(({ transport }) =>
    transport.request('/api/v2/buckets', JSON.stringify(made), { method: 'POST', headers }),
  );
  return true;
}

/** `{"orgs": [{"id": "0123456789abcdef", "name": "office", …}]}` */
function firstOrgId(body: string): string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  const orgs: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, 'orgs') : undefined;
  const first: unknown = Array.isArray(orgs) ? orgs[0] : undefined;
  const id: unknown = typeof first === 'object' && first !== null ? Reflect.get(first, 'id') : undefined;
  return typeof id === 'string' ? id : undefined;
}

export function wordsOf({ url, org, token }: InfluxDb2Options, bucket: string): SinkWords {
  const host = url.href.replace(/\/$/, '');
  const words = ['influx', 'bucket', 'create', '--name', bucket, '--org', org, '--host', host];
  return {
    at: `InfluxDB at ${url.host}`,
    secret: `the token${token === undefined ? ' (none is configured)' : ''}`,
    forbidden: `Give us a token that may write to the bucket "${bucket}" of the organization "${org}".`,
    missing: `Call: ${words.map(shellWord).join(' ')}; and give us a token that may write to it.`,
  };
}
