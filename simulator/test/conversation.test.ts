import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entityKey } from '../src/entities.ts';
import { MESSAGE } from '../src/messages.ts';
import { startSimulator } from '../src/simulator.ts';
import { Client, fields, float, text } from './client.ts';
import { MessageWriter } from '../src/wire.ts';
import { oneDevice, said, states } from './one-device.ts';

test('whoever asks for anything but hello, ping or goodbye before saying hello is cut off', async () => {
  await using building = await oneDevice();
  using client = await Client.connect(building.device);
  assert.deepEqual(await said(client), []);
  client.say(MESSAGE.deviceInfoRequest);
  assert.deepEqual(await client.rest(), []);
});

test('a device says who it is', async () => {
  await using building = await oneDevice();
  using client = await Client.greeting(building.device);
  client.say(MESSAGE.deviceInfoRequest);
  const info = fields(await client.next(MESSAGE.deviceInfoResponse));
  assert.equal(text(info.get(2)), 'esp-reception');
  assert.equal(text(info.get(3)), building.device.mac.toUpperCase());
  assert.equal(text(info.get(13)), 'Reception climate');
  assert.equal(text(info.get(16)), 'Reception');
});

for (const [api, minor, objectIds] of [
  ['1.14, which makes object ids itself,', 14, ['', '', '', '', '']],
  ['1.10', 10, ['temperature', 'humidity', 'wifi_signal', 'uptime', 'ip_address']],
] as const) {
  test(`a client of API ${api} gets the entities it needs`, async () => {
    await using building = await oneDevice();
    using client = await Client.greeting(building.device, 1, minor);
    client.say(MESSAGE.listEntitiesRequest);
    const entities = (await client.until(MESSAGE.listEntitiesDoneResponse)).map(fields);
    assert.deepEqual(
      entities.map((entity) => text(entity.get(1))),
      objectIds,
    );
    assert.deepEqual(
      entities.map((entity) => text(entity.get(3))),
      ['Temperature', 'Humidity', 'WiFi Signal', 'Uptime', 'IP Address'],
    );
  });
}

test('before the first measurement every sensor is missing, and only the address is known', async () => {
  await using building = await oneDevice();
  using client = await Client.greeting(building.device);
  client.say(MESSAGE.subscribeStatesRequest);
  const frames = await said(client);
  assert.deepEqual([...states(frames).values()], [undefined, undefined, undefined, undefined]);
  const address = frames.find(({ type }) => type === MESSAGE.textSensorStateResponse);
  assert.ok(address);
  assert.equal(text(fields(address).get(2)), '127.0.0.1');
});

test('what is published goes to every subscriber, and as the last state to whoever subscribes later', async () => {
  await using building = await oneDevice();
  using first = await Client.greeting(building.device);
  using silent = await Client.greeting(building.device);
  first.say(MESSAGE.subscribeStatesRequest);
  await said(first);
  building.device.publish({ temperature: 21.5 });
  building.device.publish({ humidity: Number.NaN });
  const published = new Map([
    [entityKey('Temperature'), 21.5],
    [entityKey('Humidity'), Number.NaN],
  ]);
  assert.deepEqual(states(await said(first)), published);
  assert.deepEqual(await said(silent), []);
  silent.say(MESSAGE.subscribeStatesRequest);
  const last = states(await said(silent));
  assert.equal(last.get(entityKey('Temperature')), 21.5);
  assert.equal(last.get(entityKey('Uptime')), undefined);
});

test('devices measure by themselves, one after another and not all at once', async () => {
  await using simulator = await startSimulator({ rooms: 2, intervalMs: 400 });
  const clients = await Promise.all(simulator.devices.map((device) => Client.greeting(device)));
  const measured = clients.map(async (client) => {
    client.say(MESSAGE.subscribeStatesRequest);
    let state = fields(await client.next(MESSAGE.sensorStateResponse));
    while (state.get(3) === 1) state = fields(await client.next(MESSAGE.sensorStateResponse));
    return { at: performance.now(), temperature: float(state.get(2)) };
  });
  const [first, second] = await Promise.all(measured);
  assert.ok(first && second);
  assert.ok(second.at > first.at);
  assert.notEqual(first.temperature, second.temperature);
  for (const client of clients) client[Symbol.dispose]();
});

test('held it is silent, and resumed it measures at once', async () => {
  await using building = await oneDevice({ intervalMs: 3_600_000 });
  using client = await Client.greeting(building.device);
  client.say(MESSAGE.subscribeStatesRequest);
  await said(client);
  building.device.resume();
  assert.equal(states(await said(client)).size, 4);
  building.device.hold();
});

test('a time request and an unknown message are read and left unanswered; an old login is answered', async () => {
  await using building = await oneDevice();
  using client = await Client.greeting(building.device);
  client.say(MESSAGE.getTimeRequest);
  client.say(60_000, new Uint8Array([1, 2, 3]));
  assert.deepEqual(await said(client), []);
  client.say(MESSAGE.authenticationRequest);
  await client.next(MESSAGE.authenticationResponse);
});

test('it asks those who said hello what time it is, and remembers the answer', async () => {
  await using building = await oneDevice();
  const { device } = building;
  using client = await Client.greeting(device);
  using mute = await Client.connect(device);
  assert.deepEqual(await said(mute), []);
  device.askTime();
  await client.next(MESSAGE.getTimeRequest);
  assert.deepEqual(await said(mute), []);
  client.say(MESSAGE.getTimeResponse, new MessageWriter().fixed32(1, 1_795_270_800).finish());
  assert.deepEqual(await said(client), []);
  assert.deepEqual(device.timesTold, [1_795_270_800]);
});

test('a goodbye is answered, and the connection closed', async () => {
  await using building = await oneDevice();
  using client = await Client.greeting(building.device);
  client.say(MESSAGE.disconnectRequest);
  const last = await client.rest();
  assert.deepEqual(
    last.map(({ type }) => type),
    [MESSAGE.disconnectResponse],
  );
});

test('a silent client is asked for a sign of life, and given up without one', async () => {
  await using building = await oneDevice({ keepAliveMs: 300 });
  using client = await Client.greeting(building.device);
  await client.next(MESSAGE.pingRequest);
  client.say(MESSAGE.pingResponse);
  await client.next(MESSAGE.pingRequest);
  assert.deepEqual(await client.rest(), []);
});

test('a ninth client is turned away, and the eight go on', async () => {
  await using building = await oneDevice();
  const eight = await Promise.all(Array.from({ length: 8 }, () => Client.greeting(building.device)));
  using ninth = await Client.connect(building.device);
  assert.deepEqual(await ninth.rest(), []);
  for (const client of eight) {
    assert.deepEqual(await said(client), []);
    client[Symbol.dispose]();
  }
});

test('a frozen device answers nothing, and when it thaws everything that came meanwhile', async () => {
  await using building = await oneDevice();
  using client = await Client.greeting(building.device);
  client.say(MESSAGE.subscribeStatesRequest);
  await said(client);
  building.device.freeze();
  client.say(MESSAGE.pingRequest);
  building.device.publish({ temperature: 20 });
  using other = await Client.connect(building.device);
  other.say(MESSAGE.helloRequest);
  building.device.thaw();
  assert.deepEqual(await client.until(MESSAGE.pingResponse), [], 'what it measured while frozen is lost');
  await other.next(MESSAGE.helloResponse);
});

test('unplugged it forgets everything, and comes back on its own port', async () => {
  await using building = await oneDevice();
  const { device } = building;
  using before = await Client.greeting(device);
  device.publish({ temperature: 21.5 });
  const { port } = device;
  await device.unplug();
  assert.deepEqual(await before.rest(), []);
  await assert.rejects(Client.connect({ port }), { code: 'ECONNREFUSED' });
  await device.plugIn();
  assert.equal(device.port, port);
  using after = await Client.greeting(device);
  after.say(MESSAGE.subscribeStatesRequest);
  assert.equal(states(await said(after)).get(entityKey('Temperature')), undefined);
});

test('another board may answer behind the same address', async () => {
  await using building = await oneDevice();
  const { device } = building;
  using before = await Client.greeting(device);
  await device.changeMac('02:00:00:00:00:99');
  assert.deepEqual(await before.rest(), []);
  using after = await Client.greeting(device);
  after.say(MESSAGE.deviceInfoRequest);
  const info = fields(await after.next(MESSAGE.deviceInfoResponse));
  assert.equal(text(info.get(3)), '02:00:00:00:00:99');
  await assert.rejects(device.changeMac('02-00-00-00-00-99'), TypeError);
});

test('a device can be flashed anew with encryption, and without', async () => {
  await using building = await oneDevice();
  const { device } = building;
  using before = await Client.greeting(device);
  await device.changeKey(Buffer.alloc(32, 1).toString('base64'));
  assert.deepEqual(await before.rest(), []);
  using refused = await Client.connect(device);
  refused.say(MESSAGE.helloRequest);
  assert.deepEqual(await refused.rest(), []);
  await device.changeKey(undefined);
  using after = await Client.greeting(device);
  assert.deepEqual(await said(after), []);
  await assert.rejects(device.changeKey('c2hvcnQ='), TypeError);
});

test('a device that hung before hello goes on waiting for it, and does not ping first', async () => {
  await using building = await oneDevice({ keepAliveMs: 50 });
  const { device } = building;
  using client = await Client.connect(device);
  assert.deepEqual(await said(client), []);
  device.freeze();
  device.thaw();
  using other = await Client.greeting(device);
  await other.next(MESSAGE.pingRequest);
  assert.deepEqual(await said(client), []);
});

test('connections are counted, and can be dropped', async () => {
  await using building = await oneDevice();
  using client = await Client.greeting(building.device);
  assert.equal(building.device.clients, 1);
  building.device.dropConnections();
  assert.deepEqual(await client.rest(), []);
  using again = await Client.greeting(building.device);
  assert.deepEqual(await said(again), []);
});

test('ports follow one another from the base, and a port that is taken is named', async () => {
  await using free = await oneDevice();
  const portBase = free.device.port;
  await assert.rejects(startSimulator({ rooms: 1, portBase }), {
    message: `esp-reception cannot listen on 127.0.0.1:${String(portBase)}`,
  });
  await free.device.unplug();
  await using taken = await startSimulator({ rooms: 1, portBase });
  assert.equal(taken.devices[0]?.port, portBase);
});

for (const options of [{ rooms: 0 }, { rooms: 201 }, { rooms: 1.5 }, { rooms: 2, portBase: 65_535 }]) {
  test(`${JSON.stringify(options)} is refused with the range that would be right`, async () => {
    await assert.rejects(startSimulator(options), { name: 'RangeError', message: /is a whole number from/ });
  });
}
