/** The long view in a real InfluxDB 1.6: what it has is what the store says, whatever has happened in between. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { influxDb2 } from '../../src/forward/influxdb2.ts';
import { replay } from '../../src/store/replay.ts';
import { mac } from '../../src/store/store-fixture.ts';
import type { Outbox } from '../../src/store/outbox-types.ts';
import { stateWhen } from './forwarder-setup.ts';
import { Influx2Server } from './influx2-server.ts';
import { valuesExpected } from './long-view-expected.ts';
import { began, hourMs, longView, zurich, type LongView } from './long-view-setup.ts';
import { valuesInInfluxd } from './stored-values.ts';

async function isWhatTheStoreSays({ path, influx }: LongView, zone = zurich): Promise<void> {
  assert.deepEqual(await valuesInInfluxd(influx, 'climate_long'), valuesExpected(path, zone));
}

test('rooms by hour, day and month and sensors by hour are in InfluxDB as they are in the store', async () => {
  await using view = await longView();
  await view.send();
  await isWhatTheStoreSays(view);
  // The clocks' days: October's last one begins at 23 o'clock of UTC, and is of that year and month.
  const months = await view.influx.query(
    'climate_long',
    `SELECT sum(temperature_sum) / sum(temperature_covered) AS mean, sum(temperature_span) AS span FROM room_month
     WHERE room = 'kitchen' GROUP BY year, month`,
  );
  assert.deepEqual(
    months.map(({ year, month, span }) => [year, month, span]),
    [
      ['2026', '10', (31 * 24 + 1) * hourMs],
      ['2026', '11', 30 * 24 * hourMs],
    ],
  );
  const days = await view.influx.query(
    'climate_long',
    `SELECT sum(temperature_sum) AS sum, sum(temperature_covered) AS covered FROM room_day
     WHERE room = 'kitchen' AND time < '2026-10-31T23:00:00Z'`,
  );
  assert.ok(
    Math.abs(Number(days[0]?.['sum']) / Number(days[0]?.['covered']) - Number(months[0]?.['mean'])) < 1e-9,
  );
});

test('of a room whose device is said to have stood elsewhere, nothing is left that it measured', async () => {
  await using view = await longView();
  await view.send();
  const moved = began + 20 * hourMs + 12 * 60_000;
  const kitchen = async (from: number): Promise<Record<string, unknown>[]> =>
    view.influx.query(
      'climate_long',
      `SELECT count(temperature_min) AS min, count(humidity_max) AS max, sum(temperature_covered) AS covered
       FROM room_hour WHERE room = 'kitchen' AND time >= ${String(from)}ms`,
    );
  assert.notEqual((await kitchen(moved))[0]?.['min'], undefined);
  await view.edit({ verb: 'device-move', device: mac(1), to: { room: 'office' }, from: moved });
  await view.send();
  await isWhatTheStoreSays(view);
  const [left] = await kitchen(moved);
  assert.deepEqual([left?.['min'] ?? 0, left?.['max'] ?? 0, left?.['covered'] ?? 0], [0, 0, 0]);
  // And back again.
  await view.edit({ verb: 'undo', edit: 1 });
  await view.send();
  await isWhatTheStoreSays(view);
  assert.deepEqual(view.log, []);
});

test('what is not to be believed takes its own fields out of a point, and leaves those of others', async () => {
  await using view = await longView();
  await view.send();
  const from = began + 24 * hourMs;
  await view.edit({ verb: 'flag', sensor: 2, from, until: from + 6 * hourMs, reason: 'sun' });
  await view.send();
  await isWhatTheStoreSays(view);
  const [row] = await view.influx.query(
    'climate_long',
    `SELECT count(temperature_min) AS t, count(humidity_min) AS h, count(temperature_sum) AS sums FROM room_hour
     WHERE room = 'kitchen' AND time >= ${String(from)}ms AND time < ${String(from + 5 * hourMs)}ms`,
  );
  assert.deepEqual([row?.['t'] ?? 0, row?.['h'], row?.['sums']], [0, 5, 5]);
});

test('a sensor’s bucket in which a calibration begins is one point, each part with what held then', async () => {
  await using view = await longView();
  const from = began + 25 * hourMs + 20 * 60_000;
  await view.edit({ verb: 'calibrate', sensor: 2, gain: 1.5, offset: -3, from });
  await view.send();
  await isWhatTheStoreSays(view);
  const start = began + 25 * hourMs;
  const read = (fields: string): Promise<Record<string, unknown>[]> =>
    view.influx.query(
      'climate_long',
      `SELECT ${fields} FROM sensor_hour WHERE device = '${mac(1)}' AND sensor = 'temperature'
       AND time = ${String(start)}ms`,
    );
  const [hour] = await read('temperature_sum AS sum, temperature_covered AS covered, temperature_count AS n');
  assert.deepEqual([hour?.['covered'], hour?.['n']], [hourMs, 6]);
  const [room] = await view.influx.query(
    'climate_long',
    `SELECT temperature_sum AS sum FROM room_hour WHERE room = 'kitchen' AND time = ${String(start)}ms`,
  );
  assert.ok(
    Math.abs(Number(hour?.['sum']) - Number(room?.['sum'])) < 1,
    'as the room says, which has no other',
  );
});

test('a sink that is killed in the middle has everything in the end, each thing once', async () => {
  await using view = await longView();
  await view.send();
  await view.edit({ verb: 'device-move', device: mac(1), to: { room: 'office' }, from: began + 9 * hourMs });
  const { outbox } = view.store;
  let kills = 3;
  const settle: Outbox['settle'] = async (...args) => {
    // The page is in the sink, and the cursor says it is not.
    if (args[1] !== 'inbox' && kills-- > 0) {
      await view.influx.stop();
      await view.influx.restart();
      throw new Error('killed');
    }
    await outbox.settle(...args);
  };
  const port: Outbox = {
    settle,
    addSink: (...args) => outbox.addSink(...args),
    next: (sink, lane) => outbox.next(sink, lane, 7),
    lanes: (sink) => outbox.lanes(sink),
    onMoved: (listener) => outbox.onMoved(listener),
  };
  await view.send({ outbox: port });
  assert.ok(kills <= 0);
  await isWhatTheStoreSays(view);
});

test('a replay brings the long view back to a sink that has lost it', async () => {
  await using view = await longView();
  await view.send();
  await view.influx.query('', 'DROP DATABASE climate_long');
  replay(view.path, 'influx', began);
  await view.send();
  await isWhatTheStoreSays(view);
});

test('in another zone, what a sink has of rooms is what lies in that zone, and nothing of before', async () => {
  await using view = await longView();
  await view.send();
  for (const zone of ['America/New_York', 'Asia/Kathmandu', zurich]) {
    await view.reopen(zone);
    await view.send();
    await isWhatTheStoreSays(view, zone);
  }
  assert.deepEqual(view.log, []);
});

test('a sink that cannot delete is told of once, with what to do, and gets all the rest', async () => {
  await using view = await longView();
  await using server = new Influx2Server({
    token: 'hush',
    org: 'office',
    buckets: ['climate', 'climate_long'],
  });
  server.isVersion3 = true;
  await server.listen();
  const account = { org: 'office', bucket: 'climate', longBucket: 'climate_long', token: 'hush' };
  const sink = influxDb2({ name: 'cloud', url: server.url, timeoutMs: 60_000, ...account });
  await view.send({ sink });
  const lines = (): string[] => [...(server.taken.get('climate_long') ?? [])];
  const before = lines().length;
  await view.edit({ verb: 'device-move', device: mac(1), to: { room: 'office' }, from: began + 9 * hourMs });
  await view.send({ sink });
  assert.equal(view.log.length, 1, view.log.join('\n'));
  assert.match(view.log[0] ?? '', /^sink cloud keeps lowest and highest values .*All the rest goes on\.$/);
  const emptied = lines()
    .slice(before)
    .filter((line) => line.startsWith('room_hour') && line.includes('room=kitchen'));
  assert.ok(emptied.length > 10 && emptied.every((line) => line.includes('temperature_covered=0')));
  await view.reopen('America/New_York');
  await using forwarder = view.start({ sink });
  await stateWhen(forwarder, ({ lanes }) => lanes.every(({ waiting }) => waiting === 0));
  assert.match(
    view.log.at(-1) ?? '',
    /another time zone: .* Drop its database .* then run "climat-guardian replay --sink cloud --since 1970-01-01"\.$/,
  );
});
