/** `discover`, in a network of its own where only simulated devices are. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startChild } from '@climat-guardian/suite/processes/child';
import { program } from './climat-guardian.ts';
import { TestNetwork } from './mdns/network.ts';

interface Shown {
  readonly bridge: string | null;
  readonly devices: readonly {
    readonly name: string;
    readonly address: string;
    readonly mac: string;
    readonly esphomeVersion: string;
    readonly board: string;
    readonly encryption: string | null;
    readonly by: string;
    readonly isConnected: boolean;
    readonly reason: string | null;
  }[];
}

async function houseWithLoopback(): Promise<TestNetwork> {
  const network = await TestNetwork.make();
  await network.ip('house', 'route', 'add', '224.0.0.0/4', 'dev', 'lo');
  return network;
}

async function discover(
  network: TestNetwork,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const command = network.on('house', process.execPath, program, 'discover', ...args);
  try {
    const { stdout, stderr } = await promisify(execFile)(...command);
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error && 'stdout' in error && 'stderr' in error);
    return { code: Number(error.code), out: String(error.stdout), err: String(error.stderr) };
  }
}

async function configuration(t: TestContext, config: object): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-discover-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'c.yaml');
  await writeFile(file, JSON.stringify(config));
  return file;
}

test('without a bridge each device that is announced is tried, and the rest is what it announces', async (t) => {
  await using network = await houseWithLoopback();
  const args = [program, 'simulate', '--rooms', '2', '--seed', '32', '--noise'];
  const simulated = await startChild(...network.on('house', process.execPath, ...args), {
    ready: /(?:127\S+ .+\n){2}/,
  });
  endOf(t).defer(() => simulated.end('SIGKILL').catch(() => undefined));
  const devices = simulated.ready[0]
    .trim()
    .split('\n')
    .map((line) => line.split('  '));
  const [[address = '', mac = '', key = '', name = ''] = [], [, otherMac = ''] = []] = devices;
  const config = await configuration(t, { devices: { keys: { [mac]: key } } });
  const { code, out } = await discover(network, '--config', config, '--seconds', '10', '--json');
  assert.equal(code, 0);
  const shown = JSON.parse(out) as Shown;
  assert.equal(shown.bridge, null);
  assert.equal(shown.devices.length, 2);
  const one = shown.devices.find((device) => device.mac === mac);
  assert.ok(one);
  assert.deepEqual(
    [one.name, one.address, one.isConnected, one.by, one.reason],
    [name, address, true, 'tried', null],
  );
  assert.match(one.esphomeVersion, /^\d+\.\d+\.\d+$/);
  assert.match(one.encryption ?? '', /^Noise_/);
  const other = shown.devices.find((device) => device.mac === otherMac);
  assert.match(other?.reason ?? '', /wants an encryption key/);

  const words = await discover(network, '--config', config, '--seconds', '10', '--loopback');
  assert.match(
    words.out,
    new RegExp(`^${name}  ${address}  ${mac}\n  .*ESPHome \\d.*, encrypted\n  connected$`, 'm'),
  );
  assert.match(words.out, /^ {2}not connected: It wants an encryption key/m);
  assert.match(words.err, /No bridge at http:\S+ told how they are, so each was tried from here/);
});

test('where a bridge runs it is asked how the devices are, and they are left alone', async (t) => {
  await using network = await houseWithLoopback();
  const args = [program, 'simulate', '--rooms', '2', '--seed', '33'];
  const simulated = await startChild(...network.on('house', process.execPath, ...args), {
    ready: /(?:127\S+ .+\n){2}/,
  });
  endOf(t).defer(() => simulated.end('SIGKILL').catch(() => undefined));
  const [, mac = ''] = simulated.ready[0].split('  ');
  const answer = JSON.stringify({
    devices: [{ mac, state: 'wrong-key', reason: 'It refused our encryption key.' }],
  });
  // What the bridge's own answer looks like is the API's promise, and tested there.
  const server = `require('node:http').createServer((request, response) => {
    response.statusCode = request.url === '/api/v1/devices' ? 200 : 404;
    response.end(${JSON.stringify(answer)});
  }).listen(8321, '127.0.0.1', () => console.log('listens'));`;
  const bridge = await startChild(...network.on('house', process.execPath, '--eval', server), {
    ready: /listens/,
  });
  endOf(t).defer(() => bridge.end('SIGKILL').catch(() => undefined));
  const config = await configuration(t, {});
  const { out } = await discover(network, '--config', config, '--seconds', '10', '--json');
  const shown = JSON.parse(out) as Shown;
  assert.equal(shown.bridge, 'http://127.0.0.1:8321/');
  assert.deepEqual(shown.devices.map(({ by, isConnected, reason }) => [by, isConnected, reason]).toSorted(), [
    ['bridge', false, 'It refused our encryption key.'],
    ['bridge', false, 'The bridge has not seen it yet.'],
  ]);
});

test('where nothing is found it is said what may be wrong, and the exit code is 1', async () => {
  await using network = await houseWithLoopback();
  const { code, out, err } = await discover(network, '--seconds', '1', '--json');
  assert.equal(code, 1);
  assert.deepEqual((JSON.parse(out) as Shown).devices, []);
  assert.match(err, /no ESPHome device answered.*VLAN.*firewall.*devices: static.*climat-guardian check/);
  assert.match(
    (await discover(network, '--seconds', '1', '--loopback')).err,
    /does `demo` or `simulate` run\?/,
  );
});
