/** Whether a sink would take readings now, asked by a write of nothing: no reading is needed, and none is made. */
import { errorOf, errorOfNoAnswer, sayingOf, type Answer, type SinkWords } from '../../forward/answers.ts';
import { wordsOf as influxDb1Words } from '../../forward/influxdb1.ts';
import { wordsOf as influxDb2Words } from '../../forward/influxdb2.ts';
import type { InfluxDb1Config, InfluxDb2Config, SinkConfig } from '../../config/sinks.ts';

const timeoutMs = 10_000;

/** @returns a sentence with what to do; undefined where nothing is wrong. */
export async function sinkTrouble(sink: SinkConfig): Promise<string | undefined> {
  for (const write of writesOf(sink)) {
    const trouble = await troubleOf(write);
    if (trouble !== undefined) return trouble;
  }
  return undefined;
}

/** To each of its databases. */
function writesOf(sink: SinkConfig): Write[] {
  if (sink.type === 'influxdb1') {
    const databases = sink.longView ? [sink.database, sink.longDatabase] : [sink.database];
    return databases.map((database) => ({
      ...write1(sink, database),
      words: influxDb1Words({ ...sink, timeoutMs }, database),
    }));
  }
  const buckets = sink.longView ? [sink.bucket, sink.longBucket] : [sink.bucket];
  return buckets.map((bucket) => ({
    ...write2(sink, bucket),
    words: influxDb2Words({ ...sink, timeoutMs }, bucket),
  }));
}

async function troubleOf({ url, headers, words }: Write): Promise<string | undefined> {
  let answer: Answer;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: 'POST', body: '', headers, signal, redirect: 'manual' });
    const body = await response.text();
    answer = { status: response.status, headers: Object.fromEntries(response.headers), body };
  } catch (error) {
    // `fetch` wraps what the connection said.
    const cause = error instanceof TypeError && error.cause !== undefined ? error.cause : error;
    return errorOfNoAnswer(cause, words).message;
  }
  return tookNothing(answer) ? undefined : errorOf(answer, words)?.message;
}

interface Write {
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly words: SinkWords;
}

function write1({ url, username, password = '' }: InfluxDb1Config, database: string): Omit<Write, 'words'> {
  const secret = Buffer.from(`${username ?? ''}:${password}`).toString('base64');
  const headers: Record<string, string> = username === undefined ? {} : { authorization: `Basic ${secret}` };
  return { url: at(url, 'write', { db: database, precision: 'ms' }), headers };
}

function write2({ url, org, token }: InfluxDb2Config, bucket: string): Omit<Write, 'words'> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Token ${token}` };
  return { url: at(url, 'api/v2/write', { org, bucket, precision: 'ms' }), headers };
}

function at(base: URL, path: string, search: Record<string, string>): URL {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/$/, '')}/${path}`;
  url.search = new URLSearchParams(search).toString();
  return url;
}

/**
 * InfluxDB 1.x answers 200 to a write without a point, and 404 where the bridge will make the database. 2.x asks for
 * points with a 400, once it has found the bucket and the token to be right.
 */
function tookNothing(answer: Answer): boolean {
  const { status } = answer;
  const isInfluxDb = Object.keys(answer.headers).some((name) => name.startsWith('x-influxdb-'));
  if (status === 200) return isInfluxDb;
  if (status === 404) return /database not found/i.test(sayingOf(answer));
  return status === 400 && /requires points|no points|empty/i.test(sayingOf(answer));
}
