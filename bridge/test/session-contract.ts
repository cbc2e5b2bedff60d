/**
 * What a session does with any device that speaks the native API in plaintext. The simulator and the real
 * firmware both run it, so that what is proven against one is proven of the other.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  connect,
  type ConnectOptions,
  type DeviceConnection,
  type Target,
} from '../src/devices/connection.ts';
import { DeviceRefused, type DeviceState } from '../src/devices/device-state.ts';
import { Session, type SessionListener, type SessionOptions } from '../src/devices/session.ts';
import type { DeviceValue } from '../src/devices/value-gate.ts';
import { parseMac, type Mac } from '../src/reading/mac.ts';
import type { DeviceDescription } from '../src/reading/reading.ts';
import { Heard } from './heard.ts';

export interface TestDevice extends AsyncDisposable {
  readonly mac: string;
  readonly name: string;
  readonly friendlyName: string;
  readonly area: string;
  readonly port: number;
  /** What the sensor measures from now on. */
  measure(temperature: number, humidity: number): Promise<void>;
  stop(): Promise<void>;
  /** On again, at the same port. */
  restart(): Promise<void>;
}

export interface TestDeviceOptions {
  /** `false`: the sensor has not measured yet. */
  readonly measured: boolean;
}

const aKey = Buffer.alloc(32, 1).toString('base64');

export function macOf(text: string): Mac {
  const mac = parseMac(text);
  assert.ok(mac, text);
  return mac;
}

export const trustedClock = { now: Date.now, isTrusted: () => true };

export interface ConnectingTo extends Partial<
  Pick<ConnectOptions, 'clock' | 'keepAlive' | 'log' | 'refused'>
> {
  readonly port: number;
  readonly mac?: Mac;
  readonly keyFor?: (mac: Mac | undefined) => string | undefined;
  readonly requireEncryption?: boolean;
}

/** One connection as the bridge makes it; `signal` ends it. */
export function connectTo(
  { port, mac, ...options }: ConnectingTo,
  signal: AbortSignal = AbortSignal.timeout(60_000),
): Promise<DeviceConnection> {
  const target: Target = { host: '127.0.0.1', port, mac };
  return connect(target, {
    keyFor: () => undefined,
    requireEncryption: false,
    clock: trustedClock,
    elapsed: () => performance.now(),
    log: () => undefined,
    refused: () => undefined,
    ...options,
    signal,
  });
}

/** The named state that connecting ends in. */
export async function refusedState(connecting: ConnectingTo): Promise<DeviceState> {
  const error = await connectTo(connecting).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof DeviceRefused, `not refused: ${String(error)}`);
  return error.state;
}

/** All that a session tells. */
export class Listening implements SessionListener {
  readonly states = new Heard<DeviceState>();
  readonly devices = new Heard<DeviceDescription>();
  readonly values = new Heard<DeviceValue & { mac: Mac }>();

  state(state: DeviceState): void {
    this.states.hear(state);
  }

  identified(device: DeviceDescription): Promise<void> {
    this.devices.hear(device);
    return Promise.resolve();
  }

  value(mac: Mac, value: DeviceValue): void {
    this.values.hear({ mac, ...value });
  }
}

/** A session that tries again soon. */
export function sessionWith(
  listener: SessionListener,
  connecting: ConnectingTo,
  options: Partial<SessionOptions> = {},
): Session {
  const session = new Session(
    { host: '127.0.0.1', port: connecting.port, mac: connecting.mac },
    {
      connect: (target, signal) => connectTo({ ...connecting, port: target.port }, signal),
      retryDelay: () => 50,
      listener,
      claim: () => true,
      now: Date.now,
      elapsed: () => performance.now(),
      lookEveryMs: 5,
      ...options,
    },
  );
  session.start();
  return session;
}

export function sessionContract(
  name: string,
  start: (options: TestDeviceOptions) => Promise<TestDevice>,
): void {
  describe(`a session with ${name}`, () => {
    test('learns who the device is and what it measures', async () => {
      await using device = await start({ measured: true });
      await using connection = await connectTo({ port: device.port });
      const { sensors, ...who } = connection.device;
      assert.deepEqual(who, {
        mac: device.mac,
        name: device.name,
        friendlyName: device.friendlyName,
        area: device.area,
      });
      const measuring = sensors.filter(({ diagnostic }) => !diagnostic);
      assert.deepEqual(
        measuring.map(({ entity, quantity }) => [entity, quantity]),
        [
          ['temperature', 'temperature'],
          ['humidity', 'humidity'],
        ],
      );
      assert.ok(sensors.some(({ quantity, diagnostic }) => quantity === 'signal' && diagnostic));
    });

    test('passes on the state repeated on connecting as repeated, and each later one as measured', async () => {
      await using device = await start({ measured: true });
      {
        // It has measured once: there is a state to repeat.
        await using earlier = await connectTo({ port: device.port });
        const values = new Heard<DeviceValue>();
        earlier.listen(values.hear);
        await values.until(({ entity }) => entity === 'temperature');
      }
      await using connection = await connectTo({ port: device.port, mac: macOf(device.mac) });
      const values = new Heard<DeviceValue>();
      connection.listen(values.hear);
      const first = await values.until(({ entity }) => entity === 'temperature');
      assert.equal(first.repeated, true);
      await device.measure(23.5, 40.25);
      const measured = await values.until(({ value }) => value === 23.5);
      assert.deepEqual(
        [measured.entity, measured.quantity, measured.repeated],
        ['temperature', 'temperature', false],
      );
      const humidity = await values.until(({ value }) => value === 40.25);
      assert.deepEqual(
        [humidity.entity, humidity.quantity, humidity.repeated],
        ['humidity', 'humidity', false],
      );
    });

    test('passes on nothing of a sensor that has not measured yet, then its first measurement', async () => {
      await using device = await start({ measured: false });
      await using connection = await connectTo({ port: device.port });
      const values = new Heard<DeviceValue>();
      connection.listen(values.hear);
      // Its other sensors have spoken, so its missing states have been received too.
      await values.until(({ quantity }) => quantity === 'signal');
      await device.measure(18.5, 60);
      const first = await values.until(({ entity }) => entity === 'temperature');
      assert.deepEqual([first.value, first.repeated], [18.5, false]);
    });

    test('refuses values that cannot be: NaN, and beyond the physical range', async () => {
      await using device = await start({ measured: true });
      await using connection = await connectTo({ port: device.port });
      const values = new Heard<DeviceValue>();
      connection.listen(values.hear);
      await values.until(({ entity }) => entity === 'temperature');
      await device.measure(Number.NaN, Number.NaN);
      await device.measure(5000, 101);
      await device.measure(20.5, 50.5);
      await values.until(({ value }) => value === 20.5);
      assert.ok(values.all.every(({ value }) => value < 100));
    });

    test('keeps nothing of a device with another MAC address than the one expected', async () => {
      await using device = await start({ measured: true });
      const listening = new Listening();
      const expected = macOf('02:00:00:ff:ff:ff');
      await using session = sessionWith(listening, { port: device.port, mac: expected });
      assert.ok(session);
      const state = await listening.states.until(({ state }) => state === 'not-the-device-expected');
      assert.deepEqual(state, { state: 'not-the-device-expected', expected, found: device.mac });
      // It tries again and again, and still nothing comes through.
      const tries = listening.states.all.length;
      await listening.states.until(({ state }) => state === 'not-the-device-expected', tries);
      assert.deepEqual([listening.devices.all, listening.values.all], [[], []]);
    });

    test('keeps nothing of a plaintext device for which a key is set', async () => {
      await using device = await start({ measured: true });
      const mac = macOf(device.mac);
      const listening = new Listening();
      await using session = sessionWith(listening, { port: device.port, mac, keyFor: () => aKey });
      assert.ok(session);
      await listening.states.until(({ state }) => state === 'not-encrypted');
      const tries = listening.states.all.length;
      await listening.states.until(({ state }) => state === 'not-encrypted', tries);
      assert.deepEqual([listening.devices.all, listening.values.all], [[], []]);
    });

    test('keeps nothing of it at a bare address either, where the key is set for its MAC', async () => {
      await using device = await start({ measured: true });
      const keys = new Map([[macOf(device.mac), aKey]]);
      const keyFor = (mac: Mac | undefined): string | undefined =>
        mac === undefined ? undefined : keys.get(mac);
      assert.deepEqual(await refusedState({ port: device.port, keyFor }), { state: 'not-encrypted' });
      assert.deepEqual(await refusedState({ port: device.port, requireEncryption: true }), {
        state: 'not-encrypted',
      });
    });

    test('refuses a malformed key by name and does not connect with it', async () => {
      await using device = await start({ measured: true });
      const listening = new Listening();
      await using session = sessionWith(listening, { port: device.port, keyFor: () => 'c2hvcnQ=' });
      assert.ok(session);
      const refused = await listening.states.until(({ state }) => state === 'key-malformed');
      assert.match('cause' in refused ? refused.cause : '', /5 bytes/);
      assert.deepEqual([listening.devices.all, listening.values.all], [[], []]);
    });

    test('waits for a device that is not there yet, and comes back to one that was gone', async () => {
      await using device = await start({ measured: true });
      await device.stop();
      const listening = new Listening();
      await using session = sessionWith(listening, { port: device.port, mac: macOf(device.mac) });
      assert.ok(session);
      const absent = await listening.states.until(({ state }) => state === 'unreachable');
      assert.match('cause' in absent ? absent.cause : '', /refused the connection/);
      await device.restart();
      await listening.states.until(({ state }) => state === 'online');
      const lost = listening.states.all.length;
      await device.stop();
      await listening.states.until(({ state }) => state === 'unreachable', lost);
      const back = listening.states.all.length;
      await device.restart();
      await listening.states.until(({ state }) => state === 'online', back);
      assert.equal(listening.devices.all.length, 2);
    });
  });
}
