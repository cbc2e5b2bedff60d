/** Devices that are known by more than one way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSimulator } from '@climat-guardian/simulator';
import type { DeviceState } from '../src/devices/device-state.ts';
import { Devices } from '../src/devices/devices.ts';
import { Heard } from './heard.ts';

test('what happens at a second address of a device says nothing about the device while it is connected', async () => {
  await using simulator = await startSimulator({ rooms: 1, hold: true });
  const [device] = simulator.devices;
  assert.ok(device);
  const states = new Heard<DeviceState['state']>();
  const waits = new Heard<number>();
  await using devices = new Devices({
    static: [{ host: '127.0.0.1', port: device.port }],
    keys: new Map(),
    requireEncryption: false,
    now: Date.now,
    retryDelay(attempt) {
      waits.hear(attempt);
      return 1;
    },
    log: () => undefined,
    listener: {
      state({ state }) {
        states.hear(state);
      },
      identified: () => Promise.resolve(),
      value: () => undefined,
    },
  });
  devices.start();
  await states.until((state) => state === 'online');
  // An old announcement of the same device, at a port where nobody listens.
  devices.seen({
    name: device.name,
    host: `${device.name}.local`,
    port: 9,
    addresses: ['127.0.0.1'],
    txt: new Map([['mac', device.mac.replaceAll(':', '')]]),
  });
  await waits.until((attempt) => attempt === 3);
  assert.deepEqual(states.all, ['connecting', 'online']);
});
