/** The computer under the bridge, in simulated time, and the bridge's own parts on it: door, chronicle, store. */
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LiveRooms } from '../../src/api/live-rooms.ts';
import { Chronicle } from '../../src/chronicle.ts';
import { systemClock } from '../../src/clock/clock.ts';
import { deviceDoor } from '../../src/device-door.ts';
import { DeviceLog } from '../../src/devices/device-log.ts';
import type { DevicesListener } from '../../src/devices/devices.ts';
import { DeviceTroubles } from '../../src/devices/troubles.ts';
import { Store } from '../../src/store/store.ts';
import type { Timetable } from './timetable.ts';

const silent = { info: () => undefined, warn: () => undefined };

/** One run of the bridge. */
export interface Run {
  readonly monotonic: () => number;
  readonly store: Store;
  readonly chronicle: Chronicle;
  readonly door: DevicesListener;
}

export class Host {
  readonly #table: Timetable;
  readonly #folder: string;
  readonly #log = new DeviceLog(silent);
  #n = 0;
  #path: string;
  #bootedAt = 0;
  #osBoot = '';
  #isTrusted = false;
  run: Run | undefined;

  constructor(table: Timetable, folder: string) {
    this.#table = table;
    this.#folder = folder;
    this.#path = this.#newPath();
  }

  get path(): string {
    return this.#path;
  }

  get isTrusted(): boolean {
    return this.#isTrusted;
  }

  get osBoot(): string {
    return this.#osBoot;
  }

  boot(): string {
    this.#bootedAt = this.#table.now;
    this.#osBoot = `os-${String(this.#bootedAt)}`;
    this.#isTrusted = false;
    return this.#osBoot;
  }

  /** As bridge.ts does it. */
  async start(): Promise<void> {
    const monotonic = (): number => this.#table.now - this.#bootedAt;
    const clock = {
      ...systemClock,
      monotonic,
      osBoot: this.#osBoot,
      offset: () => (this.#isTrusted ? this.#bootedAt : undefined),
      accuracyMs: () => 5,
      isTrusted: () => this.#isTrusted,
    };
    const store = await Store.open({
      path: this.#path,
      commitIntervalMs: 3_600_000,
      synchronous: 'OFF',
      clock,
      log: () => undefined,
    });
    const chronicle = new Chronicle({ note: store.note.bind(store), elapsed: monotonic });
    chronicle.bridge('bridge-started', '1.0.0');
    const rooms = new LiveRooms();
    rooms.setInventory(await store.inventory());
    const troubles = new DeviceTroubles(this.#log);
    this.run = {
      monotonic,
      store,
      chronicle,
      door: deviceDoor({ clock, store, rooms, chronicle, troubles }),
    };
    if (this.#isTrusted) await this.#date(this.run);
  }

  async trust(): Promise<void> {
    this.#isTrusted = true;
    if (this.run !== undefined) await this.#date(this.run);
  }

  async #date({ chronicle, store }: Run): Promise<void> {
    chronicle.clock('clock-trusted');
    await store.trust();
  }

  /** In an orderly way. */
  async stop(): Promise<void> {
    const { run } = this;
    this.run = undefined;
    run?.chronicle.bridge('bridge-stopped', '1.0.0');
    await run?.store[Symbol.asyncDispose]();
  }

  /** What is not on the disk is gone: what is there now is all that there will be. */
  async die(): Promise<void> {
    const { run } = this;
    this.run = undefined;
    const before = this.#path;
    this.#path = this.#newPath();
    for (const name of readdirSync(dirname(before))) {
      const isLeft = name.startsWith(basename(before)) && !/(-shm|\.lock|\.ballast)$/.test(name);
      if (isLeft) copyFileSync(join(dirname(before), name), join(dirname(this.#path), name));
    }
    await run?.store[Symbol.asyncDispose]();
    rmSync(dirname(before), { recursive: true });
  }

  [Symbol.dispose](): void {
    this.#log[Symbol.dispose]();
  }

  #newPath(): string {
    const folder = join(this.#folder, String(this.#n++));
    mkdirSync(folder);
    return join(folder, 'readings.db');
  }
}
