/** A real VictoriaMetrics, with a folder of its own, on loopback. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { victoriaMetricsCommand } from '../needs/victoria-metrics.ts';
import { startChild, type Child } from './child.ts';
import { freePort } from './free-port.ts';

export interface VictoriaMetrics extends AsyncDisposable {
  readonly url: string;
  /** All that it has, one series a line. Its `/query` answers every SELECT with 200 and a wrong body: never that. */
  series(): Promise<VictoriaSeries[]>;
  /** Pulls its plug. */
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
  const start = (): Promise<Child> =>
    startChild(
      victoriaMetricsCommand(),
      [
        `-httpListenAddr=${address}`,
        `-storageDataPath=${folder}/data`,
        '-retentionPeriod=100y',
        // Beside other tests on a small machine.
        '-memory.allowedBytes=128MB',
      ],
      { ready: /started server at|started VictoriaMetrics/ },
    );
  let running: Child | undefined = await start();
  return {
    url,
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
      await running?.end('SIGKILL');
      running = undefined;
    },
    async restart() {
      await running?.end('SIGKILL');
      running = await start();
    },
    async [Symbol.asyncDispose]() {
      await running?.end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
