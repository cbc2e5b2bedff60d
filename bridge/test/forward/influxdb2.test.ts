/** Sinks of type `influxdb2`: a real VictoriaMetrics, and a server that answers as InfluxDB 2 and 3 do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startInfluxd } from '@climat-guardian/suite/processes/influxd';
import { startVictoriaMetrics } from '@climat-guardian/suite/processes/victoria-metrics';
import { influxDb2, type InfluxDb2Options } from '../../src/forward/influxdb2.ts';
import type { Sink } from '../../src/forward/sink.ts';
import { Influx2Server } from './influx2-server.ts';
import { faultOf, sinkContract, type SinkUnderTest } from './sink-contract.ts';
import { pointsOf, readings, rollupPoint } from './samples.ts';
import { valuesInInfluxd, valuesInVictoria } from './stored-values.ts';

const account = { org: 'office', bucket: 'climate', longBucket: 'climate_long', token: 'hush' };

function sinkTo(url: URL, more: Partial<InfluxDb2Options> = {}): Sink {
  return influxDb2({ name: 'influx', url, timeoutMs: 60_000, ...account, ...more });
}

function serverWithBuckets(): Influx2Server {
  return new Influx2Server({ token: 'hush', org: 'office', buckets: ['climate', 'climate_long'] });
}

sinkContract('VictoriaMetrics', async () => {
  const victoria = await startVictoriaMetrics();
  return {
    url: new URL(victoria.url),
    sink: ({ url = new URL(victoria.url), ...options } = {}) => sinkTo(url, options),
    // Of a bucket's name it keeps nothing; the measurements differ.
    values: async (tier) =>
      (await valuesInVictoria(victoria)).filter((value) => value.startsWith('climate') === (tier === 'raw')),
    stop: () => victoria.stop(),
    restart: () => victoria.restart(),
    deletes: false,
    [Symbol.asyncDispose]: () => victoria[Symbol.asyncDispose](),
  };
});

for (const version of [2, 3] as const) {
  sinkContract(`a server that answers as InfluxDB ${String(version)}`, () => influx2UnderTest(version));
}

/** What it took is read back from real servers: each line must parse in both. */
async function influx2UnderTest(version: 2 | 3): Promise<SinkUnderTest> {
  await using started = new AsyncDisposableStack();
  const server = started.use(serverWithBuckets());
  await server.listen();
  server.isVersion3 = version === 3;
  const influxd = started.use(await startInfluxd());
  const victoria = started.use(await startVictoriaMetrics());
  const port = Number(server.url.port);
  const all = started.move();
  return {
    url: server.url,
    sink: ({ url = server.url, ...options } = {}) => sinkTo(url, options),
    ...(version === 3 && { deletes: false }),
    async values(tier) {
      const bucket = tier === 'raw' ? account.bucket : account.longBucket;
      const lines = (server.taken.get(bucket) ?? []).join('\n');
      await influxd.query('', `DROP DATABASE ${bucket}`);
      await influxd.query('', `CREATE DATABASE ${bucket}`);
      await influxd.write(bucket, lines);
      await victoria.write(lines);
      const values = await valuesInInfluxd(influxd, bucket);
      const inVictoria = new Set(await valuesInVictoria(victoria));
      assert.deepEqual(
        values.filter((value) => !inVictoria.has(value)),
        [],
        'VictoriaMetrics reads the same in them',
      );
      return values;
    },
    stop: () => server.stop(),
    restart: () => server.listen(port),
    refuseHumidity() {
      server.refuses = { field: 'humidity', as: version };
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

test('a missing bucket, a wrong token and none are named with what to do', async () => {
  await using server = serverWithBuckets();
  await server.listen();
  const points = pointsOf(readings(1));
  const missing = await faultOf(sinkTo(server.url, { bucket: 'attic' }), points);
  assert.equal(missing?.fault.kind, 'operator');
  assert.match(
    missing.said,
    /bucket "attic" not found\. Call: influx bucket create --name attic --org office --host http:\/\/127\.0\.0\.1:\d+; and/,
  );
  const wrong = await faultOf(sinkTo(server.url, { token: 'x' }), points);
  assert.equal(wrong?.fault.kind, 'operator');
  assert.match(wrong.said, /refused the token\.$/);
  const none = await faultOf(sinkTo(server.url, { token: undefined }), points);
  assert.match(none?.said ?? '', /refused the token \(none is configured\)\.$/);
});

test('one write is one request: the package neither splits, nor waits, nor tries again', async () => {
  await using server = serverWithBuckets();
  await server.listen();
  const sink = sinkTo(server.url);
  await sink.write('raw', pointsOf(readings(5000)), new AbortController().signal);
  server.other = () => ({ status: 503 });
  assert.equal((await faultOf(sink, pointsOf(readings(3))))?.fault.kind, 'later');
  assert.deepEqual(server.writes, [5000, 3]);
});

test('a bucket that is missing is made where the token may, by whichever lane comes first', async () => {
  await using server = new Influx2Server({
    ...{ token: 'hush', org: 'office', buckets: ['climate'], mayMakeBuckets: true },
  });
  await server.listen();
  const sink = sinkTo(server.url, { longBucket: 'years, "long"' });
  const { signal } = new AbortController();
  await Promise.all([
    sink.write('long', [rollupPoint(0)], signal),
    sink.write('long', [rollupPoint(1)], signal),
    sink.write('raw', pointsOf(readings(1)), signal),
  ]);
  assert.deepEqual([...server.buckets], ['climate', 'years, "long"']);
  assert.equal(server.taken.get('years, "long"')?.length, 2);
});

test('in an organization that is not there, no bucket is made', async () => {
  await using server = new Influx2Server({
    ...{ token: 'hush', org: 'office', buckets: [], mayMakeBuckets: true },
  });
  await server.listen();
  const met = await faultOf(sinkTo(server.url, { org: 'else' }), pointsOf(readings(1)));
  assert.match(
    met?.said ?? '',
    /organization name not found\. Call: influx bucket create --name climate --org else/,
  );
  assert.equal(server.buckets.size, 0);
});
