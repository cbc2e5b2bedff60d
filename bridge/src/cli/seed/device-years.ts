/** What one device sends over the years, and when the bridge has it. */
import { chance, hash32, signal } from '@climat-guardian/simulator';
import type { Mac } from '../../reading/mac.ts';
import { mixed, tremble } from './dice.ts';
import type { RoomAir } from './houses.ts';
import type { DevicePlan } from './plan.ts';
import type { Stretch, Trouble } from './troubles.ts';

/** The bridge has a device so long after the device, or the bridge, is there; seconds. */
const [soonestS, latestS] = [3, 25];
/** An AHT10 is off by so much for ever (Aosong's datasheet: ±0.3 °C, ±2 %), and by so much at a time. */
const accuracy = { temperature: 0.3, humidity: 2 } as const;
const noise = { temperature: 0.05, humidity: 0.12 } as const;
const noiseKeys = { temperature: 1, humidity: 2 } as const;
/** Its radio tells how well it is heard once in that time: as often as the air it would be a third of the store. */
const signalEveryMs = 3_600_000;
/** A measurement comes by so many milliseconds later than its second, by its radio. */
const lateMs = 20;

export interface Values {
  readonly at: number;
  /** °C, %; NaN where the sensor gives none. */
  readonly temperature: number;
  readonly humidity: number;
  /** dBm */
  readonly signal?: number;
}

export class DeviceYears {
  readonly plan: DevicePlan;
  readonly #airs: readonly RoomAir[];
  readonly #intervalMs: number;
  readonly #signalSteps: number;
  readonly #key: number;
  readonly #phaseMs: number;
  readonly #offset: { readonly temperature: number; readonly humidity: number };
  #frozen: { readonly by: Trouble; readonly values: Values } | undefined;
  #troublesOver = 0;
  #staysOver = 0;

  constructor(
    plan: DevicePlan,
    { seed, airs, intervalMs }: { seed: number; airs: readonly RoomAir[]; intervalMs: number },
  ) {
    this.plan = plan;
    this.#airs = airs;
    this.#intervalMs = intervalMs;
    this.#signalSteps = Math.ceil(signalEveryMs / intervalMs);
    this.#key = hash32(seed, plan.mac, 'readings');
    this.#phaseMs = Math.floor(chance(0, intervalMs, this.#key, 'phase'));
    const offset = (quantity: keyof typeof accuracy): number =>
      chance(-accuracy[quantity], accuracy[quantity], this.#key, quantity);
    this.#offset = { temperature: offset('temperature'), humidity: offset('humidity') };
  }

  get mac(): Mac {
    return this.plan.mac;
  }

  /** When a bridge that runs then has the device, in the order of time; it lost it at each end but the last. */
  online(run: Stretch): Stretch[] {
    const parts: Stretch[] = [];
    const add = (from: number, until: number): void => {
      const backAt = from + Math.round(1000 * chance(soonestS, latestS, this.#key, 'back', from));
      if (backAt < until) parts.push({ from: backAt, until });
    };
    const here = { from: this.plan.stays[0]?.from ?? Infinity, until: this.plan.stays.at(-1)?.until ?? 0 };
    let from = Math.max(run.from, here.from);
    const until = Math.min(run.until, here.until);
    for (const trouble of this.plan.troubles) {
      if (trouble.is !== 'away' || trouble.until <= from || trouble.from >= until) continue;
      add(from, trouble.from);
      from = trouble.until;
    }
    add(from, until);
    return parts;
  }

  /** What it sends in a stretch, all of which is covered by the rooms' air. */
  *values({ from, until }: Stretch): Generator<Values, void> {
    const first = Math.ceil((from - this.#phaseMs) / this.#intervalMs);
    for (let n = first; ; n++) {
      const bits = mixed(this.#key, n);
      const at = n * this.#intervalMs + this.#phaseMs + (bits % lateMs);
      if (at >= until) return;
      const values = this.#at(at, n);
      yield n % this.#signalSteps === 0 ? { ...values, signal: signal(this.#key, this.mac, at) } : values;
    }
  }

  #at(at: number, n: number): Values {
    const trouble = this.#troubleAt(at);
    if (trouble?.is === 'nan') return { at, temperature: NaN, humidity: NaN };
    if (trouble !== undefined && trouble === this.#frozen?.by) return { ...this.#frozen.values, at };
    const air = this.#airAt(at);
    const temperature = air.temperature(at) + this.#offset.temperature + this.#noise('temperature', n);
    const humidity = air.humidity(at) + this.#offset.humidity + this.#noise('humidity', n);
    const values = {
      at,
      temperature: hundredths(temperature),
      humidity: hundredths(Math.min(100, Math.max(0, humidity))),
    };
    if (trouble?.is === 'frozen') this.#frozen = { by: trouble, values };
    return values;
  }

  #noise(quantity: 'temperature' | 'humidity', n: number): number {
    return noise[quantity] * tremble(mixed(this.#key + noiseKeys[quantity], n));
  }

  /** Time goes on only, so what is over is not looked at again. */
  #troubleAt(at: number): Trouble | undefined {
    const { troubles } = this.plan;
    while ((troubles[this.#troublesOver]?.until ?? Infinity) <= at) this.#troublesOver++;
    const trouble = troubles[this.#troublesOver];
    return trouble !== undefined && trouble.from <= at ? trouble : undefined;
  }

  #airAt(at: number): RoomAir {
    const { stays } = this.plan;
    while ((stays[this.#staysOver]?.until ?? Infinity) <= at) this.#staysOver++;
    const air = this.#airs[stays[this.#staysOver]?.room ?? -1];
    if (air === undefined) throw new Error(`${this.mac} is nowhere at ${String(at)}`);
    return air;
  }
}

/** As ESPHome shows an AHT10, whose own steps are a fiftieth of that. */
function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
