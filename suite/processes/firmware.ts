/**
 * A room's sensor, running: the real firmware as a process on loopback, whose AHT10 measures what the test says.
 *
 *     await using kitchen = await startFirmware({ name: 'room-kitchen', mac: '02:00:00:00:00:01' });
 *     await kitchen.measure(21.53, 44.1);
 *
 * It has no mDNS (ESPHome's host platform has none), and takes at most 8 API clients, like an ESP32 takes 5.
 */
import { randomInt } from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firmwareBinary } from '../needs/firmware.ts';
import { ChildEnded, startChild, type Child } from './child.ts';

export interface FirmwareOptions {
  /** Host name, e.g. `room-kitchen`; at most 31 of a–z, 0–9 and hyphen. */
  readonly name: string;
  /** Else the name. */
  readonly friendlyName?: string;
  /** The area that a person gave it in ESPHome; else none. */
  readonly area?: string;
  /** E.g. `02:00:00:00:00:01`. */
  readonly mac: string;
  /** Noise key, base64 of 32 bytes; else the device speaks plaintext. */
  readonly key?: string;
  /** 127.0.0.1 unless another address of this machine is named, e.g. 127.0.0.2. */
  readonly address?: string;
  /** A free one unless named. */
  readonly port?: number;
  /** What the sensor measures from the start on: 21 °C and 45 % unless told otherwise. */
  readonly temperature?: number;
  readonly humidity?: number;
  /** `false`: the sensor does not answer until measure() is called, so no state is published. */
  readonly measured?: boolean;
  /** A file for what its e-paper shows, as a plain PBM, drawn anew each second; else it has no e-paper. */
  readonly screenFile?: string;
}

export interface Firmware extends AsyncDisposable {
  readonly name: string;
  /** Lower case, with colons. */
  readonly mac: string;
  readonly address: string;
  readonly port: number;
  /** What the sensor measures from its next update on, within a second. NaN is a failed conversion. */
  measure(temperature: number, humidity: number): Promise<void>;
  /** Pulls the plug: no good-bye to anyone. Start it again with restart(). */
  stop(): Promise<void>;
  /** Ends in order, as before an update: clients are sent a DisconnectRequest. Start it again with restart(). */
  shutDown(): Promise<void>;
  /** Hangs: connections stay open, and nothing is answered. */
  pause(): void;
  resume(): void;
  /** Off, if it is on, and on again: same port, same sensor. */
  restart(): Promise<void>;
}

/** Below those that Linux gives to outgoing connections, so that nobody takes the port of a sensor that is off. */
const ports = { from: 20_000, until: 32_000 };
/** The firmware's exit code when its port is taken: EADDRINUSE. */
const portTaken = 98;

export async function startFirmware(options: FirmwareOptions): Promise<Firmware> {
  const mac = options.mac.toLowerCase();
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac)) throw new TypeError(`not a MAC address: ${options.mac}`);
  const program = firmwareBinary();
  const folder = await mkdtemp(join(tmpdir(), 'climat-firmware-'));
  const sensorFile = join(folder, 'aht10');
  const address = options.address ?? '127.0.0.1';
  const env = {
    HOME: folder, // ESPHome keeps its preferences, an ESP32's flash, in there
    CLIMAT_AHT10_FILE: sensorFile,
    CLIMAT_NAME: options.name,
    CLIMAT_MAC: mac,
    CLIMAT_ADDRESS: address,
    ...(options.friendlyName !== undefined && { CLIMAT_FRIENDLY_NAME: options.friendlyName }),
    ...(options.area !== undefined && { CLIMAT_AREA: options.area }),
    ...(options.key !== undefined && { CLIMAT_KEY: options.key }),
    ...(options.screenFile !== undefined && { CLIMAT_SCREEN_FILE: options.screenFile }),
  };
  const switchOnAt = (port: number) =>
    startChild(program, [], { env: { ...env, CLIMAT_PORT: String(port) }, ready: /^listening$/m });

  /** Written beside and renamed, as the firmware may read at any moment. */
  async function measure(temperature: number, humidity: number): Promise<void> {
    await writeFile(`${sensorFile}.new`, `${String(temperature)} ${String(humidity)}\n`);
    await rename(`${sensorFile}.new`, sensorFile);
  }

  try {
    if (options.measured !== false) await measure(options.temperature ?? 21, options.humidity ?? 45);
    const first =
      options.port === undefined
        ? await atSomePort(switchOnAt)
        : { port: options.port, running: await switchOnAt(options.port) };
    const { port } = first;
    let running: Child | undefined = first.running;

    async function end(signal: NodeJS.Signals): Promise<void> {
      const ending = running;
      running = undefined;
      await ending?.end(signal);
    }

    return {
      name: options.name,
      mac,
      address,
      port,
      measure,
      stop: () => end('SIGKILL'),
      shutDown: () => end('SIGTERM'),
      pause: () => running?.signal('SIGSTOP'),
      resume: () => running?.signal('SIGCONT'),
      async restart() {
        await end('SIGKILL');
        running = await switchOnAt(port);
      },
      async [Symbol.asyncDispose]() {
        try {
          await end('SIGKILL');
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      },
    };
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw cause;
  }
}

async function atSomePort(
  switchOnAt: (port: number) => Promise<Child>,
): Promise<{ port: number; running: Child }> {
  for (;;) {
    const port = randomInt(ports.from, ports.until);
    try {
      return { port, running: await switchOnAt(port) };
    } catch (error) {
      if (!(error instanceof ChildEnded && error.code === portTaken)) throw error;
    }
  }
}
