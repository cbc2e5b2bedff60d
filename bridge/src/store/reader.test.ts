import assert from 'node:assert/strict';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { hourMs } from './blocks.ts';
import { device, openStore, temporaryPath } from './store-fixture.ts';
import type { Store } from './store.ts';
import { readingWidth, type ReadingsPage, type ReadingsQuestion } from './types.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const all: ReadingsQuestion = {
  of: { room: 'lab' },
  rooms: null,
  from: 0,
  to: noon + 100 * hourMs,
  after: null,
  limit: 1000,
};

/** Two sensors in room `lab`: 2 temperature, 3 humidity. */
async function labStore(t: TestContext): Promise<{ store: Store; path: string }> {
  const path = await temporaryPath(t);
  const store = await openStore(path);
  await store.register(device(1, { area: 'Lab' }));
  return { store, path };
}

function told({ sensors, rooms, packed }: ReadingsPage): (string | number)[][] {
  const readings: (string | number)[][] = [];
  for (let i = 0; i < packed.length; i += readingWidth) {
    const [sensor = -1, room = -1, at = 0, value = 0] = packed.subarray(i, i + readingWidth);
    readings.push([sensors[sensor]?.id ?? '?', rooms[room] ?? '-', (at - noon) / 1000, value]);
  }
  return readings;
}

async function readings(store: Store, question: Partial<ReadingsQuestion> = {}): Promise<ReadingsPage> {
  const page = await store.reader.readings({ ...all, ...question });
  assert.ok(page);
  return page;
}

/** The thread that the next question starts. */
async function nextThread(): Promise<Worker> {
  const [worker] = (await once(process, 'worker')) as [Worker];
  return worker;
}

test('what is in blocks and what is not yet folded come in one order, by time and then by sensor', async (t) => {
  const { store } = await labStore(t);
  await using _ = store;
  for (const [seconds, sensor, value] of [
    [10, 3, 40.1],
    [10, 2, 20.1],
    [0, 2, 20],
    [3600, 2, 21],
  ] as const)
    store.append({ sensor, measuredAt: noon + seconds * 1000, value });
  await store.commit();
  await store.fold(noon + hourMs + 60_000);
  // Late: its hour is a block already.
  store.append({ sensor: 3, measuredAt: noon + 5000, value: 40 });
  await store.commit();
  const expected = [
    [2, 'lab', 0, 20_000],
    [3, 'lab', 5, 40_000],
    [2, 'lab', 10, 20_100],
    [3, 'lab', 10, 40_100],
    [2, 'lab', 3600, 21_000],
  ];
  const whole = await readings(store);
  assert.deepEqual(told(whole), expected);
  assert.equal(whole.next, null);
  const paged: (string | number)[][] = [];
  let page = await readings(store, { limit: 1 });
  for (; page.next !== null; page = await readings(store, { limit: 1, after: page.next }))
    paged.push(...told(page));
  assert.deepEqual(paged, expected);
});

test('a period has its first millisecond and not its last', async (t) => {
  const { store } = await labStore(t);
  await using _ = store;
  for (const at of [-1, 0, 1, 2]) store.append({ sensor: 2, measuredAt: noon + at, value: at });
  await store.commit();
  const period = { from: noon, to: noon + 2 };
  const values = async (): Promise<unknown[]> => told(await readings(store, period)).map(([, , , v]) => v);
  assert.deepEqual(await values(), [0, 1000]);
  await store.fold(noon + 2 * hourMs);
  assert.deepEqual(await values(), [0, 1000]);
});

test('a page ends after a thousand blocks, and the next one goes on', async (t) => {
  const { store } = await labStore(t);
  await using _ = store;
  const count = 2500;
  for (let i = 0; i < count; i++)
    store.append({ sensor: 2, measuredAt: noon - (count - i) * hourMs, value: i });
  await store.commit();
  await store.fold(noon + hourMs);
  const sizes: number[] = [];
  const values: unknown[] = [];
  for (let after: ReadingsQuestion['after'] = null; ;) {
    const page = await readings(store, { after, limit: 10_000 });
    const some = told(page);
    sizes.push(some.length);
    values.push(...some.map(([, , , value]) => value));
    if (page.next === null) break;
    after = page.next;
  }
  assert.ok(sizes.length === 3 && Math.max(...sizes) <= 1000, String(sizes));
  assert.deepEqual(
    values,
    Array.from({ length: count }, (_, i) => i * 1000),
  );
});

test('damaged rows are told as missing, whoever finds them, and the rest is read', async (t) => {
  const { store, path } = await labStore(t);
  await using _ = store;
  for (let hour = 0; hour < 3; hour++)
    for (const seconds of [0, 30])
      store.append({ sensor: 2, measuredAt: noon + hour * hourMs + seconds * 1000, value: hour });
  await store.commit();
  await store.fold(noon + 3 * hourMs + 60_000);
  store.append({ sensor: 2, measuredAt: noon + 3 * hourMs, value: 3 });
  await store.commit();
  {
    using other = new DatabaseSync(path);
    other.exec(`UPDATE block SET crc = crc + 1 WHERE hour = ${String(noon / hourMs + 1)}`);
  }
  const check = async (): Promise<void> => {
    const page = await readings(store);
    assert.deepEqual(
      told(page).map(([, , , value]) => value),
      [0, 0, 2000, 2000, 3000],
    );
    assert.deepEqual(
      page.missing.map(({ sensor, ...rest }) => ({ ...rest, sensor: sensor.id })),
      [{ sensor: 2, hour: noon + hourMs, readings: 2 }],
    );
    // On one page only, wherever it is cut.
    const missing: number[] = [];
    let next: ReadingsQuestion['after'] = null;
    do {
      const one: ReadingsPage = await readings(store, { after: next, limit: 1 });
      missing.push(one.missing.length);
      ({ next } = one);
    } while (next !== null);
    assert.equal(
      missing.reduce((sum, n) => sum + n),
      1,
      String(missing),
    );
    assert.deepEqual((await readings(store, { to: noon + hourMs })).missing, []);
    assert.deepEqual((await readings(store, { from: noon + 2 * hourMs })).missing, []);
  };
  await check();
  // The writer finds it too, and sets it aside.
  await store.verifySome();
  await check();

  {
    using other = new DatabaseSync(path);
    other.exec('UPDATE inbox SET crc = crc + 1');
  }
  const page = await readings(store);
  assert.equal(page.missingUnfiled, 1);
  assert.equal(told(page).length, 4);
});

test('a thread that ends is started again, and what it was asked is answered that it failed', async (t) => {
  const said: string[] = [];
  const path = await temporaryPath(t);
  await using store = await openStore(path, { log: (message) => said.push(message) });
  await store.register(device(1, { area: 'Lab' }));
  const started = nextThread();
  await readings(store);
  const ending = (await started).terminate();
  await assert.rejects(store.reader.readings(all), /the store's reader has ended/);
  await ending;
  assert.match(said.join(), /Nothing can be read just now: the store's reader has ended/);
  store.append({ sensor: 2, measuredAt: noon, value: 20 });
  await store.commit();
  assert.equal(told(await readings(store)).length, 1);
});

test('a store that was mended while it ran is read anew, and its newest commits are in it', async (t) => {
  const { store, path } = await labStore(t);
  await using _ = store;
  store.append({ sensor: 2, measuredAt: noon, value: 20 });
  await store.commit();
  assert.equal(told(await readings(store)).length, 1);
  {
    using other = new DatabaseSync(path, { enableForeignKeyConstraints: false });
    other.exec("UPDATE device SET mac = 'nobody'");
  }
  await store.inventory();
  assert.match(store.troubles().join(), /The store was damaged/);
  store.append({ sensor: 2, measuredAt: noon + 1, value: 21 });
  await store.commit();
  assert.equal(told(await readings(store)).length, 2);
  await store[Symbol.asyncDispose]();
  await using again = await openStore(path);
  assert.equal(told(await readings(again)).length, 2, 'closing the old file took nothing of the new one');
});
