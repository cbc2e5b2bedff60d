/** Edits and undos in any order, looked at by a program that is not ours. */
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { EditRefused } from '../src/store/edit-refused.ts';
import type { Wish } from '../src/store/edit-types.ts';
import { makeEdit, planEdit } from '../src/store/edits.ts';
import { listEdits } from '../src/store/read-places.ts';
import { openDatabase } from '../src/store/schema.ts';
import { device, mac, openStore, temporaryPath } from '../src/store/store-fixture.ts';
import { chance } from './chance.ts';
import { StoreReader } from './stored-readings.ts';

const now = Date.UTC(2026, 10, 21, 12);
const day = 24 * 3_600_000;
const devices = 4;
const steps = 30;

/** As the reader finds them; it complains of a sensor in two rooms at once. */
async function dumpOf(reader: StoreReader, path: string): Promise<string> {
  const { rooms, placements, calibrations } = await reader.read(path);
  using database = new DatabaseSync(path, { readOnly: true });
  const [flags, holds] = ['flag', 'hold'].map((table) =>
    database.prepare(`SELECT * FROM ${table} ORDER BY id`).all(),
  );
  return JSON.stringify({ rooms, placements, calibrations, flags, holds });
}

function anyWish(random: () => number, database: DatabaseSync): Wish {
  const pick = <T>(from: readonly T[]): T => {
    const one = from[Math.floor(random() * from.length)];
    assert.ok(one !== undefined);
    return one;
  };
  const known = database
    .prepare('SELECT id FROM room')
    .all()
    .map((row) => String(row['id']));
  const from = now - Math.floor(random() * 20) * day;
  const anyDevice = (): ReturnType<typeof mac> => mac(1 + Math.floor(random() * devices));
  const name = pick(['Kitchen', 'Attic', 'Den', 'Office', 'Cellar']);
  switch (Math.floor(random() * 10)) {
    case 0:
      return { verb: 'room-rename', room: pick(known), name };
    case 1:
      return { verb: 'room-floor', room: pick(known), floor: pick(['EG', 'OG', null]) };
    case 2:
      return { verb: 'device-move', device: anyDevice(), to: { room: pick(known) }, from };
    case 3:
      return { verb: 'device-move', device: anyDevice(), to: { newRoom: name }, from };
    case 4:
      return {
        verb: 'device-replace',
        old: anyDevice(),
        by: anyDevice(),
        from: random() < 0.5 ? undefined : from,
      };
    case 5: {
      const sensor = pick([2, 3, 5, 6]);
      return { verb: 'calibrate', sensor, gain: pick([1, 1.02]), offset: pick([0, -0.4, 0.25]), from };
    }
    case 6: {
      const until = Math.min(now, from + Math.ceil(random() * 5) * day);
      return { verb: 'flag', sensor: pick([2, 5]), from, until, reason: pick(['wet', 'in the sun']) };
    }
    case 7:
      return { verb: 'hold', sensor: pick([2, 5, 8]), holdMs: pick([600_000, 900_000]), from };
    default: {
      const all = listEdits(database);
      return { verb: 'undo', edit: all.length === 0 || random() < 0.3 ? undefined : pick(all).id };
    }
  }
}

async function site(t: TestContext): Promise<string> {
  const path = await temporaryPath(t);
  await using store = await openStore(path, { synchronous: 'OFF' });
  for (let n = 1; n <= devices; n++) await store.register(device(n, n < 3 ? { area: 'Kitchen' } : {}));
  // The first two measured for long, the third lately, the fourth never.
  for (const [sensor, ago] of [
    [2, 30],
    [5, 25],
    [8, 1],
  ] as const) {
    for (let at = ago; at > 0.5; at--) {
      store.append({ sensor, measuredAt: now - at * day, value: 20 });
    }
  }
  await store.commit();
  await store.fold(now);
  return path;
}

test('whatever is edited and undone, in whatever order: undone, every row is as it was', async (t) => {
  await using reader = new StoreReader();
  let [made, refused, undone] = [0, 0, 0];
  for (let seed = 1; seed <= 25; seed++) {
    const random = chance(seed);
    const path = await site(t);
    using database = openDatabase(path, { synchronous: 'OFF' });
    /** What was there before each edit, by its number. */
    const before = new Map<number, string>();
    let dump = await dumpOf(reader, path);
    for (let step = 0; step < steps; step++) {
      const wish = anyWish(random, database);
      const said = `seed ${String(seed)}, step ${String(step)}: ${JSON.stringify(wish)}`;
      try {
        const planned = planEdit(database, wish, now);
        assert.equal(await dumpOf(reader, path), dump, `planned only: ${said}`);
        assert.deepEqual(makeEdit(database, wish, now), planned, said);
        before.set(planned.id, dump);
        const after = await dumpOf(reader, path);
        assert.notEqual(after, dump, said);
        dump = after;
        made++;
        if (wish.verb === 'undo') undone++;
      } catch (error) {
        if (!(error instanceof EditRefused)) throw error;
        assert.equal(await dumpOf(reader, path), dump, `refused: ${said}`);
        refused++;
      }
    }
    // Back the whole way: nothing stands on the newest one, so none may be refused.
    for (const [id, was] of [...before].reverse()) {
      makeEdit(database, { verb: 'undo', edit: id }, now);
      assert.equal(await dumpOf(reader, path), was, `seed ${String(seed)}: edit ${String(id)} undone`);
    }
  }
  assert.ok(made > 300 && refused > 100 && undone > 50, JSON.stringify({ made, refused, undone }));
});
