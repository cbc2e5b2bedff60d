/** Readings that devices push: `POST /api/v1/readings`, by a bridge in this process and by one of its own. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startBridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { pino } from 'pino';
import { hashOfToken, newToken } from '../src/api/tokens.ts';
import { startBridge } from '../src/bridge.ts';
import { pageFiles } from '../src/cli/page-files.ts';
import { systemClock, type Clock } from '../src/clock/clock.ts';
import { parseConfig } from '../src/config/config.ts';
import { parseMac, type Mac } from '../src/reading/mac.ts';
import { TokenTable } from '../src/store/token-table.ts';
import { readLive } from './live-reader.ts';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { storedReadings } from './stored-readings.ts';

const program = join(import.meta.dirname, '..', 'bin', 'climat-guardian.js');
const device = macOf('a0:b7:65:00:00:01');

function macOf(text: string): Mac {
  const mac = parseMac(text);
  assert.ok(mac);
  return mac;
}

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-ingest-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

interface Bridge extends AsyncDisposable {
  readonly url: string;
  readonly path: string;
  /** Of `device`. */
  readonly token: string;
}

async function bridgeIn(folder: string, clock: Clock = systemClock): Promise<Bridge> {
  const path = join(folder, 'climat-guardian.db');
  const defaults = parseConfig('', join(folder, 'none.yaml'));
  const running = await startBridge({
    config: {
      ...defaults,
      devices: { ...defaults.devices, discovery: false },
      store: { ...defaults.store, path, commitIntervalMs: 250 },
      api: { ...defaults.api, port: 0 },
    },
    version: '0.0.0',
    page: pageFiles,
    clock,
    reach: 'loopback',
    log: pino({ level: 'silent' }),
  });
  return {
    url: `http://127.0.0.1:${String(running.port)}/`,
    path,
    token: tokenIn(path, device),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

function tokenIn(path: string, mac: Mac): string {
  using table = new TokenTable(path);
  const token = newToken();
  table.add({ name: 'test', scope: 'ingest', device: mac, hash: hashOfToken(token), createdAt: Date.now() });
  return token;
}

interface Answer {
  readonly status: number;
  readonly code: unknown;
  readonly field: unknown;
  readonly body: Record<string, unknown>;
}

/** @param body text as it is; anything else as JSON. */
async function post(url: string, token: string, body: unknown, headers = {}): Promise<Answer> {
  const response = await fetch(new URL('api/v1/readings', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return answerOf(response);
}

async function answerOf(response: Response): Promise<Answer> {
  const body = (await response.json()) as Record<string, unknown>;
  if (!response.ok) {
    assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.equal(body['status'], response.status);
  }
  return { status: response.status, code: body['code'], field: body['field'], body };
}

const stored = (path: string): unknown[] => storedReadings(path).readings.map((reading) => [...reading]);

/** A clock that nobody trusts until it is told so. */
class UntrustedClock implements Clock {
  #offset: number | undefined;
  #trusting: ((offsetMs: number) => void)[] = [];
  readonly now = Date.now;
  readonly monotonic = systemClock.monotonic;
  readonly osBoot = systemClock.osBoot;
  readonly isTrusted = (): boolean => this.#offset !== undefined;
  readonly offset = (): number | undefined => this.#offset;
  readonly accuracyMs = (): number => (this.#offset === undefined ? Infinity : 0);
  readonly basis = (): undefined => undefined;
  readonly untrustedSince = (): undefined => undefined;
  readonly sentence = (): undefined => undefined;
  readonly start = systemClock.start;
  readonly onStep = systemClock.onStep;
  readonly onCorrected = systemClock.onCorrected;
  readonly onTrust = (listener: (offsetMs: number) => void): (() => void) => {
    this.#trusting.push(listener);
    return () => undefined;
  };

  trust(offset: number): void {
    this.#offset = offset;
    for (const listener of this.#trusting) listener(offset);
  }
}

test('what ESPHome posts is answered when it is on the disk: a killed bridge has it', async (t) => {
  const folder = await folderFor(t);
  const path = join(folder, 'climat-guardian.db');
  const command = (...args: string[]): string =>
    execFileSync(process.execPath, [program, 'token', ...args, '--data', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const config = join(folder, 'bridge.yaml');
  await writeFile(
    config,
    JSON.stringify({
      devices: { discovery: false },
      clock: { trust: 'system' },
      api: { listen: '127.0.0.1:0' },
    }),
  );
  await using bridge = await startBridgeProcess(['run', '--config', config, '--data', folder]);
  const early = await post(bridge.url, 'climat_unknown', { temperature: 21 });
  assert.deepEqual([early.status, early.code], [401, 'token-unknown']);

  // While the bridge runs, and at once.
  const made = command('create', '--name', 'Kitchen', '--scope', 'ingest', '--device', 'A0B765000001');
  assert.match(made, /^climat_[\w-]{43}\n$/);
  const token = made.trim();
  const at = Math.floor(Date.now() / 1000) - 3600;
  const body = { temperature: 21.53, humidity: 40.25, ip: '10.0.3.17', unix_timestamp: at };
  const { status, body: answer } = await post(bridge.url, token, body);
  assert.equal(status, 201);
  assert.deepEqual(answer, {
    device,
    measuredAt: new Date(at * 1000).toISOString(),
    quantities: ['temperature', 'humidity'],
  });
  assert.match(command('list'), /^1 {2}ingest {2}a0:b7:65:00:00:01 .* good {2}Kitchen\n$/);
  await bridge.stop('SIGKILL');
  assert.deepEqual(stored(path), [
    [device, 'temperature', at * 1000, 21_530],
    [device, 'humidity', at * 1000, 40_250],
  ]);
  assert.ok(!JSON.stringify(storedReadings(path)).includes(token));

  await using again = await startBridgeProcess(['run', '--config', config, '--data', folder]);
  assert.equal((await post(again.url, token, body)).status, 201);
  command('revoke', '1');
  // Known for a second at most.
  await eventually('the revoked token is refused', async () => {
    const { status } = await post(again.url, token, body);
    return status === 401 ? { found: true } : { not: status };
  });
  await again.stop();
  assert.equal(stored(path).length, 2, 'the same again is stored once');
});

test('a device that is new gets a room, named after what it says, made harmless', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t));
  const named = tokenIn(bridge.path, macOf('a0:b7:65:00:00:02'));
  using reader = readLive(bridge.url);
  const { status } = await post(bridge.url, bridge.token, {
    temperature: 20,
    signal: -60,
    area: ' Attic\n\u0000\u2028room ',
  });
  assert.equal(status, 201);
  await post(bridge.url, named, { humidity: 50 });
  const rooms = (await (await fetch(new URL('api/v1/rooms', bridge.url))).json()) as {
    rooms: {
      id: string;
      name: string;
      values: Record<string, { value: number }>;
      devices: { state: string }[];
    }[];
  };
  assert.ok(rooms.rooms.every(({ devices }) => devices.every(({ state }) => state === 'online')));
  assert.deepEqual(
    rooms.rooms.map(({ id, name, values }) => [
      id,
      name,
      Object.entries(values).map(([key, { value }]) => [key, value]),
    ]),
    [
      ['attic-room', 'Attic room', [['temperature', 20]]],
      ['room-0002', 'Room 0002', [['humidity', 50]]],
    ],
  );
  const shown = await reader.messages.until(
    (message) => message.type === 'reading' && message.quantity === 'temperature',
  );
  assert.ok(shown.type === 'reading' && shown.seq !== null);
  const { seq } = shown;
  await reader.messages.until((message) => message.type === 'committed' && message.through >= seq);
  // What comes late is stored, and not shown as if it were news.
  await post(bridge.url, bridge.token, { temperature: 10, unix_timestamp: Date.now() / 1000 - 86_400 });
  const after = await (await fetch(new URL('api/v1/rooms', bridge.url))).text();
  assert.match(after, /"temperature":\{"value":20,/);
  assert.ok(stored(bridge.path).some((reading) => JSON.stringify(reading).includes('10000')));
});

test('what is posted at once has one climate, however long ago the device last posted', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t));
  using reader = readLive(bridge.url);
  await reader.messages.until(({ type }) => type === 'snapshot');
  const now = Math.floor(Date.now() / 1000);
  await post(bridge.url, bridge.token, { temperature: 20, humidity: 50, unix_timestamp: now - 3600 });
  await post(bridge.url, bridge.token, { temperature: 21, humidity: 50, unix_timestamp: now });
  const readings = () => reader.messages.all.filter((message) => message.type === 'reading');
  await reader.messages.until(() => readings().length === 4);
  const measured = readings().map(({ climate }) => climate?.measuredAt);
  const last = new Date(now * 1000).toISOString();
  assert.deepEqual(measured, [undefined, undefined, last, last]);
});

test('a device of the native API that posts a quantity too keeps its name', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t));
  await post(bridge.url, bridge.token, { temperature: 20, name: 'Kitchen sensor', area: 'Kitchen' });
  await post(bridge.url, bridge.token, { humidity: 40, name: 'Another', area: 'Elsewhere' });
  const rooms = await (await fetch(new URL('api/v1/rooms', bridge.url))).text();
  assert.match(rooms, /"name":"Kitchen","floor":null,"values":\{"temperature":.*"humidity":/);
  assert.match(rooms, /"name":"Kitchen sensor"/);
  assert.ok(!rooms.includes('Elsewhere'));
});

test('without a token, with a wrong one and as another device it is refused, and nothing is stored', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t));
  const url = new URL('api/v1/readings', bridge.url);
  const body = JSON.stringify({ temperature: 21 });
  const anonymous = await fetch(url, { method: 'POST', body });
  assert.equal(anonymous.headers.get('www-authenticate'), 'Bearer realm="climat-guardian"');
  const { status, code } = await answerOf(anonymous);
  assert.deepEqual([status, code], [401, 'token-missing']);
  for (const authorization of ['Basic eDp5', 'Bearer', 'Bearer a b', `Token ${bridge.token}`]) {
    const answer = await answerOf(await fetch(url, { method: 'POST', body, headers: { authorization } }));
    assert.deepEqual([answer.status, answer.code], [401, 'token-missing'], authorization);
  }
  for (const token of [bridge.token.slice(0, -1), `${bridge.token}A`, bridge.token.toUpperCase(), 'x']) {
    const answer = await post(bridge.url, token, body);
    assert.deepEqual([answer.status, answer.code], [401, 'token-unknown']);
  }
  const other = await post(bridge.url, bridge.token, { temperature: 21, mac: 'a0b765000002' });
  assert.deepEqual([other.status, other.code], [403, 'wrong-device']);
  assert.deepEqual(stored(bridge.path), []);
  assert.equal(
    (await post(bridge.url, bridge.token, { temperature: 21, mac: 'A0-B7-65-00-00-01' })).status,
    201,
  );
});

test('a body that is no reading is refused by the name of what is wrong, and none of it is stored', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t));
  const now = Date.now() / 1000;
  const refused: [body: unknown, status: number, code: string, field?: string][] = [
    ['', 400, 'malformed-json'],
    ['{"temperature": NaN}', 400, 'malformed-json'],
    ['{"temperature": 21', 400, 'malformed-json'],
    ['temperature=21', 400, 'malformed-json'],
    ['['.repeat(8000), 400, 'malformed-json'],
    [`${'['.repeat(8000)}${']'.repeat(8000)}`, 422, 'wrong-type'],
    [`{"a":${'{"a":'.repeat(2500)}1${'}'.repeat(2500)},"temperature":"x"}`, 422, 'wrong-type', 'temperature'],
    ['null', 422, 'wrong-type'],
    ['21.5', 422, 'wrong-type'],
    ['[{"temperature": 21}]', 422, 'wrong-type'],
    [{}, 422, 'no-quantity'],
    [{ temprature: 21 }, 422, 'no-quantity'],
    [{ temperature: null, humidity: null }, 422, 'no-quantity'],
    ['{"__proto__": {"temperature": 21}}', 422, 'no-quantity'],
    ['{"constructor": 1, "toString": 2}', 422, 'no-quantity'],
    [{ temperature: '21' }, 422, 'wrong-type', 'temperature'],
    [{ temperature: [21] }, 422, 'wrong-type', 'temperature'],
    [{ temperature: true, humidity: 40 }, 422, 'wrong-type', 'temperature'],
    ['{"temperature": 1e999}', 422, 'wrong-type', 'temperature'],
    [{ temperature: 126 }, 422, 'implausible', 'temperature'],
    [{ temperature: 21, humidity: 100.1 }, 422, 'implausible', 'humidity'],
    [{ pressure: 10 }, 422, 'implausible', 'pressure'],
    [{ co2: -1 }, 422, 'implausible', 'co2'],
    [{ illuminance: 1e9 }, 422, 'implausible', 'illuminance'],
    [{ signal: 90 }, 422, 'implausible', 'signal'],
    [{ temperature: 21, unix_timestamp: 'now' }, 422, 'wrong-type', 'unix_timestamp'],
    [{ temperature: 21, unix_timestamp: 0 }, 422, 'implausible-time', 'unix_timestamp'],
    [{ temperature: 21, unix_timestamp: 1e10 }, 422, 'implausible-time', 'unix_timestamp'],
    [{ temperature: 21, unix_timestamp: now * 1e6 }, 422, 'implausible-time', 'unix_timestamp'],
    [{ temperature: 21, unix_timestamp: -now }, 422, 'implausible-time', 'unix_timestamp'],
    [{ temperature: 21, unix_timestamp: now + 120 }, 422, 'ahead-of-time', 'unix_timestamp'],
    [{ temperature: 21, unix_timestamp: (now + 120) * 1000 }, 422, 'ahead-of-time', 'unix_timestamp'],
    [{ temperature: 21, mac: 'kitchen' }, 422, 'wrong-type', 'mac'],
    [{ temperature: 21, name: 7 }, 422, 'wrong-type', 'name'],
  ];
  for (const [body, status, code, field] of refused) {
    const answer = await post(bridge.url, bridge.token, body);
    const told = JSON.stringify(body).slice(0, 80);
    assert.deepEqual([answer.status, answer.code, answer.field], [status, code, field], told);
  }
  assert.deepEqual(stored(bridge.path), []);
});

test('a body of 10 MB is refused before it is read, and the bridge goes on', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t));
  const large = Buffer.alloc(10 * 1024 * 1024, ' ');
  const statusOf = (token: string): Promise<number> =>
    new Promise((resolve) => {
      const sending = request(new URL('api/v1/readings', bridge.url), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-length': large.length },
      });
      sending.on('response', (answer) => {
        resolve(answer.statusCode ?? 0);
        answer.resume();
      });
      // It hangs up on what it will not read.
      sending.on('error', () => undefined);
      sending.end(large);
    });
  assert.equal(await statusOf(bridge.token), 413);
  assert.equal(await statusOf('climat_unknown'), 401);
  assert.equal((await post(bridge.url, bridge.token, { temperature: 21 })).status, 201);
});

test('what is not said to be JSON is read as JSON all the same: ESPHome’s versions differ', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t));
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-8']) {
    const answer = await post(bridge.url, bridge.token, { temperature: 21 }, { 'content-type': type });
    assert.equal(answer.status, 201, type);
  }
});

test('seconds and milliseconds are told apart, and a value that is NaN to ESPHome is left out', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t));
  const at = Date.UTC(2026, 10, 1);
  for (const body of [
    { temperature: 20, unix_timestamp: at / 1000 },
    { temperature: 21, unix_timestamp: at + 250 },
    { temperature: 22, unix_timestamp: at / 1000 + 0.5 },
    { temperature: null, humidity: 40.0004, unix_timestamp: at / 1000 },
  ]) {
    assert.equal((await post(bridge.url, bridge.token, body)).status, 201);
  }
  assert.deepEqual(
    stored(bridge.path).sort(),
    [
      [device, 'humidity', at, 40_000],
      [device, 'temperature', at + 250, 21_000],
      [device, 'temperature', at + 500, 22_000],
      [device, 'temperature', at, 20_000],
    ].sort(),
  );
});

test('while the clock is not trusted readings wait, and are dated by it or by the device once it is', async (t) => {
  const clock = new UntrustedClock();
  await using bridge = await bridgeIn(await folderFor(t), clock);
  const at = Date.UTC(2026, 10, 1);
  const before = clock.monotonic();
  const waiting = await post(bridge.url, bridge.token, { temperature: 20 });
  assert.deepEqual([waiting.status, waiting.body['measuredAt']], [201, null]);
  const after = clock.monotonic();
  await post(bridge.url, bridge.token, { humidity: 40, unix_timestamp: at / 1000 });
  const { readings, undated } = storedReadings(bridge.path);
  assert.deepEqual([readings.length, undated.length], [0, 2], 'on the disk when they are acknowledged');
  clock.trust(Date.now() - clock.monotonic());
  // By the number of a later one, as numbers are given in order.
  await post(bridge.url, bridge.token, { pressure: 1000, unix_timestamp: at / 1000 });
  const dated = storedReadings(bridge.path);
  assert.deepEqual(dated.undated, []);
  const offset = clock.offset() ?? 0;
  const arrived = dated.readings.find(([, entity]) => entity === 'temperature')?.[2] ?? 0;
  assert.ok(arrived >= before + offset - 1 && arrived <= after + offset + 1);
  assert.deepEqual(
    dated.readings.find(([, entity]) => entity === 'humidity'),
    [device, 'humidity', at, 40_000],
  );
});
