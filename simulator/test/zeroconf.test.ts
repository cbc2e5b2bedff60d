/** python-zeroconf, with which Home Assistant finds its devices, finds the simulated ones on loopback. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { esphomePython } from '@climat-guardian/suite/needs/esphome';
import { type SimulatedDevice, startSimulator, swapAddresses } from '../src/simulator.ts';

const SCRIPT = fileURLToPath(new URL('reference_browser.py', import.meta.url));

/** Loopback may be shared with others who announce a building just now. */
const PREFIX = `t${String(process.pid)}-`;

/** What the browser writes, line by line; see reference_browser.py. It ends itself when its deadline has passed. */
function browse(devices: readonly SimulatedDevice[]) {
  const browser = spawn(esphomePython(), [SCRIPT, ...devices.map(({ name }) => name)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: browser.stdout })[Symbol.asyncIterator]();
  return {
    async line(): Promise<unknown> {
      const { value, done } = await lines.next();
      assert.ok(done !== true, 'the browser gave up');
      return JSON.parse(value) as unknown;
    },
    [Symbol.dispose]: () => browser.kill(),
  };
}

test('devices are found with the records of an ESP32, and say goodbye', async () => {
  await using simulator = await startSimulator({ rooms: 3, prefix: PREFIX, announce: true, hold: true });
  const [reception] = simulator.devices;
  assert.ok(reception);
  using browser = browse(simulator.devices);
  await simulator.announced;
  const found = (await browser.line()) as Record<string, { txt: Record<string, string> }>;
  assert.deepEqual(Object.keys(found).sort(), [
    `${PREFIX}meeting-room`,
    `${PREFIX}open-office`,
    `${PREFIX}reception`,
  ]);
  const { txt, ...address } = found[`${PREFIX}reception`] ?? { txt: {} };
  assert.deepEqual(address, {
    port: reception.port,
    host: `${PREFIX}reception.local.`,
    addresses: ['127.0.0.1'],
  });
  assert.equal(txt['mac'], reception.mac.replaceAll(':', ''));
  assert.equal(txt['friendly_name'], 'Reception climate');
  assert.equal(txt['version'], '2026.6.5');
  assert.equal(txt['board'], 'esp32dev');
  assert.equal(txt['network'], 'wifi');
  assert.equal(txt['platform'], 'ESP32');
  assert.equal(txt['api_encryption'], undefined, 'plaintext');
  await simulator[Symbol.asyncDispose]();
  assert.equal(await browser.line(), 'gone');
});

test('a device that was unplugged is announced anew', async () => {
  await using simulator = await startSimulator({ rooms: 1, prefix: PREFIX, announce: true, hold: true });
  const [device] = simulator.devices;
  assert.ok(device);
  await simulator.announced;
  await device.changeMac('02:00:00:00:00:99');
  await device.unplug();
  using browser = browse(simulator.devices);
  await device.plugIn();
  const found = (await browser.line()) as Record<string, { port: number; txt: Record<string, string> }>;
  const announced = found[`${PREFIX}reception`];
  assert.equal(announced?.port, device.port);
  assert.equal(announced.txt['mac'], '020000000099');
  await device.unplug();
  assert.equal(await browser.line(), 'gone');
});

test('an encrypted device says with what, and no longer when it is flashed without', async () => {
  const announce = { prefix: PREFIX, announce: true, hold: true };
  await using simulator = await startSimulator({ rooms: 1, encrypted: true, ...announce });
  const [device] = simulator.devices;
  assert.ok(device);
  await simulator.announced;
  const encryption = async () => {
    using browser = browse(simulator.devices);
    const found = (await browser.line()) as Record<string, { txt: Record<string, string> }>;
    return found[device.name]?.txt['api_encryption'];
  };
  assert.equal(await encryption(), 'Noise_NNpsk0_25519_ChaChaPoly_SHA256');
  await device.changeKey(undefined);
  assert.equal(await encryption(), undefined);
});

test('a device that booted at another address is found there', async () => {
  await using simulator = await startSimulator({ rooms: 1, prefix: PREFIX, announce: true, hold: true });
  const [device] = simulator.devices;
  assert.ok(device);
  await simulator.announced;
  for (const address of ['127.0.0.77', '127.0.0.1']) {
    await device.moveTo(address);
    using browser = browse(simulator.devices);
    const found = (await browser.line()) as Record<string, { addresses: string[]; port: number }>;
    assert.deepEqual(found[device.name]?.addresses, [address]);
    assert.equal(found[device.name]?.port, device.port);
  }
});

test('two devices that swapped addresses are found where the other was', async () => {
  await using simulator = await startSimulator({ rooms: 2, prefix: PREFIX, announce: true, hold: true });
  const [one, other] = simulator.devices;
  assert.ok(one && other);
  await simulator.announced;
  const ports = [one.port, other.port];
  await swapAddresses(one, other);
  using browser = browse(simulator.devices);
  const found = (await browser.line()) as Record<string, { port: number }>;
  assert.deepEqual([found[other.name]?.port, found[one.name]?.port], ports);
});
