/**
 * The session against simulated devices that speak Noise: what session-firmware.test.ts expects of the real
 * firmware's encryption, so that the simulator stands for it; and keys that change under a session's feet.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SimulatedDevice, startSimulator } from '@climat-guardian/simulator';
import { connectTo, Listening, macOf, refusedState, sessionWith } from './session-contract.ts';

const anotherKey = Buffer.alloc(32, 43).toString('base64');

interface Encrypted extends AsyncDisposable {
  readonly device: SimulatedDevice;
  readonly key: string;
  /** What a session needs to know to reach it. */
  readonly reach: {
    readonly port: number;
    readonly mac: ReturnType<typeof macOf>;
    readonly keyFor: () => string;
  };
}

async function encryptedDevice(): Promise<Encrypted> {
  const simulator = await startSimulator({ rooms: 1, encrypted: true, hold: true });
  const [device] = simulator.devices;
  assert.ok(device?.key !== undefined);
  const { key, mac, port } = device;
  device.publish({ temperature: 22.25, humidity: 45, signal: -60 });
  return {
    device,
    key,
    reach: { port, mac: macOf(mac), keyFor: () => key },
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}

test('an encrypted device with its key is online and its values arrive', async () => {
  await using building = await encryptedDevice();
  const { device, reach } = building;
  const listening = new Listening();
  await using session = sessionWith(listening, reach);
  assert.ok(session);
  const first = await listening.values.until(({ entity }) => entity === 'temperature');
  assert.deepEqual([first.value, first.repeated], [22.25, true]);
  device.publish({ temperature: 23.5 });
  const value = await listening.values.until(({ entity, repeated }) => entity === 'temperature' && !repeated);
  assert.deepEqual([value.mac, value.value], [device.mac, 23.5]);
});

test('a wrong key is said to be wrong, nothing comes through, and it is not tried again', async () => {
  await using building = await encryptedDevice();
  const { device, reach } = building;
  const listening = new Listening();
  {
    await using session = sessionWith(listening, { ...reach, keyFor: () => anotherKey });
    await listening.states.until(({ state }) => state === 'wrong-key');
    session.seenAt({ host: '127.0.0.1', port: reach.port, mac: reach.mac });
    // The device takes another client, so there was every chance to try again.
    await using other = await connectTo(reach);
    assert.equal(other.device.mac, device.mac);
  }
  assert.deepEqual(listening.states.all, [{ state: 'wrong-key' }]);
  assert.deepEqual(listening.values.all, []);
});

test('an encrypted device without a key configured says that it wants one', async () => {
  await using building = await encryptedDevice();
  const { port, mac } = building.reach;
  assert.deepEqual(await refusedState({ port, mac }), { state: 'encryption-required' });
});

test('a device that has a key and lost its encryption is not spoken to', async () => {
  await using building = await encryptedDevice();
  await building.device.changeKey(undefined);
  assert.deepEqual(await refusedState(building.reach), { state: 'not-encrypted' });
});

test('a lost connection is never called a wrong key', async () => {
  await using building = await encryptedDevice();
  const { device, reach } = building;
  const listening = new Listening();
  await using session = sessionWith(listening, reach);
  assert.ok(session);
  await listening.states.until(({ state }) => state === 'online');
  for (let i = 0; i < 5; i++) {
    const seen = listening.states.all.length;
    await device.unplug();
    await device.plugIn();
    await listening.states.until(({ state }) => state === 'online', seen);
  }
  assert.ok(listening.states.all.every(({ state }) => state === 'online' || state === 'unreachable'));
});

test('a device flashed with another key is said to have another key', async () => {
  await using building = await encryptedDevice();
  const { device, reach } = building;
  const listening = new Listening();
  await using session = sessionWith(listening, reach);
  assert.ok(session);
  await listening.states.until(({ state }) => state === 'online');
  await device.changeKey(anotherKey);
  await listening.states.until(({ state }) => state === 'wrong-key');
});

for (const [fault, befall] of [
  [
    'garbage',
    (device: SimulatedDevice) => {
      device.garble();
    },
  ],
  [
    'a reset',
    (device: SimulatedDevice) => {
      device.resetConnections();
    },
  ],
] as const) {
  test(`${fault} ends an encrypted connection, is no wrong key, and the session comes back`, async () => {
    await using building = await encryptedDevice();
    const { device, reach } = building;
    const listening = new Listening();
    await using session = sessionWith(listening, reach);
    assert.ok(session);
    await listening.states.until(({ state }) => state === 'online');
    const seen = listening.states.all.length;
    befall(device);
    await listening.states.until(({ state }) => state === 'online', seen);
    const values = listening.values.all.length;
    device.publish({ temperature: 24.5 });
    await listening.values.until(({ value }) => value === 24.5, values);
    assert.ok(listening.states.all.every(({ state }) => state === 'online' || state === 'unreachable'));
  });
}

test('an encrypted device whose bytes come one by one is understood all the same', async () => {
  await using building = await encryptedDevice();
  building.device.drip(1);
  await using connection = await connectTo(building.reach);
  assert.equal(connection.device.mac, building.device.mac);
});

test('two hundred encrypted devices in one process, each with its own key', async () => {
  await using simulator = await startSimulator({ rooms: 200, encrypted: true, hold: true });
  assert.equal(new Set(simulator.devices.map(({ key }) => key)).size, 200);
  await Promise.all(
    simulator.devices.map(async ({ key, mac, port }) => {
      await using connection = await connectTo({ port, mac: macOf(mac), keyFor: () => key });
      assert.equal(connection.device.mac, mac);
    }),
  );
});
