/**
 * One connection to one ESPHome device, through the `esphome-client` package. Everything that we found that
 * package to do otherwise than this product needs is answered here and nowhere else (docs/decisions/0001):
 *
 * 1. a malformed key is refused before the client sees it (the client would drop it and go on in plaintext);
 * 2. with a key set, a connection that is not encrypted is closed and nothing it said is passed on;
 * 3. the MAC is compared before the first value is passed on;
 * 4. one attempt only: trying again is the session's business;
 * 5. a state without a value is no reading, and the state that a device repeats on subscribing is passed on
 *    as such: to be shown, never stored.
 */
import {
  EntityCategory,
  EspHomeClient,
  EspHomeError,
  type Entity,
  type TelemetryEvent,
} from 'esphome-client';
import { parseMac, type Mac } from '../reading/mac.ts';
import { isPlausible, quantityOf, type Quantity } from '../reading/quantity.ts';
import type { DeviceDescription, SensorDescription } from '../reading/reading.ts';
import { DeviceRefused } from './device-state.ts';
import { stateOf } from './failure.ts';
import { parsePsk, type Psk } from './psk.ts';
import { statedName, statedObjectId } from './stated-text.ts';

export interface Target {
  readonly host: string;
  readonly port: number;
  /** Compared with what the device states after the handshake. Unknown for a bare static address. */
  readonly mac?: Mac | undefined;
}

export interface DeviceValue {
  readonly entity: string;
  readonly quantity: Quantity;
  /** In the quantity's own unit. */
  readonly value: number;
  /** When the frame arrived. */
  readonly at: number;
  /** Said again on subscribing; when it was measured is not known. */
  readonly repeated: boolean;
}

export interface ConnectOptions {
  /** The key as configured, for a device of this MAC; `undefined` for the MAC when it is not known yet. */
  readonly keyFor: (mac: Mac | undefined) => string | undefined;
  /** Refuse every device that speaks plaintext, with or without a key. */
  readonly requireEncryption: boolean;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
}

export interface DeviceConnection extends AsyncDisposable {
  readonly device: DeviceDescription;
  /** Passes on every value since the connection was made, in order, and from then on each as it comes. */
  listen(listener: (value: DeviceValue) => void): void;
  /** Resolves with the cause once the connection is gone, however it went. */
  readonly closed: Promise<string>;
}

/** A device that sends nothing for this long is asked, and given up when it does not answer. */
const keepAlive = { intervalMs: 20_000, stallTimeoutMs: 20_000 };
/** ESPHome frames are small; nothing a room sensor says comes near this. */
const limits = { maxFrameBytes: 64 * 1024, maxRecvBufferBytes: 256 * 1024, maxFieldsPerMessage: 1024 };
/** More is no room sensor, and each one is a row that stays. */
const maxSensors = 64;
/** Values that may wait while the sensors are being registered. */
const heldValues = 1000;

/** @throws {DeviceRefused} in one of the named states. */
export async function connect(target: Target, options: ConnectOptions): Promise<DeviceConnection> {
  const psk = usableKey(options.keyFor(target.mac));
  const client = new EspHomeClient({
    host: target.host,
    port: target.port,
    clientId: 'climat-guardian',
    psk,
    reconnect: false,
    keepAlive,
    ...limits,
    connectTimeoutMs: 15_000,
    gracefulDisconnectTimeoutMs: 1000,
    logger: quiet(options.log),
  });
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
  const values = new ValueGate(options.now);
  // Listening starts before connecting: a device's first states follow its handshake at once.
  client.on('telemetry', (event) => {
    values.take(event);
  });
  try {
    await client.connect({ signal: options.signal });
    const device = acceptedDevice(client, target, psk, options);
    values.sensors = sensorsOf(client, options.log);
    return {
      device: {
        ...device,
        sensors: [...values.sensors.values()].map(({ entity, quantity, diagnostic }) => ({
          entity,
          quantity,
          diagnostic,
        })),
      },
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
    if (error instanceof DeviceRefused) throw error;
    throw new DeviceRefused(stateOf(error, target), { cause: error });
  }
}

function usableKey(text: string | undefined): Psk | null {
  if (text === undefined) return null;
  const parsed = parsePsk(text);
  if ('malformed' in parsed) throw new DeviceRefused({ state: 'key-malformed', cause: parsed.malformed });
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

interface ConnectedSensor extends SensorDescription {
  readonly convert: (value: number) => number;
}

/** By ESPHome's state key. */
function sensorsOf(client: EspHomeClient, log: (message: string) => void): Map<number, ConnectedSensor> {
  const sensors = new Map<number, ConnectedSensor>();
  const taken = new Set<string>();
  for (const entity of client.getEntitiesWithIds()) {
    const objectId = statedObjectId(entity.objectId);
    if (!isSensor(entity) || objectId === '') continue;
    if (isOfSubDevice(entity) || sensors.has(entity.key) || taken.has(objectId)) {
      log(`sensor ${objectId} cannot be told apart from another of the same device and is left out`);
      continue;
    }
    taken.add(objectId);
    if (sensors.size >= maxSensors) {
      log(`it has more than ${String(maxSensors)} sensors; the others are left out`);
      break;
    }
    const found = quantityOf(entity.deviceClass ?? '', entity.unitOfMeasurement ?? '');
    if (found.known) {
      sensors.set(entity.key, {
        entity: objectId,
        quantity: found.quantity,
        diagnostic: entity.entityCategory === EntityCategory.DIAGNOSTIC,
        convert: found.convert,
      });
    } else if (found.unit !== undefined) {
      log(`sensor ${objectId} is in an unknown unit "${found.unit}" and is left out`);
    }
  }
  return sensors;
}

function isSensor(entity: Entity): entity is Entity & { readonly type: 'sensor' } {
  return entity.type === 'sensor';
}

/** ESPHome's sub-devices repeat names and keys of each other; 0 is the board itself. */
function isOfSubDevice({ deviceId }: { readonly deviceId?: number }): boolean {
  return deviceId !== undefined && deviceId !== 0;
}

/**
 * Holds values back until the device is accepted and its sensors are known, then lets them through in
 * order; shut, it lets nothing through any more.
 */
class ValueGate {
  sensors: ReadonlyMap<number, ConnectedSensor> = new Map();
  readonly #now: () => number;
  #held: { event: TelemetryEvent; at: number }[] = [];
  #listener: ((value: DeviceValue) => void) | undefined;
  #isShut = false;
  /** Keys of the entities that have said their state since subscribing. */
  readonly #said = new Set<number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  take(event: TelemetryEvent): void {
    if (this.#isShut) return;
    const at = this.#now();
    if (this.#listener === undefined) {
      if (this.#held.length < heldValues) this.#held.push({ event, at });
    } else this.#pass(event, at, this.#listener);
  }

  open(listener: (value: DeviceValue) => void): void {
    if (this.#isShut) return;
    this.#listener = listener;
    for (const { event, at } of this.#held.splice(0)) this.#pass(event, at, listener);
  }

  shut(): void {
    this.#isShut = true;
    this.#held = [];
  }

  #pass(event: TelemetryEvent, at: number, listener: (value: DeviceValue) => void): void {
    if (event.type !== 'sensor' || isOfSubDevice(event)) return;
    const sensor = this.sensors.get(event.key);
    if (sensor === undefined) return;
    const repeated = !this.#said.has(event.key);
    this.#said.add(event.key);
    if (event.missingState === true || typeof event.state !== 'number') return;
    // A float32 carries seven digits; what the store keeps are thousandths, and what is shown is what is kept.
    const value = Math.round(sensor.convert(event.state) * 1000) / 1000;
    if (!isPlausible(sensor.quantity, value)) return;
    listener({ entity: sensor.entity, quantity: sensor.quantity, value, at, repeated });
  }
}

function quiet(log: (message: string) => void) {
  const silent = (): void => undefined;
  return { debug: silent, info: silent, warn: log, error: log };
}
