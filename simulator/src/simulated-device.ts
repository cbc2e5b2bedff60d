import type { Climate } from './climate.ts';
import type { SensorFault } from './sensor-fault.ts';

/** One ESP32 in the hands of a test: what it is, and what can befall it. */
export interface SimulatedDevice {
  /** Lower case, colons. */
  readonly mac: string;
  /** ESPHome's node name, e.g. `esp-meeting-room`. */
  readonly name: string;
  /** 32 bytes in base64, as in ESPHome's YAML; undefined: it speaks plaintext. */
  readonly key: string | undefined;
  readonly friendlyName: string;
  /** ESPHome's area. */
  readonly room: string;
  /** 127.0.0.1 until it moves. */
  readonly address: string;
  readonly port: number;
  /** Connections that are open now. */
  readonly clients: number;
  /** What clients said that the time is, one after another: seconds since 1970, UTC. */
  readonly timesTold: readonly number[];

  /** Publishes these values now, as if just measured, whatever fault the sensor has; NaN is a sensor that failed. */
  publish(reading: Partial<Climate & { signal: number }>): void;
  /** Asks every client what time it is, as firmware with `time: homeassistant` does. */
  askTime(): void;
  /** Falls silent: stops measuring by itself; states stay, connections stay alive. */
  hold(): void;
  /** Measures now and from now on. */
  resume(): void;
  /** From its next measurement on the sensor gives this in place of the air's temperature and humidity. */
  breakSensor(fault: SensorFault): void;
  mendSensor(): void;
  /** Publishes so many temperatures at once: 0.00, 0.01, 0.02 … and from 100 °C on from the beginning. */
  flood(states: number): void;

  /** Hangs, half-open: connections stay, nothing is read, sent or answered. */
  freeze(): void;
  thaw(): void;
  /** Cuts every connection without a word; clients may come back at once. */
  dropConnections(): void;
  /** The same with a TCP reset, as from a router that has forgotten the connection. */
  resetConnections(): void;
  /** Sends every client some bytes that are a frame in neither protocol. */
  garble(): void;
  /** On connections of now and later, bytes leave one by one, so many milliseconds apart; undefined ends it. */
  drip(everyMs: number | undefined): void;

  /**
   * Becomes another board behind the same address, as after a change of DHCP leases, and drops its connections.
   * Throws a TypeError where it is no MAC address in lower case with colons.
   */
  changeMac(mac: string): Promise<void>;
  /**
   * Is flashed anew with another key, or without encryption, and drops its connections.
   * Throws a TypeError where it is no key of 32 bytes in base64.
   */
  changeKey(key: string | undefined): Promise<void>;
  /**
   * Boots at another address of loopback (Linux has all of 127.0.0.0/8), as after a change of DHCP leases; mDNS says
   * so. Throws a TypeError for any other address. @param port default: the one it has
   */
  moveTo(address: string, port?: number): Promise<void>;
  /** Power off: nothing listens, states are forgotten, mDNS says goodbye. */
  unplug(): Promise<void>;
  /** Power on, at the same address. Resolves when it listens and, if announced at all, is announced (a second). */
  plugIn(): Promise<void>;
}

/** Two devices lose their power, and each comes back at the address and port that were the other's. */
export async function swapAddresses(one: SimulatedDevice, other: SimulatedDevice): Promise<void> {
  const { address, port } = one;
  const theirs = { address: other.address, port: other.port };
  await Promise.all([one.unplug(), other.unplug()]);
  await Promise.all([one.moveTo(theirs.address, theirs.port), other.moveTo(address, port)]);
}
