/** What the store's threads know of an edit that was asked for over the API. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AskedEdit, Wish } from './edit-types.ts';
import { readInventoryCopy } from './inventory-copy.ts';
import { device, drain, mac, openStore, temporaryPath } from './store-fixture.ts';

const now = Date.UTC(2026, 10, 21, 12);
const temperature = 2;

function asked(wish: Wish, more: Partial<AskedEdit> = {}): AskedEdit {
  return { wish, now, dryRun: false, by: 7, ...more };
}

test('who forwards knows the room right after an edit, and the copy beside the store has the edit', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path, { synchronous: 'OFF' });
  await store.register(device(1, { area: 'Kitchen' }));
  await store.outbox.addSink('influx', 'all');
  const roomForwarded = async (measuredAt: number): Promise<unknown> => {
    store.append({ sensor: temperature, measuredAt, value: 20 });
    await store.commit();
    return (await drain(store, 'influx', 'inbox')).map(({ room }) => room);
  };
  assert.deepEqual(await roomForwarded(now - 2), ['kitchen']);
  const move = { verb: 'device-move', device: mac(1), to: { newRoom: 'Attic' }, from: now - 1000 } as const;
  await store.places.edit(asked(move, { dryRun: true }));
  assert.deepEqual(await roomForwarded(now - 1), ['kitchen']);
  assert.equal(readInventoryCopy(path)?.edit.length, 0);
  await store.places.edit(asked(move));
  assert.deepEqual(await roomForwarded(now), ['attic']);
  assert.equal(readInventoryCopy(path)?.edit.length, 1);
});

test('those who listen have taken an edit in before it is answered; of a trial or a refusal they hear nothing', async (t) => {
  await using store = await openStore(await temporaryPath(t), { synchronous: 'OFF' });
  await store.register(device(1, { area: 'Kitchen' }));
  const heard: string[] = [];
  store.places.onChanged(async () => {
    const { rooms } = await store.inventory();
    heard.push(rooms.map(({ name }) => name).join());
  });
  const rename = { verb: 'room-rename', room: 'kitchen', name: 'Galley' } as const;
  assert.equal((await store.places.edit(asked(rename, { dryRun: true }))).is, 'made');
  const refused = await store.places.edit(asked({ ...rename, room: 'cellar' }));
  assert.ok(refused.is === 'refused');
  assert.equal(refused.code, 'unknown-room');
  assert.deepEqual(heard, []);
  assert.equal((await store.places.edit(asked(rename))).is, 'made');
  assert.deepEqual(heard, ['Galley']);
});

test('each edit is in the audit with whose token made it, and a trial is not', async (t) => {
  await using store = await openStore(await temporaryPath(t), { synchronous: 'OFF' });
  await store.register(device(1, { area: 'Kitchen' }));
  const floor = { verb: 'room-floor', room: 'kitchen', floor: 'EG' } as const;
  await store.places.edit(asked(floor, { dryRun: true }));
  await store.places.edit(asked(floor));
  await store.places.edit(asked({ verb: 'undo', edit: 1 }, { by: null }));
  const entries = await store.doors.audit(null, 10);
  assert.deepEqual(
    entries.map(({ action, token, detail, at }) => [action, token, detail, at]),
    [
      ['edit-made', null, '2: Edit 1 is undone (Room kitchen is on floor "EG".)', now],
      ['edit-made', 7, '1: Room kitchen is on floor "EG".', now],
    ],
  );
});
