/** What explains a gap, how the bridge is, and which rooms there are, as an InfluxDB 1.6 has it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSimulator, type SimulatedDevice } from '@climat-guardian/simulator';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { startInfluxd, type Influxd } from '@climat-guardian/suite/processes/influxd';
import { startVictoriaMetrics } from '@climat-guardian/suite/processes/victoria-metrics';
import { systemClock, type Clock } from '../src/clock/clock.ts';
import type { SinkConfig } from '../src/config/sinks.ts';
import { parseMac, type Mac } from '../src/reading/mac.ts';
import { makeEdit } from '../src/store/edits.ts';
import type { Wish } from '../src/store/edit-types.ts';
import { replay } from '../src/store/replay.ts';
import { openDatabase } from '../src/store/schema.ts';
import { oneBridge } from './one-bridge.ts';

type Row = Readonly<Record<string, unknown>>;

function sinkTo({ url }: Influxd): SinkConfig {
  const databases = { database: 'climate', longDatabase: 'climate_long' };
  return { name: 'influx', type: 'influxdb1', url: new URL(url), from: 'all', longView: true, ...databases };
}

/** Its clock is trusted when told. */
function untrusted(): { readonly clock: Clock; readonly trust: () => void } {
  let isTrusted = false;
  const listeners: ((offsetMs: number) => void)[] = [];
  const offset = (): number => Date.now() - systemClock.monotonic();
  return {
    clock: {
      ...systemClock,
      isTrusted: () => isTrusted,
      offset: () => (isTrusted ? offset() : undefined),
      onTrust(listener) {
        listeners.push(listener);
        return () => undefined;
      },
    },
    trust() {
      isTrusted = true;
      for (const listener of listeners) listener(offset());
    },
  };
}

/** Twice the same: while a write is under way, InfluxDB shows a point with some of its fields. */
function rowsWhen(influx: Influxd, query: string, isSo: (rows: Row[]) => boolean): Promise<Row[]> {
  let before = '';
  return eventually(query, async () => {
    // The first write makes it.
    const databases = await influx.query('', 'SHOW DATABASES');
    const isThere = databases.some(({ name }) => name === 'climate_long');
    const rows = isThere ? await influx.query('climate_long', query) : [];
    const isStill = JSON.stringify(rows) === before;
    before = JSON.stringify(rows);
    return isStill && isSo(rows) ? { found: rows } : { not: rows };
  });
}

function edit(path: string, wish: Wish): void {
  using database = openDatabase(path);
  database.exec('PRAGMA busy_timeout = 10000');
  makeEdit(database, wish, Date.now());
}

function firstOf(devices: readonly SimulatedDevice[]): SimulatedDevice {
  const [device] = devices;
  assert.ok(device);
  return device;
}

function macOf({ mac }: SimulatedDevice): Mac {
  return parseMac(mac) ?? assert.fail(mac);
}

const events = `SELECT * FROM event WHERE kind != 'heartbeat'`;

test('a device that is lost is in InfluxDB with its cause, and sent twice it is there once', async () => {
  await using influx = await startInfluxd();
  await using simulator = await startSimulator({ rooms: 1, hold: true });
  const device = firstOf(simulator.devices);
  device.publish({ temperature: 20, humidity: 40 });
  const before = Date.now();
  await using bridge = await oneBridge({ devices: simulator.devices, sinks: [sinkTo(influx)] });
  await rowsWhen(influx, events, (rows) => rows.some(({ kind }) => kind === 'device-online'));
  await device.unplug();
  const rows = await rowsWhen(influx, events, (all) => all.some(({ kind }) => kind === 'device-lost'));
  const lost = rows.find(({ kind }) => kind === 'device-lost');
  assert.deepEqual([lost?.['site'], lost?.['device'], lost?.['count']], ['home', device.mac, 1]);
  assert.equal(lost?.['cause'], 'unreachable');
  assert.match(String(lost['text']), /^Not reachable: /);
  assert.ok(Number(lost['time']) >= before && Number(lost['time']) <= Date.now());

  replay(bridge.path, 'influx', 0);
  const lanes = async (): Promise<boolean> => {
    const sinks = (await bridge.get('api/v1/sinks')) as {
      sinks: { sent: number; lanes: { waiting: number }[] }[];
    };
    const [sink] = sinks.sinks;
    return (
      sink !== undefined && sink.sent >= 2 * rows.length && sink.lanes.every(({ waiting }) => waiting === 0)
    );
  };
  await eventually('all sent again', async () => ((await lanes()) ? { found: true } : { not: 'yet' }));
  const again = await influx.query('climate_long', events);
  const kinds = (all: readonly Row[]): string[] =>
    all.map((row) => `${String(row['kind'])} ${String(row['time'])}`);
  assert.deepEqual(kinds(again).slice(0, rows.length), kinds(rows));
  assert.equal(again.filter(({ kind }) => kind === 'bridge-started').length, 1);
});

test('while the clock is not trusted there is a heartbeat all the same, and events come with their time on trust', async () => {
  await using influx = await startInfluxd();
  const { clock, trust } = untrusted();
  await using bridge = await oneBridge({ sinks: [sinkTo(influx)], clock });
  const startedBy = Date.now();
  const [beat] = await rowsWhen(influx, `SELECT * FROM event`, (rows) => rows.length > 0);
  assert.ok(bridge.path);
  const told = [
    'kind',
    'count',
    'clock_trusted',
    'waiting',
    'waiting_seconds',
    'devices',
    'devices_online',
    'version',
  ];
  assert.deepEqual(
    told.map((name) => beat?.[name]),
    ['heartbeat', 1, 0, 0, 0, 0, 0, '1.2.3'],
  );
  assert.equal(beat?.['zone'], Intl.DateTimeFormat().resolvedOptions().timeZone);
  assert.deepEqual(await influx.query('climate_long', events), [], 'nobody knows when they happened');
  trust();
  const rows = await rowsWhen(influx, events, (all) => all.some(({ kind }) => kind === 'clock-trusted'));
  const started = rows.find(({ kind }) => kind === 'bridge-started');
  assert.ok(Number(started?.['time']) <= startedBy);
  assert.deepEqual([started?.['cause'], started?.['text']], ['1.2.3', 'The bridge started, version 1.2.3.']);
});

test('rooms are told as they are, and again when one is renamed or a sensor is moved', async () => {
  await using influx = await startInfluxd();
  await using simulator = await startSimulator({ rooms: 2, hold: true });
  for (const device of simulator.devices) device.publish({ temperature: 20, humidity: 40 });
  await using bridge = await oneBridge({ devices: simulator.devices, sinks: [sinkTo(influx)] });
  const places =
    'SELECT last("name") AS "name", last(floor) AS floor, last(sensors) AS sensors FROM place GROUP BY site, room';
  const first = await rowsWhen(influx, places, (rows) => rows.length === 2);
  const [one, two] = first.map((row) => ({ id: String(row['room']), sensors: Number(row['sensors']) }));
  assert.ok(one && two && one.sensors > 0);
  assert.deepEqual(
    first.map(({ site, floor }) => [site, floor]),
    [
      ['home', '-'],
      ['home', '-'],
    ],
  );

  const name = 'Küche "oben", it\\\'s\n🔥 a=1, \\';
  edit(bridge.path, { verb: 'room-rename', room: one.id, name });
  edit(bridge.path, { verb: 'room-floor', room: one.id, floor: 'EG, "links"' });
  const renamed = await rowsWhen(influx, places, (rows) => rows.some(({ floor }) => floor === 'EG, "links"'));
  const kitchen = renamed.find(({ room }) => room === one.id);
  assert.equal(kitchen?.['name'], name.trim().replace('\n', ' '));

  const device = firstOf(simulator.devices);
  const from = String(
    ((await bridge.get('api/v1/devices')) as { devices: { mac: string; rooms: string[] }[] }).devices.find(
      ({ mac }) => mac === device.mac,
    )?.rooms[0],
  );
  const to = from === one.id ? two : one;
  edit(bridge.path, { verb: 'device-move', device: macOf(device), to: { room: to.id }, from: Date.now() });
  const moved = await rowsWhen(influx, places, (rows) => rows.some(({ sensors }) => sensors === 0));
  assert.deepEqual(
    new Map(moved.map(({ room, sensors }) => [room, sensors])),
    new Map([
      [from, 0],
      [to.id, one.sensors + two.sensors],
    ]),
  );
});

test('where only readings are wanted, as by VictoriaMetrics, nothing else comes, and nothing waits', async () => {
  await using victoria = await startVictoriaMetrics();
  await using simulator = await startSimulator({ rooms: 1, hold: true });
  const device = firstOf(simulator.devices);
  device.publish({ temperature: 20 });
  const account = { org: 'any', bucket: 'climate', longBucket: 'climate_long' };
  const sink = {
    name: 'metrics',
    type: 'influxdb2',
    url: new URL(victoria.url),
    from: 'all',
    longView: false,
  } as const;
  await using bridge = await oneBridge({ devices: simulator.devices, sinks: [{ ...sink, ...account }] });
  await bridge.lines.until(({ state }) => state === 'online');
  await eventually('a reading', async () => {
    device.publish({ temperature: 20 + Math.random() });
    const names = (await victoria.series()).map(({ metric }) => metric['__name__'] ?? '');
    return names.length > 0 ? { found: true } : { not: names };
  });
  const names = (await victoria.series()).map(({ metric }) => metric['__name__'] ?? '');
  assert.deepEqual(
    names.filter((name) => !name.startsWith('climate_')),
    [],
  );
  const sinks = (await bridge.get('api/v1/sinks')) as { sinks: { lanes: { lane: string }[] }[] };
  assert.deepEqual(
    sinks.sinks[0]?.lanes.map(({ lane }) => lane),
    ['inbox', 'block'],
  );
});
