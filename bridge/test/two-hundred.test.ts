/** A whole building: two hundred encrypted devices in one process, and as many sessions that keep up with them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startSimulator } from '@climat-guardian/simulator';
import type { DeviceValue } from '../src/devices/value-gate.ts';
import type { Mac } from '../src/reading/mac.ts';
import { announcementOf, DevicesHeard, devicesWith, listenerOf } from './one-simulated.ts';

const rooms = 200;
const times = 3;

test('two hundred sessions all deliver, again and again, in little memory', async (t) => {
  await using simulator = await startSimulator({ rooms, intervalMs: 2000, encrypted: true });
  const keys = new Map(simulator.devices.map(({ mac, key = '' }) => [mac, key]));
  const heard = new DevicesHeard();
  const all = Promise.withResolvers<undefined>();
  const measured = new Map<Mac, number>();
  const value = (mac: Mac, { entity, repeated }: DeviceValue): void => {
    if (entity !== 'temperature' || repeated) return;
    measured.set(mac, (measured.get(mac) ?? 0) + 1);
    if (measured.size === rooms && Math.min(...measured.values()) >= times) all.resolve(undefined);
  };
  const late = setTimeout(() => {
    all.reject(
      new Error(`${String(measured.size)} of ${String(rooms)} devices: ${[...measured.values()].join(' ')}`),
    );
  }, 60_000);
  endOf(t).defer(() => {
    clearTimeout(late);
  });
  const before = process.memoryUsage().rss;
  await using devices = devicesWith(heard, {
    keys,
    lookEveryMs: 10_000,
    listener: { ...listenerOf(heard), value },
  });
  for (const device of simulator.devices) devices.seen(announcementOf(device));

  await all.promise;
  assert.equal(heard.identified.all.length, rooms);
  assert.ok(heard.states.all.every(({ state }) => state === 'online'));
  assert.deepEqual(devices.refused(), []);
  const megabytes = Math.round((process.memoryUsage().rss - before) / 2 ** 20);
  t.diagnostic(`${String(megabytes)} MB more for ${String(rooms)} sessions and the devices' side of them`);
  assert.ok(megabytes < 300, `${String(megabytes)} MB`);
});
