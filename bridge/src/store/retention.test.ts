import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Blocks, hourMs, hourOf } from './blocks.ts';
import { DamagedRows } from './damaged.ts';
import type { Wish } from './edit-types.ts';
import { makeEdit } from './edits.ts';
import { Inbox } from './inbox.ts';
import { Retention, type KeepRaw } from './retention.ts';
import { allReadings, device, drain, mac, openStore, temporaryPath } from './store-fixture.ts';
import type { Store } from './store.ts';

const dayMs = 24 * hourMs;
const noon = Date.UTC(2026, 10, 21, 12);
/** The sensors of these tests. */
const sensors = [2, 3];
const perHour = 6;
const keepADay: KeepRaw = { keepMs: dayMs, sinks: ['influx', 'cloud'], wholeSinks: ['influx'] };

/** Three days of hours in blocks, which both sinks have. */
async function threeDays(path: string, keepRaw?: KeepRaw): Promise<Store> {
  const store = await openStore(path, { keepRaw, log: (sentence) => assert.fail(sentence) });
  await store.register(device(1));
  await store.outbox.addSink('influx', 'all');
  await store.outbox.addSink('cloud', 'now');
  for (let at = noon - 3 * dayMs; at < noon; at += hourMs / perHour) {
    for (const sensor of sensors) store.append({ sensor, measuredAt: at, value: sensor });
  }
  await store.commit();
  await store.fold(noon + 60_000);
  await drain(store, 'influx', 'block');
  await drain(store, 'cloud', 'block');
  return store;
}

async function firstHour(store: Store): Promise<number> {
  const rows = await allReadings(store);
  return hourOf(Math.min(...rows.map(({ measuredAt }) => measuredAt)));
}

const oldest = hourOf(noon - 3 * dayMs);

test('raw readings are kept for ever, unless told otherwise', async (t) => {
  const path = await temporaryPath(t);
  await using store = await threeDays(path);
  await store.fold(noon + 10 * 366 * dayMs);
  assert.equal((await allReadings(store)).length, 3 * 24 * perHour * 2);
});

test('hours that are old enough, rolled and in the sinks are dropped, and the count stays exact', async (t) => {
  const path = await temporaryPath(t);
  let before: unknown;
  {
    await using store = await threeDays(path, keepADay);
    const pages = pageCount(path);
    before = rollups(path);
    await store.fold(noon + 120_000);
    assert.equal(await firstHour(store), hourOf(noon + 120_000 - dayMs));
    assert.equal((await allReadings(store)).length, 24 * perHour * 2);
    assert.ok(pageCount(path) <= pages + 20, 'the pages of what is gone are given back');
  }
  using database = new DatabaseSync(path);
  assert.equal(database.prepare('SELECT raw_from FROM site').get()?.['raw_from'], hourOf(noon - dayMs));
  assert.deepEqual(rollups(path), before, 'what is rolled stays');
  // A loss would be said, and `log` fails.
  await using again = await openStore(path, { keepRaw: keepADay, log: (sentence) => assert.fail(sentence) });
  assert.equal((await allReadings(again)).length, 24 * perHour * 2);
});

test('the first hour that is kept is rolled again with what went on into it', async (t) => {
  const path = await temporaryPath(t);
  await using store = await threeDays(path, keepADay);
  // Between two steps, so that what went on into the hour is cut by it.
  store.append({ sensor: 2, measuredAt: noon - dayMs - 60_000, value: 7 });
  await store.commit();
  await store.fold(noon + 120_000);
  await drain(store, 'influx', 'block');
  await drain(store, 'cloud', 'block');
  await store.fold(noon + 120_000);
  assert.equal(await firstHour(store), hourOf(noon - dayMs));
  store.append({ sensor: 2, measuredAt: noon - dayMs + 60_000, value: 3 });
  await store.commit();
  await store.fold(noon + hourMs + 120_000);
  const [first] = rollups(path, noon - dayMs);
  assert.equal(first?.['covered'], hourMs);
});

test('where the readings are gone, a room still follows an edit, by whole buckets', async (t) => {
  const path = await temporaryPath(t);
  await using store = await threeDays(path, keepADay);
  await store.fold(noon + 120_000);
  const days = (): unknown[] => {
    using database = new DatabaseSync(path, { timeout: 5000 });
    return database
      .prepare(
        `SELECT room, sum(count) AS count, sum(covered) AS covered, sum(wsum) AS wsum, max(max) AS max
         FROM room_hour JOIN series ON series.id = series WHERE quantity = 'temperature' AND start_ms < ?
         GROUP BY room ORDER BY room`,
      )
      .all(noon - dayMs);
  };
  const edit = async (wish: Wish): Promise<void> => {
    using database = new DatabaseSync(path, { timeout: 5000 });
    makeEdit(database, wish, noon);
    await store.roll(noon + 120_000);
  };
  const before = days();
  await edit({ verb: 'calibrate', sensor: 2, gain: 2, offset: 1, from: 0 });
  const [calibrated] = days() as { wsum: number; covered: number; max: number }[];
  assert.ok(calibrated);
  // Sensor 2 says 2.
  assert.equal(calibrated.wsum, 5000 * calibrated.covered);
  assert.equal(calibrated.max, 5000);
  await edit({ verb: 'device-move', device: mac(1), to: { newRoom: 'Attic' }, from: noon - 60 * hourMs - 1 });
  const moved = days() as { room: string; count: number }[];
  assert.deepEqual(
    moved.map(({ room, count }) => [room, count]),
    [
      ['attic', (60 - 24) * perHour],
      ['room-0001', 12 * perHour],
    ],
  );
  await edit({ verb: 'undo', edit: 2 });
  await edit({ verb: 'undo', edit: 1 });
  const after = days() as { room: string }[];
  assert.deepEqual(
    after.filter(({ room }) => room !== 'attic'),
    before,
    'byte for byte',
  );
});

function rollups(path: string, start?: number): Record<string, unknown>[] {
  using database = new DatabaseSync(path, { readOnly: true });
  return database
    .prepare('SELECT * FROM rollup WHERE sensor = 2 AND start_ms = coalesce(?, start_ms) ORDER BY start_ms')
    .all(start ?? null);
}

function pageCount(path: string): number {
  using database = new DatabaseSync(path, { readOnly: true });
  return Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
}

test('what is not rolled yet stays, and all that could go on into it', async (t) => {
  const path = await temporaryPath(t);
  await (await threeDays(path))[Symbol.asyncDispose]();
  using database = new DatabaseSync(path);
  database
    .prepare("INSERT INTO stale (kind, of_id, from_ms, until_ms) VALUES ('sensor', 3, ?, ?)")
    .run(noon - 36 * hourMs, noon - 35 * hourMs);
  const damaged = new DamagedRows(database);
  const blocks = new Blocks(database, damaged);
  const retention = new Retention(database, new Inbox(database, blocks, damaged), blocks, keepADay);
  while (retention.drop(noon, () => undefined).hours > 0);
  const first = database.prepare('SELECT min(hour) AS hour FROM block').get()?.['hour'];
  assert.equal(first, hourOf(noon - 37 * hourMs));
});

test('nothing is dropped before every sink has passed it, nor where no sink was sent everything', async (t) => {
  const path = await temporaryPath(t);
  for (const keepRaw of [
    { ...keepADay, sinks: ['influx', 'cloud', 'new'] },
    { ...keepADay, wholeSinks: [] },
  ]) {
    const at = `${path}-${String(keepRaw.sinks.length)}`;
    await using store = await threeDays(at, keepRaw);
    await store.fold(noon + 120_000);
    assert.equal(await firstHour(store), oldest);
    if (keepRaw.sinks.length < 3) continue;
    await store.outbox.addSink('new', 'all');
    await store.fold(noon + 120_000);
    assert.equal(await firstHour(store), oldest, 'it is known, and has nothing yet');
    await drain(store, 'new', 'block');
    await store.fold(noon + 120_000);
    assert.equal(await firstHour(store), hourOf(noon - dayMs));
  }
});

test('what comes too late for its hour is refused and counted, and what is late for an hour that is kept is not', async (t) => {
  const path = await temporaryPath(t);
  const kept = 24 * perHour * 2;
  {
    await using store = await threeDays(path, keepADay);
    await store.fold(noon + 120_000);
    store.append({ sensor: 2, measuredAt: noon - 2 * dayMs + 5, value: 1 });
    store.append({ sensor: 2, measuredAt: noon - dayMs - 1, value: 1 });
    store.append({ sensor: 2, measuredAt: noon - dayMs + 5, value: 1 });
    await store.commit();
    assert.match(store.troubles().join(), /2 readings came too late.*keep_raw/);
    assert.equal((await allReadings(store)).length, kept + 1);
    // The hour of the late one is younger than its sinks' cursors, and is not dropped over their heads.
    await store.fold(noon + 2 * hourMs);
    assert.equal((await allReadings(store)).length, kept + 1);
  }
  await using again = await openStore(path, { keepRaw: keepADay });
  again.append({ sensor: 2, measuredAt: noon - dayMs - 1, value: 1 });
  await again.commit();
  assert.match(again.troubles().join(), /1 readings came too late/, 'also after a restart');
});
