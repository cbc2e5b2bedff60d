/**
 * What happens on a disk that fills up, on a small one of its own: to be run where FOLDER is a disk of 8 MB.
 *
 * usage: full-disk.ts running|starting|stopping|retaining FOLDER; ends with 1 and the cause when it is not as it should be.
 */
import assert from 'node:assert/strict';
import { existsSync, openSync, closeSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { device, drain, openStore, TestClock } from '../../src/store/store-fixture.ts';
import type { Store } from '../../src/store/store.ts';
import { storedReadings } from '../stored-readings.ts';

const [scenario = '', folder = ''] = process.argv.slice(2);
const path = join(folder, 'climat-guardian.db');
/** Something else that lies on the disk, and can go. */
const photos = join(folder, 'photos');
const ballast = `${path}.ballast`;
const megabyte = 1024 * 1024;
const hour = 3_600_000;
const start = Date.UTC(2026, 10, 21, 12);
const clock = new TestClock();
const said: string[] = [];

function open(commitIntervalMs = 3_600_000): Promise<Store> {
  const log = (sentence: string): void => void said.push(sentence);
  return openStore(path, { clock, log, ballastBytes: megabyte, commitIntervalMs });
}

/** Takes room, or all that is left of it. */
function takeRoom(bytes: number): void {
  const file = openSync(photos, 'a');
  try {
    const chunk = Buffer.alloc(4096, 7);
    for (let taken = 0; taken < bytes; taken += chunk.length) writeSync(file, chunk);
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error && error.code === 'ENOSPC', String(error));
  } finally {
    closeSync(file);
  }
}

/** The i-th reading; its seq is i + 1, as long as none was refused before it. */
function append(store: Store, i: number): number | undefined {
  return store.append({ sensor: 1 + (i % 3), measuredAt: start + i * 100, value: (i * 7919) % 1000 });
}

/** Each is there once, with its value, whoever reads the file. @param n readings 0 … n - 1. */
function assertStored(n: number): void {
  const { readings } = storedReadings(path);
  const values = readings
    .map(([, , at, value]) => [(at - start) / 100, value])
    .sort(([a = 0], [b = 0]) => a - b);
  assert.equal(values.length, n);
  assert.ok(values.every(([i = 0, value], at) => i === at && value === ((i * 7919) % 1000) * 1000));
}

async function running(): Promise<void> {
  takeRoom(4 * megabyte);
  const store = await open(50);
  await store.register(device(1));
  assert.ok(existsSync(ballast));
  let next = 0;
  const fill = async (until: () => boolean): Promise<void> => {
    while (!until()) {
      for (let i = 0; i < 500; i++) if (append(store, next) !== undefined) next++;
      await store.commit();
    }
  };
  await fill(() => !existsSync(ballast));
  assert.deepEqual(said, ['The disk is full: the room kept for this day is in use now.']);
  assert.equal(store.committedThrough, next, 'what met the full disk first is kept in that room');

  await fill(() => store.isFull);
  assert.equal(said.at(-1), 'The disk is full: readings cannot be kept. Make room on it.');
  const acknowledged = store.committedThrough;
  assert.ok(acknowledged < next, 'the last ones are not acknowledged');
  assertStored(acknowledged);
  for (let i = 0; i < 321; i++) assert.equal(append(store, next), undefined);
  assert.match(store.troubles().join(' '), /The disk is full.* 321 readings were not kept/);
  for (let i = 0; i < 5; i++) await store.commit();
  assert.equal(store.committedThrough, acknowledged, 'nothing is acknowledged that is not kept');

  rmSync(photos);
  await store.durable(next);
  assert.ok(!store.isFull, 'it goes on by itself');
  assert.equal(append(store, next), next + 1);
  await store.durable(next + 1);
  assert.match(store.troubles().join(' '), /The disk was full\. 321 readings were not kept/);
  assertStored(next + 1);

  // The look at the disk comes once a minute.
  clock.mono += 60_000;
  await eventually('the ballast is laid again', () =>
    Promise.resolve(existsSync(ballast) ? { found: true } : { not: said }),
  );
  await store[Symbol.asyncDispose]();
  assertStored(next + 1);
}

async function starting(): Promise<void> {
  {
    await using store = await open();
    await store.register(device(1));
    for (let i = 0; i < 100; i++) append(store, i);
    await store.commit();
  }
  takeRoom(Infinity);
  {
    await using store = await open();
    assert.deepEqual(said, ['The disk is full: the room kept for this day is in use now.']);
    assert.ok(!existsSync(ballast));
    append(store, 100);
    await store.commit();
    assert.equal(store.committedThrough, 101);
  }
  takeRoom(Infinity);
  await assert.rejects(
    open(),
    /the disk of .*climat-guardian\.db is full: make room on it, then start again/,
  );
  rmSync(photos);
  assertStored(101);
  await using store = await open();
  assert.equal(store.committedThrough, 101);
  assert.equal(said.length, 1, 'nothing was damaged by it');
}

/** More than the disk could ever hold, where raw readings may go that are rolled and in a sink. */
async function retaining(): Promise<void> {
  takeRoom(megabyte);
  const sinks = ['sink'];
  const store = await openStore(path, {
    clock,
    log: (sentence) => void said.push(sentence),
    ballastBytes: megabyte / 2,
    keepRaw: { keepMs: 100 * 366 * 24 * hour, sinks, wholeSinks: sinks },
  });
  await store.register(device(1));
  await store.outbox.addSink('sink', 'all');
  // Until it is full once: the ballast is laid down again after a minute, and here no minute passes.
  const hours = 50;
  let next = 0;
  for (let until = start + hour; until <= start + hours * hour; until += hour) {
    for (; start + next * 100 < until; next++) {
      assert.equal(append(store, next), next + 1, 'none is refused');
      if (next % 2000 === 1999) await store.commit();
    }
    await store.commit();
    assert.ok(!store.isFull);
    assert.equal(store.committedThrough, next);
    await store.fold(until + 60_000);
    await drain(store, 'sink', 'block');
  }
  assert.ok(said.includes('The disk is full: the room kept for this day is in use now.'), said.join());
  await store[Symbol.asyncDispose]();
  const { readings } = storedReadings(path);
  const kept = readings.map(([, , at]) => (at - start) / 100).sort((a, b) => a - b);
  const [first = 0] = kept;
  assert.ok(first > 0 && first < next - 36_000, `it begins with ${String(first)} of ${String(next)}`);
  assert.equal((first * 100) % hour, 0, 'whole hours went');
  assert.deepEqual(
    kept,
    Array.from({ length: next - first }, (_, i) => first + i),
    'the oldest went, and no other',
  );
}

async function stopping(): Promise<void> {
  const store = await open();
  await store.register(device(1));
  for (let i = 0; i < 100; i++) append(store, i);
  await store.commit();
  takeRoom(Infinity);
  rmSync(ballast);
  takeRoom(Infinity);
  // Some later, so that there is a heartbeat to write down.
  clock.mono += hour;
  await store[Symbol.asyncDispose]();
  rmSync(photos);
  assertStored(100);
}

const scenarios = new Map([
  ['retaining', retaining],
  ['running', running],
  ['starting', starting],
  ['stopping', stopping],
]);
await scenarios.get(scenario)?.();
