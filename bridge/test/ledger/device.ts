/** One ESP32 and its network, in simulated time, and what the bridge's session with it would tell. */
import type { Run } from './host.ts';
import { mac } from '../../src/store/store-fixture.ts';
import type { DeviceDescription } from '../../src/reading/reading.ts';
import type { Chance } from '../chance.ts';
import { minute, type Model } from './plan.ts';
import type { Timetable } from './timetable.ts';

export interface DeviceWorld {
  readonly table: Timetable;
  readonly random: Chance;
  /** The bridge that runs, unless it stands still. */
  readonly run: () => Run | undefined;
  /** The building's Wi-Fi is there. */
  readonly isNetworkUp: () => boolean;
  /** The disk takes nothing. */
  readonly isFull: () => boolean;
}

/** ESPHome restarts by itself when nobody is connected for so long, unless told otherwise. */
const restartAfterMs = 15 * minute;
const bootMs = 4000;
/** As devices/pulse.ts has it. */
const stalledAfterMs = 3 * minute;

export class SimulatedEsp {
  readonly index: number;
  readonly model: Model;
  readonly description: DeviceDescription;
  readonly #world: DeviceWorld;
  /** null: it has no power. */
  #bootedAt: number | null = null;
  /** Rises with each start of the device and with each connection, so that what was planned for another is nothing. */
  #boot = 0;
  #connection = 0;
  #isConnected = false;
  /** The connection is dead, and nobody knows. */
  #isHalfOpen = false;
  #hasSaidUptime = true;
  #bufferedMeasurements = 0;
  #lonelySince = 0;
  /** When it was connected last, or the bridge started. */
  #lostAt = 0;
  /** Of this connection: when a value came, or it began. */
  #heardAt = 0;
  #isStalled = false;
  hasWifi = true;
  hasKey = true;
  sensor: 'well' | 'nan' | 'silent' = 'well';

  constructor(index: number, model: Model, world: DeviceWorld) {
    this.index = index;
    this.model = model;
    this.#world = world;
    this.description = {
      mac: mac(index + 1),
      name: `esp-${String(index + 1)}`,
      friendlyName: model.area,
      area: model.area,
      sensors: [
        { entity: 'temperature', quantity: 'temperature', diagnostic: false },
        { entity: 'humidity', quantity: 'humidity', diagnostic: false },
      ],
    };
  }

  get #isPosting(): boolean {
    return this.model.way === 'posts';
  }

  #isReachable(): boolean {
    const { table, run, isNetworkUp } = this.#world;
    const isBooted = this.#bootedAt !== null && table.now >= this.#bootedAt + bootMs;
    return isBooted && this.hasWifi && isNetworkUp() && run() !== undefined;
  }

  powerOn(): void {
    const { table, random } = this.#world;
    const boot = ++this.#boot;
    this.#bootedAt = table.now;
    this.#lonelySince = table.now;
    const first = table.now + bootMs + Math.round(random() * 2000);
    const measure = (): void => {
      if (boot !== this.#boot) return;
      this.#measure();
      // A quartz and a scheduler: never twice the same step.
      table.put(table.now + this.model.intervalMs + Math.round((random() - 0.5) * 60), measure);
    };
    table.put(first, measure);
    const minutely = (): void => {
      if (boot !== this.#boot) return;
      this.#sayUptime();
      this.#restartIfLonely();
      table.put(table.now + minute, minutely);
    };
    table.put(table.now + 1000, minutely);
    table.put(table.now + bootMs, () => {
      if (boot === this.#boot) this.changed();
    });
  }

  powerOff(): void {
    this.#boot++;
    this.#bootedAt = null;
    this.changed();
  }

  restart(): void {
    this.powerOff();
    this.powerOn();
  }

  /** The bridge is there anew. Who has a fixed address is told within a connect's time that it does not answer. */
  bridgeStarted(run: Run): void {
    this.#isConnected = false;
    this.#isHalfOpen = false;
    this.#bufferedMeasurements = 0;
    const { table, random } = this.#world;
    this.#lostAt = table.now;
    if (this.model.way === 'static') {
      table.put(table.now + 15_000 + Math.round(random() * 500), () => {
        const isThere = this.#isConnected || this.#isReachable();
        if (this.#world.run() === run && !isThere) this.#say('unreachable');
      });
    }
    this.changed();
  }

  /** The connection is gone, and both know. */
  cut(): void {
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#isHalfOpen = false;
    this.#bufferedMeasurements = 0;
    this.#connection++;
    this.#lonelySince = this.#world.table.now;
    this.#lostAt = this.#world.table.now;
    this.#say('unreachable');
    this.changed();
  }

  /** Something is not as it was: power, Wi-Fi, the key, the bridge. */
  changed(): void {
    const { table, random } = this.#world;
    if (this.#isPosting) return;
    const connection = this.#connection;
    if (this.#isConnected && this.#world.run() !== undefined) {
      if (!this.#isReachable() && !this.#isHalfOpen) {
        this.#isHalfOpen = true;
        const boot = this.#boot;
        // 20 s of silence and 20 s without an answer; what was said last came up to 10 s before.
        table.put(table.now + 30_000 + Math.round(random() * 10_500), () => {
          if (connection !== this.#connection || !this.#isHalfOpen) return;
          if (!this.#isReachable() || boot !== this.#boot) this.cut();
        });
      } else if (this.#isReachable() && this.#isHalfOpen) {
        // A device that has restarted knows nothing of that connection, and says so.
        if ((this.#bootedAt ?? 0) + bootMs >= table.now) this.cut();
        else this.#resumed();
      }
      return;
    }
    if (!this.#isReachable()) return;
    // Whoever announces itself is called at once; whoever does not, when its turn comes.
    const isPatient = this.model.way === 'static' && table.now - this.#lostAt > minute;
    table.put(table.now + 300 + Math.round(random() * (isPatient ? minute : 1500)), () => {
      this.#connect();
    });
  }

  #connect(): void {
    if (this.#isConnected || !this.#isReachable()) return;
    if (!this.hasKey) {
      this.#say('wrong-key');
      return;
    }
    const run = this.#world.run();
    if (run === undefined) return;
    this.#isConnected = true;
    this.#isHalfOpen = false;
    this.#hasSaidUptime = false;
    this.#heardAt = this.#world.table.now;
    this.#isStalled = false;
    this.#connection++;
    // Known since the first day; a store that is killed meanwhile is no fault of the device.
    run.door.identified(this.description).catch(() => undefined);
    this.#say('online');
  }

  #say(state: 'online' | 'unreachable' | 'wrong-key'): void {
    const said = state === 'unreachable' ? { state, cause: 'it did not answer in time' } : { state };
    this.#world.run()?.door.state(said, { mac: this.description.mac, at: this.description.name });
  }

  #measure(): void {
    const { now } = this.#world.table;
    if (this.#isPosting ? !this.#isReachable() : !this.#isConnected) return;
    this.#lookWhetherStalled();
    if (this.sensor === 'silent') return;
    if (this.#isHalfOpen) this.#bufferedMeasurements++;
    else this.#deliver(now);
  }

  /** What the network held back comes at once. */
  #resumed(): void {
    this.#isHalfOpen = false;
    for (; this.#bufferedMeasurements > 0; this.#bufferedMeasurements--) this.#deliver(this.#world.table.now);
  }

  #deliver(now: number): void {
    const run = this.#world.run();
    if (run === undefined) return;
    const { mac: of } = this.description;
    const measured = this.#bootedAt === null ? 0 : now - this.#bootedAt;
    for (const { entity, quantity } of this.description.sensors) {
      if (this.sensor === 'nan') {
        run.door.refused(of, entity, { reason: 'not-a-number' });
        continue;
      }
      this.#heardAt = now;
      if (this.#isStalled) this.#say('online');
      this.#isStalled = false;
      if (this.#world.isFull()) continue;
      const value = 20 + (measured % 1000) / 1000;
      run.door.value(of, { entity, quantity, value, at: run.monotonic(), repeated: false });
    }
  }

  #lookWhetherStalled(): void {
    const { now } = this.#world.table;
    if (this.#isPosting || this.#isStalled || now - this.#heardAt <= stalledAfterMs) return;
    this.#isStalled = true;
    const state = { state: 'stalled', since: this.#heardAt } as const;
    this.#world.run()?.door.state(state, { mac: this.description.mac, at: this.description.name });
  }

  #sayUptime(): void {
    if (this.model.uptime === 'none' || this.#hasSaidUptime || !this.#isConnected || this.#isHalfOpen) return;
    this.#hasSaidUptime = true;
    const ms = this.#world.table.now - (this.#bootedAt ?? 0);
    this.#world.run()?.door.uptime(this.description.mac, { ms, staysUp: this.model.uptime === 'ours' });
  }

  #restartIfLonely(): void {
    const { now } = this.#world.table;
    const isAlone = !this.#isConnected || this.#isHalfOpen || this.#world.run() === undefined;
    if (!isAlone) this.#lonelySince = now;
    else if (this.model.uptime === 'other' && now - this.#lonelySince >= restartAfterMs) this.restart();
  }
}
