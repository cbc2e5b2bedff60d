/** Browsers: sessions by cookie, pages of other sites, foreign names, reverse proxies. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { announcedBridges } from './announced.ts';
import { readLive } from './live-reader.ts';
import { ask, bridgeIn, elsewhere, folderFor, kitchenDevice, tokenIn } from './trust-setup.ts';

const rooms = 'api/v1/rooms';
const session = 'api/v1/session';

test('a page keeps its token in a cookie that no script reads, and hears the WebSocket with it', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t));
  const { id, token } = tokenIn(bridge.path, { scope: 'admin' }, { name: 'Hall tablet' });
  const origin = new URL(bridge.url).origin;
  assert.equal((await ask(bridge.url, session)).status, 401);
  assert.equal((await ask(bridge.url, session, { method: 'PUT' })).code, 'token-missing');
  const opened = await ask(bridge.url, session, { method: 'PUT', token, headers: { origin } });
  assert.equal(opened.status, 200);
  assert.deepEqual(
    [opened.body['name'], opened.body['scope'], opened.body['token']],
    ['Hall tablet', 'admin', id],
  );
  const [set = ''] = opened.headers['set-cookie'] ?? [];
  assert.match(
    set,
    /^climat-guardian-[0-9a-f]{8}=climat_[\w-]{43}; Max-Age=34560000; HttpOnly; SameSite=Strict$/,
  );
  const cookie = set.split(';')[0] ?? '';

  const own = await ask(bridge.url, session, { headers: { cookie } });
  assert.deepEqual([own.status, own.body['name']], [200, 'Hall tablet']);
  assert.ok(own.headers['set-cookie'], 'a browser that comes back keeps it longer');
  using reader = readLive(bridge.url, { cookie, origin });
  await reader.messages.until(({ type }) => type === 'snapshot');

  const statusOf = async (method: string, path: string, headers: object): Promise<number> =>
    (await ask(bridge.url, path, { method, headers: { cookie, ...headers } })).status;
  const open = 'api/v1/pair/open';
  for (const [method, path, headers, status] of [
    ['GET', rooms, {}, 200],
    ['GET', rooms, { origin }, 200],
    ['GET', rooms, { 'sec-fetch-site': 'same-origin' }, 200],
    ['GET', rooms, { 'sec-fetch-site': 'none' }, 200],
    // Another port of the same host is the same *site* to a browser, which sends the cookie then.
    ['GET', rooms, { 'sec-fetch-site': 'same-site' }, 401],
    ['GET', rooms, { 'sec-fetch-site': 'cross-site' }, 401],
    ['GET', rooms, { origin: 'http://127.0.0.1:9' }, 403],
    ['POST', open, { origin }, 200],
    ['POST', open, { 'sec-fetch-site': 'same-origin' }, 200],
    ['POST', open, {}, 401],
    ['POST', open, { 'sec-fetch-site': 'none' }, 401],
    ['POST', open, { 'sec-fetch-site': 'same-site' }, 401],
    ['POST', open, { origin: 'http://127.0.0.1:9', 'sec-fetch-site': 'same-site' }, 403],
    ['POST', open, { origin: 'null' }, 403],
  ] as const) {
    assert.equal(await statusOf(method, path, headers), status, JSON.stringify([method, path, headers]));
  }
  const bearer = await ask(bridge.url, rooms, { token: 'climat_forged', headers: { cookie } });
  assert.equal(bearer.code, 'token-unknown', 'a header that is shown counts alone');

  const ended = await ask(bridge.url, session, { method: 'DELETE', headers: { cookie, origin } });
  assert.equal(ended.status, 204);
  assert.match(String(ended.headers['set-cookie']), /^climat-guardian-[0-9a-f]{8}=; Max-Age=0;/);
  const audit = (await ask(bridge.url, 'api/v1/audit', { token })).body['entries'] as { action: string }[];
  const sessions = audit.map(({ action }) => action).filter((action) => action.startsWith('session'));
  assert.deepEqual(sessions, ['session-ended', 'session-opened']);
});

test('a device’s token opens no session, and a worthless cookie is as none', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t));
  const { token } = tokenIn(bridge.path, { scope: 'ingest', device: kitchenDevice });
  assert.equal((await ask(bridge.url, session, { method: 'PUT', token })).status, 403);
  const { body } = await ask(bridge.url, session, { headers: { cookie: `climat-guardian-x=${token}; y=%` } });
  assert.equal(body['token'], null, 'this host reads until anybody was let in');
});

test('a session lives no longer than its token', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t));
  const { token } = tokenIn(bridge.path, { scope: 'read' }, { expiresAt: Date.now() + 3_600_000 });
  const { headers } = await ask(bridge.url, session, { method: 'PUT', token });
  const [, seconds = ''] = /Max-Age=(\d+)/.exec(String(headers['set-cookie'])) ?? [];
  assert.ok(Number(seconds) > 3000 && Number(seconds) <= 3600);
});

test('a foreign name that resolves here (DNS rebinding) reaches nothing, whatever it shows', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t), { api: { hosts: ['rooms.example'] } });
  const { port } = new URL(bridge.url);
  const { token } = tokenIn(bridge.path, { scope: 'admin' });
  for (const path of ['', 'health', 'api/v1/pair', rooms, session, 'nothing']) {
    const answer = await ask(bridge.url, path, { token, headers: { host: `evil.example:${port}` } });
    assert.deepEqual([answer.status, answer.code], [403, 'host-or-origin'], path);
  }
  const pair = await ask(bridge.url, 'api/v1/pair', {
    method: 'POST',
    headers: { host: 'evil.example', origin: 'http://evil.example' },
    body: { code: '000000', name: 'x' },
  });
  assert.equal(pair.code, 'host-or-origin');
  assert.equal((await ask(bridge.url, rooms, { token, headers: { host: 'Rooms.example' } })).status, 200);
  // Nobody but a trusted proxy may say by which name it was asked.
  const said = await ask(bridge.url, rooms, {
    token,
    headers: { host: 'evil.example', 'x-forwarded-host': 'rooms.example' },
  });
  assert.equal(said.status, 403);
});

test('pages of other sites are let in only where they are listed, with a token and without cookies', async (t) => {
  const origin = 'https://panels.example';
  const folder = await folderFor(t);
  {
    await using bridge = await bridgeIn(folder);
    const refused = await ask(bridge.url, rooms, { headers: { origin } });
    assert.deepEqual(
      [refused.code, refused.headers['access-control-allow-origin']],
      ['host-or-origin', undefined],
    );
    assert.match(String(refused.body['detail']), /api\.cors_origins/);
  }
  await using bridge = await bridgeIn(folder, { api: { corsOrigins: [origin] } });
  assert.equal((await ask(bridge.url, rooms, { headers: { origin } })).status, 401, 'also from this host');
  const { token } = tokenIn(bridge.path, { scope: 'admin' });
  const preflight = await ask(bridge.url, rooms, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'authorization',
    },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers['access-control-allow-origin'], origin);
  assert.match(String(preflight.headers['access-control-allow-headers']), /authorization/);
  assert.match(String(preflight.headers['access-control-allow-methods']), /PUT/);
  assert.equal(preflight.headers['access-control-allow-credentials'], undefined);
  const read = await ask(bridge.url, rooms, { token, headers: { origin } });
  assert.deepEqual([read.status, read.headers['access-control-allow-origin']], [200, origin]);
  const unknown = await ask(bridge.url, rooms, { token: 'climat_forged', headers: { origin } });
  assert.equal(unknown.headers['access-control-allow-origin'], origin, 'it may read why it is refused');
  const opened = await ask(bridge.url, session, { method: 'PUT', token });
  const cookie = String(opened.headers['set-cookie']).split(';')[0] ?? '';
  assert.equal((await ask(bridge.url, rooms, { headers: { cookie, origin } })).status, 401);
  const other = 'https://evil.example';
  for (const method of ['GET', 'OPTIONS']) {
    const headers = { origin: other, 'access-control-request-method': 'GET' };
    const refused = await ask(bridge.url, rooms, { method, token, headers });
    assert.deepEqual([refused.status, refused.headers['access-control-allow-origin']], [403, undefined]);
  }
});

test('behind a trusted proxy the name and the protocol are the browser’s; of nobody else are they believed', async (t) => {
  const api = { trustedProxies: [elsewhere], hosts: ['climate.example'] };
  await using bridge = await bridgeIn(await folderFor(t), { api });
  const { token } = tokenIn(bridge.path, { scope: 'admin' });
  const headers = {
    host: 'upstream.internal',
    origin: 'https://climate.example',
    'x-forwarded-host': 'climate.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '10.0.3.9',
  };
  const put = { method: 'PUT', token, headers };
  const through = await ask(bridge.url, session, { ...put, from: elsewhere });
  assert.equal(through.status, 200);
  assert.match(String(through.headers['set-cookie']), /; Secure/);
  assert.equal(
    (await ask(bridge.url, session, put)).status,
    403,
    'from an address that is none of the proxies',
  );
  const own = { ...headers, host: '127.0.0.1', origin: 'http://127.0.0.1' };
  const plain = await ask(bridge.url, session, { ...put, headers: own });
  assert.doesNotMatch(String(plain.headers['set-cookie']), /Secure/);
});

test('under a path prefix everything answers, with it and without it, and mDNS says it', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t), { api: { path: '/climate/' } });
  const { token } = tokenIn(bridge.path, { scope: 'read' });
  for (const path of [rooms, `climate/${rooms}`])
    assert.equal((await ask(bridge.url, path, { token })).status, 200);
  assert.equal((await ask(bridge.url, `climatic/${rooms}`, { token })).status, 404);
  const page = await ask(bridge.url, 'climate/');
  assert.deepEqual([page.status, page.text], [200, (await ask(bridge.url, '')).text]);
  const bare = await ask(bridge.url, 'climate');
  assert.deepEqual([bare.status, bare.headers.location], [308, '/climate/']);
  using reader = readLive(`${bridge.url}climate/`, { authorization: `Bearer ${token}` });
  const hello = await reader.messages.until(({ type }) => type === 'hello');
  assert.ok(hello.type === 'hello');
  using bridges = announcedBridges();
  const found = await bridges.until(({ txt }) => txt.get('id') === hello.id);
  assert.equal(found.txt.get('path'), '/climate/');
});
