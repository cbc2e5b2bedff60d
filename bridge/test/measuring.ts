/** Devices that measure while something else goes on, and whether all of it came to be stored. */
import assert from 'node:assert/strict';
import type { SimulatedDevice } from '@climat-guardian/simulator';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { storedReadings } from './stored-readings.ts';

const everyMs = 20;
/** Thousandths of a degree: what is said until the bridge hears it, and what is counted. */
const [greeting, from] = [9000, 10_000];

/** Each device says another temperature every 20 ms, in hundredths of a degree, until it is asked what became of them. */
export class Measuring {
  readonly #devices: readonly SimulatedDevice[];
  readonly #path: string;
  /** No value twice. */
  readonly #said: number[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param path of the store. @param devices of `hold`. */
  constructor(path: string, devices: readonly SimulatedDevice[]) {
    this.#path = path;
    this.#devices = devices;
  }

  /** A device that is connected may not have been asked for its states yet. */
  async untilHeard(): Promise<void> {
    await eventually('every device is heard', () => {
      for (const device of this.#devices) device.publish({ temperature: greeting / 1000 });
      const deaf = this.#devices.filter((device) => !this.#stored(device).includes(greeting));
      return Promise.resolve(deaf.length === 0 ? { found: true } : { not: deaf.map(({ mac }) => mac) });
    });
  }

  begin(): void {
    this.#measure();
    this.#timer = setInterval(() => {
      this.#measure();
    }, everyMs);
  }

  /** Ends it. Every value is in the store, once, in the order in which it was said. */
  async allStored(): Promise<void> {
    clearInterval(this.#timer);
    const said = [...this.#said];
    for (const device of this.#devices) {
      const stored = await eventually(`the last value of ${device.mac} is stored`, () => {
        const values = this.#stored(device).filter((value) => value >= from);
        return Promise.resolve(values.at(-1) === said.at(-1) ? { found: values } : { not: values.slice(-3) });
      });
      assert.deepEqual(stored, said);
    }
  }

  #measure(): void {
    const next = (this.#said.at(-1) ?? from) + 10;
    this.#said.push(next);
    for (const device of this.#devices) device.publish({ temperature: next / 1000 });
  }

  #stored({ mac }: SimulatedDevice): number[] {
    const { readings } = storedReadings(this.#path);
    return readings.flatMap(([device, entity, , thousandths]) =>
      device === mac && entity === 'temperature' ? [thousandths] : [],
    );
  }
}
