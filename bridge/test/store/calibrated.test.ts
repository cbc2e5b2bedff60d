/** A calibration changes nothing of what was measured, but sinks are sent it calibrated: they have to get it again. */
import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { averaging } from '../../src/average/averaging.ts';
import { makeEdit } from '../../src/store/edits.ts';
import { Roller } from '../../src/store/roller.ts';
import { openDatabase } from '../../src/store/schema.ts';
import { device, openStore, temporaryPath } from '../../src/store/store-fixture.ts';

const hour = 3_600_000;
const noon = Date.UTC(2026, 10, 21, 12);
const temperature = 2;

interface Numbered {
  readonly rev: number;
  readonly says: string;
}

/** By hours since noon. */
function rollups(database: DatabaseSync): Map<number, Numbered> {
  const rows = database.prepare('SELECT * FROM rollup WHERE sensor = ? ORDER BY start_ms').all(temperature);
  return new Map(
    rows.map(({ rev, ...says }) => [
      (Number(says['start_ms']) - noon) / hour,
      { rev: Number(rev), says: JSON.stringify(says) },
    ]),
  );
}

test('what is calibrated anew has a new number until the next calibration, and so has what is undone', async (t) => {
  const path = await temporaryPath(t);
  await using store = await openStore(path, { synchronous: 'OFF' });
  await store.register(device(1, { area: 'Lab' }));
  for (let i = 0; i < 6; i++)
    if (i !== 3) store.append({ sensor: temperature, measuredAt: noon + i * hour, value: 20 });
  await store.commit();
  const now = noon + 7 * hour;
  await store.fold(now);
  using database = openDatabase(path, { synchronous: 'OFF' });
  const of = { verb: 'calibrate', sensor: temperature, gain: 1 } as const;
  /** Of which hours the number is another one, though they say the same; all others are untouched. */
  const renewed = async (edit: () => void): Promise<number[]> => {
    const before = rollups(database);
    const highest = Math.max(...[...before.values()].map(({ rev }) => rev));
    edit();
    await store.roll(now);
    const after = rollups(database);
    assert.deepEqual(
      [...after].map(([at, { says }]) => [at, says]),
      [...before].map(([at, { says }]) => [at, says]),
    );
    const others = [...after].filter(([at, { rev }]) => rev !== before.get(at)?.rev);
    for (const [, { rev }] of others) assert.ok(rev > highest, 'a cursor is past it');
    return others.map(([at]) => at);
  };
  // Nothing was measured in the fourth hour, nor in the seventh.
  const first = await renewed(() => makeEdit(database, { ...of, offset: 1, from: noon + 4 * hour }, now));
  assert.deepEqual(first, [4, 5]);
  const second = await renewed(() => makeEdit(database, { ...of, offset: 2, from: noon + hour }, now));
  assert.deepEqual(second, [1, 2]);
  const undone = await renewed(() => makeEdit(database, { verb: 'undo', edit: undefined }, now));
  assert.deepEqual(undone, [1, 2]);
  assert.deepEqual(database.prepare("SELECT * FROM stale WHERE kind = 'calibrated'").all(), []);
});

test('years are calibrated anew in steps, each of which is kept: after a power cut the rest follows', async (t) => {
  const path = await temporaryPath(t);
  const hours = 1500;
  {
    await using store = await openStore(path, { synchronous: 'OFF' });
    await store.register(device(1, { area: 'Lab' }));
    for (let i = 0; i < hours; i++)
      store.append({ sensor: temperature, measuredAt: noon + i * hour, value: 20 });
    await store.commit();
    await store.fold(noon + hours * hour + 60_000);
  }
  using database = openDatabase(path, { synchronous: 'OFF' });
  const now = noon + hours * hour + 60_000;
  const highest = Math.max(...[...rollups(database).values()].map(({ rev }) => rev));
  makeEdit(database, { verb: 'calibrate', sensor: temperature, gain: 2, offset: 0, from: noon }, now);
  const others = (): number => [...rollups(database).values()].filter(({ rev }) => rev > highest).length;
  assert.equal(new Roller(database, averaging, 'UTC').roll(now), true);
  const step = others();
  assert.ok(step > 0 && step < hours, `${String(step)} in one transaction`);
  const another = new Roller(database, averaging, 'UTC');
  while (another.roll(now));
  assert.equal(others(), hours);
});
