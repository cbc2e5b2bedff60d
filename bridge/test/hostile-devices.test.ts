/**
 * Devices that send what no ESPHome sends, by real sockets. Between each of them and the bridge sits somebody who lets
 * a seeded number of bytes through, then says something of his own; and all the while another device must deliver.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { startSimulator, type SimulatedDevice } from '@climat-guardian/simulator';
import { DevicesHeard, devicesWith } from './one-simulated.ts';

/** mulberry32: the same seed, the same attack. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Random = (below: number) => number;

const someBytes = (random: Random, count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, () => random(256)));

/** A plaintext frame; lengths and types below 128 are varints of one byte. */
const frame = (type: number, payload: Uint8Array): Buffer => Buffer.of(0, payload.length, type, ...payload);

const sensorState = 25;
/** Field 1 of a state: the sensor's key, which ESPHome makes by FNV-1 of its object id. */
const ofTemperature = ((): Buffer => {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from('temperature')) hash = Math.imul(hash, 0x01000193) ^ byte;
  const field = Buffer.of(0x0d, 0, 0, 0, 0);
  field.writeUInt32LE(hash >>> 0, 1);
  return field;
})();

const attacks: Record<string, (random: Random) => Uint8Array> = {
  'random bytes': (random) => someBytes(random, 1 + random(200)),
  'an endless varint': (random) => Buffer.concat([Buffer.of(0), Buffer.alloc(20 + random(200), 0xff)]),
  'a length of two gigabytes': (random) => Buffer.of(0, 0xff, 0xff, 0xff, 0xff, 0x07, random(128)),
  'a Noise frame of 64 KiB that never ends': (random) => Buffer.of(1, 0xff, 0xff, random(256)),
  'unknown messages': (random) =>
    Buffer.concat(
      Array.from({ length: 1 + random(50) }, () => frame(120 + random(8), someBytes(random, random(100)))),
    ),
  'messages of every type with random contents': (random) =>
    Buffer.concat(Array.from({ length: 40 }, () => frame(random(128), someBytes(random, random(60))))),
  'a state that breaks off within its value': (random) =>
    frame(sensorState, Buffer.of(...ofTemperature, 0x15, ...someBytes(random, random(4)))),
  'a state within whose length nothing fits': (random) =>
    frame(sensorState, Buffer.of(...ofTemperature, 0x0a, 0xff, 0xff, 0xff, 0xff, 0x07, random(256))),
};

/** Sits before a device and attacks the first connections; the later ones it lets through. */
async function attackerBefore(
  device: SimulatedDevice,
  attack: (random: Random) => Uint8Array,
  seed: number,
): Promise<{ port: number } & AsyncDisposable> {
  const random = seeded(seed);
  let attacksLeft = 3;
  const sockets = new Set<Socket>();
  const server = createServer((toBridge) => {
    const toDevice = connect(device.port, '127.0.0.1');
    for (const [socket, other] of [
      [toBridge, toDevice],
      [toDevice, toBridge],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    toBridge.on('data', (bytes) => toDevice.write(bytes));
    // Plaintext is attacked between two of its frames, as what is put inside one is a value as good as any other.
    const atFrames = device.key === undefined;
    let before = attacksLeft-- > 0 ? random(atFrames ? 14 : 700) : Infinity;
    let pending = Buffer.alloc(0);
    toDevice.on('data', (bytes: Buffer) => {
      pending = Buffer.concat([pending, bytes]);
      while (before > 0 && before < Infinity) {
        const length = atFrames ? frameLength(pending) : 1;
        if (length > pending.length) return;
        toBridge.write(pending.subarray(0, length));
        pending = pending.subarray(length);
        before--;
      }
      if (before === 0) {
        before = Infinity;
        toBridge.write(attack(random));
        // Some of it is no harm, and some would be waited for until the bridge asks for a sign of life.
        if (random(2) === 0) toBridge.end();
      }
      if (toBridge.writable) toBridge.write(pending);
      pending = Buffer.alloc(0);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Of the plaintext frame at the beginning; Infinity where its header is not all there. */
function frameLength(bytes: Buffer): number {
  let [offset, payload] = [1, 0];
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[offset++] ?? -1;
    if (byte < 0) return Infinity;
    payload |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  // The type: all that a room's sensor sends are below 128.
  return offset + 1 + payload;
}

/** Seeds; each is two devices, three connections of each. */
const seeds = 12;

for (const [kind, [name, attack]] of Object.entries(attacks).entries()) {
  test(`${name}: the state is named, nothing wrong comes through, others go on, and so does it`, async () => {
    await using end = new AsyncDisposableStack();
    const usual = { rooms: seeds, intervalMs: 40 };
    const plain = end.use(await startSimulator({ ...usual, seed: 1 }));
    const encrypted = end.use(await startSimulator({ ...usual, seed: 2, encrypted: true }));
    const steady = end.use(await startSimulator({ ...usual, rooms: 1, seed: 3 })).devices[0];
    assert.ok(steady);
    const victims = [...plain.devices, ...encrypted.devices];
    const attackers = await Promise.all(
      victims.map(async (device, seed) => end.use(await attackerBefore(device, attack, kind * 1000 + seed))),
    );
    const heard = new DevicesHeard();
    end.use(
      devicesWith(heard, {
        static: [
          { host: '127.0.0.1', port: steady.port },
          ...attackers.map(({ port }, index) => {
            const { key, mac } = victims[index] ?? {};
            return { host: '127.0.0.1', port, mac, key };
          }),
        ],
        keepAlive: { intervalMs: 300, stallTimeoutMs: 700 },
      }),
    );
    // Each of them delivers in the end, and the steady one at any time.
    await Promise.all(
      victims.map(async ({ mac }) => {
        await heard.values.until((value) => value.mac === mac && !value.repeated);
      }),
    );
    const from = heard.values.all.length;
    await heard.values.until(({ mac }) => mac === steady.mac, from);

    const known = new Set([steady.mac, ...victims.map(({ mac }) => mac)]);
    assert.ok(heard.identified.all.every(({ mac }) => known.has(mac)));
    for (const { mac, entity, value } of heard.values.all) {
      assert.ok(known.has(mac));
      // What the simulated air and radio can be; a value out of the attacker's bytes would hardly be among it.
      const [low, high] = { temperature: [3, 36], humidity: [20, 75], wifi_signal: [-81, -39] }[entity] ?? [
        0, 0,
      ];
      assert.ok(value > (low ?? 0) && value < (high ?? 0), `${entity} ${String(value)}`);
    }
    for (const { state, mac } of heard.states.all) {
      assert.ok(
        ['connecting', 'online', 'unreachable', 'encryption-required', 'not-encrypted'].includes(state),
        state,
      );
      if (mac === steady.mac) assert.equal(state, 'online');
    }
  });
}

test('wrong, missing, malformed keys, and plaintext for a key: each named, nothing kept, others go on', async () => {
  await using end = new AsyncDisposableStack();
  const encrypted = end.use(await startSimulator({ rooms: 4, intervalMs: 40, encrypted: true }));
  const plain = end.use(await startSimulator({ rooms: 1, intervalMs: 40, seed: 2 })).devices[0];
  const [steady, wrong, missing, malformed] = encrypted.devices;
  assert.ok(steady && wrong && missing && malformed && plain);
  const heard = new DevicesHeard();
  const aKey = Buffer.alloc(32, 1).toString('base64');
  const at = ({ port, mac }: SimulatedDevice, key?: string) => ({ host: '127.0.0.1', port, mac, key });
  end.use(
    devicesWith(heard, {
      static: [
        at(steady, steady.key),
        at(wrong, aKey),
        at(missing),
        at(malformed, malformed.key?.slice(0, -1)),
        at(plain, aKey),
      ],
    }),
  );
  const expected = new Map([
    [wrong.mac, 'wrong-key'],
    [missing.mac, 'encryption-required'],
    [malformed.mac, 'key-malformed'],
    [plain.mac, 'not-encrypted'],
  ]);
  for (const [mac, state] of expected)
    await heard.states.until((one) => one.mac === mac && one.state === state);
  const from = heard.values.all.length;
  await heard.values.until(({ mac, repeated }) => mac === steady.mac && !repeated, from);
  for (const { mac, state } of heard.states.all) assert.equal(state, expected.get(mac ?? '') ?? 'online');
  assert.ok(heard.values.all.every(({ mac }) => mac === steady.mac));
  assert.deepEqual(
    heard.identified.all.map(({ mac }) => mac),
    [steady.mac],
  );
});
