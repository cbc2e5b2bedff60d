/** Thirty days of a building: its host, its devices, and what the plan has in store for them. */
import { chance } from '../chance.ts';
import { SimulatedEsp } from './device.ts';
import { Host } from './host.ts';
import { day, minute, models, type Fault, type Plan } from './plan.ts';
import { Timetable } from './timetable.ts';

export class Building implements AsyncDisposable {
  readonly host: Host;
  readonly table: Timetable;
  readonly #plan: Plan;
  readonly #random;
  readonly #devices: readonly SimulatedEsp[];
  #isNetworkUp = true;
  #isPaused = false;
  #isFull = false;
  /** Readings and events of the last instants before it are not on the disk. */
  #lossMs: () => number;

  constructor(plan: Plan, folder: string, seed: number) {
    this.#plan = plan;
    this.#random = chance(seed + 1);
    this.#lossMs = () => Math.round(this.#random() * 1000);
    this.table = new Timetable(plan.start);
    this.host = new Host(this.table, folder);
    this.#devices = models.map(
      (model, index) =>
        new SimulatedEsp(index, model, {
          table: this.table,
          random: this.#random,
          run: () => (this.#isPaused ? undefined : this.host.run),
          isNetworkUp: () => this.#isNetworkUp,
          isFull: () => this.#isFull,
        }),
    );
  }

  async live(): Promise<void> {
    const { table } = this;
    const { start, end, nights, faults } = this.#plan;
    this.host.boot();
    await this.host.start();
    await this.host.trust();
    for (const device of this.#devices) {
      await this.host.run?.door.identified(device.description);
      device.powerOn();
    }
    this.#begun();
    for (const fault of [...nights, ...faults]) this.#put(fault);
    for (let at = start; at < end; at += 2 * minute) table.put(at, () => this.#commit());
    for (let at = start + day / 2; at < end; at += day)
      table.put(at, async () => {
        if (this.host.isTrusted) await this.host.run?.store.fold(table.now);
      });
    await table.run(end);
    await this.#commit();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host.stop();
    this.host[Symbol.dispose]();
  }

  #commit(): Promise<void> | undefined {
    return this.#isFull || this.#isPaused ? undefined : this.host.run?.store.commit();
  }

  #begun(): void {
    const { run } = this.host;
    if (run === undefined) return;
    for (const device of this.#devices) device.bridgeStarted(run);
  }

  #put(fault: Fault): void {
    const { table } = this;
    const { kind, from, until } = fault;
    const device = this.#devices[fault.device ?? -1];
    const at = (instant: number, what: () => void | Promise<void>): void => {
      table.put(instant, what);
    };
    switch (kind) {
      case 'host-cut':
        this.#cut(fault);
        return;
      case 'bridge-killed':
        at(from - this.#lossMs(), () => this.#commit());
        at(from, () => this.host.die());
        at(until, () => this.#start());
        return;
      case 'bridge-stopped':
        at(from, () => this.host.stop());
        at(until, () => this.#start());
        return;
      case 'host-shut-down':
        at(from, () => this.host.stop());
        at(until, () => {
          this.#boot(this.#soon(15_000, 60_000));
        });
        return;
      case 'bridge-paused':
        at(from, () => this.#commit());
        at(from, () => {
          this.#isPaused = true;
        });
        at(until, () => {
          this.#wake(until - from);
        });
        return;
      case 'disk-full':
        at(from - this.#lossMs(), () => this.#commit());
        at(from, () => {
          this.host.run?.store.note('disk-full');
          this.#isFull = true;
        });
        at(until, () => {
          this.#isFull = false;
          this.host.run?.store.note('disk-recovered', null, 'some readings were not kept');
        });
        return;
      case 'device-off':
        at(from, () => {
          device?.powerOff();
        });
        at(until, () => {
          if (device !== undefined && this.#isPowerUp) device.powerOn();
        });
        this.#switchedOff.set(fault.device ?? -1, [
          ...(this.#switchedOff.get(fault.device ?? -1) ?? []),
          fault,
        ]);
        return;
      case 'wifi':
        this.#set(fault, (one, isOver) => {
          one.hasWifi = isOver;
        });
        return;
      case 'wrong-key':
        // Flashed anew, which restarts it.
        this.#set(fault, (one, isOver) => {
          one.hasKey = isOver;
          if (this.#isPowerUp) one.restart();
        });
        return;
      case 'sensor-nan':
      case 'sensor-silent':
        this.#set(fault, (one, isOver) => {
          one.sensor = isOver ? 'well' : kind === 'sensor-nan' ? 'nan' : 'silent';
        });
        return;
      case 'clock-late':
      case 'clock-never':
      case 'flag':
    }
  }

  #isPowerUp = true;
  readonly #switchedOff = new Map<number, Fault[]>();

  #set(fault: Fault, how: (device: SimulatedEsp, isOver: boolean) => void): void {
    const device = this.#devices[fault.device ?? -1];
    if (device === undefined) return;
    for (const isOver of [false, true]) {
      this.table.put(isOver ? fault.until : fault.from, () => {
        how(device, isOver);
        device.changed();
      });
    }
  }

  #cut({ from, until }: Fault): void {
    const { table } = this;
    table.put(from - this.#lossMs(), () => this.#commit());
    table.put(from, async () => {
      this.#isPowerUp = false;
      this.#isNetworkUp = false;
      await this.host.die();
      for (const device of this.#devices) device.powerOff();
    });
    table.put(until, () => {
      this.#isPowerUp = true;
      for (const device of this.#devices) {
        const off = this.#switchedOff.get(device.index) ?? [];
        if (!off.some((one) => one.from <= until && one.until > until)) device.powerOn();
      }
      table.put(until + this.#soon(20_000, 60_000), () => {
        this.#isNetworkUp = true;
        for (const device of this.#devices) device.changed();
      });
      this.#boot(this.#soon(15_000, 60_000));
    });
  }

  /** The host starts, then the bridge, then the time is known. */
  #boot(afterMs: number): void {
    const { now } = this.table;
    const boot = this.host.boot();
    this.table.put(now + afterMs, () => this.#start());
    const late = this.#plan.faults.find(
      ({ kind, from, until }) =>
        (kind === 'clock-late' || kind === 'clock-never') && from <= now + minute && until > now + minute,
    );
    if (late?.kind === 'clock-never') return;
    const trustAt = late?.until ?? now + afterMs + this.#soon(5000, 90_000);
    this.table.put(trustAt, async () => {
      if (!this.host.isTrusted && this.host.osBoot === boot) await this.host.trust();
    });
  }

  async #start(): Promise<void> {
    if (this.host.run !== undefined) return;
    await this.host.start();
    this.#begun();
  }

  #wake(ms: number): void {
    this.#isPaused = false;
    this.host.run?.chronicle.paused(ms);
    for (const device of this.#devices) {
      device.cut();
      // Also one that came back meanwhile, when nobody called it.
      device.changed();
    }
  }

  #soon(low: number, high: number): number {
    return Math.round(low + this.#random() * (high - low));
  }
}
