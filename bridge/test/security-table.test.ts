/** docs/security.md as a promise: each path has a row there, and each cell is asked for real. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import WebSocket from 'ws';
import { parse } from 'yaml';
import { openApiFile } from '../api/build-openapi.ts';
import { systemClock } from '../src/clock/clock.ts';
import { TokenTable } from '../src/store/token-table.ts';
import {
  ask,
  atticDevice,
  bridgeIn,
  elsewhere,
  fillRooms,
  folderFor,
  kitchenDevice,
  tokenIn,
  type Ask,
  type TrustBridge,
} from './trust-setup.ts';

/** The page's files are no operations. */
const besides = ['GET /'];

interface Row {
  /** As `GET /health`. */
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  /** By column. */
  readonly cells: ReadonlyMap<string, string>;
}

function rowsOf(markdown: string): Row[] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  const [head = [], , ...rows] = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
  return rows.map((cells) => {
    const [method = '', path = '', ...outcomes] = cells;
    const columns = outcomes.map((cell, index): [string, string] => [head[index + 2] ?? '', cell]);
    return { operation: `${method} ${path}`, method, path, cells: new Map(columns) };
  });
}

const rows = rowsOf(readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8'));

/** Where Home Assistant's ingress asks from. */
const ingress = '127.0.0.3';

interface Sample {
  /** What is sent, where the operation wants something; made anew for each cell. */
  readonly body?: unknown;
  /** Appended to the path: what a query must have. */
  readonly query?: string;
  /** What is prepared at the bridge that is asked. */
  readonly before?: (bridge: TrustBridge) => void;
}

const openDoor = ({ path }: TrustBridge): void => {
  using table = new TokenTable(path);
  table.openPairing('271828', { osBoot: systemClock.osBoot, monoMs: systemClock.monotonic() }, Date.now());
};

/** How each operation is asked that wants more than its path. `{mac}` and `{id}` are filled in by themselves. */
const samples: Readonly<Record<string, Sample>> = {
  'POST /api/v1/pair': { body: { code: '314159', name: 'table' }, before: openDoor },
  'POST /api/v1/tokens': { body: { name: 'table', scope: 'read' } },
  'GET /api/v1/readings': { query: '?room=attic' },
  'GET /api/v1/averages': { query: '?room=attic&quantity=temperature' },
  'GET /api/v1/series': { query: '?room=attic&quantity=temperature' },
  'POST /api/v1/edits': { body: { verb: 'room-floor', room: 'kitchen', floor: 'EG' } },
  'GET /api/v1/ledger': { query: '?room=attic' },
  'POST /api/v1/readings': { body: { temperature: 21, mac: kitchenDevice } },
  'PUT /api/v1/devices/{mac}/key': { body: { key: Buffer.alloc(32, 7).toString('base64') } },
};

async function seen(bridge: TrustBridge, row: Row, asked: Ask): Promise<{ status: number; text: string }> {
  const { body, query = '', before } = samples[row.operation] ?? {};
  before?.(bridge);
  const { id } = tokenIn(bridge.path, { scope: 'ingest', device: atticDevice }, { name: 'to be revoked' });
  const path = row.path.replace('{mac}', kitchenDevice).replace('{id}', String(id)).slice(1) + query;
  if (row.path === '/api/v1/ws') return socketSeen(bridge.url, asked);
  return ask(bridge.url, path, { method: row.method, body, ...asked });
}

function socketSeen(
  url: string,
  { token, from, headers: more }: Ask,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { ...more, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    const socket = new WebSocket(new URL('api/v1/ws', url), { headers, localAddress: from });
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (!text.includes('"snapshot"')) return;
      socket.terminate();
      resolve({ status: 101, text });
    });
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      resolve({ status: response.statusCode ?? 0, text: '' });
    });
    socket.on('error', reject);
  });
}

function assertCell(row: Row, column: string, { status, text }: { status: number; text: string }): void {
  const cell = row.cells.get(column) ?? '';
  const [expected, rooms] = cell.split(' ');
  const at = `${row.operation}, ${column}`;
  assert.equal(String(status), expected, at);
  const isShown = (room: string, device: string): boolean =>
    text.toLowerCase().includes(room) || text.includes(device);
  const shown = [isShown('kitchen', kitchenDevice), isShown('attic', atticDevice)];
  if (rooms === 'all') assert.deepEqual(shown, [true, true], at);
  if (rooms === 'own') assert.deepEqual(shown, [true, false], at);
}

test('each path of openapi.yaml has a row in docs/security.md, and each row a path', () => {
  const { paths } = parse(readFileSync(openApiFile, 'utf8')) as { paths: Record<string, object> };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  assert.deepEqual(rows.map(({ operation }) => operation).toSorted(), [...operations, ...besides].toSorted());
  const columns = rows.map(({ cells }) => [...cells.keys()].join());
  assert.deepEqual(
    new Set(columns),
    new Set(['elsewhere,this host,Home Assistant,ingest,ingest: other,read,read: room,admin']),
  );
  for (const { operation, cells } of rows)
    for (const cell of cells.values()) assert.match(cell, /^[1-5]\d\d( all| own)?$/, operation);
});

test('each cell is what the bridge answers', async (t) => {
  // One that nobody was let in to, and one that somebody was.
  await using fresh = await bridgeIn(await folderFor(t));
  await using settled = await bridgeIn(await folderFor(t), { api: { ingress } });
  await fillRooms(fresh);
  const { kitchen, attic } = await fillRooms(settled);
  const tokens = new Map([
    ['ingest', kitchen],
    ['ingest: other', attic],
    ['read', tokenIn(settled.path, { scope: 'read' }).token],
    ['read: room', tokenIn(settled.path, { scope: 'read', rooms: ['kitchen'] }).token],
    ['admin', tokenIn(settled.path, { scope: 'admin' }).token],
  ]);
  for (const row of rows) {
    for (const bridge of [fresh, settled]) {
      assertCell(row, 'elsewhere', await seen(bridge, row, { from: elsewhere }));
    }
    assertCell(row, 'this host', await seen(fresh, row, {}));
    const headers = { 'x-remote-user-id': 'd3b07384' };
    assertCell(row, 'Home Assistant', await seen(settled, row, { from: ingress, headers }));
    for (const [column, token] of tokens) {
      assertCell(row, column, await seen(settled, row, { token, from: elsewhere }));
    }
  }
});
