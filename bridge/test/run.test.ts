/** The bridge as a process: real firmware in, real InfluxDB out. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startBridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { startFirmware } from '@climat-guardian/suite/processes/firmware';
import { startInfluxd, type Influxd } from '@climat-guardian/suite/processes/influxd';
import type { Sinks } from '../api/schema.ts';
import { readLive } from './live-reader.ts';
import { storedReadings } from './stored-readings.ts';

const key = Buffer.alloc(32, 42).toString('base64');

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-run-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

interface ConfigFor {
  readonly folder: string;
  readonly influxUrl: string;
  readonly devices: readonly object[];
  readonly keys?: Readonly<Record<string, string>>;
  readonly sink?: object;
}

/** JSON is YAML too. */
async function configure({ folder, influxUrl, devices, keys = {}, sink = {} }: ConfigFor): Promise<string> {
  const file = join(folder, 'climat-guardian.yaml');
  const config = {
    site: { id: 'test-site', name: 'Test site', timezone: 'Europe/Zurich' },
    devices: { discovery: false, static: devices, keys },
    sinks: [{ name: 'influx', type: 'influxdb1', url: influxUrl, ...sink }],
    store: { path: 'readings.db', commit_interval: '250ms' },
    clock: { trust: 'system' },
    api: { listen: '127.0.0.1:0' },
  };
  await writeFile(file, JSON.stringify(config));
  return file;
}

type Row = Record<string, unknown>;

function rowsWhen(influx: Influxd, query: string, wished: (rows: Row[]) => boolean): Promise<Row[]> {
  return eventually(`InfluxDB, ${query}`, async () => {
    // The database is not there before the first reading.
    const rows = await influx.query('climate', query).catch(() => []);
    return wished(rows) ? { found: rows } : { not: rows.slice(-5) };
  });
}

function healthSays(url: string, sentence: string): Promise<true> {
  return eventually(`/health, "${sentence}"`, async () => {
    const health = await (await fetch(new URL('health', url))).text();
    return health.includes(sentence) ? { found: true } : { not: health };
  });
}

const temperatures =
  'SELECT time, temperature, device, room, sensor, site FROM climate WHERE temperature > -100';

function storedIn(folder: string): { device: string; entity: string; time: number; value: number }[] {
  return storedReadings(join(folder, 'readings.db')).readings.map(([device, entity, time, thousandths]) => ({
    device,
    entity,
    time,
    value: thousandths / 1000,
  }));
}

test('an encrypted device’s readings reach InfluxDB, each as it was measured, tagged with its MAC', async (t) => {
  const folder = await folderFor(t);
  await using influx = await startInfluxd();
  await using room = await startFirmware({
    name: 'room-kitchen',
    area: 'Kitchen',
    mac: '02:00:00:00:20:01',
    key,
    temperature: 21.53,
  });
  await using plain = await startFirmware({ name: 'room-plain', mac: '02:00:00:00:20:02', temperature: 31 });
  const config = await configure({
    folder,
    influxUrl: influx.url,
    devices: [
      { host: '127.0.0.1', port: room.port, mac: room.mac },
      // A key is set for it and it speaks plaintext: nothing of it may be kept.
      { host: '127.0.0.1', port: plain.port },
    ],
    keys: { [room.mac]: key, [plain.mac]: key },
  });
  await using bridge = await startBridgeProcess(['run', '--config', config]);
  await rowsWhen(influx, temperatures, (rows) => rows.some((row) => row['temperature'] === 21.53));
  await room.measure(18.25, 60);
  const rows = await rowsWhen(influx, temperatures, (all) => all.some((row) => row['temperature'] === 18.25));
  for (const row of rows) {
    const { time, temperature, ...tags } = row;
    assert.equal(typeof time, 'number');
    assert.equal(typeof temperature, 'number');
    assert.deepEqual(tags, { device: room.mac, room: 'kitchen', sensor: 'temperature', site: 'test-site' });
  }
  const health: unknown = await (await fetch(new URL('health', bridge.url))).json();
  assert.match(
    JSON.stringify(health),
    new RegExp(`degraded.*127.0.0.1:${String(plain.port)}.*not encrypted`),
  );

  await bridge.stop();
  const stored = storedIn(folder);
  assert.ok(stored.length > 0);
  assert.ok(stored.every(({ device }) => device === room.mac));
  const inInflux = await rowsWhen(influx, temperatures, (all) => all.length > 0);
  const storedTemperatures = stored.filter(({ entity }) => entity === 'temperature');
  assert.deepEqual(
    inInflux.map((row) => [row['time'], row['temperature']]),
    storedTemperatures.slice(0, inInflux.length).map(({ time, value }) => [time, value]),
    'what InfluxDB has is what the store has, to the millisecond',
  );
});

test('readings taken while InfluxDB is down, and before a kill, are there when both are back', async (t) => {
  const folder = await folderFor(t);
  await using influx = await startInfluxd();
  await using room = await startFirmware({ name: 'room-attic', mac: '02:00:00:00:20:03', temperature: 10 });
  const config = await configure({
    folder,
    influxUrl: influx.url,
    devices: [{ host: '127.0.0.1', port: room.port }],
  });
  await influx.stop();
  let acknowledged: number;
  {
    await using bridge = await startBridgeProcess(['run', '--config', config]);
    using reader = readLive(bridge.url);
    await room.measure(11.5, 40);
    const reading = await reader.messages.until(
      (message) => message.type === 'reading' && message.value.value === 11.5 && message.seq !== null,
    );
    const seq = reading.type === 'reading' ? (reading.seq ?? 0) : 0;
    const mark = await reader.messages.until(
      (message) => message.type === 'committed' && message.through >= seq,
    );
    acknowledged = mark.type === 'committed' ? mark.through : 0;
    await healthSays(bridge.url, 'refuses connections');
    await eventually('/api/v1/sinks, an open circuit and what waits', async () => {
      const { sinks } = (await (await fetch(new URL('api/v1/sinks', bridge.url))).json()) as Sinks;
      const [sink] = sinks;
      const waiting = sink?.lanes.find(({ lane }) => lane === 'inbox')?.waiting ?? 0;
      return sink?.circuit === 'open' && waiting >= acknowledged ? { found: true } : { not: sinks };
    });
    await bridge.stop('SIGKILL');
  }
  const before = storedIn(folder).filter(({ entity }) => entity === 'temperature');
  assert.ok(storedIn(folder).length >= acknowledged, 'what was acknowledged survives the kill');
  assert.ok(before.some(({ value }) => value === 11.5));
  // From now on it measures something else, so what arrives of before can only come out of the store.
  await room.measure(12.75, 40);
  await influx.restart();
  await using again = await startBridgeProcess(['run', '--config', config]);
  assert.ok(again.url);
  const rows = await rowsWhen(influx, temperatures, (all) => all.some((row) => row['temperature'] === 12.75));
  assert.deepEqual(
    rows.slice(0, before.length).map((row) => [row['time'], row['temperature']]),
    before.map(({ time, value }) => [time, value]),
  );
});

test('a sink that refuses our password is named with what to do, and gets everything once it is mended', async (t) => {
  const folder = await folderFor(t);
  const admin = { username: 'admin', password: 'secret' };
  await using influx = await startInfluxd({ admin });
  await using room = await startFirmware({ name: 'room-hall', mac: '02:00:00:00:20:04', temperature: 12.5 });
  const devices = [{ host: '127.0.0.1', port: room.port }];
  {
    const config = await configure({
      folder,
      influxUrl: influx.url,
      devices,
      sink: { username: 'admin', password: 'x' },
    });
    await using bridge = await startBridgeProcess(['run', '--config', config]);
    await healthSays(bridge.url, 'refused the user name or password');
    assert.ok(!bridge.log().includes('"x"'), 'the password is not in the log');
  }
  await writeFile(join(folder, 'influx.pass'), `${admin.password}\n`);
  const config = await configure({
    folder,
    influxUrl: influx.url,
    devices,
    sink: { username: 'admin', password_file: 'influx.pass' },
  });
  await using bridge = await startBridgeProcess(['run', '--config', config]);
  assert.ok(bridge.url);
  const rows = await rowsWhen(influx, temperatures, (all) => all.length > 0);
  assert.equal(rows[0]?.['temperature'], 12.5);
});
