/** InfluxDB was away for long: a million readings wait for it. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { startInfluxd } from '@climat-guardian/suite/processes/influxd';
import { systemClock } from '../../src/clock/clock.ts';
import { Forwarder } from '../../src/forward/forwarder.ts';
import { influxDb1 } from '../../src/forward/influxdb1.ts';
import { Zone } from '../../src/reading/zone.ts';
import { device, openStore } from '../../src/store/store-fixture.ts';

// As the program itself does (bin/climat-guardian.js): room for young objects is no memory of the backlog.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const hour = 3_600_000;
const devices = 10;
const sensors = 3 * devices;
const backlog = 1_000_000;
const megabyte = 1024 * 1024;

test('a million readings that wait are brought home while live ones overtake them, and memory stays flat', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'climat-absence-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  await using influx = await startInfluxd();
  await influx.query('', 'CREATE DATABASE climate');
  await influx.stop();

  await using store = await openStore(join(folder, 'climat-guardian.db'), { clock: systemClock });
  for (let n = 1; n <= devices; n++) await store.register(device(n));
  await store.outbox.addSink('influx', 'all');
  const began = Date.now();
  const oldest = (Math.floor(began / hour) - 4) * hour;
  const step = Math.floor((3 * hour) / (backlog / sensors));
  for (let i = 0; i < backlog; i++) {
    const at = oldest + Math.floor(i / sensors) * step;
    store.append({ sensor: 1 + (i % sensors), measuredAt: at, value: 20 + (i % 97) / 10 });
    if (i % 30_000 === 29_999) await store.commit();
  }
  await store.commit();
  await store.fold(began);

  const sink = influxDb1({
    name: 'influx',
    url: new URL(influx.url),
    database: 'climate',
    longDatabase: 'climate_long',
    timeoutMs: 60_000,
  });
  const options = {
    sink,
    outbox: store.outbox,
    site: 'home',
    zone: new Zone('UTC'),
    from: 'all',
    longView: true,
    retryDelay: () => 50,
    log: () => undefined,
  } as const;
  await using forwarder = new Forwarder(options);
  const waiting = async (): Promise<number> =>
    (await store.outbox.lanes('influx')).find(({ lane }) => lane === 'block')?.waiting ?? 0;
  const inInflux = async (where = ''): Promise<number> => {
    const fields = 'count(temperature) AS t, count(humidity) AS h, count(signal) AS s';
    const [row = {}] = await influx
      .query('climate', `SELECT ${fields} FROM climate ${where}`)
      .catch(() => []);
    return Number(row['t'] ?? 0) + Number(row['h'] ?? 0) + Number(row['s'] ?? 0);
  };
  assert.equal(await waiting(), backlog);
  await influx.restart();
  /** Once a tenth is done and everything that is used once has been loaded, and the most that came after. */
  let [before, peak] = [0, 0];
  forwarder.start();
  let live = 0;
  let overtaken = 0;
  await eventually('the backlog is in InfluxDB', async () => {
    for (let sensor = 1; sensor <= sensors; sensor++, live++) {
      store.append({ sensor, measuredAt: Date.now(), value: 19 });
    }
    await store.commit();
    const isThere = (await inInflux(`WHERE time >= ${String(began)}ms`)) > 0;
    // Asked after it was seen, so that it was there when so many waited.
    const left = await waiting();
    // What is garbage by now is none either.
    collect();
    const { rss } = process.memoryUsage();
    if (before === 0 && left < backlog * 0.9) before = rss;
    peak = Math.max(peak, rss);
    if (isThere) overtaken = Math.max(overtaken, left);
    return left === 0 ? { found: true } : { not: left };
  });
  assert.ok(overtaken > 100_000, `${String(overtaken)} were waiting when a live reading was there`);
  await eventually('all are there', async () => {
    const count = await inInflux();
    return count === backlog + live
      ? { found: true }
      : { not: `${String(count)} of ${String(backlog + live)}` };
  });
  assert.ok(before > 0, 'it was looked at while it went on');
  const grown = Math.round((peak - before) / megabyte);
  assert.ok(grown < 100, `${String(grown)} MB more than after the first tenth`);
});
