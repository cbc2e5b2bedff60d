/** What a torn card, a flipped bit or a hand in the folder does to a store: it opens, says so, and counts exactly. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { allReadings, device, openStore, TestClock } from '../../src/store/store-fixture.ts';
import type { Store } from '../../src/store/store.ts';
import { chance } from '../chance.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const devices = 4;
const name = 'climat-guardian.db';

let folder: string;
/** A store as it lay there while its bridge ran: hours in blocks, an hour in the inbox, some of it in the WAL only. */
let template: string;
let total: number;

/** What the sensor of this number measured then; what is read back can be checked against it. */
function valueOf(sensor: number, at: number): number {
  return 20 + sensor / 10 + (((at / 10_000) | 0) % 100) / 1000;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'climat-damage-'));
  template = join(folder, 'template');
  const path = join(folder, 'live', name);
  mkdirSync(join(folder, 'live'));
  const store = await openStore(path);
  for (let n = 1; n <= devices; n++) await store.register(device(n, { area: `Room ${String(n)}` }));
  const write = async (from: number, until: number): Promise<void> => {
    for (let at = from; at < until; at += 10_000) {
      for (let sensor = 1; sensor <= devices * 3; sensor++) {
        store.append({ sensor, measuredAt: at, value: valueOf(sensor, at) });
      }
      if (at % 60_000 === 0) await store.commit();
    }
    await store.commit();
  };
  await write(noon - 3 * 3_600_000, noon);
  await store.fold(noon + 60_000);
  await write(noon, noon + 1_800_000);
  total = (await allReadings(store)).length;
  cpSync(join(folder, 'live'), template, { recursive: true });
  await store[Symbol.asyncDispose]();
});

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly kept: number;
  readonly said: string;
}

/** Opens what `damage` made of the store and checks everything that it still says. */
async function openedAfter(damage: (path: string) => void): Promise<Outcome> {
  const at = await mkdtemp(join(folder, 'case-'));
  cpSync(template, at, { recursive: true });
  const path = join(at, name);
  damage(path);
  const said: string[] = [];
  {
    await using store = await openStore(path, {
      log: (sentence) => said.push(sentence),
      clock: new TestClock(),
    });
    const kept = await readAndCheck(store);
    // It goes on: a reading is kept, under a number that was never given.
    const seq = store.append({ sensor: 2, measuredAt: noon + 7_200_000, value: 20 });
    await store.commit();
    assert.ok(seq !== undefined && seq > total, 'no number is given twice');
    assert.equal((await allReadings(store)).length, kept + 1);
    const outcome = { kept, said: said.join('\n') };
    rmSync(at, { recursive: true, force: true, maxRetries: 3 });
    return outcome;
  }
}

async function readAndCheck(store: Store): Promise<number> {
  const inventory = await store.inventory();
  const sensorOf = new Map(inventory.sensors.map(({ id, device: mac, entity }) => [`${mac} ${entity}`, id]));
  const rows = await allReadings(store);
  const seen = new Set<string>();
  for (const { device: mac, entity, measuredAt, value, room } of rows) {
    const sensor = sensorOf.get(`${mac} ${entity}`) ?? 0;
    assert.equal(value, Math.round(valueOf(sensor, measuredAt) * 1000) / 1000, 'a value is wrong');
    assert.equal(room, entity === 'wifi_signal' ? null : `room-${String(Number(mac.slice(-2)))}`);
    const key = `${mac} ${entity} ${String(measuredAt)}`;
    assert.ok(!seen.has(key), 'a reading is there twice');
    seen.add(key);
  }
  return rows.length;
}

function assertCountIsExact({ kept, said }: Outcome, what: string): void {
  if (kept === total) return;
  const [, lost] = /(\d+)(?: of \d+ readings)? are lost/.exec(said) ?? [];
  assert.equal(Number(lost), total - kept, `${what}: ${String(total - kept)} are missing, it says: ${said}`);
}

function flipBit(path: string, random: () => number, from = 0): void {
  const bytes = readFileSync(path);
  const at = from + Math.floor(random() * (bytes.length - from));
  bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  writeFileSync(path, bytes);
}

test('an untouched store opens without a word', async () => {
  assert.deepEqual(await openedAfter(() => undefined), { kept: total, said: '' });
});

test('a deleted write-ahead log is noticed, and what was in it is counted', async () => {
  const outcome = await openedAfter((path) => {
    rmSync(`${path}-wal`);
    rmSync(`${path}-shm`);
  });
  assert.ok(outcome.kept < total, 'the template has readings in its log');
  assertCountIsExact(outcome, 'deleted WAL');
});

test('a bit that flips in the write-ahead log costs what comes after it, which is counted', async () => {
  for (let seed = 1; seed <= 15; seed++) {
    const outcome = await openedAfter((path) => {
      flipBit(`${path}-wal`, chance(seed));
    });
    assertCountIsExact(outcome, `WAL, seed ${String(seed)}`);
  }
});

test('a database cut at any byte opens with what is left, and says what is lost', async () => {
  for (let seed = 1; seed <= 15; seed++) {
    const random = chance(1000 + seed);
    const outcome = await openedAfter((path) => {
      truncateSync(path, Math.floor(random() * readFileSync(path).length));
      if (random() < 0.5) rmSync(`${path}-wal`);
    });
    assertCountIsExact(outcome, `cut, seed ${String(seed)}`);
  }
});

test('flipped bits in the database never become a wrong reading, and what they cost is counted', async () => {
  let salvaged = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const random = chance(2000 + seed);
    const outcome = await openedAfter((path) => {
      for (let flips = 1 + Math.floor(random() * 4); flips > 0; flips--) flipBit(path, random);
    });
    assertCountIsExact(outcome, `flips, seed ${String(seed)}`);
    if (outcome.kept < total) salvaged++;
  }
  assert.ok(salvaged > 5, 'the flips hit nothing');
});

test('a first page of random bytes does not cost the readings of all others', async () => {
  const random = chance(7);
  const outcome = await openedAfter((path) => {
    const bytes = readFileSync(path);
    for (let i = 0; i < 4096; i++) bytes[i] = Math.floor(random() * 256);
    writeFileSync(path, bytes);
  });
  assertCountIsExact(outcome, 'first page');
  assert.ok(outcome.kept > total / 2, `${String(outcome.kept)} of ${String(total)} were saved`);
});

test('a database that is gone, with its mark left, is made anew and the loss is said', async () => {
  const outcome = await openedAfter((path) => {
    for (const file of readdirSync(join(path, '..'))) {
      if (!file.endsWith('.mark') && !file.endsWith('.inventory')) rmSync(join(path, '..', file));
    }
  });
  assert.equal(outcome.kept, 0);
  assertCountIsExact(outcome, 'gone');
});
