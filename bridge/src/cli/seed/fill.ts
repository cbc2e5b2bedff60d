/**
 * Fills a store with years, by the doors that a bridge has: registering, appending, committing, folding, rolling, noting,
 * and edits as the command line makes them. Only the clock is another one.
 */
import { chance } from '@climat-guardian/simulator';
import { Chronicle } from '../../chronicle.ts';
import { reasonFor } from '../../devices/device-state.ts';
import type { Mac } from '../../reading/mac.ts';
import type { Quantity } from '../../reading/quantity.ts';
import type { SensorId } from '../../reading/reading.ts';
import type { Zone } from '../../reading/zone.ts';
import { makeEdit } from '../../store/edits.ts';
import { openDatabase } from '../../store/schema.ts';
import { Store } from '../../store/store.ts';
import { heartbeatMs } from '../../store/writer.ts';
import { version } from '../version.ts';
import { DeviceYears } from './device-years.ts';
import { RoomAir } from './houses.ts';
import { planOf, type HousePlan, type PlannedEdit } from './plan.ts';
import { runsOf, type Run } from './runs.ts';
import { SeedClock } from './seed-clock.ts';
import type { Stretch } from './troubles.ts';
import { devicesOf, wishOf } from './wishes.ts';

export interface FillOptions extends Stretch {
  readonly path: string;
  readonly rooms: number;
  readonly seed: number;
  readonly intervalMs: number;
  readonly zone: Zone;
  /** Told how far it has got. */
  readonly told: (at: number, readings: number) => void;
  /** Aborted: it ends soon, and what is there is whole. */
  readonly stop: AbortSignal;
}

export interface Filled {
  readonly plan: HousePlan;
  readonly readings: number;
  /** Of the bridge. */
  readonly starts: number;
  /** How far it got. */
  readonly until: number;
}

interface Happening {
  readonly at: number;
  readonly tell: () => void;
}

/** Readings a commit: the store lets three times as many wait for the disk. */
const committedAtOnce = 12_000;
/** Readings from one fold to the next: each costs something for each sensor, however little there is of it. */
const foldedAtOnce = 150_000;
/** The longest that a timer takes: nothing here goes by the store's own. */
const neverMs = 2 ** 31 - 1;
const measured = ['temperature', 'humidity', 'signal'] as const satisfies readonly Quantity[];
/** After its start the bridge knows the time. */
const trustedAfterMs = 4000;
const lost = reasonFor({ state: 'unreachable', cause: 'it stopped answering' });

/** @throws {StoreUnusable} */
export async function fill(options: FillOptions): Promise<Filled> {
  const clock = new SeedClock();
  const runs = [...runsOf(options.seed, options.zone, options)];
  const [first] = runs;
  if (first === undefined) throw new Error('In that time the bridge never ran.');
  clock.begin(first);
  const troubles: string[] = [];
  await using store = await Store.open({
    path: options.path,
    commitIntervalMs: neverMs,
    clock,
    zone: options.zone.name,
    // Whoever loses power meanwhile makes it again.
    synchronous: 'OFF',
    youngMb: 32,
    log: (message) => troubles.push(message),
  });
  const filling = new Filling(options, store, clock);
  for (const run of runs) {
    if (options.stop.aborted) break;
    await filling.run(run);
  }
  await filling.finish();
  if (troubles.length > 0) throw new Error(troubles.join(' '));
  return filling.filled();
}

class Filling {
  readonly #options: FillOptions;
  readonly #store: Store;
  readonly #clock: SeedClock;
  readonly #plan: HousePlan;
  readonly #airs: readonly RoomAir[];
  readonly #devices: readonly DeviceYears[];
  /** By device, then quantity. */
  readonly #sensors = new Map<Mac, Readonly<Record<(typeof measured)[number], SensorId>>>();
  #edits: readonly PlannedEdit[];
  /** What the store's thread is at, while this one makes what comes next. */
  #busy: Promise<void> = Promise.resolve();
  #unfolded = 0;
  #readings = 0;
  #starts = 0;
  #until: number;

  constructor(options: FillOptions, store: Store, clock: SeedClock) {
    const { rooms, seed, zone, from, intervalMs } = options;
    this.#options = options;
    this.#store = store;
    this.#clock = clock;
    this.#plan = planOf(rooms, seed, options);
    const airs = this.#plan.rooms.map((room) => new RoomAir(room, { seed, zone, from }));
    this.#airs = airs;
    this.#devices = this.#plan.devices.map((plan) => new DeviceYears(plan, { seed, airs, intervalMs }));
    this.#edits = this.#plan.edits;
    this.#until = from;
  }

  filled(): Filled {
    return { plan: this.#plan, readings: this.#readings, starts: this.#starts, until: this.#until };
  }

  async run(run: Run): Promise<void> {
    const [store, clock] = [this.#store, this.#clock];
    await this.#busy;
    clock.begin(run);
    if (this.#starts++ > 0) await store.restart();
    const chronicle = new Chronicle({ note: store.note.bind(store), elapsed: clock.monotonic });
    chronicle.bridge('bridge-started', version);
    clock.now += trustedAfterMs;
    chronicle.clock('clock-trusted');
    await store.trust();
    const whole = { from: clock.now, until: run.until };
    const online = new Map(this.#devices.map((device) => [device, device.online(whole)]));
    for (const stretch of this.#stretches(whole)) {
      if (this.#options.stop.aborted) {
        chronicle.bridge('bridge-stopped', version);
        break;
      }
      await this.#makeEdits(stretch.from);
      const happenings = await this.#measure(stretch, online, { run, chronicle });
      for (const { at, tell } of happenings.sort((a, b) => a.at - b.at)) {
        clock.now = at;
        tell();
      }
      clock.now = stretch.until;
      if (stretch.until === run.until) {
        if (run.ends === 'properly') chronicle.bridge('bridge-stopped', version);
        else clock.now -= Math.floor(chance(0, heartbeatMs, this.#options.seed, 'beat', run.until));
      }
      await this.#commit();
      this.#until = stretch.until;
      this.#options.told(stretch.until, this.#readings);
    }
  }

  /** What people had still to do, and all that is closed into blocks and averages. */
  async finish(): Promise<void> {
    await this.#makeEdits(Infinity);
    await this.#store.commit();
    await this.#store.fold(this.#clock.now);
  }

  /** Parts of a run that the store takes at once. */
  *#stretches({ from, until }: Stretch): Generator<Stretch, void> {
    const steps = Math.floor(committedAtOnce / (2 * this.#devices.length));
    const ms = Math.max(1000, steps * this.#options.intervalMs);
    for (let at = from; at < until;) {
      // Each is long enough for a heartbeat before its end.
      const end = at + ms + 2 * heartbeatMs >= until ? until : at + ms;
      yield { from: at, until: end };
      at = end;
    }
  }

  /** Hands over what the devices measured, and says what else happened. */
  async #measure(
    stretch: Stretch,
    online: ReadonlyMap<DeviceYears, readonly Stretch[]>,
    { run, chronicle }: { readonly run: Run; readonly chronicle: Chronicle },
  ): Promise<Happening[]> {
    const happenings: Happening[] = [];
    const happens = (at: number, tell: () => void): void => {
      happenings.push({ at, tell });
    };
    for (const air of this.#airs) air.cover(stretch.from, stretch.until);
    for (const [device, parts] of online) {
      const { mac } = device;
      for (const { from, until } of parts) {
        const here = { from: Math.max(from, stretch.from), until: Math.min(until, stretch.until) };
        if (here.until <= here.from) continue;
        if (here.from === from) {
          await this.#register(device);
          happens(from, () => {
            chronicle.device(mac, 'online', null);
          });
        }
        await this.#append(device, here, (at, quantity) => {
          happens(at, () => {
            chronicle.refusal(mac, quantity, 'not-a-number');
          });
        });
        if (here.until !== until || until === run.until) continue;
        happens(until, () => {
          chronicle.device(mac, 'unreachable', lost);
        });
      }
    }
    return happenings;
  }

  async #append(
    device: DeviceYears,
    stretch: Stretch,
    refused: (at: number, quantity: Quantity) => void,
  ): Promise<void> {
    const sensors = this.#sensors.get(device.mac);
    if (sensors === undefined) throw new Error(`${device.mac} is not registered`);
    for (const { at, ...values } of device.values(stretch)) {
      for (const quantity of measured) {
        const value = values[quantity];
        if (value === undefined) continue;
        if (Number.isNaN(value)) {
          refused(at, quantity);
          continue;
        }
        const reading = { sensor: sensors[quantity], measuredAt: at, value };
        if (this.#store.append(reading) === undefined) {
          await this.#busy;
          if (this.#store.append(reading) === undefined)
            throw new Error(this.#store.troubles().join(' ') || 'The store takes no more readings.');
        }
        this.#readings++;
        this.#unfolded++;
      }
    }
  }

  async #register({ mac, plan }: DeviceYears): Promise<void> {
    if (this.#sensors.has(mac)) return;
    const { sensors } = await this.#store.register(plan.description);
    const idOf = (quantity: Quantity): SensorId => {
      const sensor = sensors.find((one) => one.device === mac && one.quantity === quantity);
      if (sensor === undefined) throw new Error(`the store has no ${quantity} of ${mac}`);
      return sensor.id;
    };
    this.#sensors.set(mac, {
      temperature: idOf('temperature'),
      humidity: idOf('humidity'),
      signal: idOf('signal'),
    });
  }

  async #commit(): Promise<void> {
    await this.#busy;
    const { now } = this.#clock;
    const isFoldDue = this.#unfolded >= foldedAtOnce;
    if (isFoldDue) this.#unfolded = 0;
    this.#busy = this.#store.commit().then(() => (isFoldDue ? this.#store.fold(now) : undefined));
    // Whoever waits for it next is told.
    this.#busy.catch(() => undefined);
  }

  /** As a person makes them by the command line, beside the bridge. */
  async #makeEdits(before: number): Promise<void> {
    const isDue = (edit: PlannedEdit): boolean =>
      edit.at <= before && devicesOf(edit).every((mac) => this.#sensors.has(mac));
    const due = this.#edits.filter(isDue);
    if (due.length === 0) return;
    this.#edits = this.#edits.filter((edit) => !due.includes(edit));
    await this.#busy;
    using database = openDatabase(this.#options.path, { synchronous: 'OFF' });
    const sensorOf = (mac: Mac): SensorId => this.#sensors.get(mac)?.temperature ?? 0;
    for (const edit of due) makeEdit(database, wishOf(edit, sensorOf), edit.at);
  }
}
