/** Damage that meets a power cut: what lies beside the database is older than what is in it. */
import assert from 'node:assert/strict';
import { closeSync, copyFileSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { once } from 'node:events';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { packBlock } from './packing.ts';
import { numberIn } from './rows.ts';
import {
  allReadings,
  device,
  drain,
  openStore,
  readingsIn,
  temporaryPath,
  TestClock,
} from './store-fixture.ts';

const temperature = 2;
const humidity = 3;
const noon = Date.UTC(2026, 10, 21, 12);

/** The store as it lies on the disk while its bridge runs. */
function asItLies(path: string, name: string): string {
  const copy = join(dirname(path), name);
  mkdirSync(copy);
  for (const part of ['', '-wal', '.mark', '.inventory'])
    copyFileSync(path + part, join(copy, basename(path) + part));
  return join(copy, basename(path));
}

/** Makes the first pages of these tables unreadable. */
function spoil(path: string, ...tables: string[]): void {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const pageSize = numberIn(database.prepare('PRAGMA page_size').get(), 'page_size');
  const pages = tables.map((table) =>
    numberIn(database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table), 'rootpage'),
  );
  database.close();
  const file = openSync(path, 'r+');
  for (const page of pages) writeSync(file, Buffer.alloc(pageSize, 0xa5), 0, pageSize, (page - 1) * pageSize);
  closeSync(file);
}

test('a mark that the power cut left older than the store costs a damaged store none of its readings', async (t) => {
  const path = await temporaryPath(t);
  const mark = `${path}.old-mark`;
  let cut: string;
  {
    await using store = await openStore(path);
    await store.register(device(1));
    for (let i = 0; i < 20; i++) {
      store.append({ sensor: temperature, measuredAt: noon + i * 1000, value: i });
      await store.commit();
      if (i === 9) copyFileSync(`${path}.mark`, mark);
    }
    cut = asItLies(path, 'cut');
  }
  copyFileSync(mark, `${cut}.mark`);
  spoil(cut, 'boot');
  await using store = await openStore(cut);
  assert.match(store.troubles().join(' '), /was damaged/);
  assert.equal((await allReadings(store)).length, 20);
  assert.equal(store.committedThrough, 20, 'no number is given twice');
});

test('what is measured after a salvage reaches a sink that was ahead of what could be saved', async (t) => {
  const path = await temporaryPath(t);
  const mark = `${path}.old-mark`;
  let cut: string;
  {
    await using store = await openStore(path);
    await store.register(device(1));
    await store.outbox.addSink('sink', 'all');
    copyFileSync(`${path}.mark`, mark);
    for (let hour = -3; hour < 1; hour++) {
      store.append({ sensor: temperature, measuredAt: noon + hour * 3_600_000, value: 20 });
      await store.commit();
    }
    await store.fold(noon + 60_000);
    await drain(store, 'sink', 'block');
    await drain(store, 'sink', 'inbox');
    await store.fold(noon + 3_660_000);
    store.append({ sensor: temperature, measuredAt: noon + 3_700_000, value: 20 });
    await store.commit();
    await drain(store, 'sink', 'inbox');
    // The cursors go to the disk with a refused point.
    const more = store.append({ sensor: temperature, measuredAt: noon + 3_710_000, value: 20 }) ?? 0;
    await store.commit();
    const page = await store.outbox.next('sink', 'inbox', 10);
    assert.equal(page.to, more);
    await store.outbox.settle('sink', 'inbox', page, [{ line: 'climate', reason: 'too odd' }]);
    cut = asItLies(path, 'cut');
  }
  copyFileSync(mark, `${cut}.mark`);
  {
    using database = new DatabaseSync(cut);
    database.exec('DELETE FROM inbox; UPDATE site SET last_seq = 0');
  }
  spoil(cut, 'block');
  await using store = await openStore(cut);
  assert.deepEqual(await allReadings(store), [], 'nothing could be saved');
  for (let i = 0; i < 3; i++) {
    store.append({ sensor: humidity, measuredAt: noon + 3_720_000 + i, value: 40 + i });
    await store.commit();
  }
  assert.deepEqual(
    readingsIn(await store.outbox.next('sink', 'inbox', 10)).map(({ value }) => value),
    [40, 41, 42],
  );
  // The sink takes nothing for an hour: what is folded meanwhile comes by the other lane.
  await store.fold(noon + 7_260_000);
  assert.equal((await drain(store, 'sink', 'block')).length, 3);
});

test('readings of a sensor that nobody knows any more do not keep others from being folded', async (t) => {
  const path = await temporaryPath(t);
  let cut: string;
  {
    await using store = await openStore(path);
    await store.register(device(1));
    store.append({ sensor: temperature, measuredAt: noon, value: 20 });
    await store.commit();
    // As after a sensor's row was lost together with its copy.
    store.append({ sensor: 99, measuredAt: noon, value: 20 });
    await store.commit();
    cut = asItLies(path, 'cut');
  }
  spoil(cut, 'boot');
  await using store = await openStore(cut);
  assert.match(store.troubles().join(' '), /1 of 2 readings were saved, 1 are lost/);
  await store.fold(noon + 2 * 3_600_000);
  assert.equal((await allReadings(store)).length, 1);
});

test('readings of a boot whose row is lost are never dated by the clock of another boot', async (t) => {
  const path = await temporaryPath(t);
  const clock = new TestClock();
  clock.utcLessMono = undefined;
  let cut: string;
  {
    await using store = await openStore(path, { clock });
    await store.register(device(1));
    for (let i = 0; i < 5; i++) {
      store.appendUndated({ sensor: temperature, monoMs: 1_000_000 + i * 1000, value: i });
    }
    await store.commit();
    cut = asItLies(path, 'cut');
  }
  spoil(cut, 'boot');
  const next = new TestClock();
  next.osBoot = 'boot-2';
  await using store = await openStore(cut, { clock: next });
  assert.match(store.troubles().join(' '), /5 of 5 readings were saved/);
  await store.trust();
  assert.deepEqual(await allReadings(store), []);
  using reader = new DatabaseSync(cut, { readOnly: true });
  assert.equal(reader.prepare('SELECT sum(n) AS n FROM quarantine').get()?.['n'], 5);
  assert.deepEqual(reader.prepare('PRAGMA foreign_key_check').all(), []);
});

test('years of readings are salvaged in little memory', async (t) => {
  const path = await temporaryPath(t);
  {
    await using store = await openStore(path);
    await store.register(device(1));
  }
  const [hours, perHour] = [800, 3600];
  {
    using database = new DatabaseSync(path);
    const add = database.prepare('INSERT INTO block (sensor, hour, n, data, crc) VALUES (1, ?, ?, ?, ?)');
    database.exec('BEGIN');
    for (let hour = 0; hour < hours; hour++) {
      const times = Array.from({ length: perHour }, (_, i) => (hour * perHour + i) * 1000);
      const { data, crc } = packBlock(
        { sensor: 1, hour },
        times.map((at) => ({ at, value: at % 7, receivedAt: at })),
      );
      add.run(hour, perHour, data, crc);
    }
    database.exec('COMMIT');
  }
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     import(workerData.code).then(({ salvage }) => {
       parentPort.postMessage(salvage(workerData.path, undefined).readings);
     });`,
    {
      eval: true,
      workerData: { path, code: new URL('salvage.ts', import.meta.url).href },
      resourceLimits: { maxOldGenerationSizeMb: 40 },
    },
  );
  const said: unknown[] = await once(worker, 'message');
  assert.deepEqual(said, [hours * perHour]);
  await worker.terminate();
});

test('buckets, days and months whose numbers are lost get numbers that no sink has passed', async (t) => {
  const path = await temporaryPath(t);
  const lanes = ['rollup', 'room_hour', 'room_day', 'room_month'] as const;
  {
    await using store = await openStore(path);
    await store.register(device(1, { area: 'Kitchen' }));
    await store.outbox.addSink('sink', 'all');
    // So that more rows were written than there are.
    for (let i = 0; i < 6; i++) {
      store.append({ sensor: temperature, measuredAt: noon + i * 600_000, value: i });
      await store.commit();
      await store.fold(noon + 7_260_000);
      await store.roll(noon + 7_260_000);
    }
    for (const lane of lanes)
      await store.outbox.settle('sink', lane, await store.outbox.next('sink', lane, 100), []);
  }
  {
    using database = new DatabaseSync(path);
    for (const table of lanes)
      database.exec(`DELETE FROM ${table}; DELETE FROM sqlite_sequence WHERE name = '${table}'`);
  }
  spoil(path, 'event');
  await using store = await openStore(path);
  await store.roll(noon + 7_260_000);
  for (const lane of lanes)
    assert.notDeepEqual((await store.outbox.next('sink', lane, 100)).rows, [], `${lane} is sent again`);
});
