/** Devices that are known by more than one way, by hardly any, and no longer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { announcementOf, DevicesHeard, devicesWith, oneSimulated } from './one-simulated.ts';
import { Heard } from './heard.ts';
import { macOf } from './session-contract.ts';

const day = 24 * 3_600_000;

test('what happens at a second address of a device says nothing about the device while it is connected', async () => {
  await using building = await oneSimulated();
  const { device } = building;
  const heard = new DevicesHeard();
  const waits = new Heard<number>();
  await using devices = devicesWith(heard, {
    static: [{ host: '127.0.0.1', port: device.port }],
    retryDelay(attempt) {
      waits.hear(attempt);
      return 1;
    },
  });
  await heard.states.until(({ state }) => state === 'online');
  // An old announcement of the same device, at a port where nobody listens.
  devices.seen(announcementOf({ name: device.name, port: 9, mac: device.mac }));
  await waits.until((attempt) => attempt === 3);
  assert.deepEqual(
    heard.states.all.map(({ state }) => state),
    ['connecting', 'online'],
  );
});

test('behind a bare address an encrypted device is asked for its MAC address, and its key is found by it', async () => {
  await using building = await oneSimulated({ encrypted: true });
  const { device } = building;
  assert.ok(device.key);
  const heard = new DevicesHeard();
  const keys = new Map([
    ['02:00:00:ff:ff:ff', Buffer.alloc(32, 1).toString('base64')],
    [device.mac.toUpperCase(), device.key],
  ]);
  await using devices = devicesWith(heard, { static: [{ host: '127.0.0.1', port: device.port }], keys });
  assert.ok(devices);
  await heard.states.until(({ state }) => state === 'online');
  device.publish({ temperature: 20.5 });
  const { mac } = await heard.values.until(({ value }) => value === 20.5);
  assert.equal(mac, device.mac);
  assert.deepEqual(
    heard.states.all.map(({ state }) => state),
    ['connecting', 'online'],
  );
});

test('a bare address whose device is in no list of keys says that a key is wanted', async () => {
  await using building = await oneSimulated({ encrypted: true });
  const heard = new DevicesHeard();
  await using devices = devicesWith(heard, {
    static: [{ host: '127.0.0.1', port: building.device.port }],
    keys: new Map([['02:00:00:ff:ff:ff', Buffer.alloc(32, 1).toString('base64')]]),
  });
  assert.ok(devices);
  await heard.states.until(({ state }) => state === 'encryption-required');
});

test('a device is forgotten a day after its announcement ended, but not while it is connected', async () => {
  await using building = await oneSimulated();
  const { device } = building;
  const mac = macOf(device.mac);
  const heard = new DevicesHeard();
  const looks = new Heard<number>();
  let elapsed = 0;
  await using devices = devicesWith(heard, {
    elapsed() {
      looks.hear(elapsed);
      return elapsed;
    },
  });
  const announcement = announcementOf(device);
  devices.seen(announcement);
  await heard.states.until(({ state }) => state === 'online');
  devices.gone(announcement);
  elapsed = 2 * day;
  await looks.until((at) => at === elapsed, looks.all.length + 10);
  assert.deepEqual(heard.forgotten.all, []);

  await device.unplug();
  await heard.states.until(({ state }) => state === 'unreachable');
  elapsed += day;
  await looks.until((at) => at === elapsed, looks.all.length + 10);
  assert.deepEqual(heard.forgotten.all, []);
  elapsed += 1;
  assert.equal(await heard.forgotten.until(() => true), mac);

  // It is nobody to us now; announced again it is a new one.
  await device.plugIn();
  const before = heard.states.all.length;
  devices.seen(announcement);
  await heard.states.until(({ state }) => state === 'online', before);
});

test('a device that is announced again within the day is not forgotten', async () => {
  const heard = new DevicesHeard();
  const looks = new Heard<number>();
  let elapsed = 0;
  await using devices = devicesWith(heard, {
    retryDelay: () => 3_600_000,
    elapsed() {
      looks.hear(elapsed);
      return elapsed;
    },
  });
  const announcement = announcementOf({ name: 'esp', port: 9, mac: '02:00:00:00:00:01' });
  devices.seen(announcement);
  devices.gone(announcement);
  elapsed = day;
  devices.seen(announcement);
  elapsed = 3 * day;
  await looks.until((at) => at === elapsed, looks.all.length + 10);
  assert.deepEqual(heard.forgotten.all, []);
  devices.gone(announcement);
  elapsed += day + 1;
  await heard.forgotten.until(() => true);
});
