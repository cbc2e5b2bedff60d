/**
 * One connection to one ESPHome device, through the `esphome-client` package. Everything that we found that
 * package to do otherwise than this product needs is answered here and nowhere else (docs/decisions/0001):
 *
 * 1. a malformed key is refused before the client sees it (the client would drop it and go on in plaintext);
 * 2. with a key set, a connection that is not encrypted is closed and nothing it said is passed on;
 * 3. the MAC is compared before the first value is passed on;
 * 4. one attempt only: trying again is the session's business;
 * 5. the time is told by our clock, and only while it is trusted;
 * 6. a state without a value is no reading, and the state that a device repeats on subscribing is passed on
 *    as such: to be shown, never stored.
 */
import { EspHomeClient, EspHomeError } from 'esphome-client';
import { parseMac, type Mac } from '../reading/mac.ts';
import type { DeviceDescription } from '../reading/reading.ts';
import { DeviceRefused, type DeviceState } from './device-state.ts';
import { stateOf } from './failure.ts';
import { parsePsk, type Psk } from './psk.ts';
import type { Refusal } from './refusal.ts';
import { sensorsOf } from './sensors.ts';
import { statedMac } from './stated-mac.ts';
import { statedName } from '../reading/stated-text.ts';
import { answerTimeBy, type TimeSource } from './time-answers.ts';
import { uptimeSensorOf, type DeviceUptime } from './uptime.ts';
import { ValueGate, type DeviceValue } from './value-gate.ts';

export interface Target {
  readonly host: string;
  readonly port: number;
  /** Compared with what the device states after the handshake. Unknown for a bare static address. */
  readonly mac?: Mac | undefined;
}

export interface KeepAlive {
  readonly intervalMs: number;
  readonly stallTimeoutMs: number;
}

export interface ConnectOptions {
  /** The key for a device of this MAC; `undefined` for the MAC when it is not known yet. */
  readonly keyFor: (mac: Mac | undefined) => string | undefined;
  /** Refuse every device that speaks plaintext, with or without a key. */
  readonly requireEncryption: boolean;
  /** What a device is told that asks for the time. */
  readonly clock: TimeSource;
  /** What values are stamped with: milliseconds of a clock that never steps. */
  readonly elapsed: () => number;
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
  /** For what is said and is no reading. */
  readonly refused: (mac: Mac, entity: string, refusal: Refusal) => void;
  /** Told how long the device has been running, once for each connection; by some a minute after it began. */
  readonly uptime?: (mac: Mac, uptime: DeviceUptime) => void;
  /** 20 s and 20 s unless told otherwise. */
  readonly keepAlive?: KeepAlive;
}

export interface DeviceConnection extends AsyncDisposable {
  readonly device: DeviceDescription;
  /** ESPHome's own, as stated; empty where it is not. */
  readonly esphomeVersion: string;
  readonly isEncrypted: boolean;
  /** Passes on every value since the connection was made, in order, and from then on each as it comes. */
  listen(listener: (value: DeviceValue) => void): void;
  /** Resolves with the cause once the connection is gone, however it went. */
  readonly closed: Promise<string>;
}

/** A device that sends nothing for this long is asked, and given up when it does not answer for as long again. */
const usualKeepAlive: KeepAlive = { intervalMs: 20_000, stallTimeoutMs: 20_000 };
/** ESPHome frames are small; nothing a room sensor says comes near this. */
const limits = { maxFrameBytes: 64 * 1024, maxRecvBufferBytes: 256 * 1024, maxFieldsPerMessage: 1024 };

/** Another key would help. */
const keyStates: ReadonlySet<DeviceState['state']> = new Set([
  'encryption-required',
  'wrong-key',
  'key-malformed',
]);

/** @throws {DeviceRefused} in one of the named states. */
export async function connect(target: Target, options: ConnectOptions): Promise<DeviceConnection> {
  try {
    return await connectOnce(target, options);
  } catch (error) {
    // Behind a bare address: which device this is, and so which of the keys is its own, the device itself can say.
    const isLocked = error instanceof DeviceRefused && keyStates.has(error.state.state);
    if (!isLocked || target.mac !== undefined) throw error;
    const mac = await statedMac(target, options.signal);
    if (mac === undefined) throw error;
    const key = options.keyFor(mac);
    if (key === undefined || key === options.keyFor(undefined))
      throw new DeviceRefused(error.state, { cause: error, mac });
    return await connectOnce({ ...target, mac }, options);
  }
}

async function connectOnce(target: Target, options: ConnectOptions): Promise<DeviceConnection> {
  const psk = usableKey(options.keyFor(target.mac), target.mac);
  const client = new EspHomeClient({
    host: target.host,
    port: target.port,
    clientId: 'climat-guardian',
    psk,
    reconnect: false,
    keepAlive: { ...(options.keepAlive ?? usualKeepAlive) },
    ...limits,
    connectTimeoutMs: 15_000,
    gracefulDisconnectTimeoutMs: 1000,
    logger: quiet(options.log),
  });
  answerTimeBy(client, options.clock);
  const closed = new Promise<string>((resolve) => {
    client.once('disconnect').then(
      (reason) => {
        resolve(reason ?? 'the connection was closed');
      },
      (error: unknown) => {
        resolve(String(error));
      },
    );
  });
  const values = new ValueGate(options.elapsed);
  // Listening starts before connecting: a device's first states follow its handshake at once.
  client.on('telemetry', (event) => {
    values.take(event);
  });
  try {
    await client.connect({ signal: options.signal });
    const device = acceptedDevice(client, target, psk, options);
    values.refused = (entity, refusal) => {
      options.refused(device.mac, entity, refusal);
    };
    values.sensors = sensorsOf(client, values.refused, options.log);
    const uptime = uptimeSensorOf(client);
    values.uptime = uptime && {
      key: uptime.key,
      heard: (ms) => options.uptime?.(device.mac, { ms, staysUp: uptime.staysUp }),
    };
    return {
      device: {
        ...device,
        sensors: [...values.sensors.values()].map(({ entity, quantity, diagnostic }) => ({
          entity,
          quantity,
          diagnostic,
        })),
      },
      esphomeVersion: statedName(client.deviceInfo()?.esphomeVersion ?? ''),
      isEncrypted: client.isEncrypted,
      closed,
      listen(listener) {
        values.open(listener);
      },
      async [Symbol.asyncDispose]() {
        values.shut();
        await client.disconnectAsync().catch((error: unknown) => {
          options.log(`disconnecting: ${String(error)}`);
        });
      },
    };
  } catch (error) {
    values.shut();
    client.disconnect();
    const state = error instanceof DeviceRefused ? error.state : stateOf(error, target);
    throw new DeviceRefused(state, { cause: error, mac: target.mac });
  }
}

function usableKey(text: string | undefined, mac: Mac | undefined): Psk | null {
  if (text === undefined) return null;
  const parsed = parsePsk(text);
  if ('malformed' in parsed)
    throw new DeviceRefused({ state: 'key-malformed', cause: parsed.malformed }, { mac });
  return parsed.psk;
}

function acceptedDevice(
  client: EspHomeClient,
  target: Target,
  psk: Psk | null,
  { keyFor, requireEncryption }: ConnectOptions,
): Omit<DeviceDescription, 'sensors'> {
  if ((psk !== null || requireEncryption) && !client.isEncrypted)
    throw new DeviceRefused({ state: 'not-encrypted' });
  const info = client.deviceInfo();
  const mac = parseMac(info?.macAddress ?? '');
  if (info === null || mac === undefined) {
    throw new EspHomeError('it does not state its MAC address', 'PROTOCOL_ERROR');
  }
  if (target.mac !== undefined && mac !== target.mac) {
    throw new DeviceRefused({ state: 'not-the-device-expected', expected: target.mac, found: mac });
  }
  // A bare address tells its MAC only now; a key that is configured for that MAC still binds.
  if (!client.isEncrypted && keyFor(mac) !== undefined) throw new DeviceRefused({ state: 'not-encrypted' });
  return {
    mac,
    name: statedName(info.name ?? '') || mac,
    friendlyName: statedName(info.friendlyName ?? ''),
    area: statedName(info.suggestedArea ?? ''),
  };
}

function quiet(log: (message: string) => void) {
  const silent = (): void => undefined;
  return { debug: silent, info: silent, warn: log, error: log };
}
