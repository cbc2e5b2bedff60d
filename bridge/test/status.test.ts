/** `/health`, `/api/v1/status`, and the one line that each request leaves in the log. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { fastify } from 'fastify';
import { startSimulator } from '@climat-guardian/simulator';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { Value } from 'typebox/value';
import { Health, Status } from '../api/schema.ts';
import { noteCaller, type Caller } from '../src/api/caller.ts';
import { answerProblems } from '../src/api/problems.ts';
import { Readers } from '../src/api/readers.ts';
import { operatingRoutes } from '../src/api/routes/operating.ts';
import { logRequests, requestId, type Log } from '../src/api/request-log.ts';
import { oneBridge, type OneBridge } from './one-bridge.ts';

async function statusOf(bridge: OneBridge): Promise<Status> {
  const status = await bridge.get('api/v1/status');
  assert.ok(Value.Check(Status, status), JSON.stringify(status));
  return status;
}

test('status tells of store, clock, devices and readers, and that all is well', async () => {
  await using simulator = await startSimulator({ rooms: 2, hold: true });
  await using bridge = await oneBridge({ devices: simulator.devices });
  for (const device of simulator.devices) device.publish({ temperature: 20, humidity: 40 });
  const status = await eventually('both online, the disk looked at', async () => {
    const now = await statusOf(bridge);
    return now.devices.byState['online'] === 2 && now.store.disk !== null ? { found: now } : { not: now };
  });
  assert.equal(status.version, '1.2.3');
  assert.deepEqual(status.devices, { total: 2, byState: { online: 2 }, notOnline: [] });
  assert.ok(status.store.bytes > 4096 && status.uptimeSeconds >= 0);
  assert.ok((status.store.disk?.freeBytes ?? 0) > 0);
  assert.equal(status.store.disk?.hasBallast, false);
  assert.deepEqual(
    [status.clock.trusted, status.clock.source, status.clock.accuracySeconds, status.clock.sentence],
    [true, "this host's own clock", 0, null],
  );
  assert.deepEqual(status.readers, { webSocket: 0, eventStream: 0 });
  assert.deepEqual(status.pairing, { isOpen: true }, 'nobody has been let in yet');
});

test('readings that are kept are counted, also those of before a restart of the count', async () => {
  await using simulator = await startSimulator({ rooms: 1, hold: true });
  const [device] = simulator.devices;
  assert.ok(device);
  device.publish({ temperature: 20, humidity: 40 });
  await using bridge = await oneBridge({ devices: [device] });
  await eventually('online', async () => {
    const { devices } = await statusOf(bridge);
    return devices.byState['online'] === 1 ? { found: true } : { not: devices };
  });
  device.publish({ temperature: 21 });
  device.publish({ humidity: 41 });
  await eventually('two readings', async () => {
    const { store } = await statusOf(bridge);
    return store.readings === 2 && store.waiting === 0 && store.committedThrough === 2
      ? { found: true }
      : { not: store };
  });
});

test('a device that is not online is listed with its reason, a sink with its circuit and what waits', async () => {
  const closed = createServer();
  closed.listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const address = closed.address();
  assert.ok(typeof address === 'object' && address !== null);
  closed.close();
  await once(closed, 'close');
  await using bridge = await oneBridge({
    devices: [{ port: 1 }],
    sinks: [
      {
        ...{ name: 'influx', type: 'influxdb1', url: new URL(`http://127.0.0.1:${String(address.port)}`) },
        ...{ database: 'climate', longDatabase: 'climate_long', from: 'all', longView: true },
      },
    ],
  });
  const status = await eventually('both named', async () => {
    const now = await statusOf(bridge);
    return now.devices.notOnline[0]?.state === 'unreachable' && now.sentences.length >= 1
      ? { found: now }
      : { not: now };
  });
  const [device] = status.devices.notOnline;
  assert.deepEqual([device?.mac, device?.address], [null, '127.0.0.1:1']);
  assert.match(device?.reason ?? '', /refused the connection/);
  assert.deepEqual(
    status.sinks.map(({ name, sent, refused, lanes }) => [name, sent, refused, lanes.length]),
    [['influx', 0, 0, 7]],
  );
  const health = await bridge.get('health');
  assert.ok(Value.Check(Health, health));
  assert.deepEqual([health.status, health.ready], ['degraded', true]);
  assert.deepEqual(health.reasons, status.sentences);
  // A strange proxy's question is a stranger's: it learns how many things are wrong, not what.
  const strange = await fetch(new URL('health', bridge.url), { headers: { 'x-forwarded-for': '10.0.0.9' } });
  assert.equal(strange.status, 200);
  const told = (await strange.json()) as Health;
  assert.equal(told.status, 'degraded');
  assert.equal(told.reasons.length, 1);
  assert.doesNotMatch(JSON.stringify(told), /127\.0\.0\.1|Device/);
});

test('health is 200 while it lives; asked whether it is ready, it says so by its status', async () => {
  await using bridge = await oneBridge();
  for (const path of ['health', 'health?ready', 'health?ready=1']) {
    const health = await bridge.get(path);
    assert.ok(Value.Check(Health, health));
    assert.deepEqual([health.status, health.ready], ['ok', true]);
  }
});

test('while nothing can be kept it lives and is not ready, and who reads some rooms is told nothing of all', async () => {
  const app = fastify();
  const caller: Caller = { token: 1, scope: 'read', rooms: new Set(['kitchen']), device: null };
  app.addHook('onRequest', (request, _reply, done) => {
    noteCaller(request, caller);
    done();
  });
  answerProblems(app, () => undefined);
  // What these answers do not need is not there.
  const gate = { mayReadAll: () => Promise.resolve(true) };
  const options = {
    version: '1.2.3',
    bridgeId: '5d1c3f0e-8f1e-4c55-9d6f-2b6f0f6f7a10',
    troubles: () => ['The disk is full.'],
    isReady: () => false,
    store: {},
  };
  await app.register(
    operatingRoutes(
      options as never,
      { readers: new Readers(), isPairingOpen: () => Promise.resolve(false) },
      gate,
    ),
  );
  const answerOf = async (url: string): Promise<[number, Record<string, unknown>]> => {
    const { statusCode, body } = await app.inject(url);
    return [statusCode, JSON.parse(body) as Record<string, unknown>];
  };
  const [alive, health] = await answerOf('/health');
  assert.deepEqual([alive, health['ready'], health['reasons']], [200, false, ['The disk is full.']]);
  assert.deepEqual(await answerOf('/health?ready'), [503, health]);
  for (const path of ['/api/v1/status', '/metrics']) {
    const [status, body] = await answerOf(path);
    assert.deepEqual([status, body['code']], [403, 'all-rooms'], path);
  }
  await app.close();
});

test('the status page and its module are served, without a token and under the strict policy', async () => {
  await using bridge = await oneBridge();
  for (const [path, type, holds] of [
    ['status', /^text\/html/, '<climat-guardian-status>'],
    ['climat-guardian-status.js', /^(text|application)\/javascript/, 'Apache-2.0'],
  ] as const) {
    const answer = await fetch(new URL(path, bridge.url));
    assert.equal(answer.status, 200, path);
    assert.match(answer.headers.get('content-type') ?? '', type);
    assert.match(answer.headers.get('content-security-policy') ?? '', /^default-src 'self';/);
    assert.ok((await answer.text()).includes(holds), path);
  }
});

test('an answer names its request, and a problem and the log name the same', async () => {
  await using bridge = await oneBridge();
  const plain = await fetch(new URL('health', bridge.url));
  await plain.text();
  assert.match(plain.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
  const named = await fetch(new URL('api/v1/nothing?token=planted-secret', bridge.url), {
    headers: { 'x-request-id': 'seen-by-proxy.7', authorization: 'Bearer planted-secret' },
  });
  assert.equal(named.headers.get('x-request-id'), 'seen-by-proxy.7');
  assert.equal(((await named.json()) as { requestId: unknown }).requestId, 'seen-by-proxy.7');
  const line = await bridge.lines.until((one) => one['requestId'] === 'seen-by-proxy.7');
  assert.deepEqual(
    [line['level'], line['method'], line['path'], line['status'], line['from']],
    [30, 'GET', '/api/v1/nothing', 404, '127.0.0.1'],
  );
  const well = await bridge.lines.until((one) => one['requestId'] === plain.headers.get('x-request-id'));
  assert.equal(well['level'], 20, 'what is well is for who debugs');
  assert.doesNotMatch(JSON.stringify(bridge.lines.all), /planted-secret/);
});

test('an id that could be something else in a log is not taken', async () => {
  await using bridge = await oneBridge();
  for (const id of ['a b', '', 'x'.repeat(65), '"},{"level":60', 'é']) {
    const answer = await fetch(new URL('health', bridge.url), { headers: { 'x-request-id': id } });
    await answer.text();
    assert.match(answer.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/, id);
  }
});

test('a scan of the port leaves some lines, and then how many are missing', async () => {
  const told: [string, object][] = [];
  const tell =
    (level: string) =>
    (fields: object): void => {
      told.push([level, fields]);
    };
  const log: Log = { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') };
  let now = 0;
  const app = fastify({ genReqId: requestId });
  logRequests(app, log, () => now);
  app.get('/fails', (_request, reply) => reply.code(500).send('x'));
  for (let n = 0; n < 100; n++) await app.inject('/none');
  await app.inject('/fails');
  const refused = (): number => told.filter(([level]) => level === 'info').length;
  await eventually('the failure is told whatever came before', () =>
    Promise.resolve(told.some(([level]) => level === 'warn') ? { found: true } : { not: told.length }),
  );
  assert.equal(refused(), 60);
  for (let n = 0; n < 100; n++) await app.inject('/fails');
  const failed = (): number => told.filter(([level]) => level === 'warn').length;
  await eventually('failures are told', () =>
    Promise.resolve(failed() === 60 ? { found: true } : { not: failed() }),
  );
  now = 60_000;
  await app.inject('/none');
  await eventually('the next minute', () =>
    Promise.resolve(refused() === 62 ? { found: true } : { not: refused() }),
  );
  assert.ok(told.some(([, fields]) => 'leftOut' in fields && fields.leftOut === 40));
  await app.close();
});
