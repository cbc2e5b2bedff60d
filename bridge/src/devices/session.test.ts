import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMac, type Mac } from '../reading/mac.ts';
import type { DeviceConnection, Target } from './connection.ts';
import { DeviceRefused, type DeviceState } from './device-state.ts';
import { Session, type SessionOptions } from './session.ts';

const mac = macOf('a0b765000001');
function macOf(text: string): Mac {
  const parsed = parseMac(text);
  assert.ok(parsed);
  return parsed;
}

const at = (port: number): Target => ({ host: '10.0.0.1', port, mac });

/** The sockets are another test's; here is only when a session tries, and when not. */
function session(
  target: Target,
  options: Pick<SessionOptions, 'connect'> & Partial<SessionOptions>,
): Session {
  const started = new Session(target, {
    retryDelay: () => 0,
    claim: () => true,
    now: Date.now,
    elapsed: () => performance.now(),
    lookEveryMs: 1000,
    listener: { state: () => undefined, identified: () => Promise.resolve(), value: () => undefined },
    ...options,
  });
  started.start();
  return started;
}

/** A device that says who it is and goes, without having measured. */
function briefConnection(): DeviceConnection {
  return {
    device: { mac, name: 'esp', friendlyName: '', area: '', sensors: [] },
    esphomeVersion: '',
    isEncrypted: false,
    closed: Promise.resolve('it went'),
    listen: () => undefined,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

test('a refused key is tried again at another address only, as another device may have had the old one', async () => {
  const tried: number[] = [];
  const refused = Promise.withResolvers<undefined>();
  const moved = Promise.withResolvers<undefined>();
  const states: DeviceState[] = [];
  await using one = session(at(1), {
    connect(target) {
      tried.push(target.port);
      if (target.port === 2) moved.resolve(undefined);
      return Promise.reject(new DeviceRefused({ state: 'wrong-key' }));
    },
    listener: {
      state(state) {
        states.push(state);
        if (state.state === 'wrong-key') refused.resolve(undefined);
      },
      identified: () => Promise.resolve(),
      value: () => undefined,
    },
  });
  await refused.promise;
  one.seenAt(at(1));
  one.seenAt(at(2));
  await moved.promise;
  assert.deepEqual(tried, [1, 2]);
  assert.ok(states.every(({ state }) => state === 'wrong-key'));
});

test('a device that only says hello and goes is called less and less often', async () => {
  const attempts: number[] = [];
  const enough = Promise.withResolvers<undefined>();
  await using one = session(at(1), {
    connect: () => Promise.resolve(briefConnection()),
    retryDelay(attempt) {
      attempts.push(attempt);
      if (attempts.length === 5) enough.resolve(undefined);
      return 0;
    },
  });
  assert.ok(one);
  await enough.promise;
  assert.deepEqual(attempts.slice(0, 5), [0, 1, 2, 3, 4]);
});

test('a session that is stopped while it waits, connects or listens ends at once', async () => {
  const never = new Promise<never>(() => undefined);
  const connections: SessionOptions['connect'][] = [
    (_target, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('stopped'));
        });
      }),
    () => Promise.resolve({ ...briefConnection(), closed: never }),
    () => Promise.reject(new DeviceRefused({ state: 'wrong-key' })),
    () => Promise.reject(new Error('refused')),
  ];
  for (const connect of connections) {
    const one = session(at(1), { connect, retryDelay: () => 3_600_000 });
    await new Promise(setImmediate);
    await one[Symbol.asyncDispose]();
  }
});
