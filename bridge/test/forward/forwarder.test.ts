/** The forwarder: an outbox in memory, a sink over real HTTP. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { batchSize } from '../../src/forward/delivery.ts';
import { influxDb2 } from '../../src/forward/influxdb2.ts';
import { setUp, stateWhen, timesIn, timesOf } from './forwarder-setup.ts';
import { MemoryOutbox } from './memory-outbox.ts';
import { readings, rollup } from './samples.ts';

/** Whoever would ask again after the 1 ms of `retryDelay` has long done so when these are over. */
async function rounds(): Promise<void> {
  for (let i = 0; i < 50; i++) await pause(1);
}

test('each lane goes where it belongs, in batches, and what comes later follows', async () => {
  await using setup = await setUp();
  const { server, outbox } = setup;
  outbox.append('inbox', readings(12_000));
  outbox.append('block', readings(3, 50_000));
  outbox.appendLong('rollup', [rollup(0), rollup(1)]);
  const forwarder = setup.start();
  const { lanes } = await stateWhen(forwarder, (state) => state.lanes.every(({ waiting }) => waiting === 0));
  assert.deepEqual(
    lanes.map(({ lane, oldest }) => [lane, oldest]),
    [
      ['inbox', null],
      ['block', null],
      ['rollup', null],
      ['room_hour', null],
      ['room_day', null],
      ['room_month', null],
      ['event', null],
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

test('events go to the long view, and a sink of readings only waits for nothing else', async () => {
  await using setup = await setUp();
  const { server, outbox } = setup;
  const event = { kind: 'device-lost', at: 1000, device: null, cause: 'off: Off.' };
  outbox.append('inbox', readings(2));
  outbox.appendLong('rollup', [rollup(0)]);
  outbox.appendEvents([event]);
  const both = setup.start();
  await stateWhen(both, (state) => state.lanes.every(({ waiting }) => waiting === 0));
  assert.deepEqual(timesIn(server, 'climate_long'), [1000, rollup(0).start]);
  await both[Symbol.asyncDispose]();

  server.taken.clear();
  for (const lane of ['inbox', 'rollup', 'event'] as const) outbox.moveBack('influx', lane, 0);
  const readingsOnly = setup.start({ longView: false });
  const { lanes } = await stateWhen(readingsOnly, (state) =>
    state.lanes.every(({ waiting }) => waiting === 0),
  );
  assert.deepEqual(
    lanes.map(({ lane }) => lane),
    ['inbox', 'block'],
  );
  outbox.appendEvents([event]);
  outbox.append('block', readings(1, 10));
  await outbox.until(() => outbox.cursor('influx', 'block') === 1);
  assert.deepEqual([...server.taken.keys()], ['climate']);
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
      ['room_hour', 0],
      ['room_day', 0],
      ['room_month', 0],
      ['event', 0],
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
  outbox.appendLong('rollup', [rollup(0)]);
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
  outbox.appendLong('rollup', [rollup(0)]);
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
  outbox.appendLong('rollup', [rollup(0)]);
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
  assert.match(state.failure ?? '', /influx bucket create --name attic/);
  assert.ok(Math.min(...attempts) >= 5, 'what an operator has to do is tried slowly from the beginning');
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
