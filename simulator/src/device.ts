import { once } from 'node:events';
import { createServer, isIPv4, type Server, type Socket } from 'node:net';
import type { Blueprint } from './building.ts';
import { chance } from './chance.ts';
import type { Climate } from './climate.ts';
import { IP_ADDRESS, SENSOR_NAMES, SENSORS, type SensorEntity, type SensorName } from './entities.ts';
import type { Frame, FrameCodec } from './frame.ts';
import {
  deviceInfoResponse,
  type Identity,
  listSensor,
  listTextSensor,
  sensorState,
  textSensorState,
} from './messages.ts';
import { NoiseCodec } from './noise.ts';
import { PlaintextCodec } from './plaintext.ts';
import { type SensorFault, sensed } from './sensor-fault.ts';
import { Session } from './session.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/** The simulator is on loopback alone, so that no program of the building's network ever meets it. */
export const ADDRESS = '127.0.0.1';
/** As many API clients as ESPHome takes when its YAML asks for the most. */
const MAX_CLIENTS = 8;
const KEY_BYTES = 32;
const GARBAGE_BYTES = 64;

/** How the network learns that a device is there. */
export interface Presence {
  /** Announces the device, or that something about it is different. Rejects where that cannot be done. */
  appear(identity: Identity, address: string, port: number): Promise<void>;
  vanish(name: string): Promise<void>;
}

export interface DeviceOptions {
  readonly now: () => number;
  readonly climate: (at: number) => Climate;
  /** dBm. */
  readonly signal: (at: number) => number;
  readonly intervalMs: number;
  /** From the start to the first measurement. */
  readonly phaseMs: number;
  /** Do not measure; until `publish` every state is missing. */
  readonly hold: boolean;
  readonly keepAliveMs: number;
  /** Whether it speaks Noise, with its blueprint's key. */
  readonly encrypted: boolean;
  readonly temperatureUnit: string;
  /** 0: the operating system chooses one, and the device keeps it. */
  readonly port: number;
  readonly presence?: Presence;
}

/** One ESP32: it listens, measures, and tells whoever has subscribed. */
export class Device implements SimulatedDevice {
  readonly #blueprint: Blueprint;
  readonly #options: DeviceOptions;
  readonly #sessions = new Set<Session>();
  readonly #states = new Map<SensorName, number>();
  #mac: string;
  #key: string | undefined;
  #address = ADDRESS;
  #port: number;
  #server: Server | undefined;
  #poll: NodeJS.Timeout | undefined;
  #bootedAt = 0;
  #held: boolean;
  #frozen = false;
  #dripMs: number | undefined;
  #fault: SensorFault | undefined;
  /** What the sensor gave last. */
  #given: Partial<Climate> = {};
  #garbled = 0;
  readonly #timesTold: number[] = [];

  constructor(blueprint: Blueprint, options: DeviceOptions) {
    this.#blueprint = blueprint;
    this.#options = options;
    this.#mac = blueprint.mac;
    this.#key = options.encrypted ? blueprint.key : undefined;
    this.#port = options.port;
    this.#held = options.hold;
  }

  get mac(): string {
    return this.#mac;
  }

  get key(): string | undefined {
    return this.#key;
  }

  get name(): string {
    return this.#blueprint.name;
  }

  get room(): string {
    return this.#blueprint.room;
  }

  get friendlyName(): string {
    return this.#blueprint.friendlyName;
  }

  get address(): string {
    return this.#address;
  }

  get port(): number {
    return this.#port;
  }

  get clients(): number {
    return this.#sessions.size;
  }

  get timesTold(): readonly number[] {
    return this.#timesTold;
  }

  askTime(): void {
    for (const session of this.#sessions) session.askTime();
  }

  publish(reading: Partial<Climate & { signal: number }>): void {
    this.#set(reading);
  }

  hold(): void {
    this.#held = true;
    clearTimeout(this.#poll);
  }

  resume(): void {
    if (!this.#held) return;
    this.#held = false;
    if (this.#server !== undefined) this.#measure();
  }

  breakSensor(fault: SensorFault): void {
    this.#fault = fault;
  }

  mendSensor(): void {
    this.#fault = undefined;
  }

  flood(states: number): void {
    const flood = Array.from({ length: states }, (_, index) => {
      this.#states.set('temperature', (index % 10_000) / 100);
      return this.#stateOf('temperature');
    });
    for (const session of this.#sessions) session.publish(flood);
  }

  freeze(): void {
    this.#frozen = true;
    for (const session of this.#sessions) session.freeze();
  }

  thaw(): void {
    this.#frozen = false;
    for (const session of this.#sessions) session.thaw();
  }

  dropConnections(): void {
    for (const session of this.#sessions) session.close();
  }

  resetConnections(): void {
    for (const session of this.#sessions) session.reset();
  }

  garble(): void {
    const seed = this.#garbled++;
    // Neither 0 nor 1, with which frames begin: whatever a client has read so far, it cannot go on.
    const garbage = Uint8Array.from({ length: GARBAGE_BYTES }, (_, index) => chance(2, 256, seed, index));
    for (const session of this.#sessions) session.garble(garbage);
  }

  drip(everyMs: number | undefined): void {
    this.#dripMs = everyMs;
    for (const session of this.#sessions) session.drip(everyMs);
  }

  async changeMac(mac: string): Promise<void> {
    if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac)) {
      throw new TypeError(`a MAC address in lower case with colons is wanted, not ${mac}`);
    }
    this.#mac = mac;
    this.dropConnections();
    if (this.#server !== undefined) await this.announce();
  }

  async changeKey(key: string | undefined): Promise<void> {
    if (key !== undefined && Buffer.from(key, 'base64').length !== KEY_BYTES) {
      throw new TypeError(`a key of ${String(KEY_BYTES)} bytes in base64 is wanted, not ${key}`);
    }
    this.#key = key;
    this.dropConnections();
    if (this.#server !== undefined) await this.announce();
  }

  /** Boots: listens, and measures from its phase on. Rejects where the port is taken. */
  async boot(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((socket) => {
      this.#accept(socket);
    });
    server.maxConnections = MAX_CLIENTS;
    this.#server = server;
    this.#bootedAt = this.#options.now();
    try {
      await once(server.listen(this.#port, this.#address), 'listening');
    } catch (cause) {
      this.#server = undefined;
      throw new Error(`${this.name} cannot listen on ${this.#address}:${String(this.#port)}`, { cause });
    }
    const address = server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
    if (!this.#held) this.#measureIn(this.#options.phaseMs);
  }

  /** Loses its power: connections are cut, states forgotten. Safe to call twice. */
  async powerOff(): Promise<void> {
    clearTimeout(this.#poll);
    const server = this.#server;
    this.#server = undefined;
    this.#states.clear();
    this.#given = {};
    this.dropConnections();
    if (server !== undefined) await new Promise((closed) => server.close(closed));
  }

  async announce(): Promise<void> {
    await this.#options.presence?.appear(this.#identity(), this.#address, this.#port);
  }

  async moveTo(address: string, port = this.#port): Promise<void> {
    if (!isIPv4(address) || !address.startsWith('127.')) {
      throw new TypeError(`an address of loopback is wanted, not ${address}`);
    }
    await this.unplug();
    this.#address = address;
    this.#port = port;
    await this.plugIn();
  }

  async unplug(): Promise<void> {
    await Promise.all([this.powerOff(), this.#options.presence?.vanish(this.name)]);
  }

  async plugIn(): Promise<void> {
    await this.boot();
    await this.announce();
  }

  #identity(): Identity {
    const { name, friendlyName, room } = this.#blueprint;
    return { name, friendlyName, mac: this.#mac, area: room, encrypted: this.#key !== undefined };
  }

  #codec(): FrameCodec {
    if (this.#key === undefined) return new PlaintextCodec();
    return new NoiseCodec({ name: this.name, mac: this.#mac, key: this.#key });
  }

  #accept(socket: Socket): void {
    const firmware = {
      name: this.name,
      describe: () => deviceInfoResponse(this.#identity()),
      entities: (spelled: boolean) => [
        ...SENSOR_NAMES.map((name) => listSensor(this.#entity(name), spelled)),
        listTextSensor(IP_ADDRESS, spelled),
      ],
      states: () => [
        ...SENSOR_NAMES.map((name) => this.#stateOf(name)),
        textSensorState(IP_ADDRESS.name, this.#address),
      ],
      setClock: (at: number) => {
        this.#timesTold.push(at);
      },
    };
    const session = new Session(socket, this.#codec(), firmware, this.#options.keepAliveMs);
    this.#sessions.add(session);
    socket.on('close', () => this.#sessions.delete(session));
    if (this.#frozen) session.freeze();
    if (this.#dripMs !== undefined) session.drip(this.#dripMs);
  }

  #measure(): void {
    const at = this.#options.now();
    const uptime = (at - this.#bootedAt) / 1000;
    const air = sensed(this.#options.climate(at), this.#fault, this.#given);
    this.#given = air;
    this.#set({ ...air, signal: this.#options.signal(at), uptime });
    this.#measureIn(this.#options.intervalMs);
  }

  #measureIn(delayMs: number): void {
    this.#poll = setTimeout(() => {
      this.#measure();
    }, delayMs);
  }

  #set(values: Partial<Record<SensorName, number>>): void {
    const changed: Frame[] = [];
    for (const name of SENSOR_NAMES) {
      const value = values[name];
      if (value === undefined) continue;
      this.#states.set(name, value);
      changed.push(this.#stateOf(name));
    }
    for (const session of this.#sessions) session.publish(changed);
  }

  #entity(name: SensorName): SensorEntity {
    return name === 'temperature'
      ? { ...SENSORS.temperature, unit: this.#options.temperatureUnit }
      : SENSORS[name];
  }

  #stateOf(name: SensorName): Frame {
    return sensorState(SENSORS[name].name, this.#states.get(name));
  }
}
