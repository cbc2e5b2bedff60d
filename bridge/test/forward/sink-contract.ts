/** What every sink keeps, whatever it is and whatever stands before it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tier } from '../../src/forward/points.ts';
import type { Point } from '../../src/reading/line-protocol.ts';
import { SinkError, type Fault, type Removal, type Sink } from '../../src/forward/sink.ts';
import { HostileProxy, type Mood } from './hostile-proxy.ts';
import { pointsOf, reading, readings, rollupPoint, roomPoint, site } from './samples.ts';
import { valuesOf, type StoredValues } from './stored-values.ts';

export interface SinkUnderTest extends AsyncDisposable {
  readonly url: URL;
  /** @param url where a proxy to it stands */
  sink(options?: { readonly url?: URL; readonly timeoutMs?: number }): Sink;
  /** Everything that it has. */
  values(tier: Tier): Promise<StoredValues>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** Left out where it deletes nothing: then it must say so, and keep what it has. */
  readonly deletes?: false;
  /** From now on it refuses every humidity; left out where it never refuses a point. */
  readonly refuseHumidity?: () => Promise<void>;
}

const forEver = new AbortController().signal;

/** What becomes of one write: the fault, or undefined when all was taken. */
export async function faultOf(
  sink: Sink,
  points: readonly Point[],
  tier: Tier = 'raw',
): Promise<{ fault: Fault; said: string } | undefined> {
  try {
    await sink.write(tier, points, forEver);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof SinkError, String(error));
    assert.match(error.message, /^InfluxDB at 127\.0\.0\.1:\d+ .*[.?]$/, 'a sentence that names the place');
    return { fault: error.fault, said: error.message };
  }
}

const page = '<html><head><title>Sign in to the network</title></head></html>';

/** What stands before the sink, and what the caller must be told to do. */
const moods: readonly (readonly [mood: Mood, expected: Partial<Fault>])[] = [
  [{ kind: 'stalls' }, { kind: 'later' }],
  [{ kind: 'stalls in mid-answer', status: 204 }, { kind: 'later' }],
  [{ kind: 'stalls in mid-answer', status: 400 }, { kind: 'later' }],
  [{ kind: 'cuts' }, { kind: 'later' }],
  [{ kind: 'cuts in mid-answer', status: 200 }, { kind: 'later' }],
  [{ kind: 'cuts in mid-answer', status: 400 }, { kind: 'later' }],
  [{ kind: 'cuts in mid-answer', status: 503 }, { kind: 'later' }],
  [{ kind: 'answers', status: 500, body: '{"error":"timeout"}' }, { kind: 'later' }],
  [{ kind: 'answers', status: 503, body: page }, { kind: 'later' }],
  [
    { kind: 'answers', status: 503, headers: { 'retry-after': '30' } },
    { kind: 'later', afterMs: 30_000 },
  ],
  [
    { kind: 'answers', status: 429, headers: { 'retry-after': '7' } },
    { kind: 'later', afterMs: 7000 },
  ],
  [{ kind: 'answers', status: 401 }, { kind: 'operator' }],
  [{ kind: 'answers', status: 403, body: page }, { kind: 'operator' }],
  [{ kind: 'answers', status: 413, body: page }, { kind: 'too-large' }],
  [
    { kind: 'answers', status: 400, body: page },
    { kind: 'refused', namesPoints: false },
  ],
  [
    { kind: 'answers', status: 400 },
    { kind: 'refused', namesPoints: false },
  ],
  // A page that asks to sign in is no place where readings are kept.
  [
    { kind: 'answers', status: 200, body: page, headers: { 'content-type': 'text/html' } },
    { kind: 'operator' },
  ],
  [{ kind: 'answers', status: 302, headers: { location: 'http://127.0.0.1:1/' } }, { kind: 'operator' }],
];

export function sinkContract(name: string, start: () => Promise<SinkUnderTest>): void {
  test(`${name} takes readings and rollups, each where it belongs, and twice is as once`, async () => {
    await using under = await start();
    const sink = under.sink();
    const odd = reading(7, { entity: 'büro, north=2 \\', room: null, value: -0.001 });
    const raw = pointsOf([...readings(3), odd, reading(8, { quantity: 'co2', value: 1e-7 })]);
    const long = [rollupPoint(0), rollupPoint(1)];
    for (let i = 0; i < 2; i++) {
      await sink.write('raw', raw, forEver);
      await sink.write('long', long, forEver);
    }
    assert.deepEqual(await under.values('raw'), valuesOf(raw));
    assert.deepEqual(await under.values('long'), valuesOf(long));
  });

  test(`${name} deletes what it is told to, all fields of it, and nothing beside`, async () => {
    await using under = await start();
    const sink = under.sink();
    const where = `Bob's a\\b "büro", north=2`;
    const points = [0, 1, 2, 3].flatMap((n) => [rollupPoint(n), roomPoint(n, where), roomPoint(n, 'attic')]);
    await sink.write('long', points, forEver);
    const at = (n: number): number => rollupPoint(n).time ?? NaN;
    const removal = { measurement: 'room_hour', tags: { site, room: where }, from: at(1), until: at(2) };
    const remove = async (one: Removal): Promise<void> => sink.remove?.('long', [one], forEver);
    if (under.deletes === false) {
      await assert.rejects(remove(removal), ({ fault }: SinkError) => fault.kind !== 'later');
      assert.deepEqual(await under.values('long'), valuesOf(points));
      return;
    }
    await remove({ ...removal, tags: { site: 'another', room: where } });
    assert.deepEqual(await under.values('long'), valuesOf(points));
    await remove(removal);
    await remove(removal);
    const isLeft = ({ tags, time }: Point): boolean =>
      tags['room'] !== where || Number(time) < at(1) || Number(time) > at(2);
    assert.deepEqual(await under.values('long'), valuesOf(points.filter(isLeft)));
    await remove({ measurement: 'room_hour', tags: { site }, from: 0, until: Date.UTC(2262, 0) });
    const ofSensors = points.filter(({ measurement }) => measurement === 'sensor_hour');
    assert.deepEqual(await under.values('long'), valuesOf(ofSensors));
    await sink.write('long', points, forEver);
    assert.deepEqual(await under.values('long'), valuesOf(points));
  });

  test(`${name} that is switched off while it deletes is to be tried later`, async () => {
    await using under = await start();
    const sink = under.sink();
    await under.stop();
    const removals = [{ measurement: 'room_hour', tags: { site }, from: 0, until: 1 }];
    await assert.rejects(
      async () => sink.remove?.('long', removals, forEver),
      ({ fault }: SinkError) => fault.kind === 'later',
    );
  });

  test(`${name} takes a whole batch of 5,000 in one write`, async () => {
    await using under = await start();
    const raw = pointsOf(readings(5000));
    await under.sink().write('raw', raw, forEver);
    assert.deepEqual(await under.values('raw'), valuesOf(raw));
  });

  test(`${name} that is switched off is to be tried later, and then takes them`, async () => {
    await using under = await start();
    const sink = under.sink();
    await sink.write('raw', pointsOf(readings(1)), forEver);
    await under.stop();
    const down = await faultOf(sink, pointsOf(readings(1, 1)));
    assert.equal(down?.fault.kind, 'later');
    assert.match(down.said, /Is it running\?|gave no answer/);
    await under.restart();
    assert.equal(await faultOf(sink, pointsOf(readings(1, 1))), undefined);
    assert.deepEqual(await under.values('raw'), valuesOf(pointsOf(readings(2))));
  });

  test(`${name} behind a proxy that misbehaves is never believed to have taken anything`, async (t) => {
    await using under = await start();
    await using proxy = new HostileProxy(under.url);
    await proxy.listen();
    const sink = under.sink({ url: proxy.url });
    // For answers that never come.
    const impatient = under.sink({ url: proxy.url, timeoutMs: 500 });
    const first = pointsOf(readings(1));
    assert.equal(await faultOf(sink, first), undefined);
    for (const [mood, expected] of moods) {
      await t.test(JSON.stringify(mood), async () => {
        proxy.mood = mood;
        const met = await faultOf(
          mood.kind.startsWith('stalls') ? impatient : sink,
          pointsOf(readings(2, 1)),
        );
        assert.ok(met, 'it was believed');
        for (const [key, value] of Object.entries(expected))
          assert.equal(Reflect.get(met.fault, key), value, met.said);
        if (mood.kind === 'cuts in mid-answer') assert.match(met.said, /cut in the middle of the answer/);
        assert.doesNotMatch(met.said, /<html/, 'a page is not quoted');
      });
    }
    assert.deepEqual(await under.values('raw'), valuesOf(first));
    proxy.mood = { kind: 'passes' };
    assert.equal(await faultOf(sink, pointsOf(readings(2, 1))), undefined);
    assert.deepEqual(await under.values('raw'), valuesOf(pointsOf(readings(3))));
  });

  test(`${name} lets go of a stalled write when it is told to, and writes beside it`, async () => {
    await using under = await start();
    await using proxy = new HostileProxy(under.url);
    await proxy.listen();
    // So long that only being told can end it within the test's own deadline.
    const sink = under.sink({ url: proxy.url, timeoutMs: 3_600_000 });
    for (const mood of [{ kind: 'stalls' }, { kind: 'stalls in mid-answer', status: 204 }] as const) {
      proxy.mood = mood;
      const stop = new AbortController();
      const asked = proxy.nextRequest();
      const write = sink.write('raw', pointsOf(readings(1)), stop.signal);
      write.catch(() => undefined);
      await asked;
      proxy.mood = { kind: 'passes' };
      await sink.write('raw', pointsOf(readings(1, 1)), forEver);
      const reason = new Error('enough');
      stop.abort(reason);
      await assert.rejects(write, reason);
    }
    assert.deepEqual(await under.values('raw'), valuesOf(pointsOf(readings(1, 1))));
  });

  test(`${name} says of points that it will never take that it is they, and takes the others`, async (t) => {
    await using under = await start();
    if (under.refuseHumidity === undefined) {
      t.diagnostic('it refuses no point');
      return;
    }
    await under.refuseHumidity();
    const good = pointsOf(readings(2));
    const bad = pointsOf([reading(5, { entity: 'humidity', quantity: 'humidity', value: 40 })]);
    const sink = under.sink();
    const met = await faultOf(sink, [...good, ...bad]);
    assert.ok(met?.fault.kind === 'refused', met?.said);
    assert.match(met.fault.reason, /humidity/);
    assert.equal((await faultOf(sink, bad))?.fault.kind, 'refused');
    assert.equal(await faultOf(sink, good), undefined);
  });
}
