/** What a sink refuses, and what only something before it refuses: an outbox in memory, a sink over real HTTP. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setUp, stateWhen, timesIn, timesOf } from './forwarder-setup.ts';
import { mac, reading, readings } from './samples.ts';

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
      const tries = setup.attempts.length + 1;
      assert.ok(asked < 60 * tries, `${String(tries)} tries of a batch took ${String(asked)} requests`);
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
