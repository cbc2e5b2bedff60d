/** Every configuration that a person may flash, checked by ESPHome itself, without a network. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { esphomeCommand } from '../../suite/needs/esphome.ts';
import { run } from '../../suite/needs/machine.ts';

const source = fileURLToPath(new URL('..', import.meta.url));
const devices = readdirSync(join(source, 'devices')).filter((name) => name.endsWith('.yaml'));

/**
 * A copy in which all was done that README.md asks of a person, but for changing the examples' values. (A copy, as
 * ESPHome writes beside what it reads.)
 */
async function copy(): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-esphome-'));
  await cp(source, folder, { recursive: true, filter: (path) => path !== join(source, 'building') });
  await cp(join(folder, 'devices'), join(folder, 'building'), { recursive: true });
  await cp(join(folder, 'secrets.example.yaml'), join(folder, 'building', 'secrets.yaml'));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** The whole configuration as ESPHome understands it. @throws {SetupError} with what is wrong with it. */
function validated(folder: string, file: string): Promise<string> {
  const nowhere = 'http://127.0.0.1:9';
  const env = { ...process.env, HOME: folder, http_proxy: nowhere, https_proxy: nowhere };
  return run(esphomeCommand(), ['config', join(folder, file)], { env });
}

suite('a configuration', () => {
  let clone: Awaited<ReturnType<typeof copy>>;
  before(async () => {
    clone = await copy();
  });
  after(() => clone[Symbol.asyncDispose]());

  for (const file of [...devices.map((name) => join('building', name)), 'tests/host.yaml']) {
    test(`${file} is valid`, async () => {
      await validated(clone.folder, file);
    });
  }

  for (const name of devices) {
    test(`${name} has the sensors that the tests' firmware has`, async () => {
      const [device, host] = await Promise.all([
        validated(clone.folder, join('building', name)),
        validated(clone.folder, 'tests/host.yaml'),
      ]);
      const sensors = ['Temperature', 'Humidity', 'WiFi Signal', 'Uptime', 'IP Address'];
      for (const sensor of sensors) assert.deepEqual(entity(device, sensor), entity(host, sensor));
      assert.match(entity(device, 'Temperature'), /unit_of_measurement: °C/);
    });
  }
});

const broken: readonly { what: string; file: string; from: string; to: string; says: RegExp }[] = [
  {
    what: 'a pin that an ESP32 has not',
    file: 'packages/aht10.yaml',
    from: 'sda: 21',
    to: 'sda: 99',
    says: /sda/,
  },
  {
    what: 'a misspelt key',
    file: 'packages/api.yaml',
    from: 'reboot_timeout',
    to: 'reboot_timout',
    says: /reboot_timout/,
  },
  {
    what: 'a key that is not 32 bytes',
    file: 'building/room-aht10.yaml',
    from: '!secret room_kitchen_api_key',
    to: 'YWJj',
    says: /32 bytes/,
  },
  {
    what: 'a secret that is not there',
    file: 'building/secrets.yaml',
    from: 'wifi_password',
    to: 'wifi_pass',
    says: /wifi_password/,
  },
  {
    what: 'a name of 32 characters',
    file: 'building/room-aht10.yaml',
    from: 'room-kitchen',
    to: 'r'.repeat(32),
    says: /31 characters/,
  },
];

for (const { what, file, from, to, says } of broken) {
  test(`${what} is refused`, async () => {
    await using clone = await copy();
    await replace(join(clone.folder, file), from, to);
    await assert.rejects(validated(clone.folder, 'building/room-aht10.yaml'), says);
  });
}

test('the longest name that a device may have is also one for its fallback network', async () => {
  await using clone = await copy();
  await replace(join(clone.folder, 'building/room-aht10.yaml'), 'room-kitchen', 'r'.repeat(31));
  await validated(clone.folder, 'building/room-aht10.yaml');
});

async function replace(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  assert.ok(text.includes(from), `${path} has no "${from}"`);
  await writeFile(path, text.replace(from, to));
}

/** What a validated configuration says of an entity that clients get to know, in alphabetical order. */
function entity(configuration: string, name: string): string {
  const lines = configuration.split('\n');
  const at = lines.findIndex((line) => new RegExp(`^[ -]*name: ${name}$`).test(line));
  assert.notEqual(at, -1, `no sensor "${name}"`);
  const indent = ' '.repeat(lines[at]?.indexOf('name:') ?? 0);
  const end = lines.findIndex((line, i) => i > at && !line.startsWith(indent));
  const told = /device_class|unit_of_measurement|accuracy_decimals|state_class|entity_category/;
  return lines
    .slice(at, end === -1 ? undefined : end)
    .filter((line) => told.test(line))
    .map((line) => line.trim())
    .sort()
    .join('\n');
}
