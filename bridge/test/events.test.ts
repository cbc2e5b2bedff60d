/** What the bridge writes down of its life, so that each gap can be explained: events and starts, as a stranger reads them. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startSimulator } from '@climat-guardian/simulator';
import { startBridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { startInfluxd } from '@climat-guardian/suite/processes/influxd';
import { thisHost } from '../src/clock/host.ts';
import { readLive } from './live-reader.ts';

interface Event {
  readonly boot: number;
  readonly mono: number;
  readonly kind: string;
  readonly device: string | null;
  readonly cause: string | null;
}

interface Boot {
  readonly id: number;
  readonly os_boot: string;
  readonly from_mono: number;
  readonly last_mono: number;
  readonly offset_ms: number | null;
}

function eventsOf(path: string): Event[] {
  using database = new DatabaseSync(path, { readOnly: true, timeout: 1000 });
  return database
    .prepare('SELECT boot, mono_ms AS mono, kind, device, cause FROM event ORDER BY id')
    .all() as unknown as Event[];
}

function bootsOf(path: string): Boot[] {
  using database = new DatabaseSync(path, { readOnly: true, timeout: 1000 });
  return database.prepare('SELECT * FROM boot ORDER BY id').all() as unknown as Boot[];
}

function written(path: string, wished: (event: Event) => boolean): Promise<Event> {
  return eventually('the event', () => {
    const events = eventsOf(path);
    const found = events.find(wished);
    return Promise.resolve(found === undefined ? { not: events } : { found });
  });
}

test('what explains a gap is written down: devices, refusals, sinks, the clock, starts and stops, and a kill', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'climat-events-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  await using influx = await startInfluxd();
  await using simulator = await startSimulator({ rooms: 1, hold: true });
  await using locked = await startSimulator({ rooms: 1, seed: 2, hold: true, encrypted: true });
  const [device] = simulator.devices;
  const [stranger] = locked.devices;
  assert.ok(device && stranger);
  device.publish({ temperature: 5, humidity: 40 });
  const path = join(folder, 'readings.db');
  const key = Buffer.alloc(32, 7).toString('base64');
  const config = {
    devices: {
      discovery: false,
      static: [
        { host: '127.0.0.1', port: device.port },
        { host: '127.0.0.1', port: stranger.port, mac: stranger.mac, key },
      ],
    },
    sinks: [{ name: 'influx', type: 'influxdb1', url: influx.url }],
    store: { path, commit_interval: '250ms' },
    clock: { trust: 'system' },
    api: { listen: '127.0.0.1:0' },
  };
  const file = join(folder, 'climat-guardian.yaml');
  await writeFile(file, JSON.stringify(config));
  const startedAt = thisHost().steadyMs();
  {
    await using bridge = await startBridgeProcess(['run', '--config', file]);
    await written(path, ({ kind, device: mac }) => kind === 'device-online' && mac === device.mac);
    const wrongKey = await written(path, ({ device: mac }) => mac === stranger.mac);
    assert.equal(wrongKey.kind, 'device-lost');
    assert.match(wrongKey.cause ?? '', /^wrong-key: It refused our encryption key\./);

    using reader = readLive(bridge.url);
    await reader.messages.until((message) => JSON.stringify(message).includes('"value":5,'));
    device.publish({ temperature: NaN });
    device.publish({ temperature: NaN });
    const refused = await written(path, ({ kind }) => kind === 'reading-refused');
    assert.deepEqual([refused.device, refused.cause], [device.mac, 'temperature: not-a-number']);

    await influx.stop();
    device.publish({ temperature: 20 });
    const down = await written(path, ({ kind }) => kind === 'sink-down');
    assert.match(down.cause ?? '', /^influx: .*refuses connections/);
    await influx.restart();
    const up = await written(path, ({ kind }) => kind === 'sink-up');
    assert.equal(up.cause, 'influx');

    await device.unplug();
    const lost = await written(path, ({ kind, device: mac }) => kind === 'device-lost' && mac === device.mac);
    assert.match(lost.cause ?? '', /^unreachable: Not reachable: /);
    await device.plugIn();
    await written(path, (one) => one.kind === 'device-online' && one.mono > lost.mono);
    await bridge.stop();
  }
  const ofDay = eventsOf(path);
  assert.deepEqual(
    ofDay.map(({ kind }) => kind).filter((kind) => !kind.startsWith('device-')),
    ['bridge-started', 'clock-trusted', 'reading-refused', 'sink-down', 'sink-up', 'bridge-stopped'],
    'each once',
  );
  assert.deepEqual(
    ofDay.filter((one) => one.device === device.mac).map(({ kind }) => kind),
    ['device-online', 'reading-refused', 'device-lost', 'device-online'],
    'that the bridge let go of it is no loss of the device',
  );
  assert.deepEqual(
    ofDay,
    ofDay.toSorted((a, b) => a.mono - b.mono),
  );

  {
    await using bridge = await startBridgeProcess(['run', '--config', file]);
    await written(path, ({ kind, boot }) => kind === 'device-online' && boot === 2);
    await bridge.stop('SIGKILL');
  }
  const killedAt = thisHost().steadyMs();
  const ofNight = eventsOf(path).filter(({ boot }) => boot === 2);
  assert.ok(ofNight.length >= 3 && !ofNight.some(({ kind }) => kind === 'bridge-stopped'));
  const boots = bootsOf(path);
  assert.equal(boots.length, 2);
  for (const { os_boot, from_mono, last_mono, offset_ms } of boots) {
    assert.equal(os_boot, thisHost().osBoot);
    assert.ok(startedAt <= from_mono && from_mono <= last_mono && last_mono <= killedAt);
    assert.ok(Math.abs((offset_ms ?? 0) + killedAt - Date.now()) < 60_000);
  }
  const stop = ofDay.at(-1);
  assert.ok(stop && (boots[0]?.last_mono ?? 0) >= stop.mono, 'a clean stop is the last sign of life');
});
