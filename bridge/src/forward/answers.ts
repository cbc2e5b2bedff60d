/**
 * What an answer over HTTP means, for every sink of InfluxDB's kind.
 *
 * Sources: https://docs.influxdata.com/influxdb/v1/tools/api/#write-http-endpoint,
 * https://docs.influxdata.com/influxdb/v2/write-data/troubleshoot/,
 * https://docs.influxdata.com/influxdb3/clustered/write-data/troubleshoot/
 */
import { SinkError, type Fault } from './sink.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Its beginning. */
  readonly body: string;
}

/** What a sink says of itself in sentences. */
export interface SinkWords {
  /** E.g. `InfluxDB at 10.0.3.2:8086` */
  readonly at: string;
  /** E.g. `the user name or password` */
  readonly secret: string;
  /** What to do where it does not let us write (403); ends with a full stop. */
  readonly forbidden: string;
  /** … and where what we write to is not there, and we may not make it (404). */
  readonly missing: string;
}

/** A sink that asks for more would be tried again after this all the same. */
const longestWaitMs = 3_600_000;

/** Points taken in are answered so by all of them; a page with status 200 is some proxy's. */
const taken = 204;

/** @returns undefined when all points were taken. */
export function errorOf(answer: Answer, words: SinkWords): SinkError | undefined {
  if (answer.status === taken) return undefined;
  return new SinkError(sentenceFor(answer, words), faultOf(answer));
}

/** No answer at all. */
export function errorOfNoAnswer(cause: unknown, { at }: SinkWords): SinkError {
  const said = cause instanceof Error ? cause.message || cause.name : String(cause);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const sentence =
    code === 'ECONNREFUSED' || said.includes('ECONNREFUSED')
      ? `${at} refuses connections. Is it running?`
      : `${at} gave no answer: ${said}.`;
  return new SinkError(sentence, { kind: 'later' }, { cause });
}

function faultOf(answer: Answer): Fault {
  const { status } = answer;
  if (status >= 500 || [408, 425, 429].includes(status)) {
    return { kind: 'later', afterMs: retryAfterMs(answer) };
  }
  const reason = sayingOf(answer);
  if (status === 413) return { kind: 'too-large', reason };
  if (status !== 400 && status !== 422) return { kind: 'operator' };
  const dropped = /\bdropped=(\d+)/.exec(reason)?.[1];
  return {
    kind: 'refused',
    reason,
    // Not "unable to parse", which is also the answer to what a proxy has cut short.
    namesPoints: /partial write: (?!unable to parse)|field type conflict|beyond retention policy/.test(
      reason,
    ),
    ...(dropped !== undefined && { dropped: Number(dropped) }),
  };
}

function sentenceFor(answer: Answer, { at, secret, forbidden, missing }: SinkWords): string {
  const said = sayingOf(answer);
  const { status } = answer;
  if (status === 401) return `${at} refused ${secret}.`;
  if (status === 403) return `${at} does not let us write: ${said}. ${forbidden}`;
  if (status === 404) return `${at} does not have it: ${said}. ${missing}`;
  if (status === 429) return `${at} takes no more for now: ${said}.`;
  if (status >= 500) return `${at} cannot take readings now, ${String(status)}: ${said}.`;
  if (status < 400) {
    return `${at} answered ${String(status)}, which no InfluxDB answers to a write. Does the address lead to something else?`;
  }
  return `${at} did not take the readings, ${String(status)}: ${said}.`;
}

/** For a command that a person copies into a shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The sink's own words, on one line. 1.x and 3 say `error`, 2.x says `message`. */
export function sayingOf({ body, headers, status }: Answer): string {
  const words = jsonWords(body) ?? (/^\s*</.test(body) ? 'a page, not an answer of InfluxDB' : body);
  const header = headers['x-influxdb-error'];
  const said = (words.trim() || (typeof header === 'string' ? header : '')).replaceAll(/\s+/g, ' ');
  return said.slice(0, 300).replace(/\.$/, '') || `status ${String(status)} without a word`;
}

function jsonWords(body: string): string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof json !== 'object' || json === null) return undefined;
  const said: unknown = Reflect.get(json, 'message') ?? Reflect.get(json, 'error');
  if (typeof said !== 'string') return undefined;
  // InfluxDB 3: {"error": "partial write …", "data": [{"error_message": …, "line_number": …}]}
  const data: unknown = Reflect.get(json, 'data');
  const first: unknown = Array.isArray(data) ? data[0] : undefined;
  const detail: unknown =
    typeof first === 'object' && first !== null ? Reflect.get(first, 'error_message') : undefined;
  return typeof detail === 'string' ? `${said}: ${detail}` : said;
}

/** Seconds, or a date, which is measured by the sink's own clock: ours may be wrong. */
function retryAfterMs({ headers }: Answer): number | undefined {
  const text = headers['retry-after'];
  if (typeof text !== 'string') return undefined;
  const ms = /^\d+$/.test(text.trim())
    ? Number(text) * 1000
    : Date.parse(text) - Date.parse(typeof headers['date'] === 'string' ? headers['date'] : '');
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, longestWaitMs) : undefined;
}
