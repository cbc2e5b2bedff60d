import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { lastTrust } from './last-trust.ts';
import { allReadings, device, drain, openStore, temporaryPath, TestClock } from './store-fixture.ts';

const temperature = 2;
const offset = Date.UTC(2026, 10, 21) - 1_000_000;

function untrusted(): TestClock {
  const clock = new TestClock();
  clock.utcLessMono = undefined;
  return clock;
}

test('readings of an untrusted clock are durable, acknowledged, and neither folded nor forwarded', async (t) => {
  const path = await temporaryPath(t);
  const clock = untrusted();
  await using store = await openStore(path, { clock });
  await store.register(device(1));
  await store.outbox.addSink('sink', 'all');
  const seq = store.appendUndated({ sensor: temperature, monoMs: 5000, value: 20 });
  assert.equal(seq, 1);
  const durable = store.durable(1);
  await store.commit();
  await durable;
  using reader = new DatabaseSync(path, { readOnly: true });
  assert.equal(reader.prepare('SELECT sum(n) AS n FROM quarantine').get()?.['n'], 1);
  await store.fold(Date.UTC(2030, 0));
  assert.deepEqual(await allReadings(store), []);
});

test('on trust they get the time at which they were measured, each after the other, and go on to sinks', async (t) => {
  const clock = untrusted();
  await using store = await openStore(await temporaryPath(t), { clock });
  await store.register(device(1));
  await store.outbox.addSink('sink', 'all');
  for (let i = 0; i < 50; i++) {
    store.appendUndated({ sensor: temperature, monoMs: 1_000_000 + i * 1000, value: i });
    if (i % 7 === 0) await store.commit();
  }
  clock.utcLessMono = offset;
  // Appended undated in the moment of trust, and dated right after it.
  const trusted = store.trust();
  store.append({ sensor: temperature, measuredAt: offset + 1_050_000, value: 50 });
  await trusted;
  await store.commit();
  const sent = await drain(store, 'sink', 'inbox');
  assert.deepEqual(
    sent.map(({ measuredAt, value }) => [measuredAt - offset, value]).sort(([a = 0], [b = 0]) => a - b),
    Array.from({ length: 51 }, (_, i) => [1_000_000 + i * 1000, i]),
  );
  assert.equal(sent[0]?.room, 'room-0001', 'its place is known, though it was first seen without a clock');
});

test('a commit that is on its way when trust begins gives no number twice', async (t) => {
  const clock = untrusted();
  await using store = await openStore(await temporaryPath(t), { clock });
  await store.register(device(1));
  await store.outbox.addSink('sink', 'all');
  const marks: number[] = [];
  store.onCommitted((through) => marks.push(through));
  for (let i = 0; i < 3; i++) store.appendUndated({ sensor: temperature, monoMs: i, value: i });
  clock.utcLessMono = offset;
  const trusted = store.trust();
  const committed = store.commit();
  const later = [100, 101].map((ms) =>
    store.append({ sensor: temperature, measuredAt: offset + ms, value: ms }),
  );
  assert.deepEqual(later, [4, 5]);
  await committed;
  assert.deepEqual(marks, [3], 'nothing is acknowledged that waits still');
  await trusted;
  await store.commit();
  assert.deepEqual(
    (await drain(store, 'sink', 'inbox')).map(({ value }) => value).sort((a, b) => a - b),
    [0, 1, 2, 100, 101],
  );
  assert.deepEqual(marks, [3, 5, 8]);
});

test(
  'where trust cannot be written down, readings are dated as soon as it can be',
  { timeout: 60_000 },
  async (t) => {
    const path = await temporaryPath(t);
    const clock = untrusted();
    await using store = await openStore(path, { clock, commitIntervalMs: 20 });
    await store.register(device(1));
    await store.durable(store.appendUndated({ sensor: temperature, monoMs: 5, value: 20 }) ?? 0);
    using other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    clock.utcLessMono = offset;
    await assert.rejects(store.trust(), /locked/);
    other.exec('ROLLBACK');
    await new Promise<void>((resolve) => {
      store.onCommitted((through) => {
        if (through >= 2) resolve();
      });
    });
    assert.deepEqual(
      (await allReadings(store)).map(({ measuredAt }) => measuredAt - offset),
      [5],
    );
  },
);

test('the numbers of readings rise through a release, also for what arrives during it', async (t) => {
  const path = await temporaryPath(t);
  const clock = untrusted();
  {
    await using store = await openStore(path, { clock });
    await store.register(device(1));
    const marks: number[] = [];
    store.onCommitted((through) => marks.push(through));
    for (let i = 0; i < 10; i++) store.appendUndated({ sensor: temperature, monoMs: i, value: i });
    await store.commit();
    clock.utcLessMono = offset;
    const trusted = store.trust();
    const during = store.append({ sensor: temperature, measuredAt: offset + 100, value: 1 }) ?? 0;
    await trusted;
    await store.commit();
    assert.deepEqual(
      marks,
      [...marks].sort((a, b) => a - b),
    );
    assert.ok(store.committedThrough >= during);
  }
  await using again = await openStore(path, { clock });
  assert.equal((await allReadings(again)).length, 11);
});

test('a restart in the same boot of the system finds the time for what it kept; another boot never does', async (t) => {
  const path = await temporaryPath(t);
  const first = untrusted();
  {
    await using store = await openStore(path, { clock: first });
    await store.register(device(1));
    store.appendUndated({ sensor: temperature, monoMs: 1000, value: 1 });
  }
  const night = untrusted();
  night.osBoot = 'boot-2';
  {
    await using store = await openStore(path, { clock: night });
    store.appendUndated({ sensor: temperature, monoMs: 2000, value: 2 });
  }
  {
    await using store = await openStore(path, { clock: night });
    night.utcLessMono = offset;
    await store.trust();
    assert.deepEqual(
      (await allReadings(store)).map(({ measuredAt, value }) => [measuredAt - offset, value]),
      [[2000, 2]],
    );
  }
  using reader = new DatabaseSync(path, { readOnly: true });
  assert.deepEqual(
    reader
      .prepare('SELECT os_boot, offset_ms, before_ms FROM boot ORDER BY id LIMIT 1')
      .all()
      .map((row) => Object.values(row)),
    [['boot-1', null, offset + night.mono]],
    'its readings stay where they are, with the bounds of when that was',
  );
  assert.equal(reader.prepare('SELECT sum(n) AS n FROM quarantine').get()?.['n'], 1);
});

test('a device’s own time counts for what waited for a clock, unless it is still to come', async (t) => {
  const clock = untrusted();
  await using store = await openStore(await temporaryPath(t), { clock });
  await store.register(device(1));
  store.appendUndated({ sensor: temperature, monoMs: 5000, value: 1, statedAt: offset + 1000 });
  store.appendUndated({ sensor: temperature, monoMs: 5000, value: 2, statedAt: Date.UTC(2100, 0) });
  await store.commit();
  clock.utcLessMono = offset;
  await store.trust();
  assert.deepEqual(
    (await allReadings(store)).map(({ measuredAt, value }) => [measuredAt - offset, value]),
    [[1000, 1]],
  );
});

test('what was known of the time at the last heartbeat is known before the store is opened again', async (t) => {
  const path = await temporaryPath(t);
  const clock = new TestClock();
  assert.equal(lastTrust(path), undefined);
  {
    await using store = await openStore(path, { clock });
    await store.trust();
    clock.mono += 60_000;
    await store.commit();
    await store.commit();
    const known = { osBoot: 'boot-1', offsetMs: clock.offset(), accuracyMs: 5, monotonicMs: clock.mono };
    assert.deepEqual(lastTrust(path), known);
    clock.mono += 30_000;
  }
  const next = untrusted();
  next.osBoot = 'boot-2';
  {
    await using store = await openStore(path, { clock: next });
    assert.ok(store);
  }
  assert.equal(
    lastTrust(path)?.monotonicMs,
    clock.mono,
    'the stop was the last heartbeat; the boot without a clock says nothing',
  );
});

test('events are written with the next commit, in the time of their boot', async (t) => {
  const path = await temporaryPath(t);
  const clock = new TestClock();
  await using store = await openStore(path, { clock });
  store.note('device-lost', device(1).mac, 'Wi-Fi');
  await store.commit();
  using reader = new DatabaseSync(path, { readOnly: true });
  assert.deepEqual(
    reader
      .prepare('SELECT boot, mono_ms, kind, device, cause FROM event')
      .all()
      .map((row) => Object.values(row)),
    [[1, clock.mono, 'device-lost', device(1).mac, 'Wi-Fi']],
  );
});
