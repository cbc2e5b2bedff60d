/** Faults that befall a building by a plan: when, which device, what, and for how long. */
import { swapAddresses, type SimulatedDevice } from './simulated-device.ts';

/** What can befall a device, and how it ends again; `momentary` ones are over at once. */
interface Kind {
  readonly momentary: boolean;
  /** @param device the one it befalls, number `index` of `all`. Resolves with what ends it. */
  readonly begin: (
    device: SimulatedDevice,
    all: readonly SimulatedDevice[],
    index: number,
  ) => Promise<() => Promise<void>>;
}

/** From one byte to the next: a hundred bytes, which is a reading, take two seconds. */
const DRIP_MS = 20;
const FLOOD_STATES = 2000;
const WRONG_KEY = Buffer.alloc(32, 0xaa).toString('base64');

/** A fault that has a beginning and an end, both at once. */
function lasting(begin: (device: SimulatedDevice) => void, end: (device: SimulatedDevice) => void): Kind {
  return {
    momentary: false,
    begin(device) {
      begin(device);
      return Promise.resolve(() => {
        end(device);
        return Promise.resolve();
      });
    },
  };
}

function momentary(begin: (device: SimulatedDevice) => void): Kind {
  return { ...lasting(begin, () => undefined), momentary: true };
}

const brokenSensor = (fault: 'frozen' | 'nan' | 'zero'): Kind =>
  lasting(
    (device) => {
      device.breakSensor(fault);
    },
    (device) => {
      device.mendSensor();
    },
  );

const KINDS = {
  silence: lasting(
    (device) => {
      device.hold();
    },
    (device) => {
      device.resume();
    },
  ),
  'half-open': lasting(
    (device) => {
      device.freeze();
    },
    (device) => {
      device.thaw();
    },
  ),
  reset: momentary((device) => {
    device.resetConnections();
  }),
  'wrong-key': {
    momentary: false,
    async begin(device) {
      const { key } = device;
      await device.changeKey(WRONG_KEY);
      return () => device.changeKey(key);
    },
  },
  'reboot-new-ip': {
    momentary: false,
    async begin(device, _all, index) {
      const { address } = device;
      await device.moveTo(`127.0.${address.startsWith('127.0.1.') ? '2' : '1'}.${String(index + 1)}`);
      return () => device.moveTo(address);
    },
  },
  swap: {
    momentary: false,
    async begin(device, all, index) {
      const other = all[(index + 1) % all.length] ?? device;
      const swap = (): Promise<void> => (other === device ? Promise.resolve() : swapAddresses(device, other));
      await swap();
      return swap;
    },
  },
  frozen: brokenSensor('frozen'),
  nan: brokenSensor('nan'),
  zero: brokenSensor('zero'),
  garbage: momentary((device) => {
    device.garble();
  }),
  drip: lasting(
    (device) => {
      device.drip(DRIP_MS);
    },
    (device) => {
      device.drip(undefined);
    },
  ),
  flood: momentary((device) => {
    device.flood(FLOOD_STATES);
  }),
} as const satisfies Record<string, Kind>;

export type FaultName = keyof typeof KINDS;

export const FAULT_NAMES: readonly string[] = Object.keys(KINDS);

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(KINDS, name);
}

/** Over as soon as it begins, so that it can have no length. */
export function isMomentary(name: FaultName): boolean {
  return KINDS[name].momentary;
}

/** All times in milliseconds. */
export interface PlannedFault {
  /** From the start of the plan to the first time. */
  readonly at: number;
  /** From each time to the next; undefined: once. */
  readonly every: number | undefined;
  /** Counted from 0. */
  readonly device: number | 'all';
  readonly fault: FaultName;
  /** Undefined: it stays. */
  readonly for: number | undefined;
}

/**
 * Carries a plan out from now on. One thing after another: a device that is moving is not swapped meanwhile.
 * Disposing it ends the plan, and leaves the devices as they are.
 *
 * @param say told of each beginning and end, and of what could not be done
 */
export class FaultPlan implements AsyncDisposable {
  readonly #devices: readonly SimulatedDevice[];
  readonly #say: (what: string) => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  #turn: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(
    devices: readonly SimulatedDevice[],
    plan: readonly PlannedFault[],
    say: (what: string) => void,
  ) {
    this.#devices = devices;
    this.#say = say;
    for (const fault of plan) this.#plan(fault, fault.at);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#turn;
  }

  #plan(fault: PlannedFault, afterMs: number): void {
    this.#later(afterMs, () => {
      if (fault.every !== undefined) this.#plan(fault, fault.every);
      this.#do(() => this.#befall(fault));
    });
  }

  async #befall({ fault, device: which, for: lengthMs }: PlannedFault): Promise<void> {
    const ends = await Promise.all(
      this.#devices.map(async (device, index) => {
        if (which !== 'all' && which !== index) return undefined;
        this.#say(`${device.name}: ${fault}`);
        return { device, end: await KINDS[fault].begin(device, this.#devices, index) };
      }),
    );
    if (lengthMs === undefined) return;
    this.#later(lengthMs, () => {
      this.#do(async () => {
        for (const one of ends) {
          if (one === undefined) continue;
          await one.end();
          this.#say(`${one.device.name}: ${fault} is over`);
        }
      });
    });
  }

  #do(work: () => Promise<void>): void {
    this.#turn = this.#turn
      .then(() => (this.#isOver ? undefined : work()))
      .catch((error: unknown) => {
        this.#say(`could not be done: ${String(error)}`);
      });
  }

  #later(ms: number, work: () => void): void {
    if (this.#isOver) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
  }
}
