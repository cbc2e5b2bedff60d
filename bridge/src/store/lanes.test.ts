/** The lanes of the long view: what they give out, what of it must go first, and where cursors stand. */
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { makeEdit } from './edits.ts';
import type { Wish } from './edit-types.ts';
import { replay } from './replay.ts';
import { device, mac, openStore, temporaryPath } from './store-fixture.ts';
import type { Store } from './store.ts';
import type { Lane, LanePage } from './outbox-types.ts';

const hour = 3_600_000;
const noon = Date.UTC(2026, 10, 20, 12);
const until = noon + 6 * hour;
const [temperature, humidity] = [2, 3];
const longLanes = ['rollup', 'room_hour', 'room_day', 'room_month'] as const;
const limit = 2000;

type LongPage = LanePage & { readonly kind: 'long' };

interface Building {
  readonly path: string;
  readonly store: Store;
  readonly edit: (wish: Wish) => Promise<void>;
  /** What waits in a lane, as a page. */
  readonly page: (lane: Lane, limit?: number) => Promise<LongPage>;
  /** All that waits for the sink is in it. */
  readonly settle: () => Promise<void>;
}

/** A kitchen with five hours of a reading each quarter of an hour, and a sink that is called `sink`. */
async function building(t: TestContext): Promise<Building> {
  const path = await temporaryPath(t);
  const store = await openStore(path);
  endOf(t).defer(() => store[Symbol.asyncDispose]());
  await store.register(device(1, { area: 'Kitchen' }));
  await store.outbox.addSink('sink', 'all');
  for (let i = 0; i < 20; i++)
    for (const sensor of [temperature, humidity])
      store.append({ sensor, measuredAt: noon + (i * hour) / 4, value: 20 + i + 10 * sensor });
  await store.commit();
  await store.fold(until);
  await store.roll(until);
  const page = async (lane: Lane, most = limit): Promise<LongPage> => {
    const next = await store.outbox.next('sink', lane, most);
    assert.equal(next.kind, 'long');
    return next;
  };
  return {
    path,
    store,
    page,
    async edit(wish) {
      using database = new DatabaseSync(path);
      makeEdit(database, wish, until);
      await store.commit();
      await store.roll(until);
    },
    async settle() {
      for (const lane of longLanes) await store.outbox.settle('sink', lane, await page(lane), []);
    },
  };
}

/** Quantities of the kitchen: two that are measured, and what is made of them. */
const all = 'absolute_humidity dew_point humidity temperature';

const brief = ({ rows }: LongPage): unknown[] =>
  rows.map(({ start, buckets, isEmptied }) => [
    (start - noon) / hour,
    isEmptied ? 'emptied' : 'holds',
    buckets
      .map(({ quantity }) => quantity)
      .sort()
      .join(' '),
  ]);

test('each lane of the long view has its own measurement, in whole units, each row once', async (t) => {
  const { page, store, settle } = await building(t);
  for (const [lane, measurement] of [
    ['rollup', 'sensor_hour'],
    ['room_hour', 'room_hour'],
    ['room_day', 'room_day'],
    ['room_month', 'room_month'],
  ] as const)
    assert.deepEqual([(await page(lane)).measurement, (await page(lane)).isAnew], [measurement, false]);
  const [day] = (await page('room_day')).rows;
  assert.deepEqual(day?.of, { room: 'kitchen' });
  assert.equal(day.start, Date.UTC(2026, 10, 20));
  assert.equal(day.buckets[0]?.span, 24 * hour);
  const [first] = (await page('rollup')).rows;
  assert.deepEqual(first?.of, { device: mac(1), sensor: 'temperature' });
  assert.deepEqual(
    { ...first.buckets[0] },
    {
      ...{ quantity: 'temperature', span: hour, count: 4, covered: 4 * 150_000 },
      ...{ weightedSum: (40 + 41 + 42 + 43) * 150_000, min: 40, max: 43 },
    },
  );
  const small = await page('room_hour', 3);
  assert.equal(small.rows.length, 3);
  await store.outbox.settle('sink', 'room_hour', small, []);
  assert.deepEqual((await page('room_hour')).from, small.to);
  await settle();
  for (const lane of longLanes) assert.equal((await page(lane)).rows.length, 0);
});

test('each lane says how much waits in it and since when', async (t) => {
  const { store, settle } = await building(t);
  const states = async (): Promise<unknown[]> =>
    (await store.outbox.lanes('sink')).slice(2, -1).map(({ waiting, oldest }) => [waiting > 0, oldest]);
  assert.deepEqual(await states(), [
    [true, noon],
    [true, noon],
    [true, noon - 12 * hour],
    [true, Date.UTC(2026, 10)],
  ]);
  await settle();
  assert.deepEqual(await states(), Array(4).fill([false, null]));
});

test('a sink that begins now gets of the long view what is rolled from then on', async (t) => {
  const { store } = await building(t);
  await store.outbox.addSink('new', 'now');
  for (const lane of longLanes) assert.deepEqual((await store.outbox.next('new', lane, limit)).rows, []);
  store.append({ sensor: temperature, measuredAt: until - 10 * 60_000, value: 20 });
  await store.commit();
  await store.fold(until + hour);
  await store.roll(until + hour);
  for (const lane of longLanes)
    assert.notDeepEqual((await store.outbox.next('new', lane, limit)).rows, [], lane);
});

test('a bucket that has lost its values must go first, and comes with all that the room has then', async (t) => {
  const { page, edit, settle } = await building(t);
  await settle();
  await edit({
    verb: 'flag',
    sensor: temperature,
    from: noon + 2 * hour,
    until: noon + 4 * hour,
    reason: '?',
  });
  assert.deepEqual(brief(await page('room_hour')).slice(0, 2), [
    [2, 'emptied', all],
    [3, 'emptied', all],
  ]);
  assert.deepEqual(brief(await page('rollup')), [
    [2, 'emptied', 'temperature'],
    [3, 'emptied', 'temperature'],
  ]);
  assert.deepEqual(
    (await page('room_day')).rows.map(({ isEmptied, buckets }) => [isEmptied, buckets.length]),
    Array.from({ length: 3 }, () => [false, 1]),
    'what has values yet writes over its own: temperature, and what is made of it',
  );
  const { rows } = await page('rollup');
  assert.deepEqual([rows[0]?.buckets[0]?.span, rows[0]?.buckets[0]?.covered], [hour, 0]);
  // Siblings count, too: a page is never much more than what was asked for.
  assert.equal((await page('room_hour', 2)).rows.length, 1);
});

test('what lies between two emptied buckets goes with them, and is sent again: a sink deletes a stretch once', async (t) => {
  const { page, path, edit, settle } = await building(t);
  const empty = noon + 2 * hour;
  {
    using database = new DatabaseSync(path);
    // It never had values: the flag changes nothing of it.
    for (const table of ['rollup', 'room_hour'])
      database.exec(
        `UPDATE ${table} SET count = 0, wsum = 0, covered = 0, min = NULL, min_at = NULL, max = NULL, max_at = NULL,
         held = 0 WHERE start_ms = ${String(empty)}`,
      );
  }
  await settle();
  await edit({ verb: 'flag', sensor: temperature, from: noon, until: noon + 5 * hour, reason: '?' });
  for (const [lane, beside] of [
    ['room_hour', all],
    ['rollup', 'temperature'],
  ] as const) {
    const lines = brief(await page(lane))
      .map(String)
      .sort()
      .slice(0, 5);
    assert.deepEqual(
      lines,
      [0, 1, 2, 3, 4].map((n) => `${String(n)},emptied,${beside}`),
    );
  }
});

test('one that never had any values is written only', async (t) => {
  const { page, path, settle } = await building(t);
  await settle();
  {
    using database = new DatabaseSync(path);
    database.exec(
      `INSERT INTO room_hour (series, start_ms, until_ms, count, wsum, covered)
       SELECT 1, ${String(noon - hour)}, ${String(noon)}, 0, 0, 0`,
    );
  }
  assert.deepEqual(
    (await page('room_hour')).rows.map(({ isEmptied, buckets }) => [isEmptied, buckets.length]),
    [[false, 1]],
  );
});

test('parts of a sensor’s bucket are read together when one of them changes, and leave word when they go', async (t) => {
  const { page, edit, settle } = await building(t);
  await settle();
  const from = noon + hour + 20 * 60_000;
  await edit({ verb: 'device-move', device: mac(1), to: { newRoom: 'Attic' }, from });
  const split = (await page('rollup')).rows.filter(({ start }) => start === noon + hour);
  assert.deepEqual(
    split.map(({ buckets }) => buckets.map(({ quantity, count, span }) => [quantity, count, span])),
    [[['temperature', 4, hour]], [['humidity', 4, hour]]],
    'as before: a device that is moved measures what it did',
  );
  await settle();
  // All of it is flagged, of which only the second part had a row, and then that part is none any more.
  await edit({ verb: 'flag', sensor: temperature, from: noon + hour, until: from, reason: '?' });
  await settle();
  await edit({ verb: 'undo', edit: 1 });
  await settle();
  await edit({ verb: 'flag', sensor: temperature, from, until: noon + 2 * hour, reason: '?' });
  assert.deepEqual(brief(await page('rollup')), [[1, 'emptied', 'temperature']]);
});

test('of a part that is taken away at once with all of its values, a sink hears that its bucket is empty', async (t) => {
  const { page, path, settle, store } = await building(t);
  {
    // Nothing in its first part, so that there is no row of that.
    using database = new DatabaseSync(path);
    makeEdit(
      database,
      { verb: 'flag', sensor: temperature, from: noon, until: noon + 50 * 60_000, reason: '?' },
      until,
    );
    makeEdit(
      database,
      { verb: 'device-move', device: mac(1), to: { newRoom: 'Attic' }, from: noon + 44 * 60_000 },
      until,
    );
    database.exec(`DELETE FROM rollup WHERE start_ms = ${String(noon)}`);
    makeEdit(database, { verb: 'undo', edit: 1 }, until);
  }
  await store.commit();
  await store.roll(until);
  await settle();
  {
    using database = new DatabaseSync(path);
    database.exec(`DELETE FROM rollup WHERE start_ms = ${String(noon)} AND sensor = 2`);
    makeEdit(database, { verb: 'undo', edit: 2 }, until);
    makeEdit(
      database,
      { verb: 'flag', sensor: temperature, from: noon, until: noon + hour, reason: '?' },
      until,
    );
  }
  await store.commit();
  await store.roll(until);
  assert.deepEqual(
    brief(await page('rollup')).filter((row) => String(row).startsWith('0,')),
    [
      [0, 'emptied', 'temperature'],
      [0, 'holds', 'humidity'],
    ],
  );
});

test('another zone makes a sink begin anew with rooms, until the first page is in it', async (t) => {
  const { page, path, store, settle } = await building(t);
  await settle();
  await store[Symbol.asyncDispose]();
  await using moved = await openStore(path, { zone: 'Asia/Kathmandu' });
  const next = async (lane: Lane, most: number): Promise<LongPage> => {
    const found = await moved.outbox.next('sink', lane, most);
    assert.equal(found.kind, 'long');
    return found;
  };
  await moved.roll(until);
  const first = await next('room_hour', 3);
  assert.deepEqual([first.isAnew, first.from], [true, 0]);
  assert.equal((await next('room_hour', 3)).isAnew, true, 'as it is not in the sink yet');
  await moved.outbox.settle('sink', 'room_hour', first, []);
  assert.equal((await next('room_hour', 3)).isAnew, false);
  assert.equal((await next('room_day', 3)).isAnew, true);
  assert.deepEqual(
    (await next('room_day', 9)).rows.map(({ start }) => start),
    Array.from({ length: 4 }, () => Date.UTC(2026, 10, 19, 18, 15)),
    'days of the zone before are not sent any more',
  );
  assert.equal((await next('rollup', 3)).isAnew, false);
  await assert.rejects(page('rollup'));
});

test('the same zone on the next start sends nothing again', async (t) => {
  const { path, store, settle } = await building(t);
  await settle();
  await store[Symbol.asyncDispose]();
  await using again = await openStore(path);
  for (const lane of longLanes) assert.deepEqual((await again.outbox.next('sink', lane, limit)).rows, []);
});

test('a replay brings buckets, days and months again that end after that time', async (t) => {
  const { page, path, settle } = await building(t);
  await settle();
  replay(path, 'sink', noon + 4 * hour);
  for (const [lane, others] of [
    ['rollup', 1],
    ['room_hour', 3],
  ] as const) {
    // The last hour of the first sensor or quantity, and whatever was rolled after it.
    const starts = (await page(lane)).rows.map(({ start }) => start);
    assert.deepEqual([starts[0], starts.length], [noon + 4 * hour, 1 + 5 * others], lane);
  }
  for (const lane of ['room_day', 'room_month'] as const)
    assert.equal((await page(lane)).rows.length, 4, lane);
});
