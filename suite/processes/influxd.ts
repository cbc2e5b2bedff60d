/** A real InfluxDB 1.x, with a folder of its own, on loopback. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { influxdCommand } from '../needs/influxdb.ts';
import { startChild, type Child } from './child.ts';
import { freePort } from './free-port.ts';

export interface Influxd extends AsyncDisposable {
  readonly url: string;
  /** The rows that an InfluxQL query gives, each by its columns and tags; time in milliseconds. */
  query(database: string, influxQl: string): Promise<Record<string, unknown>[]>;
  /** Writes line protocol, in milliseconds. @throws with its answer, unless it takes every line. */
  write(database: string, lines: string): Promise<void>;
  /** Pulls its plug. */
  stop(): Promise<void>;
  /** On again: same port, same data. */
  restart(): Promise<void>;
  /** Ends it in order, and copies what it holds into a folder that is not there yet. */
  keep(folder: string): Promise<void>;
}

export interface InfluxdOptions {
  /** With it, users are asked for a password, and this one is the administrator. */
  readonly admin?: { readonly username: string; readonly password: string };
  /** What another one has kept; it is copied, and stays as it is. */
  readonly contents?: string;
}

export async function startInfluxd({ admin, contents }: InfluxdOptions = {}): Promise<Influxd> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-influxd-'));
  if (contents !== undefined) await cp(contents, folder, { recursive: true });
  const port = await freePort();
  const config = join(folder, 'influxdb.conf');
  const url = `http://127.0.0.1:${String(port)}`;
  await writeFile(config, configurationFor(folder, port, await freePort(), admin !== undefined));
  const start = (): Promise<Child> =>
    startChild(influxdCommand(), ['run', '-config', config], {
      ready: /Listening on HTTP|Sending usage/,
      readyWithinMs: 120_000,
    });
  let running: Child | undefined = await start();

  async function query(database: string, influxQl: string): Promise<Record<string, unknown>[]> {
    const search = new URLSearchParams({ db: database, q: influxQl, epoch: 'ms' });
    if (admin) {
      search.set('u', admin.username);
      search.set('p', admin.password);
    }
    const response = await fetch(`${url}/query?${search.toString()}`, { method: 'POST' });
    return rowsOf(await response.json());
  }

  if (admin)
    await query('', `CREATE USER ${admin.username} WITH PASSWORD '${admin.password}' WITH ALL PRIVILEGES`);
  return {
    url,
    query,
    async write(database, lines) {
      const search = new URLSearchParams({ db: database, precision: 'ms' });
      const response = await fetch(`${url}/write?${search.toString()}`, { method: 'POST', body: lines });
      if (response.status !== 204) throw new Error(`InfluxDB: ${await response.text()}`);
    },
    async stop() {
      await running?.end('SIGKILL');
      running = undefined;
    },
    async restart() {
      await running?.end('SIGKILL');
      running = await start();
    },
    async keep(kept) {
      await running?.end();
      running = undefined;
      await cp(folder, kept, { recursive: true });
    },
    async [Symbol.asyncDispose]() {
      await running?.end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configurationFor(folder: string, port: number, rpcPort: number, hasUsers: boolean): string {
  return `
reporting-disabled = true
bind-address = "127.0.0.1:${String(rpcPort)}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
[coordinator]
  # Of 10 s by default a busy machine needs more to take a year of a building.
  write-timeout = "60s"
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${String(port)}"
  auth-enabled = ${String(hasUsers)}
  log-enabled = false
`;
}

interface QueryAnswer {
  readonly results: readonly {
    readonly error?: string;
    readonly series?: readonly {
      readonly columns: readonly string[];
      readonly values?: readonly (readonly unknown[])[];
      readonly tags?: Readonly<Record<string, string>>;
    }[];
  }[];
}

function rowsOf(answer: unknown): Record<string, unknown>[] {
  if (typeof answer !== 'object' || answer === null || !('results' in answer)) {
    throw new Error(`InfluxDB answered ${JSON.stringify(answer)}`);
  }
  const { results } = answer as QueryAnswer;
  return results.flatMap(({ error, series = [] }) => {
    if (error !== undefined) throw new Error(`InfluxDB: ${error}`);
    return series.flatMap(({ columns, values = [], tags }) =>
      values.map((row) => ({ ...Object.fromEntries(columns.map((column, i) => [column, row[i]])), ...tags })),
    );
  });
}
