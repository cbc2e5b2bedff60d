/** Whatever people change and take back again, averages are what they were. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Wish } from './edit-types.ts';
import { makeEdit } from './edits.ts';
import { openDatabase } from './schema.ts';
import { device, drain, mac, openStore, temporaryPath } from './store-fixture.ts';

const hour = 3_600_000;
const day = 24 * hour;
const noon = Date.UTC(2026, 10, 21, 12);
const [temperature, humidity] = [2, 3];
const keepADay = { keepMs: day, sinks: ['influx'], wholeSinks: ['influx'] };

function roomHours(path: string): unknown[] {
  using database = openDatabase(path, { synchronous: 'OFF' });
  return database
    .prepare(
      `SELECT room, quantity, start_ms, count, wsum, covered, min, max FROM room_hour
       JOIN series ON series.id = series WHERE covered > 0 ORDER BY series, start_ms`,
    )
    .all()
    .map((row) => ({ ...row }));
}

test('where readings were dropped, an edit that is undone leaves every hour as it was, also of a sensor that is slow', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path, { keepRaw: keepADay, synchronous: 'OFF' });
  await store.register(device(1, { area: 'Lab' }));
  await store.outbox.addSink('influx', 'all');
  // One every 7 minutes; the other every 5 hours, each of which counts for 12½.
  for (let at = noon - 5 * day, n = 0; at < noon; at += 7 * 60_000, n++)
    store.append({ sensor: temperature, measuredAt: at, value: 20 + ((n * 7919) % 1000) / 1000 });
  for (let at = noon - 5 * day + 2 * hour; at < noon; at += 5 * hour)
    store.append({ sensor: humidity, measuredAt: at, value: 50 + (at % 9) });
  await store.commit();
  await store.fold(noon + 60_000);
  await drain(store, 'influx', 'block');
  const before = roomHours(path);
  await store.fold(noon + 120_000);
  using database = openDatabase(path, { synchronous: 'OFF' });
  assert.equal(database.prepare('SELECT raw_from FROM site').get()?.['raw_from'], (noon - day) / hour);
  const edits: Wish[] = [
    { verb: 'device-move', device: mac(1), to: { newRoom: 'Attic' }, from: noon - 4 * day },
    { verb: 'calibrate', sensor: humidity, gain: 0.9, offset: 3, from: 0 },
  ];
  for (const wish of edits) {
    makeEdit(database, wish, noon + 120_000);
    await store.roll(noon + 120_000);
    assert.notDeepEqual(roomHours(path), before);
    makeEdit(database, { verb: 'undo', edit: undefined }, noon + 120_000);
    await store.roll(noon + 120_000);
    assert.deepEqual(roomHours(path), before, wish.verb);
  }
});

test('what was rolled after an edit leaves nothing behind that is due for ever', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path, { synchronous: 'OFF' });
  await store.register(device(1, { area: 'Lab' }));
  for (let i = 0; i < 60; i++)
    store.append({ sensor: temperature, measuredAt: noon - hour + i * 60_000, value: 20 });
  await store.commit();
  await store.fold(noon + 60_000);
  using database = openDatabase(path, { synchronous: 'OFF' });
  for (let i = 0; i < 5; i++) {
    const to = { newRoom: `Attic ${String(i)}` };
    makeEdit(database, { verb: 'device-move', device: mac(1), to, from: noon - 1000 * i }, noon);
  }
  // Until what went on for a while has ended.
  for (const days of [100, 102]) await store.fold(noon + days * day);
  assert.deepEqual(database.prepare('SELECT kind, from_ms, until_ms FROM stale').all(), []);
});
