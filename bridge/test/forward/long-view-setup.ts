/** A store with some days in it, and a real InfluxDB that is to have the long view of them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startInfluxd, type Influxd } from '@climat-guardian/suite/processes/influxd';
import { Forwarder, type ForwarderOptions } from '../../src/forward/forwarder.ts';
import { influxDb1 } from '../../src/forward/influxdb1.ts';
import { Zone } from '../../src/reading/zone.ts';
import { makeEdit } from '../../src/store/edits.ts';
import type { Wish } from '../../src/store/edit-types.ts';
import { device, openStore, TestClock } from '../../src/store/store-fixture.ts';
import type { Store } from '../../src/store/store.ts';
import { stateWhen } from './forwarder-setup.ts';
import { site } from './samples.ts';

export const hourMs = 3_600_000;
/** The last hours of an October and the first of a November, in Zurich and elsewhere. */
export const began = Date.UTC(2026, 9, 30, 16);
export const ended = Date.UTC(2026, 10, 2, 10);
export const zurich = 'Europe/Zurich';

export interface LongView extends AsyncDisposable {
  readonly path: string;
  readonly influx: Influxd;
  readonly log: string[];
  readonly store: Store;
  /** Starts to forward, and waits until all is sent. */
  send(options?: Partial<ForwarderOptions>): Promise<void>;
  /** Begins to forward. */
  start(options?: Partial<ForwarderOptions>): Forwarder;
  edit(wish: Wish): Promise<void>;
  reopen(zone: string): Promise<void>;
}

export async function longView(): Promise<LongView> {
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'climat-long-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'climat-guardian.db');
  const influx = started.use(await startInfluxd());
  const log: string[] = [];
  let zone = zurich;
  let store = await openStore(path, { zone, clock: new TestClock() });
  await store.register(device(1, { area: 'Kitchen' }));
  await store.register(device(2, { area: 'Office' }));
  // Sensors of two devices: 2 and 5 temperature, 3 and 6 humidity; at night all is off for some hours.
  for (let at = began; at < ended; at += hourMs / 6) {
    if (new Date(at).getUTCHours() < 4) continue;
    for (const sensor of [2, 3, 5, 6]) {
      const value = 20 + 7 * sensor + Math.round(3000 * Math.sin(at / 9e6 + sensor)) / 1000;
      store.append({ sensor, measuredAt: at + 17 * sensor, value });
    }
  }
  await store.commit();
  await store.fold(ended);
  await store.roll(ended);

  const sink = influxDb1({
    ...{ name: 'influx', url: new URL(influx.url), timeoutMs: 60_000 },
    ...{ database: 'climate', longDatabase: 'climate_long' },
  });
  const start = (options: Partial<ForwarderOptions> = {}): Forwarder => {
    const forwarder = new Forwarder({
      ...{ sink, outbox: store.outbox, site, zone: new Zone(zone), from: 'all', longView: true },
      retryDelay: () => 20,
      log: (message) => log.push(message),
      ...options,
    });
    forwarder.start();
    return forwarder;
  };
  const all = started.move();
  return {
    ...{ path, influx, log, start },
    get store() {
      return store;
    },
    async send(options) {
      await using forwarder = start(options);
      await stateWhen(forwarder, ({ lanes }) => lanes.every(({ waiting }) => waiting === 0));
    },
    async edit(wish) {
      using database = new DatabaseSync(path);
      makeEdit(database, wish, ended);
      await store.commit();
      await store.roll(ended);
    },
    async reopen(other) {
      await store[Symbol.asyncDispose]();
      zone = other;
      store = await openStore(path, { zone, clock: new TestClock() });
      await store.roll(ended);
    },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await all.disposeAsync();
    },
  };
}
