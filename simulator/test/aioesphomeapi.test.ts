/** ESPHome's own client, which Home Assistant uses, takes a simulated device for a real one. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { esphomePython } from '@climat-guardian/suite/needs/esphome';
import { startSimulator } from '../src/simulator.ts';

const SCRIPT = fileURLToPath(new URL('reference_client.py', import.meta.url));
const CHANGES = 4;

/** What the script writes; see there. Entities and states by object id. */
interface Report {
  readonly api_version: readonly [major: number, minor: number];
  readonly device_info: Readonly<Record<string, unknown>>;
  readonly entities: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly states: Readonly<Record<string, readonly (number | string | null)[]>>;
}

async function readWithReferenceClient(port: number): Promise<Report> {
  const run = promisify(execFile);
  const { stdout } = await run(esphomePython(), [SCRIPT, String(port), String(CHANGES)], { timeout: 60_000 });
  return JSON.parse(stdout) as Report;
}

test('aioesphomeapi reads a simulated device: who it is, its entities, its changing states', async () => {
  // Ten minutes pass between two looks at the clock, so that a second of test sees the weather change.
  let now = Date.UTC(2026, 5, 1);
  const clock = () => (now += 600_000);
  await using simulator = await startSimulator({ rooms: 3, seed: 7, intervalMs: 100, now: clock });
  const device = simulator.devices[2];
  assert.ok(device);
  const report = await readWithReferenceClient(device.port);

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
