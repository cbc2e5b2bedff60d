import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chance } from '../src/chance.ts';
import { MESSAGE } from '../src/messages.ts';
import { startSimulator } from '../src/simulator.ts';
import { Client } from './client.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

function random(seed: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => Math.floor(chance(0, 256, seed, index)));
}

/** After these the stream cannot be read any more: the device closes the connection. */
const FATAL: Record<string, Uint8Array> = {
  'an endless varint': bytes(`00 ${'ff'.repeat(40)}`),
  'a length of two gigabytes': bytes('00 ffffffff07 01'),
  'a length just above the limit': bytes('00 818002 01'),
  'a Noise handshake': bytes('01 0000'),
  'a line of HTTP': Buffer.from('GET / HTTP/1.1\r\n\r\n'),
};

/** These are frames, if senseless ones: the device reads on. */
const HARMLESS: Record<string, Uint8Array> = {
  'an unknown message': bytes('00 03 e707 010203'),
  'a hello that breaks off inside': bytes('00 03 01 0a7f61'),
  'a hello of endless varints': bytes(`00 0a 01 ${'ff'.repeat(10)}`),
  'a time that nobody asked for': bytes('00 05 25 0d00000000'),
};

for (const [name, hostile] of Object.entries(FATAL)) {
  test(`${name} ends its own connection and no other`, async () => {
    await using simulator = await startSimulator({ rooms: 2, hold: true });
    const [victim, neighbour] = simulator.devices;
    assert.ok(victim && neighbour);
    using attacker = await Client.greeting(victim);
    using beside = await Client.greeting(victim);
    using next = await Client.greeting(neighbour);
    attacker.send(hostile);
    await attacker.rest();
    for (const client of [beside, next]) {
      client.say(MESSAGE.pingRequest);
      await client.next(MESSAGE.pingResponse);
    }
  });
}

for (const [name, hostile] of Object.entries(HARMLESS)) {
  test(`${name} does no harm`, async () => {
    await using simulator = await startSimulator({ rooms: 1, hold: true });
    const [device] = simulator.devices;
    assert.ok(device);
    using client = await Client.greeting(device);
    client.send(hostile);
    client.say(MESSAGE.pingRequest);
    await client.next(MESSAGE.pingResponse);
  });
}

test('random bytes, and frames of random contents cut anywhere, never stop the building', async () => {
  await using simulator = await startSimulator({ rooms: 2, intervalMs: 5 });
  const [victim, neighbour] = simulator.devices;
  assert.ok(victim && neighbour);
  using steady = await Client.greeting(neighbour);
  steady.say(MESSAGE.subscribeStatesRequest);
  for (let seed = 0; seed < 200; seed++) {
    using attacker = await Client.connect(victim);
    const noise = random(seed, 1 + (seed % 120));
    const frame = Uint8Array.from([0, noise.length, seed % 130, ...noise]);
    attacker.send(seed % 2 === 0 ? noise : frame.subarray(0, 1 + (seed % frame.length)));
    await steady.next(MESSAGE.sensorStateResponse);
  }
  using after = await Client.greeting(victim);
  after.say(MESSAGE.pingRequest);
  await after.next(MESSAGE.pingResponse);
});

test('a client that never reads is cut off, and memory is not filled for it', async () => {
  await using simulator = await startSimulator({ rooms: 1, hold: true });
  const [device] = simulator.devices;
  assert.ok(device);
  using deaf = await Client.greeting(device);
  deaf.say(MESSAGE.subscribeStatesRequest);
  await deaf.next(MESSAGE.textSensorStateResponse);
  for (let count = 0; device.clients > 0; count++) {
    assert.ok(count < 10_000_000, 'the device would write for ever');
    device.publish({ temperature: count % 30, humidity: 40 });
    // Closing takes its turn in the event loop.
    if (count % 1000 === 0) await new Promise(setImmediate);
  }
});
