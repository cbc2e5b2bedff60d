/** Who may do what: tokens, before the first of them, and after. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Audit, Token } from '../api/schema.ts';
import { readLive } from './live-reader.ts';
import {
  ask,
  atticDevice,
  bridgeIn,
  elsewhere,
  fillRooms,
  folderFor,
  kitchenDevice,
  revokeIn,
  SettableClock,
  tokenIn,
} from './trust-setup.ts';
import { climatGuardian } from './climat-guardian.ts';

const day = 86_400_000;

test('until anybody was let in this host reads, and elsewhere only health, pairing and the page answer', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t));
  const { kitchen } = await fillRooms(bridge);
  const status = async (path: string, more = {}): Promise<number> =>
    (await ask(bridge.url, path, more)).status;
  const rooms = 'api/v1/rooms';
  assert.equal(await status(rooms), 200, 'a device’s token locks nobody out');
  assert.equal((await ask(bridge.url, 'api/v1/session')).body['token'], null);
  assert.equal(await status('api/v1/tokens'), 401, 'it reads, and administers nothing');
  const stranger = await ask(bridge.url, rooms, { from: elsewhere });
  assert.deepEqual([stranger.status, stranger.code], [401, 'token-missing']);
  assert.match(String(stranger.body['detail']), /climat-guardian pair.*api\/v1\/pair/);
  for (const path of ['health', '', 'api/v1/pair'])
    assert.equal(await status(path, { from: elsewhere }), 200, path);
  for (const headers of [
    { forwarded: 'for=10.0.3.9' },
    { 'x-forwarded-for': '127.0.0.1' },
    { 'x-forwarded-proto': 'https' },
    { 'x-real-ip': '127.0.0.1' },
    { via: '1.1 proxy' },
  ]) {
    assert.equal(await status(rooms, { headers }), 401, JSON.stringify(headers));
  }
  assert.equal(await status(rooms, { token: 'climat_forged' }), 401, 'who shows a token is asked by it');
  assert.equal(await status(rooms, { token: kitchen }), 403);
  using reader = readLive(bridge.url);
  await reader.messages.until(({ type }) => type === 'snapshot');

  const { id, token } = tokenIn(bridge.path, { scope: 'read' });
  assert.equal(await status(rooms), 401, 'after the first token everybody needs one');
  assert.equal(await reader.closed, 1008, 'also who was reading');
  assert.equal(await status(rooms, { token, from: elsewhere }), 200);
  revokeIn(bridge.path, id);
  assert.equal(await status(rooms), 401, 'also when it is revoked');
});

test('each scope does what it is for, and no other', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t));
  const { kitchen } = await fillRooms(bridge);
  const { token: read } = tokenIn(bridge.path, { scope: 'read' });
  const { token: admin } = tokenIn(bridge.path, { scope: 'admin' });
  const post = { method: 'POST', body: { temperature: 20 } };
  const outcomes = async (token: string): Promise<number[]> => {
    const answers = [
      await ask(bridge.url, 'api/v1/readings', { ...post, token }),
      await ask(bridge.url, 'api/v1/rooms', { token }),
      await ask(bridge.url, 'api/v1/tokens', { token }),
    ];
    return answers.map(({ status }) => status);
  };
  assert.deepEqual(await outcomes(kitchen), [201, 403, 403]);
  assert.deepEqual(await outcomes(read), [403, 200, 403]);
  assert.deepEqual(await outcomes(admin), [403, 200, 200]);
  assert.deepEqual(await outcomes(`${admin}x`), [401, 401, 401]);
});

test('a token for some rooms shows those, by HTTP and live, and not one reading of another', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t));
  const { kitchen, attic } = await fillRooms(bridge);
  const { token } = tokenIn(bridge.path, { scope: 'read', rooms: ['kitchen'] });
  const { body } = await ask(bridge.url, 'api/v1/rooms', { token });
  const shown = JSON.stringify(body['rooms']);
  assert.ok(shown.includes(kitchenDevice) && !shown.includes(atticDevice) && !/attic/i.test(shown));
  using reader = readLive(bridge.url, { authorization: `Bearer ${token}` });
  await reader.messages.until(({ type }) => type === 'snapshot');
  // In this order: when the second has come, the first would have too.
  for (const [bringer, temperature] of [
    [attic, 11],
    [kitchen, 22],
  ] as const) {
    await ask(bridge.url, 'api/v1/readings', {
      method: 'POST',
      token: bringer,
      body: { temperature, area: 'Cellar' },
    });
  }
  await reader.messages.until((message) => message.type === 'reading' && message.value.value === 22);
  assert.doesNotMatch(JSON.stringify(reader.messages.all), /attic|"value":11,/i);
});

test('forged, expired and revoked tokens are refused, also after a restart and by a clock in the past', async (t) => {
  const folder = await folderFor(t);
  const clock = new SettableClock(true);
  const made: { good: string; short: string; revoked: string } = { good: '', short: '', revoked: '' };
  const outcomes = async (url: string): Promise<unknown[]> => {
    const all = [];
    for (const token of [made.good, made.short, made.revoked, `${made.good.slice(0, -2)}AA`]) {
      const { status, code } = await ask(url, 'api/v1/rooms', { token });
      all.push(status === 200 ? 200 : code);
    }
    return all;
  };
  {
    await using bridge = await bridgeIn(folder, { clock });
    made.good = tokenIn(bridge.path, { scope: 'read' }).token;
    made.short = tokenIn(bridge.path, { scope: 'read' }, { expiresAt: Date.now() + day }).token;
    const { id, token } = tokenIn(bridge.path, { scope: 'admin' });
    made.revoked = token;
    assert.deepEqual(await outcomes(bridge.url), [200, 200, 200, 'token-unknown']);
    using reader = readLive(bridge.url, { authorization: `Bearer ${made.short}` });
    using another = readLive(bridge.url, { authorization: `Bearer ${token}` });
    await reader.messages.until(({ type }) => type === 'snapshot');
    await another.messages.until(({ type }) => type === 'snapshot');
    revokeIn(bridge.path, id);
    assert.deepEqual(await outcomes(bridge.url), [200, 200, 'token-unknown', 'token-unknown']);
    assert.equal(await another.closed, 1008);
    clock.pass(day);
    assert.deepEqual(await outcomes(bridge.url), [200, 'token-expired', 'token-unknown', 'token-unknown']);
    assert.equal(await reader.closed, 1008);
  }
  // Back from a power cut, with a clock that nobody has set and that says a year ago.
  await using bridge = await bridgeIn(folder, { clock: new SettableClock(false, -365 * day) });
  assert.deepEqual(await outcomes(bridge.url), [200, 'token-expired', 'token-unknown', 'token-unknown']);
});

test('an administrator makes, lists and revokes tokens, and what happened is in the audit', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t));
  await fillRooms(bridge);
  const admin = tokenIn(bridge.path, { scope: 'admin' }, { name: 'Owner' });
  const asAdmin = (path: string, more = {}) => ask(bridge.url, path, { token: admin.token, ...more });
  const refused: [body: object, code: string, field: string][] = [
    [{ name: 'x', scope: 'ingest' }, 'wrong-combination', 'device'],
    [{ name: 'x', scope: 'ingest', device: 'kitchen' }, 'wrong-type', 'device'],
    [{ name: 'x', scope: 'read', device: kitchenDevice }, 'wrong-combination', 'device'],
    [{ name: 'x', scope: 'admin', rooms: ['kitchen'] }, 'wrong-combination', 'rooms'],
    [{ name: 'x', scope: 'read', rooms: ['cellar'] }, 'unknown-room', 'rooms'],
    [{ name: ' \n', scope: 'read' }, 'wrong-name', 'name'],
    [{ name: 'x', scope: 'read', expires: '2020-01-01T00:00:00Z' }, 'expired-already', 'expires'],
  ];
  for (const [body, code, field] of refused) {
    const answer = await asAdmin('api/v1/tokens', { method: 'POST', body });
    assert.deepEqual([answer.status, answer.code, answer.body['field']], [422, code, field]);
  }
  const expires = new Date(Date.now() + day).toISOString();
  const { status, body, headers } = await asAdmin('api/v1/tokens', {
    method: 'POST',
    body: { name: 'Hall\ntablet', scope: 'read', rooms: ['kitchen'], expires },
  });
  assert.deepEqual([status, headers['cache-control']], [201, 'no-store']);
  const { token, id, created, ...rest } = body;
  assert.ok(typeof token === 'string' && typeof id === 'number' && typeof created === 'string');
  const shown = {
    name: 'Hall tablet',
    scope: 'read',
    device: null,
    rooms: ['kitchen'],
    expires,
    revoked: null,
  };
  assert.deepEqual(rest, { ...shown, lastUsed: null });
  assert.equal((await ask(bridge.url, 'api/v1/rooms', { token })).status, 200);
  const list = await asAdmin('api/v1/tokens');
  assert.ok(!list.text.includes(token));
  const { lastUsed, ...listed } = (list.body['tokens'] as Token[]).at(-1) ?? assert.fail('none is listed');
  assert.deepEqual(listed, { id, created, ...shown });
  assert.ok(lastUsed !== null && lastUsed >= created, 'it was used just now');
  assert.equal((await asAdmin(`api/v1/tokens/${String(id)}`, { method: 'DELETE' })).status, 204);
  assert.equal((await ask(bridge.url, 'api/v1/rooms', { token })).status, 401);
  const again = await asAdmin(`api/v1/tokens/${String(id)}`, { method: 'DELETE' });
  assert.deepEqual([again.status, again.code], [404, 'no-such-token']);

  const key = `api/v1/devices/${kitchenDevice}/key`;
  const psk = Buffer.alloc(32, 7).toString('base64');
  await asAdmin(key, { method: 'PUT', body: { key: psk } });
  await asAdmin(key, { method: 'DELETE' });

  const audit: unknown[] = [];
  for (let query = ''; ;) {
    const page = (await asAdmin(`api/v1/audit?limit=2${query}`)).body as unknown as Audit;
    audit.push(...page.entries.map(({ token, action, detail }) => [token, action, detail]));
    if (page.next === null) break;
    query = `&before=${String(page.next)}`;
  }
  assert.deepEqual(audit, [
    [admin.id, 'key-changed', `${kitchenDevice}: removed`],
    [admin.id, 'key-changed', `${kitchenDevice}: a new one`],
    [admin.id, 'token-revoked', '4 Hall tablet'],
    [admin.id, 'token-created', '4 Hall tablet: read, rooms kitchen'],
    [null, 'token-created', '3 Owner: admin'],
    [null, 'token-created', `2 test: ingest, ${atticDevice}`],
    [null, 'token-created', `1 test: ingest, ${kitchenDevice}`],
    [null, 'pairing-opened', null],
  ]);
  const { entries } = (await asAdmin('api/v1/audit')).body as unknown as Audit;
  assert.equal(entries.length, audit.length, 'a limit may be left out');
});

test('the command line makes tokens of each scope, says what does not go together, and lists for scripts', async (t) => {
  const folder = await folderFor(t);
  const create = (...args: string[]) =>
    climatGuardian('token', 'create', '--name', 'x', ...args, '--data', folder);
  for (const [args, said] of [
    [['--scope', 'ingest'], /needs the device.*\(--device\)/],
    [['--scope', 'read', '--device', kitchenDevice], /Only a token of scope ingest/],
    [['--scope', 'admin', '--rooms', 'kitchen'], /Only a token of scope read/],
    [['--scope', 'root'], /choices are ingest, read, admin/],
    [['--scope', 'read', '--expires', 'soon'], /12h, 90d/],
    [['--scope', 'read', '--rooms', 'kitchen,'], /commas between/],
  ] as const) {
    const { code, err, out } = await create(...args);
    assert.deepEqual([code, out], [2, ''], args.join(' '));
    assert.match(err, said);
  }
  const unknown = await create('--scope', 'read', '--rooms', 'kitchen');
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /no room "kitchen"; there is none yet/);

  const { out, err } = await create('--scope', 'admin', '--expires', '90d', '--json');
  assert.match(err, /may do everything but post readings until \d{4}-/);
  const { token, ...made } = JSON.parse(out) as Record<string, unknown>;
  const lives = Date.parse(String(made['expires'])) - Date.parse(String(made['created']));
  assert.equal(lives, 90 * day);
  const list = await climatGuardian('token', 'list', '--json', '--data', folder);
  assert.deepEqual(JSON.parse(list.out), { tokens: [made] });
  await using bridge = await bridgeIn(folder);
  assert.equal((await ask(bridge.url, 'api/v1/tokens', { token: String(token) })).status, 200);
  assert.equal((await climatGuardian('token', 'revoke', String(made['id']), '--data', folder)).code, 0);
  assert.equal((await ask(bridge.url, 'api/v1/tokens', { token: String(token) })).status, 401);
});
