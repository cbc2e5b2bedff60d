/**
 * A house: Home Assistant and a browser on one computer, the bridge on another, a cable between them, two rooms whose
 * sensors measure, and two of which the bridge has a past.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { HomeAssistantVersion } from '@climat-guardian/suite/needs/home-assistant';
import { startBridgeProcess, type BridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { startBrowser, type TestBrowser } from '@climat-guardian/suite/processes/browser';
import { startFirmware, type Firmware } from '@climat-guardian/suite/processes/firmware';
import { startHomeAssistant, type HomeAssistant } from '@climat-guardian/suite/processes/home-assistant';
import { startNeighbour } from '@climat-guardian/suite/processes/neighbour';
import { States } from './states.ts';

export interface House extends AsyncDisposable {
  readonly hass: HomeAssistant;
  readonly states: States;
  readonly browser: TestBrowser;
  readonly bridge: HouseBridge;
  /** In "Music room". */
  readonly sensor: Firmware;
}

export interface HouseBridge {
  /** As it announces itself. */
  readonly url: string;
  log(): string;
  /** No goodbye to anyone. */
  kill(): Promise<void>;
  /** With what it had. */
  start(): Promise<void>;
  /** What somebody at its computer is answered. */
  command(...args: readonly string[]): Promise<string>;
}

export const siteName = 'Library';
/** Fired by an automation of whose area the music room is. */
export const automationEvent = 'climat_temperature_changed';

const key = Buffer.alloc(32, 42).toString('base64');
const port = 8321;
const program = join(import.meta.dirname, '..', '..', 'bridge', 'bin', 'climat-guardian.js');

/** As a person writes it; its trigger is one of components/temperature/triggers.yaml of Home Assistant. */
const configuration = `
zeroconf:
automation:
  - id: climat_guardian_e2e
    alias: A temperature of the music room
    mode: parallel
    triggers:
      - trigger: temperature.changed
        target:
          area_id: music_room
        options:
          threshold:
            type: any
    actions:
      - event: ${automationEvent}
        event_data:
          entity_id: "{{ trigger.entity_id }}"
`;

/** More than a year of a building with its faults, for the bridge of each house. @returns a folder. */
export async function makePast(folder: string): Promise<string> {
  const past = join(folder, 'past');
  await run('seed', '--years', '1.1', '--rooms', '2', '--interval', '10m', '--data', past);
  return past;
}

export async function buildHouse(version: HomeAssistantVersion, past: string): Promise<House> {
  await using end = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'climat-house-'));
  end.defer(() => rm(folder, { recursive: true, force: true }));
  await cp(past, folder, { recursive: true });
  const neighbour = end.use(await startNeighbour());
  const sensor = end.use(
    await startFirmware({
      name: 'room-music',
      friendlyName: 'Sensor 4',
      area: 'Music room',
      mac: '02:00:00:00:40:01',
      key,
      address: neighbour.ours,
      temperature: 21.5,
      humidity: 44.2,
    }),
  );
  // Without a key: something for Home Assistant's repairs.
  const plaintext = end.use(
    await startFirmware({
      name: 'room-tools',
      friendlyName: 'Sensor 5',
      area: 'Tool shed',
      mac: '02:00:00:00:40:02',
      address: neighbour.ours,
    }),
  );
  const config = join(folder, 'climat-guardian.yaml');
  await writeFile(
    config,
    JSON.stringify({
      site: { id: 'library', name: siteName, timezone: 'Europe/Zurich' },
      devices: {
        discovery: false,
        static: [sensor, plaintext].map(({ address, port: at, mac }) => ({ host: address, port: at, mac })),
        keys: { [sensor.mac]: key },
      },
      // As `seed` names it.
      store: { path: 'climat-guardian.db' },
      clock: { trust: 'system' },
      api: { listen: `0.0.0.0:${String(port)}` },
    }),
  );
  let running: BridgeProcess | undefined;
  const bridge: HouseBridge = {
    url: `http://${neighbour.address}:${String(port)}/`,
    log: () => running?.log() ?? '',
    async kill() {
      await running?.stop('SIGKILL');
      running = undefined;
    },
    async start() {
      running = await startBridgeProcess(['run', '--config', config], {}, neighbour.on);
    },
    command: (...args) => run(...args, '--config', config),
  };
  end.defer(() => bridge.kill());
  await bridge.start();
  const browser = end.use(await startBrowser());
  const hass = end.use(await startHomeAssistant({ version, configuration }));
  const states = await States.of(hass);
  const all = end.move();
  return { hass, states, browser, bridge, sensor, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

async function run(...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, [program, ...args])).stdout.trim();
}
