/** Packed rows that are no longer what was written: each costs itself only, and the loss is said. */
import assert from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { makeEdit } from './edits.ts';
import { writeInventoryCopy } from './inventory-copy.ts';
import { openDatabase } from './schema.ts';
import { allReadings, device, drain, mac, openStore, temporaryPath, TestClock } from './store-fixture.ts';

const temperature = 2;
const noon = Date.UTC(2026, 10, 21, 12);

/** A damaged disk, for which the store's own connection is no cause to look twice. */
function change(path: string, sql: string): void {
  using database = new DatabaseSync(path);
  database.exec(sql);
}

test('a damaged row that a mark older than it knows nothing of is said to be lost', async (t) => {
  const path = await temporaryPath(t);
  {
    await using store = await openStore(path);
    await store.register(device(1));
    for (let i = 1; i <= 10; i++) {
      store.append({ sensor: temperature, measuredAt: noon + i * 1000, value: i });
      await store.commit();
      if (i === 3) copyFileSync(`${path}.mark`, `${path}.old`);
    }
  }
  copyFileSync(`${path}.old`, `${path}.mark`);
  change(path, 'UPDATE inbox SET crc = crc + 1 WHERE through >= 9');
  await using store = await openStore(path);
  assert.match(store.troubles().join(), /2 of 10 readings are lost/);
});

test('a row that is damaged while the bridge runs is said to be lost, once', async (t) => {
  const path = await temporaryPath(t);
  const said: string[] = [];
  const log = (sentence: string): number => said.push(sentence);
  {
    await using store = await openStore(path, { log });
    await store.register(device(1));
    for (let i = 1; i <= 4; i++) {
      store.append({ sensor: temperature, measuredAt: noon + i * 1000, value: i });
      await store.commit();
    }
    await store.fold(noon + 2 * 3_600_000);
    for (let i = 1; i <= 3; i++) {
      store.append({ sensor: temperature, measuredAt: noon + 7_200_000 + i * 1000, value: i });
      await store.commit();
    }
    change(path, 'UPDATE block SET crc = crc + 1; UPDATE inbox SET crc = crc + 1 WHERE through = 6');
    assert.equal((await allReadings(store)).length, 2);
    await store.fold(noon + 4 * 3_600_000);
    store.append({ sensor: temperature, measuredAt: noon + 14_400_000, value: 20 });
    await store.commit();
    await store.commit();
    assert.match(store.troubles().join(), /5 readings are lost/);
    assert.equal(said.length, 1);
  }
  await using store = await openStore(path, { log });
  assert.deepEqual(store.troubles(), []);
  using reader = new DatabaseSync(path, { readOnly: true });
  const events = reader.prepare("SELECT cause FROM event WHERE kind = 'store-damaged'").all();
  assert.equal(events.length, 1, 'what explains a gap is written down');
});

test('a block that a card forgets while the bridge runs is found though nobody asks for it', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path);
  await store.register(device(1));
  for (let hour = 0; hour < 1200; hour++) {
    store.append({ sensor: temperature, measuredAt: noon + hour * 3_600_000, value: hour });
  }
  await store.commit();
  await store.fold(noon + 1200 * 3_600_000);
  change(path, `UPDATE block SET crc = crc + 1 WHERE hour = ${String(noon / 3_600_000 + 1100)}`);
  const losses: boolean[] = [];
  for (let i = 1; i <= 4; i++) {
    await store.verifySome();
    store.note('bridge-started');
    await store.commit();
    losses.push(store.troubles().join().includes('1 readings are lost'));
  }
  assert.deepEqual(losses, [false, false, true, true], 'the third slice has it; the fourth begins again');
});

test('a number that no JavaScript number can hold is damage like any other', async (t) => {
  const path = await temporaryPath(t);
  {
    await using store = await openStore(path, { clock: new TestClock() });
    await store.register(device(1));
    for (let i = 1; i <= 3; i++) {
      store.append({ sensor: temperature, measuredAt: noon + i * 1000, value: i });
      await store.commit();
    }
  }
  change(path, 'UPDATE inbox SET n = 9007199254740993 WHERE through = 2');
  await using store = await openStore(path);
  assert.match(store.troubles().join(), /2 of 3 readings were saved, 1 are lost/);
  await store.outbox.addSink('sink', 'all');
  assert.equal((await drain(store, 'sink', 'inbox')).length, 2);
});

test('a quantity that only a newer program knows is no damage: its sensor is left out, its readings stay', async (t) => {
  const path = await temporaryPath(t);
  {
    await using store = await openStore(path);
    await store.register(device(1));
    store.append({ sensor: temperature, measuredAt: noon, value: 20 });
    store.append({ sensor: 3, measuredAt: noon, value: 40 });
    await store.commit();
    await store.fold(noon + 2 * 3_600_000);
  }
  change(
    path,
    "UPDATE sensor SET quantity = 'sound' WHERE id = 3; UPDATE site SET inventory = inventory + 1",
  );
  await using store = await openStore(path);
  assert.deepEqual(
    (await store.inventory()).sensors.map(({ id }) => id),
    [1, 2],
  );
  assert.equal((await allReadings(store)).length, 1);
  assert.deepEqual(store.troubles(), []);
  using reader = new DatabaseSync(path, { readOnly: true });
  assert.equal(reader.prepare('SELECT sum(n) AS n FROM block').get()?.['n'], 2);
});

test('what people gave and changed survives a salvage: keys, tokens, edits, and what these made', async (t) => {
  const path = await temporaryPath(t);
  await peopled(path);
  const before = everything(path);
  let at = noon;
  // By the copy beside the store; by the store, where the copy is of another time; and where there is no copy.
  for (const spoilt of ['', 'UPDATE site SET inventory = inventory + 1', 'no copy']) {
    if (spoilt === 'no copy') rmSync(`${path}.inventory`);
    else change(path, spoilt);
    change(path, 'UPDATE inbox SET n = 9007199254740993 WHERE through = (SELECT max(through) FROM inbox)');
    {
      await using store = await openStore(path);
      assert.match(store.troubles().join(), /were saved/);
      store.append({ sensor: temperature, measuredAt: (at += 1000), value: 20 });
      await store.commit();
    }
    assert.deepEqual(everything(path), before);
  }
});

test('an edit that only the copy beside the store remembers is there again, and nothing of before it', async (t) => {
  const path = await temporaryPath(t);
  {
    await using store = await openStore(path);
    await store.register(device(1, { area: 'Kitchen' }));
    store.append({ sensor: temperature, measuredAt: noon, value: 20 });
    await store.commit();
  }
  const early = `${path}.early`;
  copyFileSync(path, early);
  await peopled(path);
  const before = everything(path);
  // As if the log that held it had been deleted.
  copyFileSync(early, path);
  await using store = await openStore(path);
  assert.match(store.troubles().join(), /ends before what had been acknowledged/);
  const after = everything(path);
  for (const table of ['room', 'placement', 'calibration', 'edit'] as const) {
    assert.deepEqual(after[table], before[table], table);
  }
});

/** A device that was moved, moved back, and calibrated; a key, and a token. */
async function peopled(path: string): Promise<void> {
  {
    await using store = await openStore(path);
    await store.register(device(1, { area: 'Kitchen' }));
    store.append({ sensor: temperature, measuredAt: noon + 1000, value: 20 });
    await store.commit();
    await store.places.setKey(mac(1), 'a key', noon, null);
  }
  using database = openDatabase(path);
  const to = { newRoom: 'Attic' };
  makeEdit(database, { verb: 'device-move', device: mac(1), to, from: noon - 1 }, noon);
  makeEdit(database, { verb: 'calibrate', sensor: temperature, gain: 1, offset: 0.5, from: 0 }, noon);
  makeEdit(database, { verb: 'undo', edit: 1 }, noon);
  writeInventoryCopy(path, database);
  database.exec(
    `INSERT INTO token (name, scope, hash, rooms, created_ms, expires_ms) VALUES ('t', 'read', x'01', '["a"]', 1, 2);
     INSERT INTO audit (at_ms, action) VALUES (1, 'made')`,
  );
}

function everything(path: string): Record<string, unknown> {
  using database = new DatabaseSync(path, { readOnly: true });
  return Object.fromEntries(
    ['room', 'placement', 'calibration', 'edit', 'device_key', 'token', 'audit'].map((table) => [
      table,
      database.prepare(`SELECT * FROM ${table}`).all(),
    ]),
  );
}
