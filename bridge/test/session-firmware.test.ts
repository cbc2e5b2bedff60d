/** The session against the real ESPHome firmware, as a process: the contract, and what only it can show. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { startFirmware } from '@climat-guardian/suite/processes/firmware';
import {
  connectTo,
  Listening,
  macOf,
  refusedState,
  sessionContract,
  sessionWith,
} from './session-contract.ts';

const mac = '02:00:00:00:10:01';
const key = Buffer.alloc(32, 42).toString('base64');
const anotherKey = Buffer.alloc(32, 43).toString('base64');

sessionContract('the real firmware', async ({ measured }) => {
  const friendlyName = 'Kitchen sensor';
  const area = 'Kitchen';
  const firmware = await startFirmware({ name: 'room-kitchen', friendlyName, area, mac, measured });
  return {
    mac,
    name: firmware.name,
    friendlyName,
    area,
    port: firmware.port,
    measure: (temperature, humidity) => firmware.measure(temperature, humidity),
    stop: () => firmware.stop(),
    restart: () => firmware.restart(),
    [Symbol.asyncDispose]: () => firmware[Symbol.asyncDispose](),
  };
});

test('an encrypted device with its key is online and its values arrive', async () => {
  await using device = await startFirmware({ name: 'room-study', mac, key, temperature: 22.25 });
  const listening = new Listening();
  await using session = sessionWith(listening, { port: device.port, mac: macOf(mac), keyFor: () => key });
  assert.ok(session);
  const value = await listening.values.until(({ entity, repeated }) => entity === 'temperature' && !repeated);
  assert.deepEqual([value.mac, value.value], [mac, 22.25]);
});

test('a wrong key is said to be wrong, nothing comes through, and it is not tried again', async () => {
  await using device = await startFirmware({ name: 'room-study', mac, key });
  const listening = new Listening();
  {
    await using session = sessionWith(listening, {
      port: device.port,
      mac: macOf(mac),
      keyFor: () => anotherKey,
    });
    await listening.states.until(({ state }) => state === 'wrong-key');
    session.seenAt({ host: '127.0.0.1', port: device.port, mac: macOf(mac) });
    // The firmware lives on and takes another client, so there was every chance to try again.
    await using other = await connectTo({ port: device.port, keyFor: () => key });
    assert.equal(other.device.mac, mac);
  }
  assert.deepEqual(listening.states.all, [{ state: 'wrong-key' }]);
  assert.deepEqual(listening.values.all, []);
});

test('an encrypted device without a key configured says that it wants one', async () => {
  await using device = await startFirmware({ name: 'room-study', mac, key });
  assert.deepEqual(await refusedState({ port: device.port, mac: macOf(mac) }), {
    state: 'encryption-required',
  });
});

test('a key whose base64 is damaged is never used, and nothing is said in plaintext instead', async () => {
  const said: Buffer[] = [];
  await using end = new AsyncDisposableStack();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    // What asks a device who it is; whoever says nothing but that gets no further.
    socket.once('data', (chunk: Buffer) => {
      said.push(chunk);
      socket.destroy();
    });
  }).listen(0, '127.0.0.1');
  end.defer(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const state = await refusedState({ port: address.port, keyFor: () => key.slice(0, -1) });
  assert.equal(state.state, 'key-malformed');
  assert.deepEqual(
    said.filter((chunk) => !chunk.equals(Buffer.of(1, 0, 0))),
    [],
    'an empty Noise hello, which bears no key',
  );
});

test('a lost connection is never called a wrong key', async () => {
  await using device = await startFirmware({ name: 'room-study', mac, key });
  const listening = new Listening();
  await using session = sessionWith(listening, { port: device.port, mac: macOf(mac), keyFor: () => key });
  assert.ok(session);
  await listening.states.until(({ state }) => state === 'online');
  for (let i = 0; i < 5; i++) {
    const seen = listening.states.all.length;
    await device.restart();
    await listening.states.until(({ state }) => state === 'online', seen);
  }
  assert.ok(listening.states.all.every(({ state }) => state === 'online' || state === 'unreachable'));
});
