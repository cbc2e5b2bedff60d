/** Sinks of type `influxdb1`, against a real InfluxDB 1.6. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startInfluxd, type Influxd } from '@climat-guardian/suite/processes/influxd';
import { influxDb1, wordsOf, type InfluxDb1Options } from '../../src/forward/influxdb1.ts';
import type { Sink } from '../../src/forward/sink.ts';
import type { Point } from '../../src/reading/line-protocol.ts';
import { faultOf, sinkContract } from './sink-contract.ts';
import { hour, pointsOf, reading, readings, rollupPoint } from './samples.ts';
import { valuesInInfluxd, valuesOf } from './stored-values.ts';

function sinkTo(influxd: Influxd, more: Partial<InfluxDb1Options> = {}): Sink {
  return influxDb1({
    name: 'influx',
    url: new URL(influxd.url),
    database: 'climate',
    longDatabase: 'climate_long',
    timeoutMs: 60_000,
    ...more,
  });
}

sinkContract('InfluxDB 1.6', async () => {
  const influxd = await startInfluxd();
  // Else the first refused write would be the first to make it.
  await influxd.query('', 'CREATE DATABASE climate');
  return {
    url: new URL(influxd.url),
    sink: (options) => sinkTo(influxd, options),
    values: (tier) => valuesInInfluxd(influxd, tier === 'raw' ? 'climate' : 'climate_long'),
    stop: () => influxd.stop(),
    restart: () => influxd.restart(),
    refuseHumidity: () => influxd.write('climate', `climate humidity="wet" ${String(hour)}`),
    [Symbol.asyncDispose]: () => influxd[Symbol.asyncDispose](),
  };
});

for (const tier of ['raw', 'long'] as const) {
  const database = tier === 'raw' ? 'climate' : 'climate_long';
  test(`a database that is missing is made where we may, and named with a command that makes it where we may not: ${tier}`, async () => {
    const admin = { username: 'admin', password: 'secret' };
    await using influxd = await startInfluxd({ admin });
    await influxd.query('', `CREATE USER bridge WITH PASSWORD 'hush'`);
    const points = tier === 'raw' ? pointsOf(readings(1)) : [rollupPoint(1)];
    const bridge = sinkTo(influxd, { username: 'bridge', password: 'hush' });
    const refused = await faultOf(bridge, points, tier);
    assert.equal(refused?.fault.kind, 'operator');
    const create = `CREATE DATABASE "${database}"${tier === 'long' ? ' WITH SHARD DURATION 52w' : ''}`;
    const grant = `GRANT ALL ON "${database}" TO "bridge"`;
    const { port } = new URL(influxd.url);
    const influx = `influx -port ${port} -username admin -password '' -execute`;
    assert.ok(refused.said.endsWith(`call: ${influx} '${create}; ${grant}'.`), refused.said);

    assert.equal(await faultOf(sinkTo(influxd, admin), points, tier), undefined, 'the administrator may');
    const forbidden = await faultOf(bridge, points, tier);
    assert.equal(forbidden?.fault.kind, 'operator');
    assert.match(forbidden.said, /does not let us write: .*not authorized to write/);
    assert.ok(forbidden.said.endsWith(`call: ${influx} '${grant}'.`), forbidden.said);

    // What the first sentence says to execute is enough, whatever is there already.
    await influxd.query('', `${create}; ${grant}`);
    assert.equal(await faultOf(bridge, points, tier), undefined);
    assert.deepEqual(await valuesInInfluxd(influxd, database), valuesOf(points));
    const [policy] = await influxd.query(database, 'SHOW RETENTION POLICIES');
    assert.equal(policy?.['shardGroupDuration'], tier === 'long' ? '8736h0m0s' : '168h0m0s');
  });
}

test('a database of an odd name is made, and without users none is named', async () => {
  await using influxd = await startInfluxd();
  const database = 'my "rooms", é';
  const sink = sinkTo(influxd, { database });
  assert.equal(await faultOf(sink, pointsOf(readings(1))), undefined);
  const databases = await influxd.query('', 'SHOW DATABASES');
  assert.ok(databases.some(({ name: found }) => found === database));
  const { missing } = wordsOf(
    { name: 'influx', timeoutMs: 1, url: new URL('https://db.example/'), longDatabase: 'x', database },
    database,
  );
  assert.equal(
    missing,
    `Call: influx -host db.example -port 443 -ssl -execute 'CREATE DATABASE "my \\"rooms\\", é"'.`,
  );
});

test('a wrong password and none are told apart', async () => {
  const admin = { username: 'admin', password: 'secret' };
  await using influxd = await startInfluxd({ admin });
  const wrong = await faultOf(sinkTo(influxd, { ...admin, password: 'x' }), pointsOf(readings(1)));
  assert.equal(wrong?.fault.kind, 'operator');
  assert.match(wrong.said, /refused the user name or password\.$/);
  const none = await faultOf(sinkTo(influxd), pointsOf(readings(1)));
  assert.match(none?.said ?? '', /refused the user name or password \(none is configured\)\.$/);
});

test('InfluxDB 1.6 says how many points it left out, for a type and for their age', async () => {
  await using influxd = await startInfluxd();
  await influxd.query('', 'CREATE DATABASE climate WITH DURATION 1h');
  const old = pointsOf([
    reading(0, { measuredAt: 1_000_000_000_000 }),
    reading(0, { measuredAt: 1_000_000_000_001 }),
  ]);
  const met = await faultOf(sinkTo(influxd), old);
  assert.deepEqual(met?.fault, {
    kind: 'refused',
    reason: 'partial write: points beyond retention policy dropped=2',
    namesPoints: true,
    dropped: 2,
  });
});

test('a body that InfluxDB 1.6 cannot parse says nothing of the points', async () => {
  await using influxd = await startInfluxd();
  await influxd.query('', 'CREATE DATABASE climate');
  // No time that fits into its 64 bits of nanoseconds.
  const met = await faultOf(sinkTo(influxd), pointsOf([reading(0, { measuredAt: 9_999_999_999_999_000 })]));
  assert.equal(met?.fault.kind === 'refused' && met.fault.namesPoints, false, met?.said);
});

test('text arrives as it was told, on one line, and a point without a time is stamped by the database', async () => {
  await using influxd = await startInfluxd();
  const texts = [
    ...['plain', '', 'Küche "oben", 1=2 \\', String.raw`it\'s \"so\"`, '🔥 é', 'two\r\nlines\u0000and\ttab'],
    ...['\\', '"', '\\"', 'ends with \\\\'],
  ];
  const points: Point[] = texts.map((text, i) => ({
    measurement: 'climate',
    tags: { room: String(i) },
    fields: { text, count: 1 },
    time: null,
  }));
  const before = Date.now();
  await sinkTo(influxd).write('raw', points, new AbortController().signal);
  const rows = await influxd.query('climate', 'SELECT text, count FROM climate GROUP BY room');
  rows.sort((a, b) => Number(a['room']) - Number(b['room']));
  assert.deepEqual(
    rows.map(({ text }) => text),
    texts.map((text) => text.replaceAll(/\p{Cc}+/gu, ' ')),
  );
  for (const { time } of rows) assert.ok(Number(time) >= before - 1000 && Number(time) <= Date.now() + 1000);
});
