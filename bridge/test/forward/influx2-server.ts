/**
 * Stands for InfluxDB 2 and 3, which no registry has: `POST /api/v2/write`, how a bucket is made, and `POST /api/v2/delete`
 * of 2. Each of its answers is InfluxData's own, by
 *   [2] https://docs.influxdata.com/influxdb/v2/write-data/troubleshoot/
 *   [3] https://docs.influxdata.com/influxdb3/core/write-data/troubleshoot/
 *   [api] https://docs.influxdata.com/influxdb/v2/api/response-codes/
 *   [orgs] https://docs.influxdata.com/influxdb/v2/api/v2/#operation/GetOrgs
 *   [buckets] https://docs.influxdata.com/influxdb/v2/api/v2/#operation/PostBuckets
 * Whether a line is well formed it does not judge: real servers do, to which a test sends what it took.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';

export interface Influx2Options {
  readonly token: string;
  readonly org: string;
  readonly buckets: readonly string[];
  /** Whether the token may make buckets, or only write to those that are there. */
  readonly mayMakeBuckets?: boolean;
}

const orgId = '1a2b3c4d5e6f7a8b';

export interface OtherAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export class Influx2Server implements AsyncDisposable {
  /** All lines taken, by bucket. */
  readonly taken = new Map<string, string[]>();
  readonly buckets: Set<string>;
  /** How many lines each write asked for, taken or not. */
  readonly writes: number[] = [];
  /** Lines with this field are refused, in the way of version 2 or 3. */
  refuses: { readonly field: string; readonly as: 2 | 3 } | undefined;
  /** Whether it is one of those that delete nothing. */
  isVersion3 = false;
  /** Bytes of a body; more is too large. */
  limit = Number.POSITIVE_INFINITY;
  /** In place of what it would answer; it takes nothing then. Called for each write. */
  other: ((lines: readonly string[]) => OtherAnswer | undefined) | undefined;
  readonly #options: Influx2Options;
  readonly #server: Server;

  constructor(options: Influx2Options) {
    this.#options = options;
    this.buckets = new Set(options.buckets);
    this.#server = createServer((request, response) => {
      void this.#answer(request, response);
    });
  }

  get url(): URL {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    return new URL(`http://127.0.0.1:${String(address.port)}`);
  }

  async listen(port = 0): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.stop();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    const isDelete = this.#isDelete(request);
    const answer = isDelete ? this.#delete(request, body) : this.#judge(request, body);
    const { status, body: said, headers = {} } = answer;
    response.writeHead(status, {
      ...headers,
      ...(typeof said === 'object' && { 'content-type': 'application/json; charset=utf-8' }),
    });
    response.end(typeof said === 'string' ? said : said === undefined ? undefined : JSON.stringify(said));
  }

  #isDelete({ url = '/' }: IncomingMessage): boolean {
    return url.startsWith('/api/v2/delete?') && !this.isVersion3;
  }

  /** [delete] https://docs.influxdata.com/influxdb/v2/write-data/delete-data/ */
  #delete(request: IncomingMessage, body: Buffer): OtherAnswer {
    const url = new URL(request.url ?? '/', 'http://here');
    const { token, org } = this.#options;
    const bucket = url.searchParams.get('bucket') ?? '';
    const lines = this.taken.get(bucket) ?? [];
    const asked = JSON.parse(body.toString()) as Record<'start' | 'stop' | 'predicate', string>;
    const other = this.other?.([body.toString()]);
    if (other) return other;
    if (request.headers.authorization !== `Token ${token}` || url.searchParams.get('org') !== org)
      return { status: 401, body: { code: 'unauthorized', message: 'unauthorized access' } };
    const wanted = asked.predicate.split(' AND ').map((part) => {
      const [, key = '', value = ''] = /^(\w+)="((?:[^"\\]|\\.)*)"$/.exec(part) ?? [];
      return key === '_measurement' ? value : `${key}=${value.replaceAll(/\\(.)/g, '$1')}`;
    });
    const isGone = (line: string): boolean => {
      const [series = '', , time] = line.split(/(?<!\\) /);
      const has = new Set(series.split(/(?<!\\),/).map((part) => part.replaceAll(/\\([,= ])/g, '$1')));
      const isThen = Number(time) >= Date.parse(asked.start) && Number(time) <= Date.parse(asked.stop);
      return isThen && wanted.every((part) => has.has(part));
    };
    const left = lines.filter((line) => !isGone(line));
    this.taken.set(bucket, left);
    return { status: 204 };
  }

  #judge(request: IncomingMessage, body: Buffer): OtherAnswer {
    const url = new URL(request.url ?? '/', 'http://here');
    const { token, org } = this.#options;
    if (url.pathname === '/api/v2/orgs' || url.pathname === '/api/v2/buckets')
      return this.#makeBucket(request, url, body);
    const bucket = url.searchParams.get('bucket') ?? '';
    const lines = body.toString().split('\n');
    this.writes.push(lines.length);
    const other = this.other?.(lines);
    if (other) return other;
    if (url.pathname !== '/api/v2/write' || url.searchParams.get('precision') !== 'ms') {
      // [api] 400: "Request parameters or body are malformed or invalid."
      return { status: 400, body: { code: 'invalid', message: `no such request: ${url.href}` } };
    }
    if (request.headers.authorization !== `Token ${token}`) {
      // [2] 401: "Authorization: Token header is missing or malformed", or the token may not.
      return { status: 401, body: { code: 'unauthorized', message: 'unauthorized access' } };
    }
    if (url.searchParams.get('org') !== org) {
      // [2] 404: "The response body contains the requested resource type … and resource name."
      return { status: 404, body: { code: 'not found', message: 'organization name not found' } };
    }
    if (!this.buckets.has(bucket)) {
      // [2] as above
      return { status: 404, body: { code: 'not found', message: `bucket "${bucket}" not found` } };
    }
    if (body.length > this.limit) {
      // [2] 413: "All request data was rejected and not written."
      return { status: 413, body: { code: 'request too large', message: 'unable to read data' } };
    }
    const isRefused = (line: string): boolean =>
      this.refuses !== undefined && line.includes(` ${this.refuses.field}=`);
    const refused = lines.filter(isRefused);
    const taken = this.taken.get(bucket) ?? [];
    taken.push(...lines.filter((line) => !isRefused(line)));
    this.taken.set(bucket, taken);
    if (this.refuses === undefined || refused.length === 0) {
      // [2], [3] 204: "All of the data is ingested and queryable."
      return { status: 204 };
    }
    const { field, as } = this.refuses;
    if (as === 2) {
      // [2] 422: "Some or all of the data has been rejected. Data that has not been rejected is ingested and
      // queryable. The response body contains error details about rejected points." The words are those of the
      // storage engine that it shares with 1.x.
      const conflict = `input field "${field}" on measurement "climate" is type float, already exists as type string`;
      return {
        status: 422,
        body: {
          code: 'unprocessable entity',
          message: `failure writing points to database: partial write: field type conflict: ${conflict} dropped=${String(refused.length)}`,
        },
      };
    }
    // [3] 400: "Some or all of the data has been rejected. Data that has not been rejected is ingested and
    // queryable. The response body contains error details about rejected points, up to 100 points."
    return {
      status: 400,
      body: {
        error: 'partial write of line protocol occurred',
        data: refused.slice(0, 100).map((line) => ({
          original_line: line,
          line_number: lines.indexOf(line) + 1,
          error_message: `invalid column type for column '${field}', expected iox::column_type::field::string, got iox::column_type::field::float`,
        })),
      },
    };
  }

  #makeBucket(request: IncomingMessage, url: URL, body: Buffer): OtherAnswer {
    const { token, org, mayMakeBuckets = false } = this.#options;
    if (request.headers.authorization !== `Token ${token}`) {
      return { status: 401, body: { code: 'unauthorized', message: 'unauthorized access' } };
    }
    if (request.method === 'GET') {
      // [orgs] A token sees the organizations that it may read, one that may only write none of them.
      const isFound = mayMakeBuckets && url.searchParams.get('org') === org;
      return { status: 200, body: { links: {}, orgs: isFound ? [{ id: orgId, name: org }] : [] } };
    }
    const { orgID, name } = JSON.parse(body.toString()) as {
      readonly orgID?: string;
      readonly name?: string;
    };
    if (!mayMakeBuckets || orgID !== orgId || name === undefined) {
      // [buckets] 403, as for whatever a token may not
      return { status: 403, body: { code: 'forbidden', message: 'insufficient permissions' } };
    }
    if (this.buckets.has(name)) {
      // [buckets] 422
      const message = `bucket with name ${name} already exists`;
      return { status: 422, body: { code: 'conflict', message } };
    }
    this.buckets.add(name);
    // [buckets] 201
    return { status: 201, body: { id: 'b1', orgID, name, type: 'user', retentionRules: [] } };
  }
}
