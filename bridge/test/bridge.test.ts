/** The bridge in this process, with simulated devices that measure only when they are told to. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startSimulator, type SimulatedDevice, type Simulator } from '@climat-guardian/simulator';
import { pino } from 'pino';
import { startBridge, type Bridge } from '../src/bridge.ts';
import { pageFiles } from '../src/cli/page-files.ts';
import { systemClock } from '../src/clock/clock.ts';
import { parseConfig } from '../src/config/config.ts';
import { announcedBridges } from './announced.ts';
import { readLive } from './live-reader.ts';
import { storedReadings } from './stored-readings.ts';

interface Running {
  readonly url: string;
  readonly storePath: string;
}

async function storePathFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-bridge-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'readings.db');
}

async function bridgeTo(
  devices: readonly SimulatedDevice[],
  storePath: string,
  end: AsyncDisposableStack,
  commitIntervalMs = 250,
  siteName = 'Home',
): Promise<Running> {
  const defaults = parseConfig('', storePath);
  const bridge: Bridge = await startBridge({
    config: {
      ...defaults,
      site: { ...defaults.site, name: siteName },
      devices: {
        ...defaults.devices,
        discovery: false,
        static: devices.map(({ port }) => ({ host: '127.0.0.1', port })),
      },
      store: { path: storePath, commitIntervalMs, ballastBytes: 0 },
      api: { ...defaults.api, port: 0 },
    },
    version: '0.0.0',
    page: pageFiles,
    clock: systemClock,
    reach: 'loopback',
    log: pino({ level: 'silent' }),
  });
  end.use(bridge);
  return { url: `http://127.0.0.1:${String(bridge.port)}/`, storePath };
}

function storedValues(path: string): unknown[] {
  return storedReadings(path).readings.map(([, entity, , thousandths]) => [entity, thousandths]);
}

function only(simulator: Simulator): SimulatedDevice {
  const [device] = simulator.devices;
  assert.ok(device);
  return device;
}

test('the state that a device repeats on connecting is shown without a time and never stored', async (t) => {
  await using end = new AsyncDisposableStack();
  const device = only(end.use(await startSimulator({ rooms: 1, hold: true })));
  device.publish({ temperature: 21.25, humidity: 40 });
  const { url, storePath } = await bridgeTo([device], await storePathFor(t), end);
  using reader = readLive(url);
  // Asked again after each message, whichever of snapshot, room or reading brings it.
  await reader.messages.until((message) => JSON.stringify(message).includes('21.25'));
  await reader.messages.until((message) => JSON.stringify(message).includes('dewPoint'));
  const shown: unknown = await (await fetch(new URL('api/v1/rooms', url))).json();
  assert.match(JSON.stringify(shown), /"temperature":\{"value":21\.25,"unit":"°C","measuredAt":null\}/);
  // By the WMO's Magnus formula: 7.12 °C.
  assert.match(JSON.stringify(shown), /"climate":\{[^}]*"measuredAt":null[^}]*"dewPoint":7\.1/);

  device.publish({ temperature: 21.5 });
  const reading = await reader.messages.until(
    (message) => message.type === 'reading' && message.seq !== null,
  );
  assert.ok(reading.type === 'reading');
  assert.equal(reading.value.value, 21.5);
  assert.ok(Math.abs(Date.parse(reading.value.measuredAt ?? '') - Date.now()) < 60_000);
  await reader.messages.until(
    (message) => message.type === 'committed' && message.through >= (reading.seq ?? 0),
  );
  assert.deepEqual(storedValues(storePath), [['temperature', 21_500]]);

  // Each new connection repeats it, and still it is stored once.
  const seen = reader.messages.all.length;
  device.dropConnections();
  await reader.messages.until((message) => message.type === 'reading' && message.seq === null, seen);
  device.publish({ temperature: 22 });
  await reader.messages.until((message) => message.type === 'committed' && message.through >= 2);
  assert.deepEqual(storedValues(storePath), [
    ['temperature', 21_500],
    ['temperature', 22_000],
  ]);
});

test('a device that goes is named in its room, keeps its last value, and comes back by itself', async (t) => {
  await using end = new AsyncDisposableStack();
  const device = only(end.use(await startSimulator({ rooms: 1, hold: true })));
  device.publish({ temperature: 19, humidity: 40 });
  const { url } = await bridgeTo([device], await storePathFor(t), end);
  using reader = readLive(url);
  const roomWith = (state: string, from = 0) =>
    reader.messages.until(
      (message) => message.type === 'room' && message.room.devices.some((one) => one.state === state),
      from,
    );
  await roomWith('online');
  await device.unplug();
  const gone = await roomWith('unreachable');
  assert.ok(gone.type === 'room');
  assert.equal(gone.room.values.temperature?.value, 19);
  assert.equal(gone.room.climate, undefined, 'what is old looks like what is now');
  assert.ok((gone.room.devices[0]?.reason ?? '').startsWith('Not reachable: '));
  const from = reader.messages.all.length;
  await device.plugIn();
  await roomWith('online', from);
  device.publish({ temperature: 20, humidity: 40 });
  const back = await reader.messages.until(
    (message) => message.type === 'reading' && message.climate !== undefined,
    from,
  );
  assert.ok(back.type === 'reading' && back.quantity === 'humidity' && back.climate?.measuredAt != null);
});

test('rooms are known again after a restart, before any device has answered', async (t) => {
  const storePath = await storePathFor(t);
  {
    await using end = new AsyncDisposableStack();
    const simulator = end.use(await startSimulator({ rooms: 2, hold: true }));
    const { url } = await bridgeTo(simulator.devices, storePath, end);
    using reader = readLive(url);
    const rooms = new Set<string>();
    await reader.messages.until((message) => {
      if (message.type === 'room') rooms.add(message.room.id);
      if (message.type === 'snapshot') for (const { id } of message.rooms) rooms.add(id);
      return rooms.size === 2;
    });
  }
  await using end = new AsyncDisposableStack();
  const { url } = await bridgeTo([], storePath, end);
  using reader = readLive(url);
  const snapshot = await reader.messages.until((message) => message.type === 'snapshot');
  assert.ok(snapshot.type === 'snapshot');
  assert.equal(snapshot.rooms.length, 2);
  assert.deepEqual(snapshot.rooms[0]?.devices[0]?.state, 'connecting');
});

test('two addresses of one device make one session, not every reading twice', async (t) => {
  await using end = new AsyncDisposableStack();
  const device = only(end.use(await startSimulator({ rooms: 1, hold: true })));
  device.publish({ temperature: 19, humidity: 40 });
  const { url, storePath } = await bridgeTo([device, device], await storePathFor(t), end);
  using reader = readLive(url);
  await reader.messages.until(
    (message) => message.type === 'reading' || JSON.stringify(message).includes('"value":19,'),
  );
  device.publish({ temperature: 20 });
  device.publish({ temperature: 21 });
  await reader.messages.until((message) => message.type === 'committed' && message.through >= 2);
  assert.deepEqual(storedValues(storePath), [
    ['temperature', 20_000],
    ['temperature', 21_000],
  ]);
});

test('what waits for its commit is committed when the bridge is asked to stop', async (t) => {
  const storePath = await storePathFor(t);
  await using simulator = await startSimulator({ rooms: 1, hold: true });
  const device = only(simulator);
  device.publish({ temperature: 19, humidity: 40 });
  {
    await using end = new AsyncDisposableStack();
    const { url } = await bridgeTo([device], storePath, end, 3_600_000);
    using reader = readLive(url);
    await reader.messages.until((message) => JSON.stringify(message).includes('"value":19'));
    device.publish({ temperature: 20 });
    await reader.messages.until((message) => message.type === 'reading' && message.seq === 1);
    assert.deepEqual(storedValues(storePath), []);
  }
  assert.deepEqual(storedValues(storePath), [['temperature', 20_000]]);
});

test('the bridge announces itself with its id, its version and its path', async (t) => {
  await using end = new AsyncDisposableStack();
  const { url } = await bridgeTo([], await storePathFor(t), end);
  using reader = readLive(url);
  const hello = await reader.messages.until((message) => message.type === 'hello');
  assert.ok(hello.type === 'hello');
  using bridges = announcedBridges();
  const found = await bridges.until(({ txt }) => txt.get('id') === hello.id);
  assert.equal(found.port, Number(new URL(url).port));
  assert.deepEqual(
    [found.txt.get('version'), found.txt.get('api'), found.txt.get('path')],
    ['0.0.0', '1', '/'],
  );
  assert.deepEqual(found.addresses, ['127.0.0.1']);
});

test('a name too long for mDNS is cut, and the bridge stops all the same', async (t) => {
  const storePath = await storePathFor(t);
  await using end = new AsyncDisposableStack();
  const name = 'Büro '.repeat(20);
  using bridges = announcedBridges();
  await bridgeTo([], storePath, end, 250, name);
  const found = await bridges.until((instance) => instance.name.startsWith('Büro Büro'));
  assert.ok(Buffer.byteLength(found.name) <= 63);
  assert.ok(name.startsWith(found.name.trimEnd()));
});
