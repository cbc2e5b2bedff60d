/** What can befall a device, on demand: each fault as a client meets it, and that the device lives on. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { entityKey } from '../src/entities.ts';
import { MESSAGE } from '../src/messages.ts';
import { startSimulator, swapAddresses } from '../src/simulator.ts';
import { Client, fields, float, text } from './client.ts';
import { oneDevice, said, states } from './one-device.ts';

const TEMPERATURE = entityKey('Temperature');
const HUMIDITY = entityKey('Humidity');
/** So fast that a test sees many measurements. */
const MEASURING = { hold: false, intervalMs: 2 };

/** The next values of one sensor that are measured and not only repeated on subscribing. */
async function measured(client: Client, sensor: number, count: number): Promise<number[]> {
  const values: number[] = [];
  while (values.length < count) {
    const state = fields(await client.next(MESSAGE.sensorStateResponse));
    if (state.get(1) === sensor && state.get(3) !== 1) values.push(float(state.get(2)));
  }
  return values;
}

async function subscribed(device: Parameters<typeof Client.greeting>[0]): Promise<Client> {
  const client = await Client.greeting(device);
  client.say(MESSAGE.subscribeStatesRequest);
  await client.next(MESSAGE.textSensorStateResponse);
  return client;
}

/** A connection whose bytes the test reads itself. */
async function raw({ port }: { port: number }) {
  const socket = connect({ port, host: '127.0.0.1', signal: AbortSignal.timeout(20_000) });
  await once(socket, 'connect');
  return {
    socket,
    /** The bytes that come next, as they come. */
    async bytes(): Promise<number[]> {
      const [chunk] = (await once(socket, 'data')) as [Buffer];
      return [...chunk];
    },
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

test('silence: nothing is published any more, and a ping is answered', async () => {
  await using building = await oneDevice(MEASURING);
  using client = await subscribed(building.device);
  await measured(client, TEMPERATURE, 2);
  building.device.hold();
  await said(client);
  assert.deepEqual(await said(client), []);
});

test('reset: a client sees the connection reset, not ended, and may come back', async () => {
  await using building = await oneDevice();
  using victim = await raw(building.device);
  // Greeted after it, so it has been accepted too.
  using client = await Client.greeting(building.device);
  const failure = Promise.withResolvers<NodeJS.ErrnoException | undefined>();
  victim.socket.once('error', failure.resolve);
  victim.socket.once('close', () => {
    failure.resolve(undefined);
  });
  building.device.resetConnections();
  assert.equal((await failure.promise)?.code, 'ECONNRESET');
  assert.deepEqual(await client.rest(), []);
  using again = await Client.greeting(building.device);
  assert.deepEqual(await said(again), []);
});

test('a new address: after a reboot it is there and says so, and the old address refuses', async () => {
  await using building = await oneDevice();
  const { device } = building;
  using before = await Client.greeting(device);
  await device.moveTo('127.0.0.2');
  assert.deepEqual(await before.rest(), []);
  await assert.rejects(Client.connect({ port: device.port }), { code: 'ECONNREFUSED' });
  assert.equal(device.address, '127.0.0.2');
  using after = await Client.greeting(device);
  after.say(MESSAGE.subscribeStatesRequest);
  const said = fields(await after.next(MESSAGE.textSensorStateResponse));
  assert.equal(text(said.get(2)), '127.0.0.2');
});

test('an address beyond loopback is refused', async () => {
  await using building = await oneDevice();
  for (const address of ['192.168.1.2', '127.1', '::1', 'localhost']) {
    await assert.rejects(building.device.moveTo(address), TypeError, address);
  }
});

test('swapped addresses: each answers where the other was', async () => {
  await using simulator = await startSimulator({ rooms: 2, hold: true });
  const [one, other] = simulator.devices;
  assert.ok(one && other);
  const ports = [one.port, other.port];
  await one.moveTo('127.0.0.2');
  await swapAddresses(one, other);
  assert.deepEqual([other.port, one.port], ports);
  assert.deepEqual([other.address, one.address], ['127.0.0.2', '127.0.0.1']);
  using client = await Client.greeting(other);
  client.say(MESSAGE.deviceInfoRequest);
  const info = fields(await client.next(MESSAGE.deviceInfoResponse));
  assert.equal(text(info.get(3)), other.mac.toUpperCase());
});

test('a frozen sensor gives the same values for ever, while the device lives on', async () => {
  let now = 0;
  await using building = await oneDevice({ ...MEASURING, now: () => (now += 600_000) });
  using client = await subscribed(building.device);
  assert.equal(new Set(await measured(client, TEMPERATURE, 5)).size, 5, 'the air changes');
  building.device.breakSensor('frozen');
  await said(client);
  assert.equal(new Set(await measured(client, TEMPERATURE, 5)).size, 1);
  assert.equal(new Set(await measured(client, HUMIDITY, 5)).size, 1);
  assert.equal(new Set(await measured(client, entityKey('Uptime'), 5)).size, 5);
  building.device.mendSensor();
  await said(client);
  assert.equal(new Set(await measured(client, TEMPERATURE, 5)).size, 5);
});

test('a sensor that is frozen before it ever measured keeps its first values', async () => {
  let now = 0;
  await using building = await oneDevice({ ...MEASURING, hold: true, now: () => (now += 600_000) });
  building.device.breakSensor('frozen');
  using client = await subscribed(building.device);
  building.device.resume();
  assert.equal(new Set(await measured(client, HUMIDITY, 5)).size, 1);
});

for (const [fault, value] of [
  ['nan', Number.NaN],
  ['zero', 0],
] as const) {
  test(`a sensor with the fault ${fault} gives ${String(value)} for both, and is no missing state`, async () => {
    await using building = await oneDevice(MEASURING);
    using client = await subscribed(building.device);
    building.device.breakSensor(fault);
    await said(client);
    assert.deepEqual(await measured(client, TEMPERATURE, 3), [value, value, value]);
    assert.deepEqual(await measured(client, HUMIDITY, 3), [value, value, value]);
    building.device.mendSensor();
    await said(client);
    assert.ok((await measured(client, TEMPERATURE, 3)).every((celsius) => celsius > 16));
  });
}

test('garbage: bytes that begin a frame of neither protocol, other ones each time', async () => {
  await using building = await oneDevice();
  using client = await raw(building.device);
  // Greeted after it, so it has been accepted too.
  using other = await Client.greeting(building.device);
  building.device.garble();
  const first = await client.bytes();
  building.device.garble();
  const second = await client.bytes();
  assert.ok([...first, ...second].every((byte) => byte > 1));
  assert.notDeepEqual(first, second);
  other[Symbol.dispose]();
  using again = await Client.greeting(building.device);
  assert.deepEqual(await said(again), []);
});

test('slow drip: each byte comes alone, and together they are the answer', async () => {
  await using building = await oneDevice();
  building.device.drip(1);
  using slow = await raw(building.device);
  slow.socket.write(Uint8Array.of(0, 0, MESSAGE.pingRequest));
  for (const byte of [0, 0, MESSAGE.pingResponse]) assert.deepEqual(await slow.bytes(), [byte]);
  using client = await Client.greeting(building.device);
  client.say(MESSAGE.subscribeStatesRequest);
  assert.equal(states(await said(client)).size, 4);
  building.device.drip(undefined);
  assert.deepEqual(await said(client), []);
});

test('what has not dripped out when the drip ends comes at once', async () => {
  await using building = await oneDevice();
  building.device.drip(3_600_000);
  using client = await Client.connect(building.device);
  const pong = said(client);
  using other = await raw(building.device);
  other.socket.write(Uint8Array.of(0, 0, MESSAGE.disconnectRequest));
  assert.deepEqual(await other.bytes(), [0, 0, MESSAGE.disconnectResponse], 'a last word does not wait');
  building.device.drip(undefined);
  assert.deepEqual(await pong, []);
});

test('a client that the drip falls too far behind for is cut off', async () => {
  await using building = await oneDevice();
  using client = await subscribed(building.device);
  building.device.drip(3_600_000);
  building.device.flood(10_000);
  assert.deepEqual(await client.rest(), []);
});

test('flood: two thousand states at once all come, in their order', async () => {
  await using building = await oneDevice();
  using client = await subscribed(building.device);
  building.device.flood(2000);
  const values = await measured(client, TEMPERATURE, 2000);
  assert.deepEqual(
    values.map((celsius) => Math.round(celsius * 100)),
    Array.from({ length: 2000 }, (_, index) => index),
  );
});

test('two hundred devices live in one process, and each measures', async () => {
  await using simulator = await startSimulator({ rooms: 200, intervalMs: 1000 });
  const first = simulator.devices.map(async (device) => {
    using client = await subscribed(device);
    return await measured(client, TEMPERATURE, 1);
  });
  const values = (await Promise.all(first)).flat();
  assert.equal(values.length, 200);
  assert.ok(new Set(values).size > 150, 'rooms differ');
});
