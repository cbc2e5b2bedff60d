/** Keys of encrypted devices, entered while the bridge runs: by HTTP, and by the command line beside it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startSimulator, type SimulatedDevice, type Simulator } from '@climat-guardian/simulator';
import { startBridgeProcess, type BridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { hashOfToken } from '../src/api/tokens.ts';
import { openDatabase } from '../src/store/schema.ts';
import { climatGuardian, program } from './climat-guardian.ts';
import { readLive, type LiveReader } from './live-reader.ts';
import { storedReadings } from './stored-readings.ts';

const anotherKey = Buffer.alloc(32, 43).toString('base64');
const admin = 'climat_admin-of-this-test';

interface Site {
  readonly folder: string;
  readonly config: string;
  readonly path: string;
}

async function site(t: TestContext, devices: readonly object[]): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-key-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  const config = join(folder, 'building.yaml');
  const path = join(folder, 'climat-guardian.db');
  writeFileSync(
    config,
    JSON.stringify({
      devices: { discovery: false, static: devices },
      store: { path, commit_interval: '250ms' },
      clock: { trust: 'system' },
      api: { listen: '127.0.0.1:0' },
    }),
  );
  using database = openDatabase(path);
  database
    .prepare("INSERT INTO token (name, scope, hash, created_ms) VALUES ('test', 'admin', ?, 0)")
    .run(hashOfToken(admin));
  return { folder, config, path };
}

function at({ port }: SimulatedDevice): object {
  return { host: '127.0.0.1', port };
}

function only(simulator: Simulator): SimulatedDevice & { readonly key: string } {
  const [device] = simulator.devices;
  assert.ok(device?.key !== undefined);
  return device as SimulatedDevice & { readonly key: string };
}

const asAdmin = { authorization: `Bearer ${admin}` };

async function send(
  bridge: BridgeProcess,
  method: 'PUT' | 'DELETE',
  mac: string,
  body?: unknown,
  token: string | undefined = admin,
): Promise<{ status: number; text: string }> {
  const answer = await fetch(new URL(`api/v1/devices/${encodeURIComponent(mac)}/key`, bridge.url), {
    method,
    headers: {
      ...(token !== '' && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, text: await answer.text() };
}

/** What `/health` says of the devices that are not well. */
function reasons(bridge: BridgeProcess, wanted: RegExp): Promise<string> {
  return eventually(`a reason like ${String(wanted)}`, async () => {
    const { reasons: all } = (await (
      await fetch(new URL('health', bridge.url), { headers: asAdmin })
    ).json()) as {
      reasons: string[];
    };
    const found = all.find((reason) => wanted.test(reason));
    return found === undefined ? { not: all } : { found };
  });
}

/** Its readings, as a program that is not ours finds them in the store. */
function stored(path: string, device: SimulatedDevice, thousandths: number): Promise<unknown> {
  return eventually(`${String(thousandths)} of ${device.mac} in the store`, () => {
    const found = storedReadings(path).readings.filter(([mac]) => mac === device.mac);
    const isThere = found.some(([, , , value]) => value === thousandths);
    return Promise.resolve(isThere ? { found } : { not: found });
  });
}

async function online(reader: LiveReader, { mac }: SimulatedDevice, from = 0): Promise<void> {
  await reader.messages.until((message) => {
    const rooms = message.type === 'snapshot' ? message.rooms : message.type === 'room' ? [message.room] : [];
    return rooms.some(({ devices }) => devices.some((one) => one.mac === mac && one.state === 'online'));
  }, from);
}

/** The command with a key on its standard input. */
async function withInput(input: string, ...args: string[]): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'ignore', 'pipe'] });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, err };
}

test('a device that wants a key says how to give one, and measures as soon as it is given; others go on', async (t) => {
  await using plain = await startSimulator({ rooms: 1, hold: true });
  const [other] = plain.devices;
  assert.ok(other);
  await using building = await startSimulator({ rooms: 1, encrypted: true, hold: true });
  const device = only(building);
  await device.changeMac('02:00:00:00:77:01');
  const { config, path } = await site(t, [at(other), at(device)]);
  await using bridge = await startBridgeProcess(['run', '--config', config]);
  using reader = readLive(bridge.url, asAdmin);
  await online(reader, other);

  const wanted = await reasons(bridge, /wants an encryption key/);
  assert.match(wanted, /^Device 02:00:00:00:77:01: /);
  assert.match(wanted, /on the bridge's page/);
  assert.match(wanted, /climat-guardian device key 02:00:00:00:77:01$/);

  const seen = reader.messages.all.length;
  assert.equal((await send(bridge, 'PUT', device.mac, { key: anotherKey })).status, 204);
  await reasons(bridge, /^Device 02:00:00:00:77:01: It refused our encryption key/);
  assert.equal((await send(bridge, 'PUT', device.mac.toUpperCase(), { key: device.key })).status, 204);
  await online(reader, device);
  device.publish({ temperature: 21.5 });
  await stored(path, device, 21_500);
  other.publish({ temperature: 18.25 });
  await stored(path, other, 18_250);
  const lost = reader.messages.all
    .slice(seen)
    .filter(
      (message) =>
        message.type === 'room' &&
        message.room.devices.some(({ mac, state }) => mac === other.mac && state !== 'online'),
    );
  assert.deepEqual(lost, [], 'the other device was connected all the time');

  // Forgotten again: what is connected stays, and the next connection needs it.
  assert.equal((await send(bridge, 'DELETE', device.mac)).status, 204);
  assert.equal((await send(bridge, 'DELETE', device.mac)).status, 204);
  device.dropConnections();
  await reasons(bridge, /wants an encryption key/);
});

test('what is no key, or not an administrator’s to give, is refused, and no answer and no log holds a key', async (t) => {
  await using building = await startSimulator({ rooms: 1, encrypted: true, hold: true });
  const device = only(building);
  const { config, path } = await site(t, [at(device)]);
  const ingest = 'climat_ingest-of-this-test';
  {
    using database = new DatabaseSync(path);
    database
      .prepare("INSERT INTO token (name, scope, device, hash, created_ms) VALUES ('in', 'ingest', ?, ?, 0)")
      .run(device.mac, hashOfToken(ingest));
  }
  await using bridge = await startBridgeProcess(['run', '--config', config]);
  const malformed = [
    Buffer.alloc(31, 77).toString('base64'),
    `${device.key.slice(0, -2)}%=`,
    device.key.replace('=', ''),
    '',
  ];
  const answers = await Promise.all(malformed.map((key) => send(bridge, 'PUT', device.mac, { key })));
  for (const [i, { status, text }] of answers.entries()) {
    assert.equal(status, 422);
    const problem = JSON.parse(text) as Record<string, unknown>;
    assert.deepEqual([problem['field'], problem['code']], ['key', 'malformed-key']);
    const key = malformed[i] ?? '';
    assert.ok(key === '' || !text.includes(key));
  }
  assert.equal((await send(bridge, 'PUT', device.mac, {})).status, 400);
  assert.equal((await send(bridge, 'PUT', 'kitchen', { key: device.key })).status, 400);
  assert.equal((await send(bridge, 'PUT', device.mac, { key: device.key }, '')).status, 401);
  assert.equal((await send(bridge, 'PUT', device.mac, { key: device.key }, ingest)).status, 403);
  assert.equal((await send(bridge, 'DELETE', device.mac, undefined, ingest)).status, 403);
  await reasons(bridge, /wants an encryption key/);

  assert.equal((await send(bridge, 'PUT', device.mac, { key: device.key })).status, 204);
  using reader = readLive(bridge.url, asAdmin);
  await online(reader, device);
  for (const path of ['api/v1/rooms', 'health', `api/v1/devices/${device.mac}/key`]) {
    const answer = await fetch(new URL(path, bridge.url), { headers: asAdmin });
    assert.ok(!(await answer.text()).includes(device.key), path);
  }
  await bridge.stop();
  assert.ok(![device.key, ...malformed.slice(0, 3)].some((key) => bridge.log().includes(key)));
});

test('a key given by the command line beside a running bridge is used at once, and after a restart', async (t) => {
  await using building = await startSimulator({ rooms: 1, encrypted: true, hold: true });
  const device = only(building);
  const { config, path, folder } = await site(t, [at(device)]);
  {
    await using bridge = await startBridgeProcess(['run', '--config', config]);
    await reasons(bridge, /wants an encryption key/);
    const wrong = await withInput(`${anotherKey}\n`, 'device', 'key', device.mac, '--config', config);
    assert.equal(wrong.code, 0, wrong.err);
    await reasons(bridge, /refused our encryption key/);
    const file = join(folder, 'key.txt');
    writeFileSync(file, `${device.key}\n`);
    const right = await climatGuardian('device', 'key', device.mac, '--file', file, '--config', config);
    assert.equal(right.code, 0, right.err);
    assert.equal(right.out, '');
    using reader = readLive(bridge.url, asAdmin);
    await online(reader, device);
    device.publish({ temperature: 22.5 });
    await stored(path, device, 22_500);
  }
  await using bridge = await startBridgeProcess(['run', '--config', config]);
  using reader = readLive(bridge.url, asAdmin);
  await online(reader, device);
  device.publish({ temperature: 23.5 });
  await stored(path, device, 23_500);

  const removed = await climatGuardian('device', 'key', device.mac, '--remove', '--config', config);
  assert.equal(removed.code, 0, removed.err);
  const again = await climatGuardian('device', 'key', device.mac, '--remove', '--config', config);
  assert.deepEqual([again.code, again.err.includes('no key of')], [1, true]);
  device.dropConnections();
  await reasons(bridge, /wants an encryption key/);
});

test('a key by hand goes before those of the configuration, also before that of a bare address', async (t) => {
  await using building = await startSimulator({ rooms: 1, encrypted: true, hold: true });
  const device = only(building);
  const { config, path } = await site(t, [{ ...at(device), key: anotherKey }]);
  const given = await withInput(device.key, 'device', 'key', device.mac, '--config', config);
  assert.equal(given.code, 0, given.err);
  await using bridge = await startBridgeProcess(['run', '--config', config]);
  using reader = readLive(bridge.url, asAdmin);
  await online(reader, device);
  device.publish({ temperature: 20.5 });
  await stored(path, device, 20_500);
});

test('a malformed key is refused by the command line without a word of it', async (t) => {
  const { config, path } = await site(t, []);
  const { code, err } = await withInput('bm90IGEga2V5', 'device', 'key', '020000000001', '--config', config);
  assert.equal(code, 1);
  assert.match(err, /cannot be used: it holds 9 bytes of base64 where a key has 32/);
  assert.ok(!err.includes('bm90IGEga2V5'));
  using database = new DatabaseSync(path, { readOnly: true });
  assert.deepEqual(database.prepare('SELECT * FROM device_key').all(), []);
  const asArgument = await climatGuardian('device', 'key', '020000000001', anotherKey, '--config', config);
  assert.equal(asArgument.code, 2, 'ps would show it');
});

test('at a terminal the key is asked for and not shown', async (t) => {
  const { config, path } = await site(t, []);
  // A terminal of its own, by a program that has one to give.
  const python = spawn('/usr/bin/python3', [
    '-c',
    `import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
said = b""
typed = False
while True:
    try:
        chunk = os.read(terminal, 1024)
    except OSError:
        break
    if not chunk:
        break
    said += chunk
    if not typed and b"Key of" in said:
        typed = True
        os.write(terminal, b"x\\x7f" + b"${anotherKey}" + b"\\r")
sys.stdout.buffer.write(said)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`,
    ...[process.execPath, program, 'device', 'key', '020000000001', '--config', config],
  ]);
  let said = '';
  python.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(python, 'close')) as [number | null];
  assert.equal(code, 0, said);
  assert.match(said, /Key of 02:00:00:00:00:01: /);
  assert.ok(!said.includes(anotherKey.slice(0, 8)), said);
  using database = new DatabaseSync(path, { readOnly: true });
  assert.equal(database.prepare('SELECT psk FROM device_key').get()?.['psk'], anotherKey);
});

test('a backup keeps the keys, and what a store lies in is for its owner only', async (t) => {
  const { config, path, folder } = await site(t, []);
  const key = Buffer.alloc(32, 5).toString('base64');
  assert.equal((await withInput(key, 'device', 'key', '020000000001', '--config', config)).code, 0);
  const backup = join(folder, 'kept.backup');
  {
    await using bridge = await startBridgeProcess(['run', '--config', config]);
    assert.ok(bridge.url);
    for (const part of ['', '-wal', '-shm', '.inventory']) {
      assert.equal(statSync(path + part).mode & 0o077, 0, `${path}${part}`);
    }
    assert.equal((await climatGuardian('backup', backup, '--config', config)).code, 0);
    assert.equal(statSync(backup).mode & 0o777, 0o600);
  }
  assert.equal(
    (await climatGuardian('device', 'key', '020000000001', '--remove', '--config', config)).code,
    0,
  );
  const restored = await climatGuardian('restore', backup, '--config', config);
  assert.equal(restored.code, 0, restored.err);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  using database = openDatabase(path);
  assert.equal(database.prepare('SELECT psk FROM device_key').get()?.['psk'], key);
});

test('a store that others could read is closed to them when it is opened', async (t) => {
  const { path, folder } = await site(t, []);
  const copy = join(folder, 'copy.db');
  writeFileSync(copy, readFileSync(path), { mode: 0o644 });
  using database = openDatabase(copy);
  assert.ok(database.isOpen);
  assert.equal(statSync(copy).mode & 0o777, 0o600);
});
