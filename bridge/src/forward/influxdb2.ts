/**
 * InfluxDB 2.x, and what else takes its `/api/v2/write`: InfluxDB 3, VictoriaMetrics. Through
 * `@influxdata/influxdb-client`, without its retries and batches: the store is the queue.
 */
import { InfluxDB } from '@influxdata/influxdb-client';
import { errorOf, errorOfNoAnswer, type SinkWords } from './answers.ts';
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
      const answer = await connections
        .exchange(signal, async (influx) => {
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
        })
        .catch((error: unknown) => {
          throw signal.aborted ? error : errorOfNoAnswer(error, words);
        });
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

export function wordsOf({ url, org, token }: InfluxDb2Options, bucket: string): SinkWords {
  return {
    at: `InfluxDB at ${url.host}`,
    secret: `the token${token === undefined ? ' (none is configured)' : ''}`,
    grant: `Create the bucket "${bucket}" in the organization "${org}", and a token that may write to it.`,
  };
}
