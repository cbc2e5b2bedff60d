/** The firmware as a process, read by ESPHome's own client: what the bridge's tests stand on. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { suite, test } from 'node:test';
import { startFirmware } from '../../suite/processes/firmware.ts';
import type { EntityLine } from './reference-client.ts';
import { connectReference } from './reference-client.ts';

const newKey = () => randomBytes(32).toString('base64');
const kitchen = { name: 'room-kitchen', mac: '02:00:00:00:00:0A' };

/** The device sends 32-bit floats. */
const sent = Math.fround;

for (const { protocol, key } of [
  { protocol: 'plaintext', key: undefined },
  { protocol: 'Noise', key: newKey() },
]) {
  suite(`over ${protocol}`, () => {
    const keyed = key === undefined ? {} : { key };

    test('a device says who and where it is', async () => {
      await using device = await startFirmware({
        ...kitchen,
        ...keyed,
        friendlyName: 'Kitchen sensor',
        area: 'Küche',
      });
      await using client = connectReference({ port: device.port, ...keyed });
      const { version, ...said } = await client.next('device');
      assert.match(version, /^20\d\d\./);
      assert.deepEqual(said, {
        type: 'device',
        name: 'room-kitchen',
        friendly_name: 'Kitchen sensor',
        area: 'Küche',
        mac: '02:00:00:00:00:0A',
        encrypted: key !== undefined,
      });
      assert.equal(device.mac, '02:00:00:00:00:0a');
    });

    test('the very values that the sensor measures arrive', async () => {
      await using device = await startFirmware({ ...kitchen, ...keyed, temperature: -10.53, humidity: 44.1 });
      await using client = connectReference({ port: device.port, ...keyed });
      const measured = async (entity: string) =>
        (await client.next('state', (state) => state.entity === entity && !state.missing)).value;
      assert.equal(await measured('temperature'), sent(-10.53));
      assert.equal(await measured('humidity'), sent(44.1));
    });

    test('a change of the room is measured, and a room that stays as it is is measured again', async () => {
      await using device = await startFirmware({ ...kitchen, ...keyed, temperature: 20, humidity: 50 });
      await using client = connectReference({ port: device.port, ...keyed });
      const temperatureOf = (value: number) =>
        client.next('state', (state) => state.entity === 'temperature' && state.value === sent(value));
      await temperatureOf(20);
      await device.measure(21.75, 50);
      await temperatureOf(21.75);
      await temperatureOf(21.75);
    });
  });
}

test('it has the sensors of a flashed device, and only climate is not diagnostic', async () => {
  await using device = await startFirmware(kitchen);
  await using client = connectReference({ port: device.port });
  const entities: EntityLine[] = [];
  for (let i = 0; i < 5; i++) entities.push(await client.next('entity'));
  assert.deepEqual(
    entities.map(({ name, device_class, unit, decimals, diagnostic }) => [
      name,
      device_class,
      unit,
      decimals,
      diagnostic,
    ]),
    [
      ['Temperature', 'temperature', '°C', 2, false],
      ['Humidity', 'humidity', '%', 2, false],
      ['WiFi Signal', 'signal_strength', 'dBm', 0, true],
      ['Uptime', 'duration', 's', 0, true],
      ['IP Address', null, null, null, true],
    ],
  );
});

test('before the first measurement the state is missing', async () => {
  await using device = await startFirmware({ ...kitchen, measured: false });
  await using client = connectReference({ port: device.port });
  for (const entity of ['temperature', 'humidity']) {
    const state = await client.next('state', (state) => state.entity === entity);
    assert.deepEqual(state, { type: 'state', entity, missing: true, value: null });
  }
  await device.measure(21.53, 44.1);
  const first = await client.next('state', (state) => state.entity === 'temperature');
  assert.equal(first.value, sent(21.53));
});

test('a failed conversion arrives as no number, which is not the same as missing', async () => {
  await using device = await startFirmware({ ...kitchen, temperature: 21, humidity: NaN });
  await using client = connectReference({ port: device.port });
  const state = await client.next('state', (state) => state.entity === 'humidity' && !state.missing);
  assert.equal(state.value, null);
});

test('a wrong key is refused', async () => {
  await using device = await startFirmware({ ...kitchen, key: newKey() });
  await using client = connectReference({ port: device.port, key: newKey() });
  assert.equal((await client.next('error')).error, 'InvalidEncryptionKeyAPIError');
});

test('a wrong key is refused in the words of an ESP32', async () => {
  await using device = await startFirmware({ ...kitchen, key: newKey() });
  const socket = connect(device.port, device.address);
  const frame = (payload: Buffer) => Buffer.concat([Buffer.from([1, 0, payload.length]), payload]);
  const hello = Buffer.alloc(0);
  const handshake = Buffer.concat([Buffer.from([0]), randomBytes(32 + 16)]); // a public key, a tag of no key
  socket.write(Buffer.concat([frame(hello), frame(handshake)]));
  socket.setTimeout(20_000, () => socket.destroy());
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  assert.match(answer, /Handshake MAC failure$/);
});

test('a device that has a key does not speak without it', async () => {
  await using device = await startFirmware({ ...kitchen, key: newKey() });
  await using client = connectReference({ port: device.port });
  assert.equal((await client.next('error')).error, 'RequiresEncryptionAPIError');
});

test('a power cut ends the connection without a good-bye, and the device comes back as itself', async () => {
  const key = newKey();
  await using device = await startFirmware({ ...kitchen, key, temperature: 19 });
  await using before = connectReference({ port: device.port, key });
  await before.next('state');
  await device.stop();
  assert.equal((await before.next('disconnected')).expected, false);

  await device.restart();
  await using after = connectReference({ port: device.port, key });
  assert.equal((await after.next('device')).mac, '02:00:00:00:00:0A');
  await after.next('state', (state) => state.entity === 'temperature' && state.value === 19);
});

test('an orderly restart says good-bye first', async () => {
  await using device = await startFirmware(kitchen);
  await using client = connectReference({ port: device.port });
  await client.next('state');
  await device.shutDown();
  assert.equal((await client.next('disconnected')).expected, true);
});

test('a device that hung for a moment goes on with the same connection', async () => {
  await using device = await startFirmware({ ...kitchen, temperature: 20 });
  await using client = connectReference({ port: device.port });
  await client.next('state', (state) => state.value === 20);
  device.pause();
  await device.measure(22, 45);
  device.resume();
  await client.next('state', (state) => state.value === 22);
});

test('two devices may have the same port at different addresses', async () => {
  await using one = await startFirmware({ ...kitchen, address: '127.0.0.2' });
  await using other = await startFirmware({
    name: 'room-office',
    mac: '02:00:00:00:00:0B',
    address: '127.0.0.3',
    port: one.port,
  });
  await using client = connectReference({ port: other.port, address: other.address });
  assert.equal((await client.next('device')).name, 'room-office');
});

test('it listens on loopback alone, and nowhere but at its address', async () => {
  await using device = await startFirmware(kitchen);
  const socket = connect(device.port, '127.0.0.2');
  await assert.rejects(once(socket, 'connect'), { code: 'ECONNREFUSED' });
});

test('a port that is taken is refused in a sentence', async () => {
  await using device = await startFirmware(kitchen);
  await assert.rejects(startFirmware({ ...kitchen, port: device.port }), /Address already in use/);
});

test('a key of the wrong length is refused in a sentence', async () => {
  await assert.rejects(startFirmware({ ...kitchen, key: 'YWJj' }), /not base64 of 32 bytes/);
});
