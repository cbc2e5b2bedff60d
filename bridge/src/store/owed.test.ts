/** Buckets in which nothing was measured have rows where something could have been, and nowhere else. */
import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { makeEdit } from './edits.ts';
import { openDatabase } from './schema.ts';
import { device, mac, openStore, temporaryPath, TestClock } from './store-fixture.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const [signal, temperature] = [1, 2];
const options = { synchronous: 'OFF', zone: 'UTC' } as const;

function beside(t: TestContext, path: string): DatabaseSync {
  const database = openDatabase(path, { synchronous: 'OFF' });
  endOf(t).defer(() => {
    database.close();
  });
  return database;
}

/** Hours since noon at which rows begin, and hours that they cover. */
function hours(database: DatabaseSync, sql: string): [number, number][] {
  return database
    .prepare(`SELECT start_ms, covered FROM ${sql} ORDER BY start_ms`)
    .all()
    .map((row) => [(Number(row['start_ms']) - noon) / hour, Number(row['covered']) / hour]);
}

const ofRoom = (room: string, table = 'room_hour'): string =>
  `${table} JOIN series ON series.id = series WHERE room = '${room}' AND quantity = 'temperature'`;

test('the month in which the bridge was off has every hour, day and month of all that stands somewhere', async (t) => {
  const path = await temporaryPath(t);
  {
    await using store = await openStore(path, options);
    await store.register(device(1, { area: 'Kitchen' }));
    for (const sensor of [signal, temperature])
      store.append({ sensor, measuredAt: noon + minute, value: 20 });
    await store.commit();
    await store.fold(noon + hour + minute);
  }
  await using store = await openStore(path, options);
  await store.roll(noon + 30 * day + minute);
  const database = beside(t, path);
  const all = 30 * 24;
  const whole = [[0, 150 / 3600], ...Array.from({ length: all - 1 }, (_, i) => [i + 1, 0])];
  assert.deepEqual(hours(database, ofRoom('kitchen')), whole);
  for (const sensor of [signal, temperature])
    assert.deepEqual(hours(database, `rollup WHERE sensor = ${String(sensor)}`), whole, String(sensor));
  const days = database.prepare(`SELECT (until_ms - start_ms) AS ms FROM ${ofRoom('kitchen', 'room_day')}`);
  assert.deepEqual(
    days.all().map(({ ms }) => ms),
    Array.from({ length: 31 }, () => day),
  );
  assert.equal(hours(database, ofRoom('kitchen', 'room_month')).length, 2);
  assert.equal(database.prepare('SELECT count(*) AS n FROM rollup WHERE sensor = 3').get()?.['n'], 0);
  const answer = await store.reader.buckets({
    ...{ room: 'kitchen', quantity: 'temperature', tier: 'bucket' },
    ...{ from: noon - day, until: noon + 40 * day, now: noon + 30 * day },
  });
  assert.ok(answer && 'packed' in answer);
  assert.deepEqual(
    [answer.packed.length / 9, answer.first],
    [1, noon],
    'who asks is told of what was covered',
  );
});

test('what is missing of a long silence is written in several transactions, between which others are served', async (t) => {
  const path = await temporaryPath(t);
  const clock = new TestClock();
  await using store = await openStore(path, { ...options, clock });
  for (const n of [1, 2, 3]) {
    await store.register(device(n, { area: `Room ${String(n)}` }));
    store.append({ sensor: temperature + 3 * (n - 1), measuredAt: noon + minute, value: 20 });
  }
  await store.commit();
  await store.fold(noon + hour + minute);
  const database = beside(t, path);
  const rows = (): number =>
    Number(
      database
        .prepare('SELECT (SELECT count(*) FROM rollup) + (SELECT count(*) FROM room_hour) AS n')
        .get()?.['n'],
    );
  const rolled = store.roll(noon + 60 * day + minute);
  // Between two steps of it others are served: a commit never waits for all.
  const seen = new Set<number>();
  const over = new AbortController();
  const done = rolled.finally(() => {
    over.abort();
  });
  while (!over.signal.aborted) {
    await store.answers();
    seen.add(rows());
  }
  await done;
  const sizes = [...seen].toSorted((a, b) => a - b);
  for (const [i, size] of sizes.entries()) assert.ok(size - (sizes[i - 1] ?? 0) <= 5000, sizes.join(' '));
  assert.ok(sizes.length > 2, sizes.join(' '));
  assert.equal(rows(), 6 * 60 * 24);
});

test('while the clock is not trusted no hour is over', async (t) => {
  const path = await temporaryPath(t);
  const clock = new TestClock();
  await using store = await openStore(path, { ...options, clock });
  await store.register(device(1, { area: 'Kitchen' }));
  store.append({ sensor: temperature, measuredAt: noon + minute, value: 20 });
  await store.commit();
  await store.fold(noon + hour + minute);
  clock.utcLessMono = undefined;
  await store.roll();
  const database = beside(t, path);
  assert.deepEqual(hours(database, ofRoom('kitchen')), [[0, 150 / 3600]]);
  await store.roll(noon + 3 * hour + minute);
  assert.equal(hours(database, ofRoom('kitchen')).length, 3);
});

test('a room is expected to have something from when a sensor came until it went, in whole hours', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path, options);
  await store.register(device(1, { area: 'Kitchen' }));
  store.append({ sensor: temperature, measuredAt: noon + minute, value: 20 });
  await store.commit();
  await store.fold(noon + 2 * hour + minute);
  const database = beside(t, path);
  const from = noon + 3.5 * hour;
  makeEdit(database, { verb: 'device-move', device: mac(1), to: { newRoom: 'Attic' }, from }, from);
  await store.roll(noon + 6 * hour + minute);
  assert.deepEqual(
    hours(database, ofRoom('kitchen')).map(([at]) => at),
    [0, 1, 2, 3],
  );
  assert.deepEqual(
    hours(database, ofRoom('attic')).map(([at]) => at),
    [3, 4, 5],
  );
  const halves = hours(database, `rollup WHERE sensor = ${String(temperature)}`).map(([at]) => at);
  assert.deepEqual(halves, [0, 1, 2, 3, 3.5, 4, 5], 'its own are split where it was moved');
});

test('a reading that comes days late makes the time since then one in which something was expected', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path, options);
  await store.register(device(1, { area: 'Kitchen' }));
  store.append({ sensor: temperature, measuredAt: noon + minute, value: 20 });
  await store.commit();
  await store.fold(noon + hour + minute);
  store.append({ sensor: temperature, measuredAt: noon - 50 * hour, value: 20 });
  await store.commit();
  await store.fold(noon + hour + 2 * minute);
  const expected = Array.from({ length: 51 }, (_, i) => i - 50);
  const database = beside(t, path);
  assert.deepEqual(
    hours(database, ofRoom('kitchen')).map(([at]) => at),
    expected,
  );
  assert.deepEqual(
    hours(database, 'rollup').map(([at]) => at),
    expected,
  );
});

test('a device that was taken away has rows until its last reading, and again from when it stands somewhere', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path, options);
  for (const n of [1, 2]) await store.register(device(n, { area: 'Kitchen' }));
  for (const sensor of [signal, temperature]) store.append({ sensor, measuredAt: noon + minute, value: 20 });
  await store.commit();
  const database = beside(t, path);
  const replaced = noon + 2 * hour;
  makeEdit(database, { verb: 'device-replace', old: mac(1), by: mac(2), from: replaced }, replaced);
  await store.fold(noon + 10 * hour + minute);
  for (const sensor of [signal, temperature]) {
    const rows = hours(database, `rollup WHERE sensor = ${String(sensor)}`).map(([at]) => at);
    assert.deepEqual(rows, [0, 1], `of sensor ${String(sensor)}`);
  }
  const back = { verb: 'device-move', device: mac(1), to: { newRoom: 'Attic' } } as const;
  makeEdit(database, { ...back, from: noon + 8 * hour }, noon + 10 * hour);
  await store.roll(noon + 10 * hour + minute);
  makeEdit(database, { verb: 'undo', edit: undefined }, noon + 10 * hour);
  makeEdit(database, { ...back, from: noon + 5 * hour }, noon + 10 * hour);
  await store.roll(noon + 10 * hour + minute);
  for (const sensor of [signal, temperature]) {
    const rows = hours(database, `rollup WHERE sensor = ${String(sensor)}`).map(([at]) => at);
    assert.deepEqual(rows, [0, 1, 5, 6, 7, 8, 9], `of sensor ${String(sensor)}`);
  }
});
