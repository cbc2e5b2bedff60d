/** A sensor tells by its first readings how long each counts: also one that the store had before it knew of holds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packBlock } from './packing.ts';
import { migrations, openDatabase } from './schema.ts';
import { mac, openStore, temporaryPath } from './store-fixture.ts';

const hourMs = 3_600_000;
const noon = Date.UTC(2026, 10, 21, 12);
const sensor = 1;

/** 24 hours of a reading every ten minutes, by a program that made no averages. */
function olderStore(path: string): void {
  using database = openDatabase(path, { migrations: migrations().filter(({ version }) => version === 1) });
  database
    .prepare("INSERT INTO device (mac, name, friendly_name, area) VALUES (?, 'esp', '', '')")
    .run(mac(1));
  database.exec(
    `INSERT INTO room (id, name) VALUES ('lab', 'Lab');
     INSERT INTO sensor (id, device, entity, quantity, diagnostic) SELECT 1, mac, 't', 'temperature', 0 FROM device;
     INSERT INTO placement (sensor, room, from_ms) VALUES (1, 'lab', 0);
     UPDATE site SET folded = 144`,
  );
  const insert = database.prepare('INSERT INTO block (sensor, hour, n, data, crc) VALUES (?, ?, ?, ?, ?)');
  for (let hour = noon / hourMs - 24; hour < noon / hourMs; hour++) {
    const samples = Array.from({ length: 6 }, (_, i) => {
      const at = hour * hourMs + (i * hourMs) / 6;
      return { at, value: 20_000, receivedAt: at };
    });
    const { data, crc } = packBlock({ sensor, hour }, samples);
    insert.run(sensor, hour, samples.length, data, crc);
  }
}

test('a store of before there were averages: its sensors tell their holds before anything is rolled', async (t) => {
  const path = await temporaryPath(t);
  olderStore(path);
  await using store = await openStore(path, { log: (sentence) => assert.fail(sentence) });
  // Nothing new comes: the sensor may be gone for years.
  await store.fold(noon + 2 * hourMs);
  using database = openDatabase(path);
  assert.deepEqual(
    { ...database.prepare('SELECT sensor, from_ms, hold_ms FROM hold').get() },
    { sensor, from_ms: noon - 24 * hourMs + (10 * hourMs) / 6, hold_ms: 1_500_000 },
  );
  const row = database.prepare('SELECT sum(covered) AS ms FROM room_hour').get();
  // Of the first ten readings 150 s each, then all of it, and 25 minutes after the last one.
  assert.equal(row?.['ms'], 10 * 150_000 + (133 * hourMs) / 6 + 1_500_000);
});
