/** Who asks for a room gets all that is known of it, whatever else is still to be rolled. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { bucketWidth, type RoomBuckets, type Tier } from './averaging.ts';
import { makeEdit } from './edits.ts';
import { openDatabase } from './schema.ts';
import { device, mac, openStore, temporaryPath, TestClock } from './store-fixture.ts';
import type { Store } from './store.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const temperature = 2;
const lab = { room: 'lab', quantity: 'temperature' } as const;

async function storeAt(t: TestContext, now: number, zone = 'UTC'): Promise<{ store: Store; path: string }> {
  const path = await temporaryPath(t);
  const clock = new TestClock();
  clock.utcLessMono = now - clock.mono;
  const store = await openStore(path, { clock, zone, synchronous: 'OFF' });
  endOf(t).defer(() => store[Symbol.asyncDispose]());
  await store.register(device(1, { area: 'Lab' }));
  return { store, path };
}

async function asked(
  store: Store,
  question: { from: number; until: number; now: number; tier: Tier },
): Promise<RoomBuckets> {
  const found = await store.longView.buckets({ ...lab, ...question });
  assert.ok(found && 'packed' in found, 'there is an answer');
  return found;
}

function sumOf({ packed }: RoomBuckets, member: number): number {
  return packed.reduce((sum, value, i) => (i % bucketWidth === member ? sum + value : sum), 0);
}

test('right after an edit that begins now, a year that has months to go is answered', async (t) => {
  const now = Date.UTC(2026, 0, 15, 12, 30);
  const { store, path } = await storeAt(t, now);
  for (let i = 0; i < 60; i++)
    store.append({ sensor: temperature, measuredAt: now - 2 * hour + i * minute, value: 20 });
  await store.commit();
  await store.fold(now);
  using database = openDatabase(path, { synchronous: 'OFF' });
  const of = { verb: 'calibrate', sensor: temperature, gain: 1, offset: -1 } as const;
  makeEdit(database, { ...of, from: now }, now);
  const year = { from: Date.UTC(2026, 0), until: Date.UTC(2027, 0), now, tier: 'month' } as const;
  assert.equal(sumOf(await asked(store, year), 2), 60);
});

test('what came late and is older than all that is rolled has its own beginning', async (t) => {
  const now = Date.UTC(2026, 10, 21, 12, 30);
  const { store } = await storeAt(t, now);
  store.append({ sensor: temperature, measuredAt: now - 2 * hour, value: 20 });
  await store.commit();
  await store.fold(now);
  const older = now - 20 * day;
  store.append({ sensor: temperature, measuredAt: older, value: 20 });
  await store.commit();
  for (const tier of ['bucket', 'day', 'month'] as const) {
    const { first } = await asked(store, { from: now - 60 * day, until: now, now, tier });
    assert.equal(first, Math.floor(older / hour) * hour, `of ${tier}s`);
  }
});

test('a room whose only readings are not folded and from before the period has its beginning all the same', async (t) => {
  const now = Date.UTC(2026, 10, 21, 12, 30);
  const { store } = await storeAt(t, now);
  const before = now - 30 * hour;
  store.append({ sensor: temperature, measuredAt: before, value: 20 });
  await store.commit();
  for (const tier of ['bucket', 'day', 'month'] as const) {
    const { first } = await asked(store, { from: now - hour, until: now, now, tier });
    assert.equal(first, Math.floor(before / hour) * hour, `of ${tier}s`);
  }
});

test('a room that was given a past by an edit has its beginning before any of it is rolled', async (t) => {
  const now = Date.UTC(2026, 10, 21, 12, 30);
  const { store, path } = await storeAt(t, now);
  const before = now - 30 * hour;
  store.append({ sensor: temperature, measuredAt: before, value: 20 });
  await store.commit();
  await store.fold(now);
  using database = openDatabase(path, { synchronous: 'OFF' });
  const to = { newRoom: 'Cellar' };
  makeEdit(database, { verb: 'device-move', device: mac(1), to, from: now - 40 * hour }, now);
  const cellar = { ...lab, room: 'cellar' };
  const found = await store.longView.buckets({
    ...cellar,
    from: now - hour,
    until: now,
    now,
    tier: 'bucket',
  });
  assert.ok(found && 'packed' in found, 'there is an answer');
  assert.equal(found.first, Math.floor(before / hour) * hour);
});

test('what a room has not had any more since an edit is not its beginning', async (t) => {
  const now = Date.UTC(2026, 10, 21, 12, 30);
  const { store, path } = await storeAt(t, now);
  for (const before of [20 * day, 2 * hour])
    store.append({ sensor: temperature, measuredAt: now - before, value: 20 });
  await store.commit();
  await store.fold(now);
  using database = openDatabase(path, { synchronous: 'OFF' });
  const flagged = { from: now - 21 * day, until: now - 19 * day };
  makeEdit(database, { verb: 'flag', sensor: temperature, ...flagged, reason: 'in a box' }, now);
  const { first } = await asked(store, { from: now - 60 * day, until: now, now, tier: 'day' });
  assert.equal(first, Math.floor((now - 2 * hour) / hour) * hour);
});
