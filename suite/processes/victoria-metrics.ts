/** A real VictoriaMetrics, with a folder of its own, on loopback. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { victoriaMetricsCommand } from '../needs/victoria-metrics.ts';
import { startChild, type Child } from './child.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

export interface VictoriaMetrics extends AsyncDisposable {
  readonly url: string;
  /** All that it has, one series a line. Its `/query` answers every SELECT with 200 and a wrong body: never that. */
  series(): Promise<VictoriaSeries[]>;
  /** Writes line protocol, in milliseconds. @throws unless it takes every line. */
  write(lines: string): Promise<void>;
  /** Ends it in order: killed, it loses what it took in the last seconds. */
  stop(): Promise<void>;
  /** On again: same port, same data. */
  restart(): Promise<void>;
}

/** As `/api/v1/export` gives them. */
export interface VictoriaSeries {
  /** The labels; `__name__` is `<measurement>_<field>`, `db` the bucket. */
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  readonly timestamps: readonly number[];
}

export async function startVictoriaMetrics(): Promise<VictoriaMetrics> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-victoria-'));
  const address = `127.0.0.1:${String(await freePort())}`;
  const url = `http://${address}`;
  async function start(): Promise<Child> {
    const child = await startChild(
      victoriaMetricsCommand(),
      [
        `-httpListenAddr=${address}`,
        `-storageDataPath=${folder}/data`,
        '-retentionPeriod=100y',
        // Else it keeps both of two equal writes.
        '-dedup.minScrapeInterval=1ms',
        // Beside other tests on a small machine.
        '-memory.allowedBytes=128MB',
      ],
      { ready: /started VictoriaMetrics/ },
    );
    // It says so before its port is open.
    return eventually('VictoriaMetrics, /health', () =>
      fetch(`${url}/health`).then(
        ({ ok, status }) => (ok ? { found: child } : { not: status }),
        (error: unknown) => ({ not: String(error) }),
      ),
    );
  }
  let running: Child | undefined = await start();
  /** It answers 204 to lines that it cannot parse, too, and only counts them. */
  async function invalidLines(): Promise<number> {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    return Number(/^vm_rows_invalid_total\{type="influx"\} (\d+)/m.exec(metrics)?.[1]);
  }

  return {
    url,
    async write(lines) {
      const before = await invalidLines();
      const response = await fetch(`${url}/write?precision=ms`, { method: 'POST', body: lines });
      if (response.status !== 204) throw new Error(`VictoriaMetrics: ${await response.text()}`);
      const invalid = (await invalidLines()) - before;
      if (invalid !== 0) throw new Error(`VictoriaMetrics cannot parse ${String(invalid)} of the lines`);
    },
    async series() {
      // What was written can be read only after a flush.
      await fetch(`${url}/internal/force_flush`);
      const search = new URLSearchParams({ 'match[]': '{__name__!=""}', start: '0' });
      const response = await fetch(`${url}/api/v1/export?${search.toString()}`);
      const text = await response.text();
      if (!response.ok) throw new Error(`VictoriaMetrics answered ${String(response.status)}: ${text}`);
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as VictoriaSeries);
    },
    async stop() {
      await running?.end('SIGTERM');
      running = undefined;
    },
    async restart() {
      await running?.end('SIGTERM');
      running = await start();
    },
    async [Symbol.asyncDispose]() {
      await running?.end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
