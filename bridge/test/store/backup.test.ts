/** Backups: of one moment while the bridge writes, right in all they hold, and restored whole or not at all. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { ChildEnded, startChild } from '@climat-guardian/suite/processes/child';
import { backUp } from '../../src/store/backup.ts';
import { StoreUnusable } from '../../src/store/schema.ts';
import { restore } from '../../src/store/restore.ts';
import { allReadings, device, openStore } from '../../src/store/store-fixture.ts';
import { chance } from '../chance.ts';
import { climatGuardian } from '../climat-guardian.ts';
import { storedReadings } from '../stored-readings.ts';

const name = 'climat-guardian.db';
const noon = Date.UTC(2026, 10, 21, 12);

let folder: string;
/** Two hours in blocks, some of the third in the inbox; then more, in the store alone. */
let early: { readonly path: string; readonly file: string; readonly readings: number; readonly more: number };

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'climat-backup-'));
  const path = join(folder, name);
  const file = join(folder, 'early.backup');
  await using store = await openStore(path);
  await store.register(device(1, { area: 'Kitchen' }));
  await store.register(device(2, { area: 'Attic' }));
  const write = async (from: number, count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      store.append({ sensor: 1 + (i % 6), measuredAt: from + i * 5000, value: i / 10 });
      if (i % 100 === 99) await store.commit();
    }
    await store.commit();
  };
  await write(noon - 7_200_000, 1440);
  await store.fold(noon + 60_000);
  await write(noon, 300);
  backUp(path, file, { force: false });
  await write(noon + 1_500_000, 200);
  early = { path, file, readings: 1740, more: 200 };
});

after(() => rm(folder, { recursive: true, force: true }));

/** The store of `early`, as its bridge left it, in a folder of its own. */
async function copyOfStore(): Promise<string> {
  const at = await mkdtemp(join(folder, 'case-'));
  for (const file of readdirSync(folder)) {
    if (file.startsWith(name)) copyFileSync(join(folder, file), join(at, file));
  }
  return join(at, name);
}

async function readingsIn(path: string, log: (sentence: string) => void): Promise<number> {
  await using store = await openStore(path, { log });
  return (await allReadings(store)).length;
}

function fail(sentence: string): void {
  assert.fail(`it says: ${sentence}`);
}

test('a backup while the bridge commits is of one moment, holds what was acknowledged, and delays no commit', async () => {
  const path = join(await mkdtemp(join(folder, 'live-')), name);
  const said: string[] = [];
  await using store = await openStore(path, { log: (sentence) => said.push(sentence) });
  await store.register(device(1, { area: 'Kitchen' }));
  const start = noon - 30 * 3_600_000;
  let next = 0;
  const commitSome = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++, next++)
      store.append({ sensor: 2, measuredAt: start + next * 500, value: next % 50 });
    await store.commit();
  };
  while (next < 200_000) await commitSome(20_000);
  await store.fold(noon);
  const acknowledged = store.committedThrough;
  const file = `${path}.backup`;
  let commits = 0;
  const done = { is: false };
  const running = climatGuardian('backup', file, '--data', join(path, '..')).finally(() => {
    done.is = true;
  });
  while (!done.is) {
    await commitSome(3);
    commits++;
  }
  const { code, out, err } = await running;
  assert.equal(code, 0, err);
  assert.deepEqual(store.troubles(), []);
  assert.deepEqual(said, []);
  assert.equal(store.committedThrough, next, 'all of them were committed');
  assert.ok(commits > 10, `${String(commits)} commits while it ran`);
  const { readings } = storedReadings(file);
  assert.ok(readings.length >= acknowledged);
  // One moment: a beginning of what was sent, nothing of it left out.
  const numbers = readings.map(([, , at]) => (at - start) / 500).sort((a, b) => a - b);
  assert.deepEqual(numbers, [...numbers.keys()]);
  assert.match(
    out,
    new RegExp(`1 room, 3 sensors, ${readings.length.toLocaleString('en')} readings from 2026-11-20T06`),
  );
  assert.ok(!existsSync(`${file}.new`));
});

test('a backup replaces no file unasked, and never the store itself', async () => {
  const path = await copyOfStore();
  const file = `${path}.backup`;
  writeFileSync(file, 'something dear');
  assert.throws(() => backUp(path, file, { force: false }), /there already.*--force/);
  assert.equal(readFileSync(file, 'utf8'), 'something dear');
  assert.equal(backUp(path, file, { force: true }).readings, early.readings + early.more);
  assert.throws(() => backUp(path, path, { force: true }), /is the store itself/);
  assert.throws(() => backUp(path, '/nonexistent/folder/file', { force: false }), /no folder/);
  assert.throws(() => backUp(`${path}.none`, `${file}.2`, { force: false }), /no store at/);
});

test('of a damaged store no backup is made, and what is wrong is said', async () => {
  const damages: [RegExp, (path: string) => void][] = [
    [
      /checksums of 1 rows of its table "block"/,
      (path) => {
        using database = new DatabaseSync(path);
        database.exec('UPDATE block SET crc = crc + 1 WHERE rev = 3');
      },
    ],
    [
      /checksums of 1 rows of its table "inbox"/,
      (path) => {
        using database = new DatabaseSync(path);
        database.exec('UPDATE inbox SET n = n + 1 WHERE through = (SELECT max(through) FROM inbox)');
      },
    ],
    [
      /its hours hold/,
      (path) => {
        using database = new DatabaseSync(path);
        database.exec('DELETE FROM block WHERE rev = 5');
      },
    ],
    [
      /200 of 1940 readings are missing/,
      (path) => {
        using database = new DatabaseSync(path);
        database.exec(
          `DELETE FROM inbox WHERE through > ${String(early.readings)}; UPDATE site SET last_seq = 0`,
        );
      },
    ],
    [
      /rooms and sensors/,
      (path) => {
        using database = new DatabaseSync(path);
        database.exec("UPDATE room SET name = 'Kitchem' WHERE id = 'kitchen'");
      },
    ],
    [
      /damaged/,
      (path) => {
        truncateSync(path, 3 * 4096);
      },
    ],
  ];
  for (const [said, damage] of damages) {
    const path = await copyOfStore();
    damage(path);
    assert.throws(() => backUp(path, `${path}.backup`, { force: false }), said);
    assert.deepEqual(
      readdirSync(join(path, '..')).filter((file) => file.includes('.backup')),
      [],
    );
  }
});

test('a restored store is the backup, its numbers go on from the store before, and that one is kept', async () => {
  const path = await copyOfStore();
  const { holds, setAside } = restore(early.file, path);
  assert.equal(holds.readings, early.readings);
  assert.equal(setAside, `${path}.replaced-1`);
  const said: string[] = [];
  {
    await using store = await openStore(path, { log: (sentence) => said.push(sentence) });
    assert.equal((await allReadings(store)).length, early.readings);
    assert.equal(
      store.append({ sensor: 1, measuredAt: noon + 7_000_000, value: 1 }),
      early.readings + early.more + 1,
    );
    await store.commit();
  }
  assert.deepEqual(said, [], 'nothing is reported as lost');
  assert.deepEqual(storedReadings(path).readings.length, early.readings + 1);
  // And back.
  assert.equal(restore(`${path}.replaced-1`, path).setAside, `${path}.replaced-2`);
  assert.equal(await readingsIn(path, fail), early.readings + early.more);
});

test('what is missing after a restore is counted from the restored store on', async () => {
  const path = await copyOfStore();
  restore(early.file, path);
  {
    using database = new DatabaseSync(path);
    database.exec('UPDATE inbox SET crc = crc + 1 WHERE through = 1640');
  }
  const said: string[] = [];
  assert.equal(await readingsIn(path, (sentence) => said.push(sentence)), early.readings - 100);
  assert.match(said.join(), new RegExp(`100 of ${String(early.readings)} readings are lost`));
});

test('restoring into an empty folder needs nothing but the backup', async () => {
  const path = join(await mkdtemp(join(folder, 'empty-')), name);
  assert.equal(restore(early.file, path).setAside, undefined);
  const said: string[] = [];
  assert.equal(await readingsIn(path, (sentence) => said.push(sentence)), early.readings);
  assert.deepEqual(said, []);
});

test('killed at any step of a restore, the store is the old one or the new one, whole', async () => {
  const outcomes = new Set<number>();
  for (let steps = 1; ; steps++) {
    const path = await copyOfStore();
    const { signal, code } = await restoreAndDie(path, steps);
    if (signal === null) {
      assert.equal(code, 0);
      assert.ok(steps > 6, `there are ${String(steps)} steps`);
      break;
    }
    assert.equal(signal, 'SIGKILL');
    const readings = await readingsIn(path, fail);
    assert.ok(
      [early.readings, early.readings + early.more].includes(readings),
      `step ${String(steps)}: ${String(readings)}`,
    );
    outcomes.add(readings);
    if (readings === early.readings) {
      assert.equal(await readingsIn(`${path}.replaced-1`, () => undefined), early.readings + early.more);
      assert.ok(!existsSync(`${path}.replaced-2`), 'what was there lies under one name');
    }
    // And it can be done again.
    restore(early.file, path);
    assert.equal(await readingsIn(path, fail), early.readings);
  }
  assert.equal(outcomes.size, 2, 'both were seen');
});

async function restoreAndDie(
  path: string,
  steps: number,
): Promise<{ code: number | null; signal: string | null }> {
  const script = join(import.meta.dirname, 'restore-steps.ts');
  try {
    const child = await startChild(process.execPath, [script, early.file, path, String(steps)], {
      ready: /finished/,
    });
    await child.end();
    return { code: 0, signal: null };
  } catch (error) {
    if (!(error instanceof ChildEnded)) throw error;
    return { code: error.code, signal: error.code === null ? 'SIGKILL' : null };
  }
}

test('a restore is refused, and the store untouched, for what is no whole backup of ours', async () => {
  const path = await copyOfStore();
  const untouched = snapshot(path);
  const variant = (change: (file: string) => void): string => {
    const file = `${path}.variant`;
    copyFileSync(early.file, file);
    change(file);
    return file;
  };
  const sql = (statement: string) => (file: string) => {
    using database = new DatabaseSync(file);
    database.exec(statement);
  };
  for (const [said, change] of [
    [/newer climat-guardian/, sql('PRAGMA user_version = 999')],
    [/another program/, sql('DROP TABLE placement; PRAGMA application_id = 5')],
    [/not those that were written/, sql("UPDATE room SET name = 'Cellar' WHERE id = 'kitchen'")],
    [/not described as they should/, sql('CREATE TABLE more (x)')],
    [
      /cannot be used as the store/,
      (file: string) => {
        writeFileSync(file, 'no database '.repeat(1000));
      },
    ],
    [
      /empty file/,
      (file: string) => {
        truncateSync(file, 0);
      },
    ],
    [
      /damaged/,
      (file: string) => {
        truncateSync(file, 4096 * 5);
      },
    ],
  ] as const) {
    assert.throws(() => restore(variant(change), path), said);
    assert.deepEqual(snapshot(path), untouched, String(said));
  }
  assert.throws(() => restore(`${path}.none`, path), /no store at/);
  await using running = await openStore(path);
  assert.ok(running);
  assert.throws(
    () => restore(early.file, path),
    (error) => error instanceof StoreUnusable && error.message.includes('in use by another'),
  );
});

/** Names and contents of the store's files, but its lock. */
function snapshot(path: string): Record<string, string> {
  const at = join(path, '..');
  const files = readdirSync(at).filter((file) => !/\.lock|\.variant|-shm$|-wal$/.test(file));
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(at, file), 'latin1')]));
}

test('a bit that flips in a backup is found before anything is replaced, or changes nothing that it says', async () => {
  const bytes = readFileSync(early.file);
  const path = await copyOfStore();
  const file = `${path}.flipped`;
  const expected = JSON.stringify(storedReadings(early.file));
  let found = 0;
  for (let seed = 1; seed <= 30; seed++) {
    const random = chance(seed);
    const flipped = Buffer.from(bytes);
    let at = 0;
    // What is zero is mostly room for more.
    while ((flipped[at] ?? 0) === 0) at = Math.floor(random() * flipped.length);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    writeFileSync(file, flipped);
    const fresh = `${path}.fresh-${String(seed)}`;
    try {
      restore(file, fresh);
      assert.equal(JSON.stringify(storedReadings(fresh)), expected, `byte ${String(at)}`);
      const rooms = (at: string): unknown => {
        using database = new DatabaseSync(at, { readOnly: true });
        return ['room', 'device', 'sensor', 'placement', 'event', 'boot', 'cursor', 'sqlite_sequence'].map(
          (table) => database.prepare(`SELECT * FROM ${table}`).all(),
        );
      };
      assert.deepEqual(rooms(fresh), rooms(early.file), `byte ${String(at)}`);
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      assert.ok(error instanceof StoreUnusable, String(error));
      assert.ok(!existsSync(fresh));
      found++;
    }
  }
  assert.ok(found > 10, `${String(found)} flips were found`);
});

test('a bridge that was killed starts while another process reads its store, without taking it for damaged', async () => {
  const path = join(await mkdtemp(join(folder, 'read-')), name);
  const killed = join(await mkdtemp(join(folder, 'killed-')), name);
  {
    await using store = await openStore(path);
    await store.register(device(1));
    using reader = new DatabaseSync(path, { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM inbox').get();
    for (let i = 0; i < 3000; i++) store.append({ sensor: 2, measuredAt: noon + i * 1000, value: i });
    await store.commit();
    for (const part of ['', '-wal', '.mark', '.inventory']) copyFileSync(path + part, killed + part);
    reader.exec('ROLLBACK');
  }
  // What comes after the reader's moment cannot be brought home, and the file is shorter than it says.
  using writer = new DatabaseSync(killed);
  using reader = new DatabaseSync(killed, { readOnly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM inbox').get();
  writer.exec(
    "INSERT INTO damaged (of_table, of_key, n, data, crc) VALUES ('block', 0, 0, randomblob(400000), 0)",
  );
  const said: string[] = [];
  assert.equal(await readingsIn(killed, (sentence) => said.push(sentence)), 3000);
  assert.deepEqual(said, []);
});
