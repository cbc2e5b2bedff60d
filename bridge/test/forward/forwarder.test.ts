/** The forwarder: an outbox in memory, a sink over real HTTP. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { batchSize } from '../../src/forward/delivery.ts';
import { Forwarder, type ForwarderOptions, type SinkState } from '../../src/forward/forwarder.ts';
import { influxDb2 } from '../../src/forward/influxdb2.ts';
import { HostileProxy } from './hostile-proxy.ts';
import { Influx2Server } from './influx2-server.ts';
import { MemoryOutbox } from './memory-outbox.ts';
import { mac, reading, readings, rollup, site } from './samples.ts';

interface Setup extends AsyncDisposable {
  readonly server: Influx2Server;
  readonly proxy: HostileProxy;
  readonly outbox: MemoryOutbox;
  readonly log: string[];
  /** The waits that were asked for, by attempt. */
  readonly attempts: number[];
  start(options?: Partial<ForwarderOptions>): Forwarder;
}

/** Bridge → proxy → server that answers as InfluxDB 2. */
async function setUp(): Promise<Setup> {
  await using started = new AsyncDisposableStack();
  const server = started.use(
    new Influx2Server({ token: 'hush', org: 'office', buckets: ['climate', 'climate_long'] }),
  );
  await server.listen();
  const proxy = started.use(new HostileProxy(server.url));
  await proxy.listen();
  const outbox = new MemoryOutbox();
  const log: string[] = [];
  const attempts: number[] = [];
  const all = started.move();
  return {
    ...{ server, proxy, outbox, log, attempts },
    start(options = {}) {
      const account = { org: 'office', bucket: 'climate', longBucket: 'climate_long', token: 'hush' };
      const forwarder = new Forwarder({
        sink: influxDb2({ name: 'influx', url: proxy.url, timeoutMs: 3_600_000, ...account }),
        outbox,
        site,
        from: 'all',
        retryDelay: (attempt) => {
          attempts.push(attempt);
          return 1;
        },
        log: (message) => log.push(message),
        ...options,
      });
      forwarder.start();
      return all.use(forwarder);
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** The times (ms) of all lines taken into a bucket, sorted, each once. */
function timesIn(server: Influx2Server, bucket = 'climate'): number[] {
  const times = (server.taken.get(bucket) ?? []).map((line) => Number(line.split(' ').at(-1)));
  return [...new Set(times)].sort((a, b) => a - b);
}

const timesOf = (rows: readonly { measuredAt: number }[]): number[] =>
  rows.map(({ measuredAt }) => measuredAt).sort((a, b) => a - b);

function stateWhen(forwarder: Forwarder, isSo: (state: SinkState) => boolean): Promise<SinkState> {
  return eventually('the forwarder’s state', async () => {
    const state = await forwarder.state();
    return isSo(state) ? { found: state } : { not: state };
  });
}

/** Whoever would ask again after the 1 ms of `retryDelay` has long done so when these are over. */
async function rounds(): Promise<void> {
  for (let i = 0; i < 50; i++) await pause(1);
}

test('each lane goes where it belongs, in batches, and what comes later follows', async () => {
  await using setup = await setUp();
  const { server, outbox } = setup;
  outbox.append('inbox', readings(12_000));
  outbox.append('block', readings(3, 50_000));
  outbox.appendRollups([rollup(0), rollup(1)]);
  const forwarder = setup.start();
  const { lanes } = await stateWhen(forwarder, (state) => state.lanes.every(({ waiting }) => waiting === 0));
  assert.deepEqual(
    lanes.map(({ lane, oldest }) => [lane, oldest]),
    [
      ['inbox', null],
      ['block', null],
      ['rollup', null],
    ],
  );
  outbox.append('inbox', readings(2, 12_000));
  await outbox.until(() => outbox.cursor('influx', 'inbox') === 12_002);
  assert.deepEqual(timesIn(server), timesOf([...readings(12_002), ...readings(3, 50_000)]));
  assert.deepEqual(timesIn(server, 'climate_long'), [rollup(0).start, rollup(1).start]);
  assert.equal(Math.max(...server.writes), batchSize);
  assert.equal(forwarder.failure, undefined);
  assert.deepEqual(setup.log, []);
});

test('a page that is larger than a batch is settled only when all of it is taken', async () => {
  await using setup = await setUp();
  const { server, outbox } = setup;
  const rows = readings(2 * batchSize + 100);
  outbox.next = (sink, lane) => MemoryOutbox.prototype.next.call(outbox, sink, lane, rows.length);
  outbox.append('inbox', rows);
  server.other = () => (server.writes.length === 3 ? { status: 503 } : undefined);
  setup.start();
  await outbox.until(() => outbox.settled.length > 0);
  assert.deepEqual(outbox.settled, [{ lane: 'inbox', from: 0, to: rows.length }]);
  const batches = [batchSize, batchSize, 100];
  assert.deepEqual(server.writes, [...batches, ...batches], 'all again, as nothing was settled');
  assert.deepEqual(timesIn(server), timesOf(rows));
});

test('live readings do not wait for a backlog of 200,000', async () => {
  await using setup = await setUp();
  const { server, outbox } = setup;
  outbox.append('block', readings(200_000));
  // The backlog's third batch is never answered: whoever waited for the backlog would wait for ever.
  const live = readings(3, 900_000);
  const stuck = Promise.withResolvers<undefined>();
  const before = outbox.settle.bind(outbox);
  let blocks = 0;
  outbox.settle = async (sink, lane, page, refused) => {
    if (lane === 'block' && ++blocks === 3) {
      setup.proxy.mood = { kind: 'stalls' };
      void setup.proxy.nextRequest().then(() => {
        setup.proxy.mood = { kind: 'passes' };
        stuck.resolve(undefined);
      });
    }
    await before(sink, lane, page, refused);
  };
  const forwarder = setup.start();
  await stuck.promise;
  outbox.append('inbox', live);
  await outbox.until(() => outbox.cursor('influx', 'inbox') === 3);
  const { lanes } = await forwarder.state();
  assert.deepEqual(
    lanes.map(({ lane, waiting }) => [lane, waiting]),
    [
      ['inbox', 0],
      ['block', 200_000 - 3 * batchSize],
      ['rollup', 0],
    ],
  );
  assert.deepEqual(timesIn(server).slice(-3), timesOf(live));
});

test('a backlog of 200,000 arrives whole', async () => {
  await using setup = await setUp();
  setup.outbox.append('block', readings(200_000));
  setup.start();
  await setup.outbox.until(() => setup.outbox.cursor('influx', 'block') === 200_000);
  assert.deepEqual(timesIn(setup.server), timesOf(readings(200_000)));
});

test('a sink that is down opens the circuit for all lanes, is told in a sentence, and gets everything', async () => {
  await using setup = await setUp();
  const { server, outbox, log } = setup;
  setup.proxy.mood = { kind: 'cuts' };
  outbox.append('inbox', readings(2));
  outbox.append('block', readings(2, 10));
  outbox.appendRollups([rollup(0)]);
  const forwarder = setup.start();
  const open = await stateWhen(forwarder, ({ circuit, failure }) => circuit === 'open' && failure !== null);
  assert.match(open.failure ?? '', /^InfluxDB at 127\.0\.0\.1:\d+ gave no answer/);
  assert.equal(open.lanes[0]?.waiting, 2);
  assert.equal(open.lanes[0].oldest, readings(1)[0]?.measuredAt);
  setup.proxy.mood = { kind: 'passes' };
  const closed = await stateWhen(forwarder, (state) => state.lanes.every(({ waiting }) => waiting === 0));
  assert.equal(closed.circuit, 'closed');
  await stateWhen(forwarder, ({ failure }) => failure === null);
  assert.deepEqual(timesIn(server), timesOf([...readings(2), ...readings(2, 10)]));
  assert.match(log[0] ?? '', /^sink influx: .* Readings are kept and sent later\.$/);
  assert.equal(log.at(-1), 'sink influx takes readings again');
});

test('a half-open circuit lets one batch through, whatever waits', async () => {
  await using setup = await setUp();
  const { server, proxy, outbox } = setup;
  server.other = () => ({ status: 503 });
  outbox.append('inbox', readings(1));
  const forwarder = setup.start();
  await stateWhen(forwarder, ({ circuit }) => circuit === 'open');
  // The one that is let through next gets no answer.
  const asked = proxy.nextRequest();
  proxy.mood = { kind: 'stalls' };
  await asked;
  const { requests } = proxy;
  assert.equal((await forwarder.state()).circuit, 'half-open');
  outbox.append('block', readings(1, 10));
  outbox.appendRollups([rollup(0)]);
  await rounds();
  assert.equal(proxy.requests, requests);
  await forwarder[Symbol.asyncDispose]();
});

test('a sink that says when to come again is left alone until then, by all lanes', async () => {
  await using setup = await setUp();
  const { server, outbox } = setup;
  server.other = () => ({ status: 429, headers: { 'retry-after': '3000' } });
  outbox.append('inbox', readings(1));
  const forwarder = setup.start();
  const state = await stateWhen(forwarder, ({ circuit, failure }) => circuit === 'open' && failure !== null);
  assert.match(state.failure ?? '', /takes no more for now/);
  server.other = undefined;
  outbox.append('inbox', readings(1, 1));
  outbox.append('block', readings(1, 2));
  await rounds();
  assert.deepEqual(server.writes, [1]);
});

test('faults of one lane’s database stop no other lane', async () => {
  await using setup = await setUp();
  const { outbox, attempts } = setup;
  outbox.appendRollups([rollup(0)]);
  const account = { org: 'office', bucket: 'climate', longBucket: 'attic', token: 'hush' };
  const forwarder = setup.start({
    sink: influxDb2({ name: 'influx', url: setup.server.url, timeoutMs: 60_000, ...account }),
  });
  // So often that it would have opened the circuit.
  await eventually('tries', () =>
    Promise.resolve(attempts.length > 5 ? { found: true } : { not: attempts.length }),
  );
  outbox.append('inbox', readings(1));
  await outbox.until(() => outbox.cursor('influx', 'inbox') === 1);
  const state = await forwarder.state();
  assert.equal(state.circuit, 'closed');
  assert.match(state.failure ?? '', /Create the bucket "attic"/);
  assert.ok(Math.min(...attempts) >= 5, 'what an operator has to do is tried slowly from the beginning');
});

test('refused points are set aside with the sink’s reason, the rest goes on', async () => {
  await using setup = await setUp();
  const { server, outbox, log } = setup;
  server.refuses = { field: 'humidity', as: 2 };
  const wet = readings(500, 20_000).map((row) => ({ ...row, entity: 'h', quantity: 'humidity' as const }));
  // Every ninth of them, as a room's sensors take turns.
  const dry = readings(4000);
  outbox.append(
    'inbox',
    wet.flatMap((row, i) => [row, ...dry.slice(i * 8, i * 8 + 8)]),
  );
  const forwarder = setup.start();
  await outbox.until(() => outbox.cursor('influx', 'inbox') === 4500);
  assert.deepEqual(timesIn(server), timesOf(readings(4000)));
  assert.deepEqual(
    outbox.refused.map(({ line }) => Number(line.split(' ').at(-1))).sort((a, b) => a - b),
    timesOf(wet),
  );
  const [first] = outbox.refused;
  assert.match(first?.reason ?? '', /field type conflict: input field "humidity".* dropped=\d+$/);
  assert.match(first?.line ?? '', /^climate,site=test-site,.*sensor=h humidity=[\d.]+ \d+$/);
  assert.ok(server.writes.length < 100, `found in ${String(server.writes.length)} writes`);
  assert.equal(forwarder.failure, undefined);
  assert.equal(log.length, 1, 'told once, not page by page');
  assert.match(log[0] ?? '', /has refused \d+ points; they are set aside, the rest goes on.*humidity/);
});

test('refused points are found, too, where the sink only names them as InfluxDB 3 does', async () => {
  await using setup = await setUp();
  const { server, outbox } = setup;
  server.refuses = { field: 'co2', as: 3 };
  const bad = [3, 700, 701, 4999].map((n) => reading(n, { entity: 'c', quantity: 'co2', device: mac(2) }));
  const good = readings(5000).filter((row) => bad.every(({ measuredAt }) => measuredAt !== row.measuredAt));
  const all = [...good, ...bad].sort((a, b) => a.measuredAt - b.measuredAt);
  outbox.append('inbox', all);
  setup.start();
  await outbox.until(() => outbox.cursor('influx', 'inbox') === 5000);
  assert.deepEqual(timesIn(server), timesOf(good));
  assert.deepEqual(
    outbox.refused.map(({ line }) => Number(line.split(' ').at(-1))).sort((a, b) => a - b),
    timesOf(bad),
  );
  assert.match(
    outbox.refused[0]?.reason ?? '',
    /partial write of line protocol occurred: invalid column type/,
  );
});

for (const [name, mood] of [
  ['400 with a page', { kind: 'answers', status: 400, body: '<html>Bad request</html>' }],
  ['413', { kind: 'answers', status: 413 }],
] as const) {
  for (const when of ['from the beginning', 'after it had taken some']) {
    test(`a proxy that answers ${name} to everything ${when} sets nothing aside, is named, and all goes on when it is mended`, async () => {
      await using setup = await setUp();
      const { server, proxy, outbox } = setup;
      if (when === 'from the beginning') proxy.mood = mood;
      outbox.append('inbox', readings(10));
      const forwarder = setup.start();
      if (when !== 'from the beginning') {
        await outbox.until(() => outbox.cursor('influx', 'inbox') === 10);
        proxy.mood = mood;
      }
      outbox.append('inbox', readings(5000, 10));
      const held = await stateWhen(forwarder, ({ failure }) => failure !== null);
      assert.match(held.failure ?? '', /It takes nothing at all, so this is not the readings’ fault/);
      assert.match(held.failure ?? '', new RegExp(name.slice(0, 3)));
      const asked = proxy.requests;
      await proxy.nextRequest();
      assert.ok(asked < 60, `one try of a batch took ${String(asked)} requests`);
      proxy.mood = { kind: 'passes' };
      await outbox.until(() => outbox.cursor('influx', 'inbox') === 5010);
      assert.deepEqual(outbox.refused, []);
      assert.deepEqual(timesIn(server), timesOf(readings(5010)));
      await stateWhen(forwarder, ({ failure }) => failure === null);
    });
  }
}

test('a proxy that turns bad in the middle of the search sets nothing aside', async () => {
  await using setup = await setUp();
  const { server, proxy, outbox } = setup;
  server.refuses = { field: 'co2', as: 3 };
  outbox.append('inbox', [...readings(100), reading(100, { quantity: 'co2' })]);
  // The first answers are the sink's own; then, one by one, the proxy refuses everything.
  server.other = () => {
    if (server.writes.length === 4) proxy.mood = { kind: 'answers', status: 400 };
    return undefined;
  };
  const forwarder = setup.start();
  await stateWhen(forwarder, ({ failure }) => failure !== null);
  assert.deepEqual(outbox.refused, []);
  proxy.mood = { kind: 'passes' };
  await outbox.until(() => outbox.cursor('influx', 'inbox') === 101);
  assert.equal(outbox.refused.length, 1);
  assert.deepEqual(timesIn(server), timesOf(readings(100)));
});

test('a batch that is too large is split until it fits', async () => {
  await using setup = await setUp();
  const { server, outbox } = setup;
  server.limit = 20_000;
  outbox.append('inbox', readings(5000));
  setup.start();
  await outbox.until(() => outbox.cursor('influx', 'inbox') === 5000);
  assert.deepEqual(timesIn(server), timesOf(readings(5000)));
  assert.deepEqual(outbox.refused, []);
});

test('a replay in the middle of a write wins: everything is sent again', async () => {
  await using setup = await setUp();
  const { server, proxy, outbox } = setup;
  outbox.append('inbox', readings(10));
  setup.start();
  await outbox.until(() => outbox.cursor('influx', 'inbox') === 10);
  server.taken.clear();
  // The next write is under way when the cursor is moved back.
  server.other = () => {
    server.other = undefined;
    outbox.moveBack('influx', 'inbox', 0);
    return undefined;
  };
  outbox.append('inbox', readings(5, 10));
  await outbox.until(() => outbox.cursor('influx', 'inbox') === 15);
  assert.deepEqual(timesIn(server), timesOf(readings(15)));
  assert.deepEqual(
    outbox.settled.map(({ from, to }) => [from, to]),
    [
      [0, 10],
      [0, 15],
    ],
  );
  assert.equal(proxy.requests, 3);
});

test('a sink that is new from now on gets nothing of before, and after a restart goes on where it was', async () => {
  await using setup = await setUp();
  const { server, outbox } = setup;
  outbox.append('inbox', readings(10));
  outbox.append('block', readings(10, 100));
  {
    await using forwarder = setup.start({ from: 'now' });
    await stateWhen(forwarder, ({ lanes }) => lanes.every(({ waiting }) => waiting === 0));
    outbox.append('inbox', readings(2, 10));
    await outbox.until(() => outbox.cursor('influx', 'inbox') === 12);
  }
  outbox.append('inbox', readings(1, 12));
  setup.start({ from: 'now' });
  await outbox.until(() => outbox.cursor('influx', 'inbox') === 13);
  assert.deepEqual(timesIn(server), timesOf(readings(3, 10)));
});

test('a page without rows only moves the cursor', async () => {
  await using setup = await setUp();
  const { server, outbox } = setup;
  outbox.append('block', readings(2));
  outbox.next = async (sink, lane, limit) => ({
    ...(await MemoryOutbox.prototype.next.call(outbox, sink, lane, limit)),
    rows: [],
  });
  setup.start();
  await outbox.until(() => outbox.cursor('influx', 'block') === 2);
  assert.deepEqual(server.writes, []);
});

test('an outbox that fails is asked again, and the fault is told', async () => {
  await using setup = await setUp();
  const { outbox, log } = setup;
  outbox.append('inbox', readings(1));
  let failures = 3;
  outbox.addSink = async (sink, from) => {
    if (failures-- > 0) throw new Error('the disk is full');
    await MemoryOutbox.prototype.addSink.call(outbox, sink, from);
  };
  setup.start();
  await outbox.until(() => outbox.settled.length === 1);
  assert.match(log[0] ?? '', /the disk is full/);
});

test('it stops in the middle of a stalled write, and with an open circuit', async () => {
  await using setup = await setUp();
  const { proxy, outbox } = setup;
  proxy.mood = { kind: 'stalls' };
  outbox.append('inbox', readings(1));
  const asked = proxy.nextRequest();
  const stalled = setup.start();
  await asked;
  await stalled[Symbol.asyncDispose]();

  proxy.mood = { kind: 'answers', status: 503, headers: { 'retry-after': '3600' } };
  const open = setup.start();
  outbox.append('block', readings(1));
  await stateWhen(open, ({ circuit }) => circuit === 'open');
  await open[Symbol.asyncDispose]();
  assert.deepEqual(outbox.settled, []);
});
