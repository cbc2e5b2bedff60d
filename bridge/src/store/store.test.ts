import assert from 'node:assert/strict';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { StoreUnusable } from './schema.ts';
import { allReadings, device, drain, mac, openStore, temporaryPath, TestClock } from './store-fixture.ts';
import { Store } from './store.ts';

test('a committed reading is there after the file is opened again, with its place and its number', async (t) => {
  const path = await temporaryPath(t);
  {
    await using store = await openStore(path);
    const { sensors } = await store.register(device(1, { area: 'Kitchen' }));
    const temperature = sensors.find(({ entity }) => entity === 'temperature');
    assert.ok(temperature);
    assert.equal(store.append({ sensor: temperature.id, measuredAt: 5000, value: 21.5304 }), 1);
    assert.equal(store.committedThrough, 0, 'nothing is acknowledged before the commit');
    await store.commit();
    assert.equal(store.committedThrough, 1);
  }
  await using again = await openStore(path);
  assert.deepEqual(await allReadings(again), [
    {
      device: mac(1),
      entity: 'temperature',
      quantity: 'temperature',
      room: 'kitchen',
      measuredAt: 5000,
      value: 21.53,
    },
  ]);
  assert.equal(again.committedThrough, 1);
  assert.equal(again.append({ sensor: 2, measuredAt: 6000, value: 1 }), 2, 'numbers go on');
});

test('the commit mark comes after the commit and names the last reading of it', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path);
  const { sensors } = await store.register(device(1));
  const sensor = sensors[1]?.id ?? 0;
  const marks: { through: number; durable: number }[] = [];
  const stop = store.onCommitted((through) => {
    // Another connection, as another program after a power cut: it sees only what was committed.
    using reader = new DatabaseSync(path, { readOnly: true });
    const row = reader.prepare('SELECT max(through) AS seq FROM inbox').get();
    marks.push({ through, durable: Number(row?.['seq']) });
  });
  for (let i = 1; i <= 3; i++) store.append({ sensor, measuredAt: i, value: i });
  await store.commit();
  store.append({ sensor, measuredAt: 4, value: 4 });
  await store.commit();
  stop();
  assert.deepEqual(marks, [
    { through: 3, durable: 3 },
    { through: 4, durable: 4 },
  ]);
});

test('the database syncs every commit: WAL with synchronous FULL', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path);
  assert.ok(store);
  const { openDatabase } = await import('./schema.ts');
  using database = openDatabase(path);
  assert.equal(database.prepare('PRAGMA synchronous').get()?.['synchronous'], 2);
  assert.equal(database.prepare('PRAGMA journal_mode').get()?.['journal_mode'], 'wal');
});

test('one area is one room; equal friendly names are two; diagnostic sensors are in none', async (t) => {
  await using store = await openStore(await temporaryPath(t));
  await store.register(device(1, { area: 'Kitchen' }));
  await store.register(device(2, { area: 'Kitchen' }));
  await store.register(device(3, { friendlyName: 'Sensor' }));
  await store.register(device(4, { friendlyName: 'Sensor' }));
  const { rooms, sensors } = await store.register(device(5));
  assert.deepEqual(
    rooms.map(({ id, name }) => [id, name]),
    [
      ['kitchen', 'Kitchen'],
      ['room-0005', 'Room 0005'],
      ['sensor', 'Sensor'],
      ['sensor-2', 'Sensor 2'],
    ],
  );
  const roomOf = (n: number, entity: string): string | null | undefined =>
    sensors.find((sensor) => sensor.device === mac(n) && sensor.entity === entity)?.room;
  assert.equal(roomOf(1, 'temperature'), 'kitchen');
  assert.equal(roomOf(2, 'humidity'), 'kitchen');
  assert.equal(roomOf(4, 'humidity'), 'sensor-2');
  assert.equal(roomOf(4, 'wifi_signal'), null);
});

test('a device that comes again, renamed or with another area, keeps its room', async (t) => {
  await using store = await openStore(await temporaryPath(t));
  const first = await store.register(device(1, { area: 'Kitchen' }));
  const again = await store.register(device(1, { area: 'Cellar' }));
  assert.deepEqual(again.rooms, first.rooms);
  assert.deepEqual(again.sensors, first.sensors);
});

test('readings that cannot be written wait, are acknowledged by nobody, and are written when they can be', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path);
  const { sensors } = await store.register(device(1));
  const sensor = sensors[1]?.id ?? 0;
  {
    // Another writer holds the file, as a full disk would.
    using blocker = new DatabaseSync(path);
    blocker.exec('BEGIN IMMEDIATE');
    store.append({ sensor, measuredAt: 1, value: 1 });
    await store.commit();
    assert.equal(store.committedThrough, 0);
    assert.match(store.troubles().join(), /cannot be written/);
    blocker.exec('ROLLBACK');
  }
  store.append({ sensor, measuredAt: 2, value: 2 });
  await store.commit();
  assert.equal(store.committedThrough, 2);
  assert.deepEqual(store.troubles(), []);
  assert.deepEqual(
    (await allReadings(store)).map(({ measuredAt }) => measuredAt),
    [1, 2],
  );
});

test('what the disk cannot keep up with is refused and counted, not heaped up', async (t) => {
  await using store = await openStore(await temporaryPath(t));
  const { sensors } = await store.register(device(1));
  const sensor = sensors[1]?.id ?? 0;
  const numbers = Array.from({ length: 36_002 }, (_, i) => store.append({ sensor, measuredAt: i, value: 0 }));
  assert.equal(numbers.at(-3), 36_000);
  assert.deepEqual(numbers.slice(-2), [undefined, undefined]);
  assert.match(store.troubles().join(), /2 readings were not kept/);
});

test('a store of a newer program, of another program, or no database at all is refused in a sentence', async (t) => {
  const path = await temporaryPath(t);
  {
    await using store = await openStore(path);
    assert.ok(store);
  }
  {
    using database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 999');
  }
  await assert.rejects(
    openStore(path),
    (error) => error instanceof StoreUnusable && error.message.includes('newer'),
  );
  const foreign = `${path}.foreign`;
  {
    using database = new DatabaseSync(foreign);
    database.exec('CREATE TABLE photo (id); PRAGMA user_version = 7');
  }
  await assert.rejects(openStore(foreign), /another program/);
  const { writeFile } = await import('node:fs/promises');
  await writeFile(`${path}.txt`, 'this is no database, whatever its name may say about it'.repeat(100));
  await assert.rejects(openStore(`${path}.txt`), StoreUnusable);
  await assert.rejects(openStore('/nonexistent/folder/store.db'), /cannot open/);
});

test('commits happen by themselves at the interval', async (t) => {
  const store = await Store.open({
    path: await temporaryPath(t),
    commitIntervalMs: 20,
    clock: new TestClock(),
    log: () => undefined,
  });
  await using end = new AsyncDisposableStack();
  end.use(store);
  const { sensors } = await store.register(device(1));
  const committed = new EventTarget();
  store.onCommitted((through) => committed.dispatchEvent(new CustomEvent('through', { detail: through })));
  const mark = once(committed, 'through', { signal: AbortSignal.timeout(30_000) });
  store.append({ sensor: sensors[1]?.id ?? 0, measuredAt: 1, value: 1 });
  await mark;
  assert.equal(store.committedThrough, 1);
});

test('a sensor that is flashed to measure something else is another sensor, in the same room', async (t) => {
  await using store = await openStore(await temporaryPath(t));
  const asTemperature = {
    ...device(1),
    sensors: [{ entity: 'value', quantity: 'temperature', diagnostic: false }],
  } as const;
  const asHumidity = {
    ...device(1),
    sensors: [{ entity: 'value', quantity: 'humidity', diagnostic: false }],
  } as const;
  await store.register(asTemperature);
  const { sensors } = await store.register(asHumidity);
  assert.deepEqual(
    sensors.map(({ entity, quantity, room }) => [entity, quantity, room]),
    [
      ['value', 'temperature', 'room-0001'],
      ['value', 'humidity', 'room-0001'],
    ],
  );
});

test('a store that another bridge writes to is refused in a sentence, and free again when that one ends', async (t) => {
  const path = await temporaryPath(t);
  {
    await using store = await openStore(path);
    assert.ok(store);
    await assert.rejects(openStore(path), /in use by another climat-guardian.*--data/);
  }
  await using again = await openStore(path);
  assert.ok(again);
});

test('an inbox of many readings is folded before the hour is over', async (t) => {
  const clock = new TestClock();
  await using store = await openStore(await temporaryPath(t), { commitIntervalMs: 5, foldAbove: 10, clock });
  await store.register(device(1));
  // After it, the next would be when the hour is over, by a clock that stands still.
  await store.fold(clock.monotonic() + (clock.offset() ?? 0));
  const fold = foldOf(store);
  for (let at = 1; at <= 12; at++) store.append({ sensor: 2, measuredAt: at, value: at });
  await fold;
  await store.outbox.addSink('blocks', 'all');
  assert.equal((await drain(store, 'blocks', 'block')).length, 12);
});

function foldOf(store: Store): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.outbox.onMoved((lane) => {
      if (lane !== 'block') return;
      stop();
      resolve();
    });
  });
}
