import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replay } from './replay.ts';
import { mac, openStore, temporaryPath, TestClock } from './store-fixture.ts';
import type { Store } from './store.ts';
import type { ForwardEvent, LaneState } from './outbox-types.ts';

const offset = Date.UTC(2026, 10, 21) - 1_000_000;

function untrusted(osBoot = 'boot-1'): TestClock {
  const clock = new TestClock();
  clock.utcLessMono = undefined;
  clock.osBoot = osBoot;
  return clock;
}

/** All that it has, or has after that place. */
async function sent(store: Store, limit = 5000): Promise<ForwardEvent[]> {
  const all: ForwardEvent[] = [];
  for (;;) {
    const page = await store.outbox.next('sink', 'event', limit);
    if (page.to === page.from) return all;
    assert.ok(page.kind === 'events');
    all.push(...page.rows);
    await store.outbox.settle('sink', 'event', page, []);
  }
}

async function stateOf(store: Store): Promise<LaneState | undefined> {
  return (await store.outbox.lanes('sink')).find(({ lane }) => lane === 'event');
}

test('events of an untrusted clock wait, count as nothing that a sink has to get, and go with their time on trust', async (t) => {
  const clock = untrusted();
  await using store = await openStore(await temporaryPath(t), { clock });
  await store.outbox.addSink('sink', 'all');
  store.note('bridge-started', null, '1.2.3');
  clock.mono += 5000;
  store.note('device-online', mac(1));
  await store.commit();
  assert.deepEqual(await sent(store), []);
  assert.deepEqual(await stateOf(store), { lane: 'event', waiting: 0, oldest: null });

  let moved = 0;
  store.outbox.onMoved((lane) => {
    if (lane === 'event') moved++;
  });
  clock.utcLessMono = offset;
  await store.trust();
  assert.equal(moved, 1, 'whoever sends is woken');
  assert.deepEqual(await stateOf(store), { lane: 'event', waiting: 2, oldest: offset + 1_000_000 });
  assert.deepEqual(await sent(store), [
    { kind: 'bridge-started', at: offset + 1_000_000, device: null, cause: '1.2.3' },
    { kind: 'device-online', at: offset + 1_005_000, device: mac(1), cause: null },
  ]);
  store.note('device-lost', mac(1), 'unreachable: off');
  await store.commit();
  assert.equal(moved, 2);
  assert.deepEqual(
    (await sent(store)).map(({ kind }) => kind),
    ['device-lost'],
  );
});

test('events of a start that was never trusted are passed over, those of the night before it are not', async (t) => {
  const path = await temporaryPath(t);
  const clock = new TestClock();
  {
    await using store = await openStore(path, { clock });
    await store.outbox.addSink('sink', 'all');
    store.note('bridge-started', null, 'first');
  }
  const night = untrusted('boot-2');
  {
    await using store = await openStore(path, { clock: night });
    store.note('bridge-started', null, 'never');
    await store.commit();
    assert.deepEqual(
      (await sent(store)).map(({ cause }) => cause),
      ['first'],
      'it could still be',
    );
  }
  const morning = untrusted('boot-3');
  await using store = await openStore(path, { clock: morning });
  store.note('bridge-started', null, 'third');
  await store.commit();
  const page = await store.outbox.next('sink', 'event', 10);
  assert.deepEqual(
    [page.rows, page.to - page.from],
    [[], 1],
    'the next start of the system knows that it never will be',
  );
  morning.utcLessMono = offset;
  await store.trust();
  assert.deepEqual(
    (await sent(store)).map(({ cause }) => cause),
    ['third'],
  );
});

test('a start of the bridge whose system was trusted before it is dated, though it was not trusted itself', async (t) => {
  const path = await temporaryPath(t);
  const clock = new TestClock();
  clock.utcLessMono = offset;
  await (await openStore(path, { clock }))[Symbol.asyncDispose]();
  {
    await using store = await openStore(path, { clock: untrusted() });
    await store.outbox.addSink('sink', 'all');
    store.note('device-lost', mac(1));
    await store.commit();
    assert.deepEqual(await sent(store), [], 'it may be told better');
  }
  await using store = await openStore(path, { clock: untrusted('boot-2') });
  assert.deepEqual(
    (await sent(store)).map(({ at }) => at),
    [offset + 1_000_000],
  );
});

test('an event that is sent again is the same point, whatever has become of the offset since', async (t) => {
  const path = await temporaryPath(t);
  const clock = new TestClock();
  clock.utcLessMono = offset;
  let first: ForwardEvent[];
  {
    await using store = await openStore(path, { clock });
    await store.outbox.addSink('sink', 'all');
    for (let i = 0; i < 10; i++) {
      clock.mono += 7;
      // As the difference of two clocks does that are rounded.
      clock.utcLessMono = offset + (i % 3) - 1;
      store.note('device-lost', mac(i % 2));
      await store.commit();
    }
    first = await sent(store, 3);
    assert.equal(first.length, 10);
    clock.utcLessMono = offset + 3_600_000;
    await store.trust();
  }
  replay(path, 'sink', first[4]?.at ?? 0);
  await using store = await openStore(path, { clock });
  assert.deepEqual(await sent(store), first.slice(4));
});

test('two of a kind in one instant are two points', async (t) => {
  const clock = new TestClock();
  clock.utcLessMono = offset;
  await using store = await openStore(await temporaryPath(t), { clock });
  await store.outbox.addSink('sink', 'all');
  store.note('sink-down', null, 'one: off');
  store.note('sink-down', null, 'two: off');
  store.note('device-lost', mac(1), 'a: b');
  store.note('device-lost', mac(2), 'a: b');
  await store.commit();
  const at = offset + clock.mono;
  assert.deepEqual(
    (await sent(store)).map((event) => event.at),
    [at, at + 1, at, at],
  );
});

test('a sink that is new from now on gets nothing of before', async (t) => {
  await using store = await openStore(await temporaryPath(t));
  store.note('device-lost', mac(1));
  await store.commit();
  await store.outbox.addSink('sink', 'now');
  store.note('device-online', mac(1));
  await store.commit();
  assert.deepEqual(
    (await sent(store)).map(({ kind }) => kind),
    ['device-online'],
  );
});
