/** The page in Home Assistant's side bar: who comes by its ingress has signed in there, and needs nothing more here. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import WebSocket from 'ws';
import {
  ask,
  bridgeIn,
  elsewhere,
  fillRooms,
  folderFor,
  revokeIn,
  tokenIn,
  type Ask,
} from './trust-setup.ts';

/** An address of its own, beside this host's and all others'. */
const ingress = '127.0.0.3';
const rooms = 'api/v1/rooms';
const pairing = 'api/v1/pair';

/** As the Supervisor sends it on, for whom it has let in; the browser is somewhere else, under a name that is not ours. */
const brought = {
  host: '172.30.32.1:8321',
  origin: 'https://house.example',
  'x-forwarded-host': 'house.example',
  'x-forwarded-proto': 'https',
  'x-forwarded-for': '203.0.113.7, 172.30.32.1',
  'x-ingress-path': '/api/hassio_ingress/Zm9v',
  'x-remote-user-id': 'd3b07384d113edec49eaa6238ad5ff00',
};
const byIngress: Ask = { from: ingress, headers: brought };

function without(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(brought).filter(([name]) => !names.includes(name)));
}

test('whom Home Assistant has let in sees every room under any name, though others have tokens', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t), { api: { ingress } });
  const { kitchen } = await fillRooms(bridge);
  tokenIn(bridge.path, { scope: 'admin' });
  const page = await ask(bridge.url, '', byIngress);
  assert.equal(page.status, 200);
  const seen = await ask(bridge.url, rooms, byIngress);
  assert.equal(seen.status, 200);
  assert.match(seen.text, /Kitchen.*Attic|Attic.*Kitchen/s);
  const session = await ask(bridge.url, 'api/v1/session', byIngress);
  assert.deepEqual([session.body['token'], session.body['scope']], [null, 'read']);
  const health = await ask(bridge.url, 'health', byIngress);
  assert.ok(Array.isArray(health.body['reasons']));
  // A token that is shown counts for what it is.
  const device = await ask(bridge.url, rooms, { ...byIngress, token: kitchen });
  assert.equal(device.status, 403);
});

test('nobody else is taken for one of them', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t), { api: { ingress } });
  await using other = await bridgeIn(await folderFor(t));
  for (const { path } of [bridge, other]) tokenIn(path, { scope: 'read' });
  const status = async (asked: Ask, url = bridge.url): Promise<number> =>
    (await ask(url, rooms, asked)).status;
  const own = { ...without('x-forwarded-host', 'origin'), host: '127.0.0.1' };
  assert.equal(await status({ from: ingress, headers: own }), 200);
  const strangers: readonly Ask[] = [
    // The Supervisor for itself, or for a browser that it does not know.
    { from: ingress, headers: { ...own, 'x-remote-user-id': '' } },
    { from: ingress, headers: { host: '127.0.0.1', 'x-remote-user-name': 'admin' } },
    // Who says to be the Supervisor.
    { from: elsewhere, headers: own },
    { from: elsewhere, headers: { ...own, 'x-forwarded-for': ingress } },
    { from: '127.0.0.1', headers: own },
  ];
  for (const asked of strangers) assert.equal(await status(asked), 401, JSON.stringify(asked));
  assert.equal(await status({ from: ingress, headers: own }, other.url), 401, 'a bridge that is no app');
  assert.equal(await status(byIngress, other.url), 403, 'whose name it is not either');
});

test('pages of other sites reach nothing by way of it', async (t) => {
  const listed = 'https://rooms.example';
  await using bridge = await bridgeIn(await folderFor(t), { api: { ingress, corsOrigins: [listed] } });
  const from = async (origin: string): Promise<number> =>
    (await ask(bridge.url, rooms, { from: ingress, headers: { ...brought, origin } })).status;
  assert.equal(await from('https://house.example'), 200);
  assert.equal(await from('https://evil.example'), 403);
  assert.equal(await from('http://house.example:8123'), 403);
  assert.equal(await from(listed), 401, 'it shows a token of its own');
});

test('they open pairing and see its digits, which make the administrator that they are not', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t), { api: { ingress } });
  tokenIn(bridge.path, { scope: 'admin' });
  const post = { ...byIngress, method: 'POST' };
  assert.equal(
    (await ask(bridge.url, 'api/v1/tokens', { ...post, body: { name: 'x', scope: 'read' } })).status,
    401,
  );
  assert.equal((await ask(bridge.url, 'api/v1/audit', byIngress)).status, 401);
  const opened = await ask(bridge.url, `${pairing}/open`, post);
  assert.equal(opened.status, 200);
  const shown = await ask(bridge.url, pairing, byIngress);
  assert.match(String(shown.body['code']), /^\d{6}$/);
  assert.equal((await ask(bridge.url, pairing, { from: elsewhere })).body['code'], null);
  const paired = await ask(bridge.url, pairing, {
    from: elsewhere,
    method: 'POST',
    body: { code: shown.body['code'], name: 'tablet' },
  });
  assert.equal(paired.status, 201);
  const token = String(paired.body['token']);
  assert.equal((await ask(bridge.url, 'api/v1/audit', { from: elsewhere, token })).status, 200);
});

test('their live view goes on while tokens of others come and go', async (t) => {
  await using bridge = await bridgeIn(await folderFor(t), { api: { ingress } });
  const { kitchen } = await fillRooms(bridge);
  const { id, token } = tokenIn(bridge.path, { scope: 'read' });
  const open = async (headers: Record<string, string>, localAddress: string): Promise<WebSocket> => {
    const socket = new WebSocket(new URL('api/v1/ws', bridge.url), { headers, localAddress });
    endOf(t).defer(() => {
      socket.terminate();
    });
    await once(socket, 'message');
    return socket;
  };
  const theirs = await open(brought, ingress);
  const another = await open({ authorization: `Bearer ${token}` }, elsewhere);
  let closed = false;
  theirs.on('close', () => (closed = true));
  revokeIn(bridge.path, id);
  await once(another, 'close');
  const told = new Promise<void>((resolve, reject) => {
    theirs.on('message', (data: Buffer) => {
      if (data.toString().includes('23.25')) resolve();
    });
    theirs.on('close', () => {
      reject(new Error('it was closed'));
    });
  });
  const body = { temperature: 23.25 };
  assert.equal(
    (await ask(bridge.url, 'api/v1/readings', { method: 'POST', token: kitchen, body })).status,
    201,
  );
  await told;
  assert.equal(closed, false);
});
