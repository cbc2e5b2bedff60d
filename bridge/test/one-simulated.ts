/** Simulated devices that measure only when a test says so, and what the bridge's part for devices tells of them. */
import assert from 'node:assert/strict';
import { startSimulator, type SimulatedDevice } from '@climat-guardian/simulator';
import type { DeviceState } from '../src/devices/device-state.ts';
import { Devices, type DevicesListener, type DevicesOptions } from '../src/devices/devices.ts';
import type { Refusal } from '../src/devices/refusal.ts';
import type { DeviceUptime } from '../src/devices/uptime.ts';
import type { DeviceValue } from '../src/devices/value-gate.ts';
import type { ServiceInstance } from '../src/mdns/instances.ts';
import type { Mac } from '../src/reading/mac.ts';
import type { DeviceDescription } from '../src/reading/reading.ts';
import { Heard } from './heard.ts';
import { trustedClock } from './session-contract.ts';

export interface OneSimulated extends AsyncDisposable {
  readonly device: SimulatedDevice;
}

export async function oneSimulated(
  options: Partial<Parameters<typeof startSimulator>[0]> = {},
): Promise<OneSimulated> {
  const simulator = await startSimulator({ rooms: 1, hold: true, ...options });
  const [device] = simulator.devices;
  assert.ok(device);
  return { device, [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose]() };
}

/** As mDNS would say it. */
export function announcementOf({
  name,
  port,
  mac,
}: Pick<SimulatedDevice, 'name' | 'port' | 'mac'>): ServiceInstance {
  return {
    name,
    host: `${name}.local`,
    port,
    addresses: ['127.0.0.1'],
    txt: new Map([['mac', mac.replaceAll(':', '')]]),
  };
}

/** All that the devices tell. */
export class DevicesHeard {
  readonly states = new Heard<DeviceState & { readonly mac: Mac | undefined; readonly at: string }>();
  readonly identified = new Heard<DeviceDescription>();
  readonly values = new Heard<DeviceValue & { readonly mac: Mac }>();
  readonly refusals = new Heard<Refusal & { readonly mac: Mac; readonly entity: string }>();
  readonly uptimes = new Heard<DeviceUptime & { readonly mac: Mac }>();
  readonly forgotten = new Heard<Mac>();
}

export function listenerOf(heard: DevicesHeard): DevicesListener {
  return {
    state(state, { mac, at }) {
      heard.states.hear({ ...state, mac, at });
    },
    identified(device) {
      heard.identified.hear(device);
      return Promise.resolve();
    },
    value(mac, value) {
      heard.values.hear({ ...value, mac });
    },
    refused(mac, entity, refusal) {
      heard.refusals.hear({ ...refusal, mac, entity });
    },
    uptime(mac, uptime) {
      heard.uptimes.hear({ ...uptime, mac });
    },
    forgotten: heard.forgotten.hear,
  };
}

/** Started, and trying again soon, unless told otherwise. */
export function devicesWith(heard: DevicesHeard, options: Partial<DevicesOptions>): Devices {
  const devices = new Devices({
    static: [],
    keys: new Map(),
    requireEncryption: false,
    clock: trustedClock,
    elapsed: () => performance.now(),
    lookEveryMs: 5,
    retryDelay: () => 5,
    log: () => undefined,
    listener: listenerOf(heard),
    ...options,
  });
  devices.start();
  return devices;
}
