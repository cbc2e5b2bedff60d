/** What a device is told when its reading cannot be kept, by an inlet in a test's hands. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { fastify } from 'fastify';
import { systemClock } from '../../clock/clock.ts';
import { parseMac } from '../../reading/mac.ts';
import type { Inlet, Inventory, StoredToken } from '../../store/types.ts';
import { LiveRooms } from '../live-rooms.ts';
import { postedReadings } from './post-readings.ts';
import { answerProblems } from '../problems.ts';
import { Gate } from '../access.ts';
import { Guests } from '../guests.ts';
import { hashOfToken, newToken, Tokens } from '../tokens.ts';

const mac = parseMac('a0b765000001');
assert.ok(mac);
const token = newToken();
const stored: StoredToken = {
  id: 1,
  name: 'test',
  scope: 'ingest',
  device: mac,
  rooms: null,
  hash: hashOfToken(token),
  createdAt: 0,
  expiresAt: null,
  revokedAt: null,
};
const inventory: Inventory = {
  rooms: [],
  devices: [{ mac, name: 'esp', friendlyName: '', area: '' }],
  sensors: [{ id: 1, device: mac, entity: 'temperature', quantity: 'temperature', room: null }],
};

/** Takes everything, but what a test says otherwise. */
function inletThat(does: Partial<Inlet>): Inlet {
  return {
    isFull: false,
    tokens: () => Promise.resolve([stored]),
    register: () => Promise.resolve(inventory),
    append: () => 1,
    appendUndated: () => 1,
    durable: () => Promise.resolve(),
    ...does,
  };
}

async function post(
  t: TestContext,
  inlet: Inlet,
  durableWithinMs = 60_000,
): Promise<[status: number, code: unknown]> {
  const app = fastify();
  endOf(t).defer(() => app.close());
  answerProblems(app, () => undefined);
  const tokens = new Tokens({ load: () => inlet.tokens(), now: Date.now });
  const gate = new Gate({
    tokens,
    guests: new Guests(tokens),
    isThisHost: () => false,
    sessionOf: () => undefined,
  });
  app.addHook('onRequest', (request) => gate.admit(request));
  await app.register(
    postedReadings({
      clock: systemClock,
      rooms: new LiveRooms(),
      inlet,
      refused: () => undefined,
      durableWithinMs,
    }),
  );
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/readings',
    headers: { authorization: `Bearer ${token}` },
    payload: '{"temperature": 21}',
  });
  return [answer.statusCode, answer.json<{ code?: unknown }>().code];
}

const fails = (): Promise<never> => Promise.reject(new Error('input/output error'));

test('what is kept is answered with 201', async (t) => {
  assert.deepEqual(await post(t, inletThat({})), [201, undefined]);
});

test('507 where the disk is full, on arrival or while the commit is waited for', async (t) => {
  assert.deepEqual(await post(t, inletThat({ isFull: true, append: () => undefined })), [507, 'store-full']);
  assert.deepEqual(await post(t, inletThat({ isFull: true, durable: fails })), [507, 'store-full']);
});

test('503 where it cannot be written for another cause, or registered, or the token be looked up', async (t) => {
  for (const does of [
    { append: () => undefined },
    { durable: fails },
    { register: fails },
    { tokens: fails },
  ] satisfies Partial<Inlet>[]) {
    assert.deepEqual(await post(t, inletThat(does)), [503, 'not-stored']);
  }
});

test('503 where the disk does not answer in time', async (t) => {
  const durable = (): Promise<never> => new Promise(() => undefined);
  assert.deepEqual(await post(t, inletThat({ durable }), 1), [503, 'not-stored']);
});

test('a token that does something else brings no readings', async (t) => {
  const admin: StoredToken = { ...stored, scope: 'admin', device: null };
  assert.deepEqual(await post(t, inletThat({ tokens: () => Promise.resolve([admin]) })), [
    403,
    'wrong-scope',
  ]);
  const revoked = { ...stored, revokedAt: 1 };
  assert.deepEqual(await post(t, inletThat({ tokens: () => Promise.resolve([revoked]) })), [
    401,
    'token-unknown',
  ]);
});
