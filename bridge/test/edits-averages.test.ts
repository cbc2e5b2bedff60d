/** Random edits and undos, each rolled: undone, every bucket is what it was; and the same as if it had been made at once. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import type { Edit, Wish } from '../src/store/edit-types.ts';
import { openDatabase } from '../src/store/schema.ts';
import { markAllStale } from '../src/store/stale.ts';
import { device, mac, openStore, temporaryPath } from '../src/store/store-fixture.ts';
import type { Store } from '../src/store/store.ts';
import { chance } from './chance.ts';
import { averagesIn, day, hour } from './edited-building.ts';

const now = Date.UTC(2026, 10, 21, 12);
const seeds = 12;
const steps = 12;

interface Site {
  readonly path: string;
  readonly store: Store;
}

/** Three devices of two rooms, whose steps are minutes and whose readings have gaps. */
async function site(t: TestContext, random: () => number): Promise<Site> {
  const path = await temporaryPath(t);
  const store = await openStore(path, { synchronous: 'OFF' });
  endOf(t).defer(() => store[Symbol.asyncDispose]());
  for (let n = 1; n <= 3; n++) await store.register(device(n, { area: n === 3 ? 'Office' : 'Kitchen' }));
  for (const sensor of [2, 5, 8]) {
    for (let at = now - 4 * day; at < now - 2 * hour; at += 300_000 + Math.floor(random() * 600_000)) {
      if (random() < 0.02) at += Math.floor(random() * 8 * hour);
      store.append({ sensor, measuredAt: at, value: Math.round(random() * 40_000) / 1000 });
    }
  }
  await store.commit();
  await store.fold(now);
  return { path, store };
}

function anyWish(random: () => number): Wish {
  const pick = <T>(...from: readonly [T, ...T[]]): T => from[Math.floor(random() * from.length)] ?? from[0];
  const from = now - Math.floor(random() * 5 * day);
  const sensor = pick(2, 5, 8);
  switch (Math.floor(random() * 5)) {
    case 0:
      return {
        verb: 'device-move',
        device: mac(pick(1, 2, 3)),
        to: { room: pick('kitchen', 'office') },
        from,
      };
    case 1:
      return { verb: 'device-replace', old: mac(pick(1, 2)), by: mac(pick(2, 3)), from };
    case 2:
      return { verb: 'calibrate', sensor, gain: pick(1, 1.02, 0.97), offset: pick(0, -0.4, 1.25), from };
    case 3: {
      const until = Math.min(now, from + Math.ceil(random() * day));
      return { verb: 'flag', sensor, from, until, reason: 'wet' };
    }
    default:
      return { verb: 'hold', sensor, holdMs: pick(60_000, 900_000, 5_000_000), from: now - hour };
  }
}

async function edited({ store }: Site, wish: Wish): Promise<Edit | undefined> {
  const outcome = await store.places.edit({ wish, now, dryRun: false, by: null });
  if (outcome.is === 'refused') return undefined;
  await store.roll(now);
  return outcome.edit;
}

test('whatever is edited and undone, undone every bucket of sensors and rooms says what it said', async (t) => {
  let [made, refused] = [0, 0];
  for (let seed = 1; seed <= seeds; seed++) {
    const random = chance(seed);
    const here = await site(t, random);
    const read = (): string => averagesIn(here.path, now);
    /** What was there before each edit, by its number. */
    const before = new Map<number, string>();
    let buckets = read();
    for (let step = 0; step < steps; step++) {
      const isUndo = random() < 0.25 && before.size > 0;
      const wish: Wish = isUndo
        ? { verb: 'undo', edit: 1 + Math.floor(random() * before.size) }
        : anyWish(random);
      const edit = await edited(here, wish);
      const after = read();
      const said = `seed ${String(seed)}, step ${String(step)}: ${JSON.stringify(wish)}`;
      if (edit === undefined) {
        assert.equal(after, buckets, said);
        refused++;
        continue;
      }
      before.set(edit.id, buckets);
      // Where nothing is said to be touched, nothing is another.
      const anew = [...edit.touched.rooms, ...edit.touched.sensors].some((one) => one.buckets > 0);
      if (!anew) assert.equal(after, buckets, said);
      buckets = after;
      made++;
    }
    for (const [id, was] of [...before].reverse()) {
      const wish: Wish = { verb: 'undo', edit: id };
      assert.ok(await edited(here, wish), `seed ${String(seed)}: edit ${String(id)} cannot be undone`);
      assert.equal(read(), was, `seed ${String(seed)}: edit ${String(id)} undone`);
    }
  }
  assert.ok(made > seeds * 6 && refused > seeds, JSON.stringify({ made, refused }));
});

test('edits one after the other, each rolled, end where all of them do that are rolled once, and where all is rolled anew', async (t) => {
  for (let seed = 101; seed <= 108; seed++) {
    const [one, other] = [await site(t, chance(seed)), await site(t, chance(seed))];
    assert.equal(averagesIn(one.path, now), averagesIn(other.path, now));
    const random = chance(1000 + seed);
    for (let step = 0; step < steps; step++) {
      const wish = anyWish(random);
      await edited(one, wish);
      await other.store.places.edit({ wish, now, dryRun: false, by: null });
    }
    await other.store.roll(now);
    const ended = averagesIn(one.path, now);
    assert.equal(ended, averagesIn(other.path, now), `seed ${String(seed)}`);
    {
      using database = openDatabase(one.path, { synchronous: 'OFF' });
      markAllStale(database);
    }
    await one.store.roll(now);
    assert.equal(
      averagesIn(one.path, now),
      ended,
      `seed ${String(seed)}: what an edit touches is all that changes`,
    );
  }
});
