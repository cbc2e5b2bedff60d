/** The named states of a session that is connected, and what wakes one that is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneSimulated } from './one-simulated.ts';
import { Listening, macOf, sessionWith } from './session-contract.ts';

const minute = 60_000;

test('a device that answers pings but measures no more has stalled, with since when, until it measures again', async () => {
  await using building = await oneSimulated();
  const { device } = building;
  device.publish({ signal: -60 });
  const listening = new Listening();
  let elapsed = 0;
  const started = Date.UTC(2026, 10, 21);
  await using session = sessionWith(
    listening,
    { port: device.port, keepAlive: { intervalMs: 20, stallTimeoutMs: 20_000 } },
    { elapsed: () => elapsed, now: () => started + elapsed },
  );
  assert.ok(session);
  // It has repeated its states: from here on they are measured.
  await listening.values.until(({ entity }) => entity === 'wifi_signal');
  elapsed = minute;
  device.publish({ temperature: 21.5 });
  await listening.values.until(({ value }) => value === 21.5);
  elapsed = 5 * minute;
  const stalled = await listening.states.until(({ state }) => state === 'stalled');
  assert.deepEqual(stalled, { state: 'stalled', since: started + minute });

  const before = listening.states.all.length;
  device.publish({ temperature: Number.NaN, signal: -60 });
  device.publish({ humidity: 41 });
  await listening.states.until(({ state }) => state === 'online', before);
  assert.equal(
    listening.values.all.at(-1)?.entity,
    'humidity',
    'neither NaN nor the signal is a measurement',
  );
  assert.deepEqual(
    listening.states.all.map(({ state }) => state),
    ['connecting', 'online', 'stalled', 'online'],
  );
});

test('a half-open connection is found, and the session comes back once the device answers again', async () => {
  await using building = await oneSimulated();
  const { device } = building;
  const listening = new Listening();
  await using session = sessionWith(listening, {
    port: device.port,
    keepAlive: { intervalMs: 100, stallTimeoutMs: 100 },
  });
  assert.ok(session);
  await listening.states.until(({ state }) => state === 'online');
  const seen = listening.states.all.length;
  device.freeze();
  const lost = await listening.states.until(({ state }) => state !== 'online', seen);
  assert.equal(lost.state, 'unreachable');
  assert.match('cause' in lost ? lost.cause : '', /heartbeat/);
  device.thaw();
  const back = listening.states.all.length;
  await listening.states.until(({ state }) => state === 'online', back);
});

test('a device that the store cannot take in is said to be just that; it is shown, and taken in later', async () => {
  await using building = await oneSimulated();
  const { device } = building;
  const listening = new Listening();
  let isFull = true;
  const identified = listening.identified.bind(listening);
  listening.identified = (described) =>
    isFull ? Promise.reject(new Error('The disk is full.')) : identified(described);
  await using session = sessionWith(listening, { port: device.port });
  assert.ok(session);
  const state = await listening.states.until(({ state }) => state === 'not-stored');
  assert.deepEqual(state, { state: 'not-stored', cause: 'The disk is full.' });
  device.publish({ temperature: 20 });
  device.publish({ temperature: 20.5 });
  await listening.values.until(({ value }) => value === 20.5);
  isFull = false;
  await listening.states.until(({ state }) => state === 'online');
  assert.deepEqual(
    listening.states.all.map(({ state }) => state),
    ['connecting', 'not-stored', 'online'],
  );
});

test('a session that waits for an hour is woken by an announcement, also from another address', async () => {
  await using building = await oneSimulated();
  const { device } = building;
  const mac = macOf(device.mac);
  const listening = new Listening();
  const waiting = Promise.withResolvers<undefined>();
  await device.unplug();
  await using session = sessionWith(
    listening,
    { port: device.port, mac },
    {
      retryDelay() {
        waiting.resolve(undefined);
        return 60 * minute;
      },
    },
  );
  await waiting.promise;
  await device.moveTo('127.0.0.1', 0);
  session.seenAt({ host: '127.0.0.1', port: device.port, mac });
  await listening.states.until(({ state }) => state === 'online');
});

for (const [isTrusted, answer] of [
  [true, [1_795_270_800]],
  [false, []],
] as const) {
  test(`a device that asks for the time is told ${isTrusted ? 'ours' : 'nothing while ours is not trusted'}`, async () => {
    await using building = await oneSimulated({ encrypted: true });
    const { device } = building;
    const listening = new Listening();
    {
      await using session = sessionWith(listening, {
        port: device.port,
        keyFor: () => device.key,
        clock: { now: () => 1_795_270_800_999, isTrusted: () => isTrusted },
      });
      assert.ok(session);
      await listening.states.until(({ state }) => state === 'online');
      device.askTime();
      device.publish({ temperature: 20.5 });
      await listening.values.until(({ value }) => value === 20.5);
    }
    // The session has said goodbye, and the device has answered that: whatever came before it has been read.
    assert.deepEqual(device.timesTold, answer);
  });
}
