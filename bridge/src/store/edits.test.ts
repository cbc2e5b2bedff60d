/** What people change about rooms, placements and calibrations, verb by verb. */
import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { EditRefused } from './edit-refused.ts';
import type { Edit, Wish } from './edit-types.ts';
import { makeEdit, planEdit } from './edits.ts';
import { listEdits } from './read-places.ts';
import { placementsOf, sensorInTwoRooms, separatePlacements } from './placing.ts';
import { openDatabase } from './schema.ts';
import { device, mac, openStore, temporaryPath, TestClock } from './store-fixture.ts';

const now = Date.UTC(2026, 10, 21, 12);
const hour = 3_600_000;
const day = 24 * hour;
/** Of the first device; the second's are 5 and 6, the third's 8 and 9. */
const [temperature, humidity] = [2, 3];

/** Devices 1 in the kitchen, 2 in the office, 3 of no area. @param readings of device 3, its temperature. */
async function site(t: TestContext, readings: readonly number[] = []): Promise<DatabaseSync> {
  const path = await temporaryPath(t);
  {
    await using store = await openStore(path);
    await store.register(device(1, { area: 'Kitchen' }));
    await store.register(device(2, { area: 'Office' }));
    await store.register(device(3));
    store.append({ sensor: temperature, measuredAt: now - 10 * day, value: 20 });
    store.append({ sensor: temperature, measuredAt: now - 2 * day, value: 20 });
    for (const at of readings) store.append({ sensor: 8, measuredAt: at, value: 20 });
    await store.commit();
    await store.fold(now);
  }
  const database = openDatabase(path, { synchronous: 'OFF' });
  endOf(t).defer(() => {
    database.close();
  });
  return database;
}

function rooms(database: DatabaseSync): string[] {
  return database
    .prepare('SELECT id, name, floor FROM room ORDER BY id')
    .all()
    .map((row) => `${String(row['id'])} ${String(row['name'])} ${String(row['floor'])}`);
}

/** Room, from and until of each placement, in days before now. */
function placesOf(database: DatabaseSync, sensor: number): string[] {
  const ago = (at: number | null): string => (at === null ? '' : at === 0 ? '0' : String((at - now) / day));
  return placementsOf(database, sensor).map(({ room, from, until }) => `${room} ${ago(from)}…${ago(until)}`);
}

function refusal(database: DatabaseSync, wish: Wish): string {
  try {
    makeEdit(database, wish, now);
  } catch (error) {
    if (error instanceof EditRefused) return `${error.code}: ${error.message}`;
    throw error;
  }
  return assert.fail('it was not refused');
}

function undo(database: DatabaseSync, edit?: number): Edit {
  return makeEdit(database, { verb: 'undo', edit }, now);
}

test('a room is renamed, is put on a floor, and both can be taken back one without the other', async (t) => {
  const database = await site(t);
  const renamed = makeEdit(database, { verb: 'room-rename', room: 'kitchen', name: ' Küche\n' }, now);
  assert.equal(renamed.what, 'Room kitchen is called "Küche"; it was called "Kitchen".');
  makeEdit(database, { verb: 'room-floor', room: 'kitchen', floor: 'EG' }, now);
  assert.equal(rooms(database)[0], 'kitchen Küche EG');
  undo(database, renamed.id);
  assert.equal(rooms(database)[0], 'kitchen Kitchen EG');
  assert.equal(undo(database).what, `Edit 2 is undone (Room kitchen is on floor "EG".)`);
  assert.equal(rooms(database)[0], 'kitchen Kitchen null');
  assert.deepEqual(
    listEdits(database).map(({ id, undoneBy }) => [id, undoneBy]),
    [
      [1, 3],
      [2, 4],
      [3, null],
      [4, null],
    ],
  );
});

test('a device that is moved stands in the new room from then on, and the old room keeps its past', async (t) => {
  const database = await site(t);
  const to = { newRoom: 'Attic' };
  makeEdit(database, { verb: 'device-move', device: mac(1), to, from: now - 3 * day }, now);
  assert.deepEqual(placesOf(database, temperature), ['kitchen 0…-3', 'attic -3…']);
  assert.deepEqual(placesOf(database, humidity), ['kitchen 0…-3', 'attic -3…']);
  assert.deepEqual(placesOf(database, 1), [], 'what is about the device stands in no room');
  // Earlier than that: what came after is no more.
  makeEdit(
    database,
    { verb: 'device-move', device: mac(1), to: { room: 'office' }, from: now - 5 * day },
    now,
  );
  assert.deepEqual(placesOf(database, temperature), ['kitchen 0…-5', 'office -5…']);
  // And back, just then: it never was away.
  makeEdit(
    database,
    { verb: 'device-move', device: mac(1), to: { room: 'kitchen' }, from: now - 5 * day },
    now,
  );
  assert.deepEqual(placesOf(database, temperature), ['kitchen 0…']);
  for (const edit of [3, 2, 1]) undo(database, edit);
  assert.deepEqual(placesOf(database, temperature), ['kitchen 0…']);
  assert.ok(!rooms(database).some((room) => room.startsWith('attic')));
});

test('a new device takes the places of an old one as soon as it measures, and its own empty room goes away', async (t) => {
  const database = await site(t, [now - hour]);
  const before = rooms(database);
  assert.ok(before.some((room) => room.startsWith('room-0003')));
  const { what } = makeEdit(
    database,
    { verb: 'device-replace', old: mac(1), by: mac(3), from: undefined },
    now,
  );
  assert.match(what, /has replaced a0:b7:65:00:00:01 in kitchen from 2026-11-21T11:00/);
  assert.deepEqual(placesOf(database, temperature), [`kitchen 0…${String(-1 / 24)}`]);
  assert.deepEqual(placesOf(database, 8), [`kitchen ${String(-1 / 24)}…`]);
  assert.deepEqual(placesOf(database, 9), [`kitchen ${String(-1 / 24)}…`]);
  assert.ok(!rooms(database).some((room) => room.startsWith('room-0003')));
  undo(database);
  assert.deepEqual(rooms(database), before);
  assert.deepEqual(placesOf(database, 8), ['room-0003 0…']);
});

for (const [why, readings, from, places] of [
  ['in which it measured', [now - 4 * day], now - day, ['room-0003 0…-1', 'kitchen -1…']],
  ['that measured beside the old one', [now - 3 * day], undefined, ['room-0003 0…0', 'kitchen 0…']],
] as const) {
  test(`the room of a new device ${why} stays, with its past`, async (t) => {
    const database = await site(t, readings);
    makeEdit(database, { verb: 'device-replace', old: mac(1), by: mac(3), from }, now);
    assert.deepEqual(placesOf(database, 8), places);
    assert.ok(rooms(database).some((room) => room.startsWith('room-0003')));
  });
}

test('the room of a new device that a person has named stays', async (t) => {
  const database = await site(t);
  makeEdit(database, { verb: 'room-rename', room: 'room-0003', name: 'Den' }, now);
  makeEdit(database, { verb: 'device-replace', old: mac(1), by: mac(3), from: now }, now);
  assert.ok(rooms(database).includes('room-0003 Den null'));
});

test('the room of a new device whose readings wait for a date stays', async (t) => {
  const path = await temporaryPath(t);
  const clock = new TestClock();
  clock.utcLessMono = undefined;
  {
    await using store = await openStore(path, { clock });
    await store.register(device(1, { area: 'Kitchen' }));
    await store.register(device(2, { area: 'Office' }));
    store.appendUndated({ sensor: 5, monoMs: 1_000_000, value: 20 });
  }
  using database = openDatabase(path);
  makeEdit(database, { verb: 'device-replace', old: mac(1), by: mac(2), from: now }, now);
  assert.ok(rooms(database).includes('office Office null'));
});

test('a calibration holds from its time until the next one, and the same time again replaces it', async (t) => {
  const database = await site(t);
  const all = (): unknown[] =>
    database
      .prepare('SELECT from_ms, gain, offset FROM calibration ORDER BY from_ms')
      .all()
      .map((row) => [(Number(row['from_ms']) - now) / day, row['gain'], row['offset']]);
  const wish = { verb: 'calibrate', sensor: temperature, gain: 1 } as const;
  makeEdit(database, { ...wish, offset: -0.4, from: now - 5 * day }, now);
  makeEdit(database, { ...wish, offset: 0.3, from: now - 2 * day }, now);
  makeEdit(database, { ...wish, offset: -0.5, gain: 1.02, from: now - 5 * day }, now);
  assert.deepEqual(all(), [
    [-5, 1.02, -0.5],
    [-2, 1, 0.3],
  ]);
  undo(database, 2);
  assert.deepEqual(all(), [[-5, 1.02, -0.5]]);
  undo(database, 3);
  assert.deepEqual(all(), [[-5, 1, -0.4]]);
  undo(database, 4);
  assert.deepEqual(all(), [
    [-5, 1, -0.4],
    [-2, 1, 0.3],
  ]);
});

test('what cannot be is refused in a sentence, and changes nothing', async (t) => {
  const database = await site(t);
  makeEdit(database, { verb: 'calibrate', sensor: 2, gain: 1, offset: 0.5, from: 0 }, now);
  const move = { verb: 'device-move', device: mac(1), to: { room: 'office' }, from: now } as const;
  for (const [wish, said] of [
    [
      { verb: 'room-rename', room: 'cellar', name: 'x' },
      /^unknown-room: .*there are kitchen, office, room-0003/,
    ],
    [{ verb: 'room-rename', room: 'kitchen', name: 'Office' }, /^name-taken: Room office is called/],
    [{ verb: 'room-rename', room: 'kitchen', name: ' \n' }, /^malformed: /],
    [{ verb: 'room-rename', room: 'kitchen', name: 'Kitchen' }, /^nothing-changes: /],
    [{ verb: 'room-floor', room: 'kitchen', floor: '' }, /^nothing-changes: /],
    [{ ...move, from: now + 1 }, /^in-the-future: 2026-11-21T12:00:00.001Z is still to come/],
    [{ ...move, from: -1 }, /^malformed: /],
    [{ ...move, device: mac(9) }, /^unknown-device: /],
    [{ ...move, to: { room: 'cellar' } }, /^unknown-room: /],
    [{ ...move, to: { newRoom: 'Office' } }, /^name-taken: /],
    [{ ...move, to: { room: 'kitchen' } }, /^nothing-changes: Nothing changes: Device .* stands in kitchen/],
    [
      { verb: 'device-replace', old: mac(1), by: mac(1), from: now },
      /^nothing-changes: .*cannot replace itself/,
    ],
    [{ verb: 'device-replace', old: mac(1), by: mac(9), from: now }, /^unknown-device: /],
    [{ verb: 'calibrate', sensor: 99, gain: 1, offset: 1, from: now }, /^unknown-sensor: /],
    [{ verb: 'calibrate', sensor: 2, gain: 0, offset: 1, from: now }, /^malformed: The gain/],
    [{ verb: 'calibrate', sensor: 2, gain: 1, offset: NaN, from: now }, /^malformed: The offset/],
    [{ verb: 'calibrate', sensor: 2, gain: 1, offset: 0.5, from: now }, /^nothing-changes: /],
    [{ verb: 'calibrate', sensor: 3, gain: 1, offset: 0, from: now }, /^nothing-changes: /],
    [{ verb: 'undo', edit: 7 }, /^unknown-edit: There is no edit 7/],
  ] as const satisfies readonly (readonly [Wish, RegExp])[]) {
    assert.match(refusal(database, wish), said);
  }
  assert.equal(listEdits(database).length, 1);
  undo(database);
  assert.match(
    refusal(database, { verb: 'undo', edit: undefined }),
    /^unknown-edit: There is no edit to undo/,
  );
  assert.match(refusal(database, { verb: 'undo', edit: 1 }), /^undone-already: .*by edit 2; undo that one/);
});

test('an edit on which a later one stands is not undone, and the later one is named', async (t) => {
  const database = await site(t);
  const move = (room: string, from: number): Edit =>
    makeEdit(database, { verb: 'device-move', device: mac(1), to: { room }, from }, now);
  const made = makeEdit(
    database,
    { verb: 'device-move', device: mac(2), to: { newRoom: 'Attic' }, from: now - day },
    now,
  );
  move('attic', now - hour);
  assert.match(
    refusal(database, { verb: 'undo', edit: made.id }),
    /^stood-upon: .*edit 2 stands on it \(Device a0:b7:65:00:00:01 stands in attic/,
  );
  move('office', now - 5 * day);
  assert.match(refusal(database, { verb: 'undo', edit: 2 }), /edit 3 stands on it/);
  undo(database, 3);
  undo(database, 2);
  undo(database, made.id);
  assert.deepEqual(placesOf(database, temperature), ['kitchen 0…']);

  makeEdit(database, { verb: 'room-rename', room: 'kitchen', name: 'Galley' }, now);
  const taken = makeEdit(database, { verb: 'room-rename', room: 'office', name: 'Kitchen' }, now);
  assert.match(
    refusal(database, { verb: 'undo', edit: taken.id - 1 }),
    new RegExp(`edit ${String(taken.id)} stands on it \\(Room office is called "Kitchen"`),
  );
});

test('an edit on which a device that came since stands is not undone either', async (t) => {
  const path = await temporaryPath(t);
  {
    await using store = await openStore(path);
    await store.register(device(1, { area: 'Kitchen' }));
  }
  using database = openDatabase(path);
  makeEdit(database, { verb: 'device-move', device: mac(1), to: { newRoom: 'Attic' }, from: now - day }, now);
  {
    await using store = await openStore(path);
    await store.register(device(2, { area: 'Attic' }));
  }
  assert.match(refusal(database, { verb: 'undo', edit: 1 }), /^stood-upon: .*changed by itself since/);
  assert.equal(placesOf(database, temperature).length, 2);
});

test('two undos of what would then overlap are not both undone', async (t) => {
  const path = await temporaryPath(t);
  {
    await using store = await openStore(path);
    await store.register(device(1, { area: 'Kitchen' }));
    await store.register(device(2, { area: 'Office' }));
  }
  using database = openDatabase(path);
  // A replaced device stands nowhere; then it is put here, taken back, put there: having both back is one too many.
  makeEdit(database, { verb: 'device-replace', old: mac(1), by: mac(2), from: now - day }, now);
  const move = { verb: 'device-move', device: mac(1), from: now - hour } as const;
  makeEdit(database, { ...move, to: { room: 'kitchen' } }, now);
  undo(database, 2);
  makeEdit(database, { ...move, from: now, to: { room: 'kitchen' } }, now);
  assert.match(refusal(database, { verb: 'undo', edit: 3 }), /^stood-upon: .*edit 4 stands on it/);
  assert.equal(sensorInTwoRooms(database), undefined);
});

test('what is only planned is what would be made, and leaves nothing behind', async (t) => {
  const database = await site(t);
  const wish = { verb: 'device-move', device: mac(1), to: { newRoom: 'Attic' }, from: now } as const;
  const dump = (): unknown =>
    ['room', 'placement', 'edit', 'site', 'sqlite_sequence'].map((table) =>
      database.prepare(`SELECT * FROM ${table}`).all(),
    );
  const before = dump();
  const planned = planEdit(database, wish, now);
  assert.deepEqual(dump(), before);
  assert.deepEqual(makeEdit(database, wish, now), planned);
  assert.throws(() => planEdit(database, wish, now), EditRefused);
});

test('placements that overlap, as after a salvage of old rows, are separated', async (t) => {
  const database = await site(t);
  const add = database.prepare('INSERT INTO placement (sensor, room, from_ms, until_ms) VALUES (2, ?, ?, ?)');
  add.run('office', now - 3 * day, null);
  add.run('kitchen', now - 2 * day, now - day);
  add.run('room-0003', now - 2 * day, null);
  assert.equal(sensorInTwoRooms(database), temperature);
  separatePlacements(database);
  assert.equal(sensorInTwoRooms(database), undefined);
  assert.deepEqual(placesOf(database, temperature), ['kitchen 0…-3', 'office -3…-2', 'room-0003 -2…']);
});

test('an undo of an undo of an undo says what stands, and the next undo takes none of them for an edit', async (t) => {
  const database = await site(t);
  const name = (): unknown => database.prepare("SELECT name FROM room WHERE id = 'kitchen'").get()?.['name'];
  const standing = (): number[] =>
    listEdits(database).flatMap(({ id, undoneBy }) => (undoneBy === null ? [id] : []));
  makeEdit(database, { verb: 'room-rename', room: 'kitchen', name: 'Galley' }, now);
  for (const [edit, expected, stands] of [
    [1, 'Kitchen', [2]],
    [2, 'Galley', [1, 3]],
    [3, 'Kitchen', [2, 4]],
    [4, 'Galley', [1, 3, 5]],
  ] as const) {
    undo(database, edit);
    assert.deepEqual([name(), standing()], [expected, stands]);
  }
  undo(database);
  assert.equal(name(), 'Kitchen', 'the rename is what is taken back');
  assert.match(refusal(database, { verb: 'undo', edit: undefined }), /^unknown-edit/);
});
