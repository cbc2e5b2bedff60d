/** A database that lost its newest changes, and a copy of its rooms and sensors that did not. */
import assert from 'node:assert/strict';
import { copyFile, rm } from 'node:fs/promises';
import { test } from 'node:test';
import { makeEdit } from './edits.ts';
import { openDatabase } from './schema.ts';
import { device, mac, openStore, temporaryPath } from './store-fixture.ts';

const hour = 3_600_000;
const noon = Date.UTC(2026, 10, 21, 12);
const temperature = 2;

test('where the copy brings an edit back that the database had lost, averages are made by it', async (t) => {
  const path = await temporaryPath(t);
  const at = noon + 60_000;
  {
    await using store = await openStore(path);
    await store.register(device(1, { area: 'Lab' }));
    for (let i = 0; i < 48; i++)
      store.append({ sensor: temperature, measuredAt: noon - 48 * hour + i * hour, value: 20 });
    await store.commit();
    await store.fold(at);
  }
  await copyFile(path, `${path}.older`);
  {
    await using store = await openStore(path);
    using database = openDatabase(path);
    const move = { verb: 'device-move', device: mac(1), to: { newRoom: 'Attic' } } as const;
    makeEdit(database, { ...move, from: noon - 24 * hour }, at);
    store.append({ sensor: temperature, measuredAt: noon + 1, value: 20 });
    await store.commit();
  }
  for (const part of ['-wal', '-shm']) await rm(path + part, { force: true });
  await copyFile(`${path}.older`, path);
  await using store = await openStore(path);
  await store.fold(at);
  using database = openDatabase(path);
  const rows = database
    .prepare(
      'SELECT room, sum(count) AS n FROM room_hour JOIN series ON series.id = series GROUP BY room ORDER BY room',
    )
    .all();
  assert.deepEqual(
    rows.map((row) => [row['room'], row['n']]),
    [
      ['attic', 24],
      ['lab', 24],
    ],
  );
});
