/** A building of ESP32s in one process: real ESPHome API, real mDNS, on loopback alone. */
import { Announcer } from './announcer.ts';
import { aht10 } from './aht10.ts';
import { building, MAX_ROOMS } from './building.ts';
import { hash32 } from './chance.ts';
import { climate, signal } from './climate.ts';
import { Device } from './device.ts';
import type { BuildingUse } from './occupancy.ts';
import type { SimulatedDevice } from './simulated-device.ts';

export { FAULT_NAMES, FaultPlan, isFaultName, isMomentary, type PlannedFault } from './fault-plan.ts';
// Pure functions of seed and time, for whoever makes years of them.
export { building } from './building.ts';
export { chance, hash32 } from './chance.ts';
export { signal } from './climate.ts';
export { occupancy } from './occupancy.ts';
export { outdoors } from './weather.ts';
export type { SensorFault } from './sensor-fault.ts';
export { type SimulatedDevice, swapAddresses } from './simulated-device.ts';

export interface SimulatorOptions {
  /** 1 … 200. */
  readonly rooms: number;
  /** The same seed is the same building with the same weather. Default 1. */
  readonly seed?: number;
  /** When people are in it. Default office. */
  readonly use?: BuildingUse;
  /** Device i listens on portBase + i; without it the operating system chooses. */
  readonly portBase?: number;
  /** Between two measurements of a device; the devices' first ones are spread over it. Default 10 s. */
  readonly intervalMs?: number;
  /** Announce the devices by mDNS, on loopback. Default false. */
  readonly announce?: boolean;
  /** Begins the devices' names: a–z, 0–9, hyphen. Names must differ where two buildings are announced. Default `esp-`. */
  readonly prefix?: string;
  /** Milliseconds since 1970: what weather and uptime go by. The interval goes by the real clock. */
  readonly now?: () => number;
  /** Devices measure only when told to by `publish`; until then every state is missing. Default false. */
  readonly hold?: boolean;
  /** Silence after which a device pings its client, and after 2.5 times of which it hangs up. Default 60 s. */
  readonly keepAliveMs?: number;
  /** What the devices say that their temperatures are in; the numbers stay those of °C. Default °C. */
  readonly temperatureUnit?: string;
  /** Devices speak Noise, each with a key of its own that belongs to the seed. Default false. */
  readonly encrypted?: boolean;
}

export interface Simulator extends AsyncDisposable {
  readonly devices: readonly SimulatedDevice[];
  /**
   * Resolves when every device is announced (about a second for each sixteen devices), or at once where none is to
   * be. Rejects when one could not be within a minute; unheard, that is an unhandled rejection and never silence.
   */
  readonly announced: Promise<void>;
}

/**
 * Starts the devices; they listen when this resolves, and are announced in the background.
 * @throws RangeError for options that cannot be; Error, with its cause, where a port is taken or loopback has no mDNS
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { rooms, seed = 1, portBase, intervalMs = 10_000, announce = false } = options;
  const { prefix, now = Date.now, hold = false, keepAliveMs = 60_000, encrypted = false } = options;
  const { temperatureUnit = '°C', use = 'office' } = options;
  check('rooms', rooms, 1, MAX_ROOMS);
  if (portBase !== undefined) check('portBase', portBase, 1, 65_536 - rooms);
  if (prefix !== undefined && !/^[a-z0-9-]{1,15}$/.test(prefix)) {
    throw new RangeError(`prefix is up to 15 of a-z, 0-9 and hyphen, not ${prefix}`);
  }

  await using started = new AsyncDisposableStack();
  const announcer = announce ? started.use(await Announcer.open(rooms)) : undefined;
  const devices = building(rooms, seed, prefix).map((blueprint, index) => {
    const chip = hash32(seed, blueprint.room, 'chip');
    const device = new Device(blueprint, {
      now,
      climate: (at) => aht10(chip, climate(seed, blueprint.room, at, use), at),
      signal: (at) => signal(seed, blueprint.room, at),
      intervalMs,
      phaseMs: (intervalMs * index) / rooms,
      hold,
      keepAliveMs,
      encrypted,
      temperatureUnit,
      port: portBase === undefined ? 0 : portBase + index,
      ...(announcer && { presence: announcer }),
    });
    started.defer(() => device.powerOff());
    return device;
  });
  await Promise.all(devices.map((device) => device.boot()));
  const announced = Promise.all(devices.map((device) => device.announce())).then(() => undefined);
  const running = started.move();
  return { devices, announced, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

function check(name: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new RangeError(
    `${name} is a whole number from ${String(low)} to ${String(high)}, not ${String(value)}`,
  );
}
