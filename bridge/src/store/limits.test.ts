/** The store in hard times: what waits is bounded, what cannot be stored harms nothing, and it always comes to an end. */
import assert from 'node:assert/strict';
import { mkdirSync, rmdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { allReadings, device, openStore, temporaryPath } from './store-fixture.ts';

const temperature = 2;
const noon = Date.UTC(2026, 10, 21, 12);

/** Another program that writes to the database and does not come to an end. */
function hold(path: string): DatabaseSync {
  const holder = new DatabaseSync(path);
  holder.exec('BEGIN IMMEDIATE');
  return holder;
}

test('what is on its way to a disk that does not take it counts as waiting', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path);
  await store.register(device(1));
  using holder = hold(path);
  const fill = (from: number): number => {
    let taken = 0;
    while (store.append({ sensor: temperature, measuredAt: noon + from + taken, value: 20 }) !== undefined) {
      if (++taken > 40_000) break;
    }
    return taken;
  };
  assert.equal(fill(0), 36_000);
  const failing = store.commit();
  assert.equal(fill(36_000), 0);
  await failing;
  assert.equal(fill(36_000), 0);
  holder.exec('ROLLBACK');
  await store.commit();
  assert.equal(store.committedThrough, 36_000);
});

test('a store that cannot say goodbye lets go of its files all the same', async (t) => {
  const path = await temporaryPath(t);
  const store = await openStore(path);
  const holder = hold(path);
  await assert.rejects(async () => {
    await store[Symbol.asyncDispose]();
  }, /locked/);
  holder.close();
  await using again = await openStore(path);
  assert.equal(again.committedThrough, 0);
});

test('a number that cannot be stored is refused, and those beside it are kept', async (t) => {
  await using store = await openStore(await temporaryPath(t));
  await store.register(device(1));
  const append = (measuredAt: number, value: number): number | undefined =>
    store.append({ sensor: temperature, measuredAt, value });
  append(noon, 20);
  assert.equal(append(noon + 1000, NaN), undefined);
  assert.equal(append(noon + 2000, Infinity), undefined);
  assert.equal(append(noon + 3000, 1e300), undefined);
  assert.equal(append(NaN, 20), undefined);
  assert.equal(append(-Infinity, 20), undefined);
  assert.equal(append(1e18, 20), undefined);
  assert.equal(store.appendUndated({ sensor: temperature, monoMs: 5, value: 20, statedAt: 1e18 }), undefined);
  append(-1, -40);
  await store.commit();
  const rows = await allReadings(store);
  assert.deepEqual(
    rows.map(({ measuredAt, value }) => [measuredAt, value]),
    [
      [noon, 20],
      [-1, -40],
    ],
  );
});

test('a salvage that failed while the bridge runs is tried again with the next commit', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path);
  await store.register(device(1));
  store.append({ sensor: temperature, measuredAt: noon, value: 20 });
  await store.commit();
  // What is in the way of the salvage, as a full disk would be.
  mkdirSync(`${path}.salvaging`);
  {
    using database = new DatabaseSync(path);
    database.exec('PRAGMA ignore_check_constraints = ON; UPDATE inbox SET n = 9007199254740993');
  }
  await assert.rejects(allReadings(store));
  store.append({ sensor: temperature, measuredAt: noon + 1000, value: 21 });
  await store.commit();
  assert.equal(store.committedThrough, 1);
  rmdirSync(`${path}.salvaging`);
  await store.commit();
  assert.equal(store.committedThrough, 2);
  assert.equal((await allReadings(store)).length, 1);
});
