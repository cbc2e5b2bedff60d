/** ESPHome's own client, which Home Assistant uses, takes a simulated device for a real one. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { esphomePython } from '@climat-guardian/suite/needs/esphome';
import { type SimulatedDevice, startSimulator } from '../src/simulator.ts';

const SCRIPT = fileURLToPath(new URL('reference_client.py', import.meta.url));
const CHANGES = 4;

/** What the script writes; see there. Entities and states by object id. */
interface Report {
  readonly api_version: readonly [major: number, minor: number];
  readonly device_info: Readonly<Record<string, unknown>>;
  readonly entities: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly states: Readonly<Record<string, readonly (number | string | null)[]>>;
}

async function runReferenceClient(
  { port }: SimulatedDevice,
  changes: number,
  key?: string,
): Promise<unknown> {
  const run = promisify(execFile);
  const args = [SCRIPT, String(port), String(changes), ...(key === undefined ? [] : [key])];
  const { stdout } = await run(esphomePython(), args, { timeout: 60_000 });
  return JSON.parse(stdout) as unknown;
}

test('aioesphomeapi reads a simulated device: who it is, its entities, its changing states', async () => {
  // Ten minutes pass between two looks at the clock, so that a second of test sees the weather change.
  let now = Date.UTC(2026, 5, 1);
  const clock = () => (now += 600_000);
  await using simulator = await startSimulator({ rooms: 3, seed: 7, intervalMs: 100, now: clock });
  const device = simulator.devices[2];
  assert.ok(device);
  const report = (await runReferenceClient(device, CHANGES)) as Report;

  assert.deepEqual(report.api_version, [1, 14]);
  const { device_info: info } = report;
  assert.equal(info['name'], 'esp-meeting-room');
  assert.equal(info['friendly_name'], 'Meeting room climate');
  assert.equal(info['suggested_area'], 'Meeting room');
  assert.equal(info['mac_address'], device.mac.toUpperCase());
  assert.equal(info['esphome_version'], '2026.6.5');
  assert.equal(info['model'], 'esp32dev');
  assert.equal(info['manufacturer'], 'Espressif');
  assert.equal(info['api_encryption_supported'], false);

  const described = (objectId: string, ...properties: string[]) =>
    properties.map((property) => report.entities[objectId]?.[property]);
  const properties = [
    'name',
    'unit_of_measurement',
    'device_class',
    'state_class',
    'accuracy_decimals',
    'entity_category',
  ];
  assert.deepEqual(
    described('temperature', ...properties),
    ['Temperature', '°C', 'temperature', 1, 2, 0],
    'state class 1 is measurement, category 0 is none',
  );
  assert.deepEqual(described('humidity', ...properties), ['Humidity', '%', 'humidity', 1, 2, 0]);
  assert.deepEqual(
    described('wifi_signal', ...properties),
    ['WiFi Signal', 'dBm', 'signal_strength', 1, 0, 2],
    'category 2 is diagnostic',
  );
  assert.deepEqual(described('uptime', ...properties), ['Uptime', 's', 'duration', 2, 0, 2]);
  assert.deepEqual(described('ip_address', 'name', 'entity_category'), ['IP Address', 2]);
  assert.equal(Object.keys(report.entities).length, 5);

  const temperatures = (report.states['temperature'] ?? []).filter((state) => typeof state === 'number');
  assert.ok(new Set(temperatures).size >= CHANGES - 1);
  assert.ok(temperatures.every((celsius) => celsius > 16 && celsius < 26));
  assert.ok((report.states['humidity'] ?? []).every((state) => state === null || Number(state) > 30));
  assert.deepEqual(report.states['ip_address'], ['127.0.0.1']);
});

test('aioesphomeapi reads an encrypted device with its key', async () => {
  await using simulator = await startSimulator({ rooms: 2, encrypted: true, intervalMs: 100 });
  const [device, neighbour] = simulator.devices;
  assert.ok(device?.key !== undefined);
  assert.notEqual(device.key, neighbour?.key);
  const report = (await runReferenceClient(device, 3, device.key)) as Report;
  assert.equal(report.device_info['mac_address'], device.mac.toUpperCase());
  assert.equal(report.device_info['api_encryption_supported'], true);
  assert.ok(new Set(report.states['temperature']).size >= 3);
});

test('aioesphomeapi is refused for the reason that it knows of real devices', async () => {
  await using simulator = await startSimulator({ rooms: 1, encrypted: true, hold: true });
  const [device] = simulator.devices;
  assert.ok(device);
  const another = Buffer.alloc(32, 1).toString('base64');
  assert.deepEqual(await runReferenceClient(device, 1, another), {
    error: 'InvalidEncryptionKeyAPIError',
  });
  assert.deepEqual(await runReferenceClient(device, 1), { error: 'RequiresEncryptionAPIError' });
  await device.changeKey(undefined);
  assert.deepEqual(await runReferenceClient(device, 1, another), { error: 'EncryptionPlaintextAPIError' });
});
