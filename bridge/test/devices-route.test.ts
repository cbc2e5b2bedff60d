/** `GET /api/v1/devices`, of a bridge with simulated devices in every state that they can be in without a fault of ours. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSimulator } from '@climat-guardian/simulator';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { Value } from 'typebox/value';
import { Devices, type Device } from '../api/schema.ts';
import { allDevices, deviceInRooms, type SeenDevice } from '../src/api/device-list.ts';
import { LiveRooms } from '../src/api/live-rooms.ts';
import { hashOfToken, newToken } from '../src/api/tokens.ts';
import { systemClock } from '../src/clock/clock.ts';
import { Roster } from '../src/devices/roster.ts';
import type { ServiceInstance } from '../src/mdns/instances.ts';
import { parseMac, type Mac } from '../src/reading/mac.ts';
import { TokenTable } from '../src/store/token-table.ts';
import { oneBridge, type OneBridge } from './one-bridge.ts';

const [kitchen, cellar] = ['a0:b7:65:00:00:01', 'a0:b7:65:00:00:02'].map((text): Mac => {
  const mac = parseMac(text);
  assert.ok(mac);
  return mac;
}) as [Mac, Mac];

async function devicesOf(bridge: OneBridge): Promise<Device[]> {
  const answer = await bridge.get('api/v1/devices');
  assert.ok(Value.Check(Devices, answer), JSON.stringify(answer));
  return answer.devices;
}

/** Once the list says so. */
function listed(
  bridge: OneBridge,
  what: string,
  fits: (devices: readonly Device[]) => boolean,
): Promise<Device[]> {
  return eventually(what, async () => {
    const devices = await devicesOf(bridge);
    return fits(devices) ? { found: devices } : { not: devices };
  });
}

test('a connected device is listed with its address, its firmware, its room, and what each sensor said last', async () => {
  await using simulator = await startSimulator({ rooms: 1, hold: true });
  const [device] = simulator.devices;
  assert.ok(device);
  device.publish({ temperature: 20, humidity: 40 });
  await using bridge = await oneBridge({ devices: [device] });
  await listed(
    bridge,
    'online, its states repeated',
    ([one]) => one?.state === 'online' && one.sensors.filter(({ last }) => last).length === 2,
  );
  device.publish({ temperature: 21.5 });
  const [one] = await listed(bridge, 'a measured value', ([found]) =>
    (found?.sensors ?? []).some(({ last }) => last?.value === 21.5 && last.measuredAt !== null),
  );
  assert.ok(one);
  assert.equal(one.mac, device.mac);
  assert.equal(one.address, `127.0.0.1:${String(device.port)}`);
  assert.deepEqual([one.found, one.encrypted, one.reason], ['static', false, null]);
  assert.match(one.esphomeVersion ?? '', /^\d{4}\.\d+/);
  assert.ok(Math.abs(Date.parse(one.since ?? '') - Date.now()) < 60_000);
  const rooms = (await bridge.get('api/v1/rooms')) as { rooms: { id: string }[] };
  assert.deepEqual(
    one.rooms,
    rooms.rooms.map(({ id }) => id),
  );
  assert.deepEqual(one.sensors.find(({ quantity }) => quantity === 'humidity')?.last, {
    value: 40,
    unit: '%',
    // It was only repeated on connecting.
    measuredAt: null,
  });
});

test('what a sensor says that is no reading is counted beside its device', async () => {
  await using simulator = await startSimulator({ rooms: 1, hold: true });
  const [device] = simulator.devices;
  assert.ok(device);
  device.publish({ temperature: 20, humidity: 40 });
  await using bridge = await oneBridge({ devices: [device] });
  await listed(bridge, 'online', ([one]) => one?.state === 'online');
  device.publish({ temperature: Number.NaN });
  device.publish({ temperature: Number.NaN });
  const [one] = await listed(bridge, 'refused', ([found]) => (found?.refused[0]?.count ?? 0) >= 2);
  assert.deepEqual(one?.refused, [{ entity: 'temperature', reason: 'not-a-number', count: 2 }]);
});

test('a device that goes stays listed with the reason, and the time is that of its going', async () => {
  await using simulator = await startSimulator({ rooms: 1, hold: true });
  const [device] = simulator.devices;
  assert.ok(device);
  device.publish({ temperature: 20, humidity: 40 });
  await using bridge = await oneBridge({ devices: [device] });
  const [online] = await listed(bridge, 'online', ([one]) => one?.state === 'online');
  await device.unplug();
  const [gone] = await listed(bridge, 'unreachable', ([one]) => one?.state === 'unreachable');
  assert.match(gone?.reason ?? '', /^Not reachable: /);
  assert.ok(Date.parse(gone?.since ?? '') > Date.parse(online?.since ?? ''));
  assert.equal(gone?.sensors.find(({ quantity }) => quantity === 'temperature')?.last?.value, 20);
});

test('an address at which nobody ever answered is listed without a MAC address', async () => {
  await using bridge = await oneBridge({ devices: [{ port: 1 }] });
  const [one] = await listed(bridge, 'unreachable', ([found]) => found?.state === 'unreachable');
  assert.deepEqual([one?.mac, one?.address, one?.found], [null, '127.0.0.1:1', 'static']);
});

test('a device that posts is listed as such, with what was refused of it', async () => {
  await using bridge = await oneBridge();
  const token = newToken();
  {
    using table = new TokenTable(bridge.path);
    table.add({ name: 't', scope: 'ingest', device: kitchen, hash: hashOfToken(token), createdAt: 0 });
  }
  const post = async (body: object): Promise<number> => {
    const answer = await fetch(new URL('api/v1/readings', bridge.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    await answer.text();
    return answer.status;
  };
  assert.equal(await post({ temperature: 19.5, name: 'kitchen' }), 201);
  assert.equal(await post({ temperature: 900 }), 422);
  const [one] = await devicesOf(bridge);
  assert.deepEqual(
    [one?.mac, one?.found, one?.address, one?.state, one?.rooms],
    [kitchen, 'posting', null, 'online', ['kitchen']],
  );
  assert.deepEqual(one?.refused, [{ entity: 'temperature', reason: 'implausible', count: 1 }]);
});

const seen: SeenDevice = {
  mac: kitchen,
  name: '',
  friendlyName: '',
  address: '10.0.3.17:6053',
  found: 'mdns',
  esphomeVersion: undefined,
  isEncrypted: undefined,
  state: 'online',
  reason: null,
  since: 0,
};

test('whoever may read some rooms is shown what stands in them, and of that what it measures there', () => {
  const rooms = new LiveRooms();
  const sensor = { device: kitchen, quantity: 'temperature', entity: 'temperature' } as const;
  rooms.setInventory({
    rooms: [
      { id: 'kitchen', name: 'Kitchen', floor: null },
      { id: 'cellar', name: 'Cellar', floor: null },
    ],
    devices: [kitchen, cellar].map((mac) => ({ mac, name: mac, friendlyName: '', area: '' })),
    sensors: [
      { ...sensor, id: 1, room: 'kitchen' },
      { ...sensor, id: 2, entity: 'probe', room: 'cellar' },
      { ...sensor, id: 3, entity: 'chip', room: null },
      { ...sensor, id: 4, device: cellar, room: 'cellar' },
    ],
  });
  const refusals = ['temperature', 'probe'].map((entity) => ({
    ...{ mac: kitchen, entity, reason: 'not-a-number', count: 1 },
  }));
  const options = { clock: systemClock, rooms, seenDevices: () => [seen], refusals: () => refusals };
  const all = allDevices(options);
  assert.deepEqual(
    all.map(({ mac }) => mac),
    [kitchen, cellar],
  );
  const shown = all.flatMap((device) => deviceInRooms(device, new Set(['kitchen'])) ?? []);
  assert.deepEqual(
    shown.map(({ mac, rooms: where, sensors, refused }) => [
      mac,
      where,
      sensors.map(({ id }) => id),
      refused.map(({ entity }) => entity),
    ]),
    [[kitchen, ['kitchen'], [1], ['temperature']]],
  );
});

function announced(name: string, txt: Record<string, string>): ServiceInstance {
  return {
    name,
    host: `${name}.local`,
    port: 6053,
    addresses: ['10.0.3.17'],
    txt: new Map(Object.entries(txt)),
  };
}

test('what announces itself without a MAC address is listed until it goes, with what to do about it', () => {
  const roster = new Roster(() => 0);
  roster.nameless(announced('old', { version: '1.14.0' }));
  const [one] = roster.all(() => false);
  assert.deepEqual(
    [one?.mac, one?.name, one?.state, one?.esphomeVersion],
    [undefined, 'old', 'without-mac', '1.14.0'],
  );
  assert.match(one?.reason ?? '', /devices: static/);
  roster.gone(announced('old', {}));
  assert.deepEqual(
    roster.all(() => false),
    [],
  );
});

test('a device that is found by its address and by its announcement is listed once, as the one that has it', () => {
  let now = 0;
  const roster = new Roster<{ readonly is: string }>(() => now);
  const [byAddress, byName] = [{ is: 'address' }, { is: 'name' }];
  roster.add(byAddress, { mac: kitchen, address: '10.0.3.17:6053', found: 'static' });
  roster.add(byName, { mac: kitchen, address: '10.0.3.18:6053', found: 'mdns' });
  roster.announced(byName, announced('esp-kitchen', { version: '2026.10.0', api_encryption: 'Noise' }));
  roster.state(byAddress, { state: 'online' }, { mac: kitchen, address: '10.0.3.17:6053' });
  now = 1000;
  roster.state(byName, { state: 'unreachable', cause: 'x' }, { mac: kitchen, address: '10.0.3.17:6053' });
  const all = roster.all((key) => key === byAddress);
  assert.equal(all.length, 1);
  assert.deepEqual(
    [all[0]?.state, all[0]?.found, all[0]?.esphomeVersion, all[0]?.isEncrypted, all[0]?.since],
    ['online', 'static', '2026.10.0', true, 0],
  );
  // Nobody has it: the latest news counts.
  assert.equal(roster.all(() => false)[0]?.state, 'unreachable');
});
