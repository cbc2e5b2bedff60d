/** Flags and holds, verb by verb. */
import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { EditRefused } from './edit-refused.ts';
import type { Edit, Wish } from './edit-types.ts';
import { makeEdit } from './edits.ts';
import { openDatabase } from './schema.ts';
import { device, mac, openStore, temporaryPath } from './store-fixture.ts';

const now = Date.UTC(2026, 10, 21, 12);
const [minute, hour] = [60_000, 3_600_000];
/** Of the only device, which measures every ten minutes until an hour ago, so that its own hold is 25 minutes. */
const [temperature, humidity] = [2, 3];

async function site(t: TestContext): Promise<DatabaseSync> {
  const path = await temporaryPath(t);
  {
    await using store = await openStore(path);
    await store.register(device(1, { area: 'Kitchen' }));
    for (let at = now - 10 * hour; at < now - hour; at += 10 * minute)
      store.append({ sensor: temperature, measuredAt: at, value: 20 });
    await store.commit();
    await store.fold(now);
  }
  const database = openDatabase(path, { synchronous: 'OFF' });
  endOf(t).defer(() => {
    database.close();
  });
  return database;
}

/** In hours before now. */
function rows(database: DatabaseSync, table: 'flag' | 'hold'): unknown[] {
  return database
    .prepare(`SELECT * FROM ${table} ORDER BY sensor, from_ms`)
    .all()
    .map(({ sensor, from_ms, until_ms, reason, hold_ms }) => {
      const ago = (at: unknown): number => (Number(at) - now) / hour;
      return table === 'flag'
        ? [sensor, ago(from_ms), ago(until_ms), reason]
        : [sensor, ago(from_ms), hold_ms];
    });
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

function undo(database: DatabaseSync, edit: number): Edit {
  return makeEdit(database, { verb: 'undo', edit }, now);
}

test('a flag is a stretch with a reason; two may overlap, and each is taken back by itself', async (t) => {
  const database = await site(t);
  const wish = { verb: 'flag', sensor: temperature, reason: ' in the\nsun ' } as const;
  const { what } = makeEdit(database, { ...wish, from: now - 5 * hour, until: now - 3 * hour }, now);
  assert.equal(
    what,
    'Readings of sensor 2 (temperature of a0:b7:65:00:00:01) from 2026-11-21T07:00:00.000Z ' +
      'until 2026-11-21T09:00:00.000Z are not to be believed: in the sun.',
  );
  makeEdit(database, { ...wish, from: now - 4 * hour, until: now, reason: 'wet' }, now);
  assert.deepEqual(rows(database, 'flag'), [
    [temperature, -5, -3, 'in the sun'],
    [temperature, -4, 0, 'wet'],
  ]);
  undo(database, 1);
  assert.deepEqual(rows(database, 'flag'), [[temperature, -4, 0, 'wet']]);
  undo(database, 2);
  assert.deepEqual(rows(database, 'flag'), []);
  undo(database, 3);
  assert.deepEqual(rows(database, 'flag'), [[temperature, -5, -3, 'in the sun']]);
});

test('a flag of the future, of nothing, or without a reason is refused; so is one inside another', async (t) => {
  const database = await site(t);
  const flag = {
    verb: 'flag',
    sensor: temperature,
    from: now - 5 * hour,
    until: now - 3 * hour,
    reason: 'wet',
  } as const;
  makeEdit(database, flag, now);
  for (const [wish, said] of [
    [{ ...flag, sensor: 99 }, /^unknown-sensor: There is no sensor 99/],
    [{ ...flag, until: flag.from }, /^malformed: It would end at .*T07:00.* before it begins/],
    [{ ...flag, until: flag.from - 1 }, /^malformed: /],
    [{ ...flag, until: now + 1 }, /^in-the-future: .*12:00:00.001Z is still to come/],
    [{ ...flag, from: now + 1, until: now + 2 }, /^in-the-future: /],
    [{ ...flag, from: -1 }, /^malformed: /],
    [{ ...flag, from: 0.5 }, /^malformed: /],
    [{ ...flag, reason: ' \n' }, /^malformed: A flag must have a reason/],
    [flag, /^nothing-changes: .*flagged already \(wet\)/],
    [{ ...flag, from: flag.from + 1, until: flag.until - 1 }, /^nothing-changes: /],
  ] as const satisfies readonly (readonly [Wish, RegExp])[]) {
    assert.match(refusal(database, wish), said);
  }
  assert.equal(rows(database, 'flag').length, 1);
  makeEdit(database, { ...flag, until: flag.until + 1 }, now);
  makeEdit(database, { ...flag, sensor: humidity }, now);
});

test('a hold is never retroactive: it begins no earlier than what is averaged ends, and the error says when', async (t) => {
  const database = await site(t);
  const own = rows(database, 'hold');
  assert.deepEqual(own, [[temperature, -10 + 100 / 60, 25 * minute]]);
  const wish = { verb: 'hold', sensor: temperature, holdMs: 15 * minute } as const;
  // The hour from 11 has ended just now, and is not averaged yet.
  assert.match(
    refusal(database, { ...wish, from: now - hour - 1 }),
    /^too-early: A hold is never retroactive: .*\(temperature of .* until 2026-11-21T11:00:00.000Z; from then on/,
  );
  const { what } = makeEdit(database, { ...wish, from: now - hour }, now);
  assert.match(
    what,
    /^A reading of sensor 2 .* counts for 900 s at most, from 2026-11-21T11:00:00.000Z on\.$/,
  );
  assert.deepEqual(rows(database, 'hold'), [...own, [temperature, -1, 15 * minute]]);
  assert.match(refusal(database, { ...wish, from: now - hour }), /^nothing-changes: /);
  // At the same time again: in its place.
  makeEdit(database, { ...wish, holdMs: 20 * minute, from: now - hour }, now);
  assert.deepEqual(rows(database, 'hold'), [...own, [temperature, -1, 20 * minute]]);
  undo(database, 2);
  undo(database, 1);
  assert.deepEqual(rows(database, 'hold'), own);
  // Of a sensor that never measured, from any time on.
  makeEdit(database, { ...wish, sensor: humidity, from: 0 }, now);
});

test('a hold of less than ten seconds, of more than a day, or of parts of a millisecond is refused', async (t) => {
  const database = await site(t);
  const wish = { verb: 'hold', sensor: temperature, from: now } as const;
  for (const holdMs of [0, -1, 9_999, 24 * hour + 1, 10_000.5, NaN, Infinity])
    assert.match(refusal(database, { ...wish, holdMs }), /^malformed: /, String(holdMs));
  for (const holdMs of [10_000, 24 * hour]) makeEdit(database, { ...wish, holdMs }, now);
  assert.match(refusal(database, { ...wish, sensor: 9, holdMs: 60_000 }), /^unknown-sensor/);
});

test('a device that is moved to where it is, from when it came there, changes nothing', async (t) => {
  const database = await site(t);
  const move = { verb: 'device-move', device: mac(1), to: { newRoom: 'Attic' }, from: now - hour } as const;
  makeEdit(database, move, now);
  assert.match(refusal(database, { ...move, to: { room: 'attic' } }), /^nothing-changes/);
  assert.match(refusal(database, { ...move, to: { room: 'attic' }, from: now }), /^nothing-changes/);
});

test('a placement that has no end leaves nothing that waits for ever', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path, { synchronous: 'OFF' });
  await store.register(device(1, { area: 'Kitchen' }));
  store.append({ sensor: temperature, measuredAt: now - 5 * hour, value: 20 });
  await store.commit();
  await store.fold(now);
  const wish = {
    verb: 'device-move',
    device: mac(1),
    to: { newRoom: 'Attic' },
    from: now - 4 * hour,
  } as const;
  assert.equal((await store.places.edit({ wish, now, dryRun: false, by: null })).is, 'made');
  await store.roll(now);
  using database = openDatabase(path);
  // What it measured before may go on for a day.
  const later = database.prepare('SELECT * FROM stale WHERE from_ms > ?').all(now + 24 * hour);
  assert.deepEqual(later, []);
});

test('what a flagged reading covered after the flag, in another hour, is made anew as well; undone, it is back', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path, { synchronous: 'OFF' });
  await store.register(device(1, { area: 'Kitchen' }));
  // Their hold is 25 minutes: the last one, at 9:50, counts until 10:15.
  for (let at = now - 6 * hour; at < now - 2 * hour; at += 10 * minute)
    store.append({ sensor: temperature, measuredAt: at, value: 20 });
  await store.commit();
  await store.fold(now);
  using database = openDatabase(path);
  const covered = (): unknown[] =>
    ['rollup', 'room_hour'].map(
      (table) =>
        database.prepare(`SELECT covered FROM ${table} WHERE start_ms = ?`).get(now - 2 * hour)?.['covered'],
    );
  const edited = async (wish: Wish): Promise<void> => {
    assert.equal((await store.places.edit({ wish, now, dryRun: false, by: null })).is, 'made');
    await store.roll(now);
  };
  const whole = [15 * minute, 15 * minute];
  assert.deepEqual(covered(), whole);
  const stretch = { from: now - 135 * minute, until: now - 125 * minute };
  await edited({ verb: 'flag', sensor: temperature, ...stretch, reason: 'wet' });
  assert.deepEqual(covered(), [0, 0]);
  await edited({ verb: 'undo', edit: 1 });
  assert.deepEqual(covered(), whole);
});
