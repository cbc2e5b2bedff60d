import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { hourMs, hourOf } from './blocks.ts';
import type { KeepRaw } from './retention.ts';
import { allReadings, device, drain, openStore, temporaryPath } from './store-fixture.ts';
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

/** Buckets of so many minutes for every hour of every sensor, as rolling up would write them. */
function roll(
  path: string,
  minutes: number,
  but: (sensor: number, start: number) => boolean = () => false,
): void {
  using database = new DatabaseSync(path, { timeout: 5000 });
  const add = database.prepare(
    `INSERT INTO rollup (sensor, start_ms, until_ms, count, wsum, covered) VALUES (?, ?, ?, 1, 1, 1)`,
  );
  database.exec('BEGIN');
  for (const sensor of sensors) {
    for (let start = noon - 3 * dayMs; start < noon; start += minutes * 60_000) {
      if (!but(sensor, start)) add.run(sensor, start, start + minutes * 60_000);
    }
  }
  database.exec('COMMIT');
}

async function firstHour(store: Store): Promise<number> {
  const rows = await allReadings(store);
  return hourOf(Math.min(...rows.map(({ measuredAt }) => measuredAt)));
}

const oldest = hourOf(noon - 3 * dayMs);

test('raw readings are kept for ever, unless told otherwise', async (t) => {
  const path = await temporaryPath(t);
  await using store = await threeDays(path);
  roll(path, 60);
  await store.fold(noon + 10 * 366 * dayMs);
  assert.equal((await allReadings(store)).length, 3 * 24 * perHour * 2);
});

test('hours that are old enough, rolled and in the sinks are dropped, and the count stays exact', async (t) => {
  for (const minutes of [60, 15]) {
    const path = await temporaryPath(t);
    {
      await using store = await threeDays(path, keepADay);
      await store.fold(noon + 120_000);
      assert.equal(await firstHour(store), oldest, 'nothing is rolled, nothing is dropped');
      const pages = pageCount(path);
      roll(path, minutes);
      await store.fold(noon + 120_000);
      assert.equal(await firstHour(store), hourOf(noon + 120_000 - dayMs));
      assert.equal((await allReadings(store)).length, 24 * perHour * 2);
      assert.ok(pageCount(path) <= pages + 20, 'the pages of what is gone are given back');
    }
    using database = new DatabaseSync(path);
    assert.equal(database.prepare('SELECT raw_from FROM site').get()?.['raw_from'], hourOf(noon - dayMs));
    assert.equal(
      database.prepare('SELECT count(*) AS n FROM rollup').get()?.['n'],
      (3 * 24 * 2 * 60) / minutes,
    );
    // A loss would be said, and `log` fails.
    await using again = await openStore(path, {
      keepRaw: keepADay,
      log: (sentence) => assert.fail(sentence),
    });
    assert.equal((await allReadings(again)).length, 24 * perHour * 2);
  }
});

function pageCount(path: string): number {
  using database = new DatabaseSync(path, { readOnly: true });
  return Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
}

test('the oldest go first, up to the first hour that is not rolled whole', async (t) => {
  const path = await temporaryPath(t);
  await using store = await threeDays(path, keepADay);
  const gap = oldest + 5;
  roll(path, 15, (sensor, start) => sensor === 3 && start === gap * hourMs + 45 * 60_000);
  await store.fold(noon + 120_000);
  assert.equal(await firstHour(store), gap);
});

test('nothing is dropped before every sink has passed it, nor where no sink was sent everything', async (t) => {
  const path = await temporaryPath(t);
  for (const keepRaw of [
    { ...keepADay, sinks: ['influx', 'cloud', 'new'] },
    { ...keepADay, wholeSinks: [] },
  ]) {
    const at = `${path}-${String(keepRaw.sinks.length)}`;
    await using store = await threeDays(at, keepRaw);
    roll(at, 60);
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
    roll(path, 60);
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
