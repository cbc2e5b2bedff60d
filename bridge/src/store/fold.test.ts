import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { allReadings, device, drain, openStore, temporaryPath, TestClock } from './store-fixture.ts';

const [temperature, humidity] = [2, 3];
const hourMs = 3_600_000;
const noon = Date.UTC(2026, 10, 21, 12);

function rowsOf(path: string, sql: string): unknown[] {
  using database = new DatabaseSync(path, { readOnly: true });
  return database
    .prepare(sql)
    .all()
    .map((row) => Object.values(row));
}

test('closed hours leave the inbox for blocks, one a sensor and hour; the open hour stays', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path);
  await store.register(device(1));
  // One commit reaches over two closed hours and the open one.
  for (const at of [noon - hourMs - 1, noon - hourMs, noon - 1, noon, noon + 1]) {
    store.append({ sensor: temperature, measuredAt: at, value: (at - noon) / 1e6 });
    store.append({ sensor: humidity, measuredAt: at, value: 50 });
  }
  await store.commit();
  const before = await allReadings(store);
  await store.fold(noon + 60_000);
  assert.deepEqual(rowsOf(path, 'SELECT sensor, hour, n FROM block ORDER BY sensor, hour'), [
    [temperature, noon / hourMs - 2, 1],
    [temperature, noon / hourMs - 1, 2],
    [humidity, noon / hourMs - 2, 1],
    [humidity, noon / hourMs - 1, 2],
  ]);
  assert.deepEqual(rowsOf(path, 'SELECT n FROM inbox'), [[4]]);
  const byTime = (a: { measuredAt: number; entity: string }, b: typeof a): number =>
    a.measuredAt - b.measuredAt || a.entity.localeCompare(b.entity);
  assert.deepEqual((await allReadings(store)).sort(byTime), before.sort(byTime));
});

test('an hour is not closed before its readings can have arrived', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path);
  await store.register(device(1));
  store.append({ sensor: temperature, measuredAt: noon - 1, value: 1 });
  await store.commit();
  await store.fold(noon + 59_999);
  assert.deepEqual(rowsOf(path, 'SELECT n FROM block'), []);
  await store.fold(noon + 60_000);
  assert.deepEqual(rowsOf(path, 'SELECT n FROM block'), [[1]]);
});

test('a late reading joins its hour in the order of time, under a new rev', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path);
  await store.register(device(1));
  for (const at of [1000, 3000])
    store.append({ sensor: temperature, measuredAt: noon - hourMs + at, value: at });
  await store.commit();
  await store.fold(noon + 60_000);
  const [[rev] = []] = rowsOf(path, 'SELECT rev FROM block') as number[][];
  store.append({ sensor: temperature, measuredAt: noon - hourMs + 2000, value: 2000 });
  await store.commit();
  await store.fold(noon + 60_000);
  const [[newRev, n] = []] = rowsOf(path, 'SELECT rev, n FROM block') as number[][];
  assert.ok(newRev !== undefined && rev !== undefined && newRev > rev);
  assert.equal(n, 3);
  assert.deepEqual(
    (await allReadings(store)).map(({ value }) => value),
    [1000, 2000, 3000],
  );
});

test('the same reading again is dropped and another value for its instant is a conflict that the first wins, wherever it lies', async (t) => {
  const path = await temporaryPath(t);
  const clock = new TestClock();
  {
    await using store = await openStore(path, { clock });
    await store.register(device(1));
    const say = (at: number, value: number): void => {
      store.append({ sensor: temperature, measuredAt: at, value });
    };
    // Within a commit, in the inbox, and in a block; newest first, so each older one is out of order.
    say(noon - 5, 5);
    say(noon - 10, 10);
    say(noon - 10, 10);
    say(noon - 10, 99);
    await store.commit();
    say(noon - 5, 5);
    say(noon - 10, 98);
    await store.commit();
    await store.fold(noon + 60_000);
    say(noon - 10, 10);
    say(noon - 5, 97);
    say(noon - 7, 7);
    await store.commit();
    assert.match(store.troubles().join(), /^3 readings contradicted others/);
  }
  // And what was known before a restart is known after it.
  await using store = await openStore(path, { clock });
  store.append({ sensor: temperature, measuredAt: noon - 7, value: 96 });
  store.append({ sensor: temperature, measuredAt: noon - 5, value: 5 });
  await store.commit();
  await store.fold(noon + 60_000);
  assert.deepEqual(
    (await allReadings(store)).map(({ measuredAt, value }) => [measuredAt - noon, value]),
    [
      [-10, 10],
      [-7, 7],
      [-5, 5],
    ],
  );
  assert.deepEqual(rowsOf(path, `SELECT conflicts FROM sensor WHERE id = ${String(temperature)}`), [[4]]);
  assert.deepEqual(rowsOf(path, 'SELECT folded FROM site'), [[3]]);
});

test('what a sink got live is not sent again when its hour closes; what it missed is, by the block lane', async (t) => {
  await using store = await openStore(await temporaryPath(t));
  await store.register(device(1));
  await store.outbox.addSink('up', 'all');
  await store.outbox.addSink('down', 'all');
  const values = async (sink: string, lane: 'inbox' | 'block'): Promise<number[]> =>
    (await drain(store, sink, lane)).map(({ value }) => value);
  store.append({ sensor: temperature, measuredAt: noon - 2, value: 1 });
  store.append({ sensor: temperature, measuredAt: noon - 1, value: 2 });
  await store.commit();
  assert.deepEqual(await values('up', 'inbox'), [1, 2]);
  await store.fold(noon + 60_000);
  assert.deepEqual(await values('up', 'block'), []);
  store.append({ sensor: temperature, measuredAt: noon + 1, value: 3 });
  await store.commit();
  // Live first, though an hour waits.
  assert.deepEqual(await values('down', 'inbox'), [3]);
  assert.deepEqual(await values('down', 'block'), [1, 2]);
  assert.deepEqual(await values('up', 'inbox'), [3]);
  // Folded while a sink still has blocks to get: it gets these as well, for certain.
  await store.fold(noon + hourMs + 60_000);
  assert.deepEqual(await values('down', 'block'), []);
});

test('a late reading brings its whole hour to a sink that has it already', async (t) => {
  await using store = await openStore(await temporaryPath(t));
  await store.register(device(1));
  await store.outbox.addSink('sink', 'all');
  store.append({ sensor: temperature, measuredAt: noon - 2, value: 1 });
  await store.commit();
  await drain(store, 'sink', 'inbox');
  await store.fold(noon + 60_000);
  store.append({ sensor: temperature, measuredAt: noon - 1, value: 2 });
  await store.commit();
  await store.fold(noon + 60_000);
  assert.deepEqual(
    (await drain(store, 'sink', 'block')).map(({ value }) => value),
    [1, 2],
  );
});

test('a sink that begins now gets what comes, and nothing of before', async (t) => {
  await using store = await openStore(await temporaryPath(t));
  await store.register(device(1));
  store.append({ sensor: temperature, measuredAt: noon - hourMs - 1, value: 1 });
  await store.commit();
  await store.fold(noon);
  store.append({ sensor: temperature, measuredAt: noon - 2, value: 2 });
  await store.commit();
  await store.outbox.addSink('new', 'now');
  store.append({ sensor: temperature, measuredAt: noon - 1, value: 3 });
  await store.commit();
  assert.deepEqual(
    (await drain(store, 'new', 'inbox')).map(({ value }) => value),
    [3],
  );
  await store.fold(noon + 60_000);
  assert.deepEqual(await drain(store, 'new', 'block'), []);
  await store.outbox.addSink('new', 'all');
  assert.deepEqual(await drain(store, 'new', 'block'), [], 'a sink that is known keeps its cursors');
});

test('a cursor that another moved back stays where it was put', async (t) => {
  await using store = await openStore(await temporaryPath(t));
  await store.register(device(1));
  await store.outbox.addSink('sink', 'all');
  store.append({ sensor: temperature, measuredAt: noon - 2, value: 1 });
  await store.commit();
  await store.fold(noon + 60_000);
  const page = await store.outbox.next('sink', 'block', 10);
  await store.outbox.settle('sink', 'block', page, []);
  const again = await store.outbox.next('sink', 'block', 10);
  assert.equal(again.to, again.from);
  // The settling of a page that was read before a replay: its cursor is not where it began any more.
  await store.outbox.settle('sink', 'block', { from: page.from, to: page.to + 5 }, []);
  assert.deepEqual(await store.outbox.next('sink', 'block', 10), again);
});

test('refused points are set aside with their reason, and the lane goes on', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path);
  await store.register(device(1));
  await store.outbox.addSink('sink', 'all');
  store.append({ sensor: temperature, measuredAt: noon - 2, value: 1 });
  await store.commit();
  const page = await store.outbox.next('sink', 'inbox', 10);
  await store.outbox.settle('sink', 'inbox', page, [
    { line: 'climate temperature=1', reason: 'field type conflict' },
  ]);
  assert.deepEqual(rowsOf(path, 'SELECT sink, lane, line, reason, at FROM refused'), [
    ['sink', 'inbox', 'climate temperature=1', 'field type conflict', noon],
  ]);
  assert.equal((await store.outbox.lanes('sink'))[0]?.waiting, 0);
});

test('each lane says how much waits in it and since when', async (t) => {
  await using store = await openStore(await temporaryPath(t));
  await store.register(device(1));
  await store.outbox.addSink('sink', 'all');
  store.append({ sensor: temperature, measuredAt: noon - 1, value: 1 });
  store.append({ sensor: temperature, measuredAt: noon + 5, value: 1 });
  store.append({ sensor: temperature, measuredAt: noon + 6, value: 1 });
  await store.commit();
  await store.fold(noon + 60_000);
  assert.deepEqual(await store.outbox.lanes('sink'), [
    { lane: 'inbox', waiting: 2, oldest: noon + 5 },
    { lane: 'block', waiting: 1, oldest: noon - hourMs },
    { lane: 'rollup', waiting: 1, oldest: noon - hourMs },
    { lane: 'room_hour', waiting: 1, oldest: noon - hourMs },
    { lane: 'room_day', waiting: 1, oldest: noon - 12 * hourMs },
    { lane: 'room_month', waiting: 1, oldest: Date.UTC(2026, 10) },
    { lane: 'event', waiting: 0, oldest: null },
  ]);
});
