import assert from 'node:assert/strict';
import { startSimulator } from '@climat-guardian/simulator';
import { sessionContract } from './session-contract.ts';

sessionContract('a simulated device', async ({ measured }) => {
  const simulator = await startSimulator({ rooms: 1, hold: true });
  const [device] = simulator.devices;
  assert.ok(device);
  device.publish({ signal: -60, ...(measured && { temperature: 21, humidity: 45 }) });
  return {
    mac: device.mac,
    name: device.name,
    friendlyName: device.friendlyName,
    area: device.room,
    port: device.port,
    measure(temperature, humidity) {
      device.publish({ temperature, humidity });
      return Promise.resolve();
    },
    stop: () => device.unplug(),
    restart: () => device.plugIn(),
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
});
