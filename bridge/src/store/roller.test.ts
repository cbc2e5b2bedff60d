/** What is rolled when: after a change of zone, and where something goes on into hours that are still open. */
import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { bucketWidth } from './averaging.ts';
import { makeEdit } from './edits.ts';
import { openDatabase } from './schema.ts';
import { device, mac, openStore, temporaryPath } from './store-fixture.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const temperature = 2;

function beside(t: TestContext, path: string): DatabaseSync {
  const database = openDatabase(path, { synchronous: 'OFF' });
  t.after(() => {
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
