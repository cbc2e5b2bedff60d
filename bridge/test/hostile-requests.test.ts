/**
 * What no friend would send, to a real bridge with devices that measure meanwhile: each request gets a clear answer where
 * HTTP has one, the process lives, nothing of it gets into the log as it came, and every reading is stored.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { startSimulator } from '@climat-guardian/simulator';
import { startBridgeProcess, type BridgeProcess } from '@climat-guardian/suite/processes/bridge';
import WebSocket from 'ws';
import { chance } from './chance.ts';
import { climatGuardian } from './climat-guardian.ts';
import { Measuring } from './measuring.ts';
import { answersOn, connected, exchange, problemCode, type RawAnswer } from './raw-http.ts';

const end = new AsyncDisposableStack();
let bridge: BridgeProcess;
let folder: string;
let token: string;
let measuring: Measuring;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'climat-hostile-'));
  end.defer(() => rm(folder, { recursive: true, force: true }));
  const { devices } = end.use(await startSimulator({ rooms: 3, hold: true, encrypted: true }));
  const config = join(folder, 'climat-guardian.yaml');
  const settings = {
    devices: {
      discovery: false,
      static: devices.map(({ port }) => ({ host: '127.0.0.1', port })),
      keys: Object.fromEntries(devices.map(({ mac, key }) => [mac, key])),
    },
    store: { path: 'readings.db', commit_interval: '250ms' },
    clock: { trust: 'system' },
    api: { listen: '127.0.0.1:0' },
  };
  await writeFile(config, JSON.stringify(settings));
  const made = await climatGuardian(
    ...['token', 'create', '--name', 'hostile', '--scope', 'ingest', '--device', 'a0:b7:65:00:00:01'],
    ...['--config', config],
  );
  token = made.out.trim();
  assert.match(token, /^climat_/, made.err);
  bridge = end.use(await startBridgeProcess(['run', '--config', config]));
  measuring = new Measuring(join(folder, 'readings.db'), devices);
  await measuring.untilHeard();
});

beforeEach(() => {
  measuring.begin();
});

afterEach(async () => {
  await measuring.allStored();
  assert.equal((await fetch(new URL('health', bridge.url))).status, 200);
});

after(async () => {
  const log = bridge.log();
  await end.disposeAsync();
  // The first line of what is left may be cut. Nothing of it is a fault of ours that would have been logged, and nothing broke a line.
  const [, ...lines] = log
    .trimEnd()
    .split('\n')
    // What else it says comes of the mDNS announcer, where another of its name is in the network.
    .filter((line) => !line.startsWith('Climat Guardian ') && !line.startsWith('CIAO: '));
  for (const line of lines) {
    assert.ok((JSON.parse(line) as { level: number }).level < 50, line);
    // eslint-disable-next-line no-control-regex -- that is what is looked for
    assert.doesNotMatch(line, /[\u0000-\u001f\u007f]/);
  }
});

const below =
  (random: () => number) =>
  (limit: number): number =>
    Math.floor(random() * limit);

/** A request with the headers that every request has. */
function request(line: string, headers: readonly string[] = [], body = ''): string {
  return [`${line} HTTP/1.1`, `Host: ${new URL(bridge.url).host}`, ...headers, '', body].join('\r\n');
}

async function told(sent: string | Uint8Array): Promise<[status: number, code: string]> {
  const [answer] = await exchange(bridge.url, sent);
  assert.ok(answer, `no answer to ${sent.toString().slice(0, 200)}`);
  return [answer.status, problemCode(answer)];
}

const post = (body: string, ...headers: string[]): string =>
  request(
    'POST /api/v1/readings',
    [`Authorization: Bearer ${token}`, `Content-Length: ${String(Buffer.byteLength(body))}`, ...headers],
    body,
  );

test('bodies that are no JSON, nested without end, of wrong types', async () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  assert.deepEqual(await told(post('{"temperature": 21')), [400, 'malformed-json']);
  assert.deepEqual(await told(post('')), [422, 'wrong-type']);
  assert.deepEqual(await told(post('\u0000')), [400, 'malformed-json']);
  assert.deepEqual(await told(post('['.repeat(8000))), [400, 'malformed-json']);
  assert.deepEqual(await told(post(nested(8000))), [422, 'wrong-type']);
  assert.deepEqual(await told(post(`{"a":`.repeat(2500) + '1' + '}'.repeat(2500))), [422, 'no-quantity']);
  assert.deepEqual(await told(post('['.repeat(100_000))), [413, 'too-large']);
  for (const body of ['null', '1', '"x"', '[]', 'true']) {
    assert.deepEqual(await told(post(body)), [422, 'wrong-type'], body);
  }
  for (const value of ['"21"', '{}', '[21]', 'true', '1e400']) {
    const [status] = await told(post(`{"temperature": ${value}}`));
    assert.equal(status, 422, value);
  }
  const polluting = '{"__proto__": {"temperature": 21}, "constructor": {"prototype": {"humidity": 40}}}';
  assert.deepEqual(await told(post(polluting)), [422, 'no-quantity']);
});

test('ten megabytes are refused before they are sent, and not read on where they come without a length', async () => {
  const announced = (name: string): string =>
    request('POST /api/v1/readings', [`Authorization: Bearer ${name}`, 'Content-Length: 10485760']);
  assert.deepEqual(await told(announced(token)), [413, 'too-large']);
  assert.deepEqual(await told(announced('climat_wrong')), [401, 'token-unknown']);

  const head = request('POST /api/v1/readings', [
    `Authorization: Bearer ${token}`,
    'Transfer-Encoding: chunked',
  ]);
  const chunk = (bytes: number): string => `${bytes.toString(16)}\r\n${' '.repeat(bytes)}\r\n`;
  assert.deepEqual(await told(head + chunk(16 * 1024 + 1)), [413, 'too-large']);

  const socket = await connected(bridge.url);
  const answers = answersOn(socket);
  socket.write(head);
  let sent = 0;
  while (sent < 160 && socket.writable) {
    sent += 1;
    if (!socket.write(chunk(65_536))) {
      await Promise.race([once(socket, 'drain').catch(() => undefined), answers]);
    }
  }
  // Who goes on sending may be cut off before it has read the answer: that is how TCP is.
  for (const answer of await answers) assert.equal(problemCode(answer), 'too-large');
  assert.ok(sent < 160, 'all of it was taken');
});

test('what is no HTTP, too long, contradictory, or by a method that is not there', async () => {
  assert.deepEqual(await told('Hello?\r\n\r\n'), [400, 'malformed-http']);
  assert.deepEqual(await told(request('BREW /health')), [400, 'malformed-http']);
  assert.deepEqual(await told('GET /health HTTP/1.1\r\n\r\n'), [400, 'host-missing']);
  assert.deepEqual(await told(request('GET /health', [`X: ${'x'.repeat(20_000)}`])), [
    431,
    'headers-too-large',
  ]);
  assert.deepEqual(await told(request(`GET /${'x'.repeat(20_000)}`)), [431, 'headers-too-large']);
  const many = Array.from({ length: 3000 }, (_, index) => `X-${String(index)}: x`);
  assert.deepEqual(await told(request('GET /health', many)), [431, 'headers-too-large']);
  assert.deepEqual(
    await told(request('POST /api/v1/readings', ['Content-Length: 5', 'Transfer-Encoding: chunked'])),
    [400, 'malformed-http'],
  );
  assert.deepEqual(await told(request('POST /api/v1/readings', ['Content-Length: 5', 'Content-Length: 6'])), [
    400,
    'malformed-http',
  ]);
  assert.deepEqual(await told(request('GET /health', ['Bad Header: x'])), [400, 'malformed-http']);
  for (const method of ['DELETE', 'PUT', 'PATCH', 'TRACE', 'QUERY', 'PROPFIND']) {
    assert.deepEqual(await told(request(`${method} /health`)), [405, 'wrong-method'], method);
    assert.deepEqual(await told(request(`${method} /nowhere`)), [404, 'not-found'], method);
  }
  // Nobody would ever end what they began.
  for (const path of ['live', 'readings?format=csv']) {
    const head = await fetch(new URL(`api/v1/${path}`, bridge.url), { method: 'HEAD' });
    assert.equal(head.status, 405, path);
  }
  const [wrong] = await exchange(bridge.url, request('DELETE /health'));
  assert.equal(wrong?.headers.get('allow'), 'GET, HEAD');
  assert.deepEqual(await told(request('GET /api/v1/nowhere')), [404, 'not-found']);
  assert.deepEqual(await told(request('GET /health%zz')), [400, 'malformed-url']);
});

test('HTTP/1.0 is answered, and fifty requests in one packet in their order', async () => {
  const [old] = await exchange(bridge.url, 'GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n');
  assert.equal(old?.status, 200);
  const paths = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? '/health' : '/nowhere'));
  const answers = await exchange(bridge.url, paths.map((path) => request(`GET ${path}`)).join(''), 50);
  assert.deepEqual(
    answers.map(({ status }) => status),
    paths.map((path) => (path === '/health' ? 200 : 404)),
  );
});

test('no path leads out of the folders that are served', async () => {
  const up = ['..', '%2e%2e', '%2E.', '%252e%252e', '..%c0%af', '..;', '....', '%u002e%u002e'];
  const slashes = ['/', '%2f', '%5c', '\\', '%252f', '//'];
  const targets = ['etc/passwd', 'package.json', 'bridge/package.json'];
  const paths = ['/', '/docs/'].flatMap((from) =>
    up.flatMap((dots) =>
      slashes.flatMap((slash) => targets.map((target) => from + `${dots}${slash}`.repeat(6) + target)),
    ),
  );
  const odd = ['//etc/passwd', '/%00', '/index.html%00.css', '/C:/', '/file:///etc/passwd', '/.git/config'];
  const absolute = 'http://example.org/../../etc/passwd';
  for (const path of [...paths, ...odd, absolute]) {
    const [answer] = await exchange(bridge.url, request(`GET ${path}`));
    assert.ok(answer, path);
    assert.ok([400, 403, 404].includes(answer.status), `${path}: ${String(answer.status)}`);
    problemCode(answer);
    assert.doesNotMatch(answer.body, /root:|"dependencies"/, path);
  }
});

test('foreign names and pages are refused; what a proxy would say changes nothing', async () => {
  const ask = (...headers: string[]): string => ['GET /health HTTP/1.1', ...headers, '', ''].join('\r\n');
  const { host } = new URL(bridge.url);
  const foreign = [
    ['Host: evil.example'],
    ['Host: 127.0.0.1.evil.example'],
    ['Host: localhost@evil.example'],
    [`Host: ${host}`, 'Origin: https://evil.example'],
    [`Host: ${host}`, 'Origin: null'],
    [`Host: ${host}`, `Origin: http://${host}.evil.example`],
    ['Host: evil.example', `X-Forwarded-Host: ${host}`],
  ];
  for (const headers of foreign) {
    const [status, code] = await told(ask(...headers));
    assert.deepEqual([status, code], [403, 'host-or-origin'], headers.join());
  }
  const forged = ['X-Forwarded-Host: evil.example', 'X-Forwarded-For: ::1', 'X-Forwarded-Proto: javascript'];
  const [answer] = await exchange(bridge.url, ask(`Host: ${host}`, ...forged));
  assert.equal(answer?.status, 200);
  const statuses = await Promise.all(
    ['https://evil.example', 'null'].map(async (origin) => {
      const socket = new WebSocket(new URL('api/v1/ws', bridge.url), { headers: { origin } });
      const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
      socket.on('error', () => undefined);
      socket.terminate();
      return response.statusCode;
    }),
  );
  assert.deepEqual(statuses, [403, 403]);
});

test('escape sequences and line breaks in names, tokens and paths stay out of the log', async () => {
  const escape = '\u001b[31mred\u0007';
  const name = `${escape}\r\n{"level":60,"msg":"forged"}`;
  const body = JSON.stringify({ temperature: 20.5, name, area: name });
  const [posted] = await exchange(bridge.url, post(body));
  assert.equal(posted?.status, 201);
  await exchange(bridge.url, request(`GET /${encodeURIComponent(name)}`));
  await exchange(bridge.url, Buffer.from(request(`GET /${escape}`)));
  await exchange(bridge.url, request('GET /api/v1/rooms', [`Authorization: Bearer ${escape}`]));
  await exchange(bridge.url, request('GET /health', [`User-Agent: ${escape}`, `X-Request-Id: ${escape}`]));
  const rooms = await (await fetch(new URL('api/v1/rooms', bridge.url))).text();
  assert.ok(!rooms.includes('\\u001b') && rooms.includes('red'), rooms);
  assert.ok(!bridge.log().includes('\u001b'));
});

test('random bytes on the port, with and without a request before them', async () => {
  const random = below(chance(1));
  const noise = (): Buffer => Buffer.from(Array.from({ length: 1 + random(2000) }, () => random(256)));
  for (let round = 0; round < 200; round++) {
    const sent = round % 2 === 0 ? noise() : Buffer.concat([Buffer.from(request('GET /health')), noise()]);
    const socket = await connected(bridge.url);
    const answers = answersOn(socket, 2);
    socket.end(sent);
    for (const answer of await answers) if (answer.status !== 200) problemCode(answer);
  }
});

test('a WebSocket that sends noise, or too much, is closed', async () => {
  const random = below(chance(2));
  const upgrade = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
  for (let round = 0; round < 20; round++) {
    const socket = await connected(bridge.url);
    socket.write(request('GET /api/v1/ws', [...upgrade, 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']));
    await once(socket, 'data');
    // Reserved bits: whatever follows, this is no frame.
    socket.write(Buffer.of(0xf0, ...Array.from({ length: 200 }, () => random(256))));
    socket.resume();
    await once(socket, 'close');
  }
  const live = new WebSocket(new URL('api/v1/ws', bridge.url));
  await once(live, 'open');
  live.send(Buffer.alloc(1024 * 1024));
  const [code] = (await once(live, 'close')) as [number];
  assert.ok([1006, 1009].includes(code), String(code));
});

test('a WebSocket that is refused is told that its connection is over, and that is true', async () => {
  const upgrade = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
  for (const [authorization, status] of [
    ['Bearer climat_unknown', 401],
    [`Bearer ${token}`, 403],
  ] as const) {
    const socket = await connected(bridge.url);
    const answers = answersOn(socket, 2);
    socket.write(request('GET /api/v1/ws', [...upgrade, key, `Authorization: ${authorization}`]));
    const [answer, ...more] = await answers;
    assert.equal(answer?.status, status);
    assert.equal(answer.headers.get('connection'), 'close');
    assert.deepEqual(more, []);
  }
});

test('who is slow, or silent, is told so and cut off; meanwhile others are served', async () => {
  const body = request(
    'POST /api/v1/readings',
    [`Authorization: Bearer ${token}`, 'Content-Length: 50'],
    '{',
  );
  const kinds: readonly [name: string, count: number, sent: string][] = [
    ['silent', 3000, ''],
    ['its headers do not end', 300, 'GET /health HTTP/1.1\r\nHost: localhost\r\nX: '],
    ['its body does not end', 300, body],
  ];
  const held: (readonly [name: string, answers: Promise<RawAnswer[]>])[] = [];
  for (const [name, count, sent] of kinds) {
    for (let opened = 0; opened < count; opened++) {
      const socket = await connected(bridge.url);
      if (sent !== '') socket.write(sent);
      held.push([name, answersOn(socket)]);
    }
  }
  assert.equal((await fetch(new URL('api/v1/rooms', bridge.url))).status, 200);
  for (const [name, answers] of held) {
    const [answer] = await answers;
    assert.ok(answer, `${name}: cut off without a word`);
    assert.deepEqual([answer.status, problemCode(answer)], [408, 'too-slow'], name);
  }
});
