/** What is rolled when: on upgrade, after a change of zone, and where something goes on into hours still open. */
import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { bucketWidth } from './averaging.ts';
import { makeEdit } from './edits.ts';
import { packBlock } from './packing.ts';
import { migrations, openDatabase } from './schema.ts';
import { device, mac, openStore, temporaryPath } from './store-fixture.ts';
import type { Store } from './store.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const temperature = 2;

function beside(t: TestContext, path: string): DatabaseSync {
  const database = openDatabase(path, { synchronous: 'OFF' });
  endOf(t).defer(() => {
    database.close();
  });
  return database;
}

test('what a sensor measured before it was moved goes on in its new room, also in hours that were open then', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path);
  await store.register(device(1, { area: 'Kitchen' }));
  // Every 3 hours, so from the eleventh on each holds for 7½ hours.
  for (let i = 0; i < 12; i++)
    store.append({ sensor: temperature, measuredAt: noon + 3 * i * hour, value: 20 });
  await store.commit();
  const last = noon + 33 * hour;
  await store.fold(last + 2 * hour);
  const database = beside(t, path);
  const moved = last + 30 * minute;
  makeEdit(
    database,
    { verb: 'device-move', device: mac(1), to: { newRoom: 'Attic' }, from: moved },
    last + hour,
  );
  await store.roll(last + 2 * hour);
  await store.fold(last + 24 * hour);
  const row = database
    .prepare(
      "SELECT sum(covered) AS ms FROM room_hour JOIN series ON series.id = series WHERE room = 'attic'",
    )
    .get();
  assert.equal(row?.['ms'], 7 * hour);
});

test('after a change of zone each reading is in one day and one month, also for who asks before they are rolled', async (t) => {
  const path = await temporaryPath(t);
  const first = Date.UTC(2026, 2, 7, 19);
  {
    await using store = await openStore(path, { zone: 'America/Havana' });
    await store.register(device(1, { area: 'Kitchen' }));
    for (let i = 0; i < 48; i++)
      store.append({ sensor: temperature, measuredAt: first + i * hour, value: 20 });
    await store.commit();
    await store.fold(first + 60 * hour);
  }
  const database = beside(t, path);
  for (const zone of ['Asia/Kathmandu', 'Europe/Zurich', 'America/Havana', 'America/New_York']) {
    await using store = await openStore(path, { zone });
    for (const tier of ['day', 'month'] as const) {
      const of = { room: 'kitchen', quantity: 'temperature' } as const;
      const now = first + 60 * hour;
      const answer = await store.reader.buckets({ ...of, from: first - 40 * day, until: now, now, tier });
      assert.ok(answer && 'packed' in answer);
      const counts = Array.from(answer.packed).filter((_, i) => i % bucketWidth === 2);
      assert.equal(
        counts.reduce((sum, count) => sum + count, 0),
        48,
        `${tier}s asked for in ${zone}`,
      );
    }
    await store.roll(first + 60 * hour);
    for (const table of ['room_hour', 'room_day', 'room_month']) {
      const row = database.prepare(`SELECT sum(count) AS n FROM ${table}`).get();
      assert.equal(row?.['n'], 48, `${table} in ${zone}`);
    }
  }
});

test('a year that has hardly begun can be asked for right after a device was moved', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path);
  await store.register(device(1, { area: 'Kitchen' }));
  store.append({ sensor: temperature, measuredAt: noon, value: 20 });
  await store.commit();
  const now = noon + 3 * hour;
  await store.fold(now);
  makeEdit(
    beside(t, path),
    { verb: 'device-move', device: mac(1), to: { newRoom: 'Attic' }, from: now },
    now,
  );
  await store.roll(now);
  const of = { room: 'kitchen', quantity: 'temperature' } as const;
  const answer = await store.reader.buckets({
    ...of,
    from: noon,
    until: noon + 300 * day,
    now,
    tier: 'month',
  });
  assert.ok(answer && 'packed' in answer, 'it is said to have to be rolled first, which nobody can');
});

test('all that a store had in blocks before there were averages is rolled once it is opened', async (t) => {
  const path = await temporaryPath(t);
  const hourNumber = noon / hour;
  {
    using database = openDatabase(path, { synchronous: 'OFF', migrations: migrations().slice(0, 1) });
    database.exec(`
      INSERT INTO device VALUES ('${mac(1)}', 'esp-1', '', 'Kitchen');
      INSERT INTO room VALUES ('kitchen', 'Kitchen', NULL), ('attic', 'Attic', NULL);
      INSERT INTO sensor (id, device, entity, quantity, diagnostic)
        VALUES (1, '${mac(1)}', 'temperature', 'temperature', 0);
      INSERT INTO placement (sensor, room, from_ms, until_ms)
        VALUES (1, 'kitchen', 0, ${String(noon + 90 * minute)}), (1, 'attic', ${String(noon + 90 * minute)}, NULL);
      UPDATE site SET folded = 12, last_seq = 12`);
    for (const [first, last] of [
      [0, 5],
      [6, 11],
    ] as const) {
      const samples = Array.from({ length: last - first + 1 }, (_, i) => {
        const at = noon + 10 * (first + i) * minute;
        return { at, value: 20_000 + 100 * (first + i), receivedAt: at };
      });
      const hourOfBlock = hourNumber + first / 6;
      const { data, crc } = packBlock({ sensor: 1, hour: hourOfBlock }, samples);
      database
        .prepare('INSERT INTO block (sensor, hour, n, data, crc) VALUES (1, ?, 6, ?, ?)')
        .run(hourOfBlock, data, crc);
    }
  }
  await using store = await openStore(path);
  assert.deepEqual(store.troubles(), []);
  await store.roll(noon + 4 * hour + minute);
  const database = beside(t, path);
  // Ten count for 150 s; by the eleventh on the sensor has told that it measures each ten minutes.
  const said = (table: string): unknown[] =>
    database
      .prepare(
        `SELECT room, (start_ms - ?) / 60000 AS at, count, covered / 1000 AS s, min, max FROM ${table}
         JOIN series ON series.id = series WHERE covered > 0 ORDER BY start_ms, room`,
      )
      .all(noon)
      .map((row) => Object.values(row));
  assert.deepEqual(said('room_hour'), [
    ['kitchen', 0, 6, 900, 20_000, 20_500],
    ['attic', 60, 3, 150 + 2 * 600, 20_900, 21_100],
    ['kitchen', 60, 3, 450, 20_600, 20_800],
    ['attic', 120, 0, 900, 21_100, 21_100],
  ]);
  assert.deepEqual(said('room_day'), [
    ['attic', -720, 3, 2250, 20_900, 21_100],
    ['kitchen', -720, 9, 1350, 20_000, 20_800],
  ]);
  const rollups = database.prepare('SELECT start_ms, count FROM rollup ORDER BY start_ms').all();
  assert.deepEqual(
    rollups.map((row) => [Number(row['start_ms']) - noon, row['count']]),
    [
      [0, 6],
      [hour, 3],
      [90 * minute, 3],
      [2 * hour, 0],
      // Nothing came any more, and there it stands.
      [3 * hour, 0],
    ],
  );
});

test('a hold that a sensor tells itself is never retroactive, and is no damage when the store is opened again', async (t) => {
  const path = await temporaryPath(t);
  const measure = async (store: Store, from: number, count: number): Promise<void> => {
    for (let i = 0; i < count; i++)
      store.append({ sensor: temperature, measuredAt: from + i * minute, value: 20 });
    await store.commit();
  };
  {
    await using store = await openStore(path);
    await store.register(device(1, { area: 'Kitchen' }));
    await measure(store, noon + 50 * minute, 10);
    await store.fold(noon + 3 * hour);
    assert.equal(beside(t, path).prepare('SELECT * FROM hold').get(), undefined, 'ten tell nothing');
    // Earlier ones, so the eleventh lies in a bucket that is rolled already.
    await measure(store, noon + 30 * minute, 5);
    await store.fold(noon + 3 * hour);
  }
  const holds = beside(t, path).prepare('SELECT from_ms, hold_ms, edit FROM hold').all();
  assert.deepEqual(
    holds.map((row) => Object.values(row)),
    // The last of the ten went on into the hour after.
    [[noon + 2 * hour, 150_000, null]],
  );
  await using again = await openStore(path);
  assert.deepEqual(again.troubles(), []);
});
