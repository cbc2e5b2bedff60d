/** All that stays while the bridge dies: the store, InfluxDB and the proxy before it, the devices, and the witnesses. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '@climat-guardian/simulator';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { freePort } from '@climat-guardian/suite/processes/free-port';
import { startInfluxd, type Influxd } from '@climat-guardian/suite/processes/influxd';
import type { Rooms } from '../../api/schema.ts';
import { hashOfToken, newToken } from '../../src/api/tokens.ts';
import { isQuantity } from '../../src/reading/quantity.ts';
import { TokenTable } from '../../src/store/token-table.ts';
import { HostileProxy, type Mood } from '../forward/hostile-proxy.ts';
import { buildShim } from '../power/shim.ts';
import { storedReadings } from '../stored-readings.ts';
import { Life, type Phase } from './life.ts';
import { deviceCount, macOfDevice } from './posts.ts';
import type { PlannedLife, SinkState } from './schedule.ts';
import { keyOf, type Key } from './verdict.ts';
import { WitnessProcess } from './witness-process.ts';

export const commitIntervalMs = 250;

interface Parts {
  readonly folder: string;
  readonly shim: string;
  readonly influx: Influxd;
  readonly proxy: HostileProxy;
  readonly simulator: Simulator;
  readonly port: number;
  readonly sender: WitnessProcess;
  readonly listener: WitnessProcess;
}

export class Building implements AsyncDisposable {
  readonly senderLog: string;
  readonly listenerLog: string;
  readonly database: string;
  readonly #parts: Parts;
  readonly #end: AsyncDisposableStack;
  #isStopped = false;

  static async raise(): Promise<Building> {
    await using end = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'climat-kill-'));
    end.defer(() => rm(folder, { recursive: true, force: true }));
    const influx = end.use(await startInfluxd());
    const proxy = end.use(new HostileProxy(new URL(influx.url)));
    await proxy.listen();
    const simulator = end.use(await startSimulator({ rooms: 2, intervalMs: 100, seed: 1 }));
    const port = await freePort();
    const tokens = join(folder, 'tokens.json');
    await writeFile(tokens, JSON.stringify(makeTokens(databaseIn(folder))));
    const url = urlAt(port);
    const sender = end.use(await WitnessProcess.start('sender.ts', url, tokens, senderLogIn(folder)));
    const listener = end.use(await WitnessProcess.start('listener.ts', url, listenerLogIn(folder)));
    const shim = await buildShim(folder);
    return new Building({ folder, shim, influx, proxy, simulator, port, sender, listener }, end.move());
  }

  private constructor(parts: Parts, end: AsyncDisposableStack) {
    this.#parts = parts;
    this.#end = end;
    this.database = databaseIn(parts.folder);
    this.senderLog = senderLogIn(parts.folder);
    this.listenerLog = listenerLogIn(parts.folder);
  }

  /** One life of the bridge, from its start to its death. @returns how and when it died. */
  async live(n: number, { sink, phase, nth }: PlannedLife): Promise<{ phase: Phase; diedUs: number }> {
    const { sender, listener } = this.#parts;
    const life = await this.#begin(n, sink, { phase, nth });
    try {
      await life.ready();
      sender.order(`life ${String(n)}`);
      listener.order(`life ${String(n)}`);
      await Promise.race([sender.says(`enough ${String(n)}`), life.ended]);
      const how = await life.die();
      sender.order(`over ${String(n)}`);
      listener.order(`over ${String(n)}`);
      await Promise.all([sender.says(`idle ${String(n)}`), listener.says(`idle ${String(n)}`)]);
      return { phase: how, diedUs: life.diedUs };
    } finally {
      life.abandon();
    }
  }

  /**
   * The last life, with a sink that is well: until that has as much as the store.
   *
   * @returns the device that each room is of
   */
  async drain(n: number): Promise<ReadonlyMap<string, string>> {
    for (const device of this.#parts.simulator.devices) await device.unplug();
    const life = await this.#begin(n, 'up', { phase: 'signal', nth: 0 });
    try {
      await life.ready();
      const { rooms } = (await (
        await fetch(new URL('api/v1/rooms', urlAt(this.#parts.port)))
      ).json()) as Rooms;
      const { readings } = storedReadings(this.database);
      // Of a reading that is twice in the store InfluxDB can only have one: that is for the verdict to say.
      const wanted = new Set(readings.map((reading) => reading.slice(0, 3).join(' '))).size;
      await eventually('all of the store in InfluxDB', async () => {
        const there = await this.#countInInflux();
        return there >= wanted ? { found: true } : { not: { there, wanted } };
      });
      await life.stop();
      return new Map(rooms.map(({ id, devices }) => [id, devices[0]?.mac ?? '']));
    } finally {
      life.abandon();
    }
  }

  async inInflux(): Promise<Key[]> {
    const rows = await this.#parts.influx.query('climate', 'SELECT * FROM climate GROUP BY *');
    return rows.flatMap((row) =>
      Object.entries(row).flatMap(([field, value]) =>
        isQuantity(field) && typeof value === 'number'
          ? [
              keyOf([
                String(row['device']),
                String(row['sensor']),
                Number(row['time']),
                Math.round(value * 1000),
              ]),
            ]
          : [],
      ),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#end.disposeAsync();
  }

  async #countInInflux(): Promise<number> {
    const counts = await this.#parts.influx.query('climate', 'SELECT count(*) FROM climate');
    return Object.entries(counts[0] ?? {}).reduce(
      (sum, [column, count]) => sum + (column === 'time' ? 0 : Number(count)),
      0,
    );
  }

  async #begin(n: number, sink: SinkState, death: { phase: Phase; nth: number }): Promise<Life> {
    const { folder, shim } = this.#parts;
    const sinkUrl = await this.#bring(sink);
    const config = join(folder, 'climat-guardian.yaml');
    await writeFile(config, JSON.stringify(this.#configuration(sinkUrl)));
    return new Life({
      ...death,
      config,
      shim,
      database: this.database,
      sinkPort: Number(sinkUrl.port),
      mayDie: join(folder, `life-${String(n)}-may-die`),
      // A hundred starts of one program need not strip its types a hundred times.
      env: { NODE_COMPILE_CACHE: join(folder, 'compiled') },
    });
  }

  /** @returns where the bridge finds it. */
  async #bring(sink: SinkState): Promise<URL> {
    const { influx, proxy } = this.#parts;
    if ((sink === 'stopped') !== this.#isStopped) {
      if (this.#isStopped) await influx.restart();
      else await influx.stop();
      this.#isStopped = !this.#isStopped;
    }
    proxy.mood = moodOf(sink);
    return sink === 'up' || sink === 'stopped' ? new URL(influx.url) : proxy.url;
  }

  /** JSON is YAML too. */
  #configuration(sinkUrl: URL): object {
    const { port, simulator } = this.#parts;
    return {
      site: { id: 'test-site', name: 'Test site', timezone: 'Europe/Zurich' },
      devices: {
        discovery: false,
        static: simulator.devices.map((device) => ({ host: '127.0.0.1', port: device.port })),
      },
      sinks: [{ name: 'influx', type: 'influxdb1', url: sinkUrl.href }],
      store: {
        path: this.database,
        commit_interval: `${String(commitIntervalMs)}ms`,
        // Every few commits, so that there are deaths in them.
        fold_above: 1000,
      },
      clock: { trust: 'system' },
      api: { listen: `127.0.0.1:${String(port)}` },
    };
  }
}

const databaseIn = (folder: string): string => join(folder, 'climat-guardian.db');
const senderLogIn = (folder: string): string => join(folder, 'sender.log');
const listenerLogIn = (folder: string): string => join(folder, 'listener.log');
const urlAt = (port: number): string => `http://127.0.0.1:${String(port)}/`;

function moodOf(sink: SinkState): Mood {
  if (sink === 'stalls') return { kind: 'stalls' };
  if (typeof sink === 'number') return { kind: 'answers', status: sink, body: '{"error":"not today"}' };
  return { kind: 'passes' };
}

function makeTokens(database: string): string[] {
  using table = new TokenTable(database);
  return Array.from({ length: deviceCount }, (_, i) => {
    const token = newToken();
    const device = macOfDevice(i);
    table.add({ name: device, scope: 'ingest', device, hash: hashOfToken(token), createdAt: Date.now() });
    return token;
  });
}
