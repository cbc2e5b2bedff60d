/**
 * Hours of a building's readings through the real store, as fast as the disk lets them: the bytes depend on how many
 * readings, commits and folds there are, not on how long they take.
 */
import { readFileSync, statSync } from 'node:fs';
import { parseMac } from '../../src/reading/mac.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { Store } from '../../src/store/store.ts';
import { chance as chanceFrom } from '../chance.ts';

export interface Building {
  /** With a temperature and a humidity each. */
  readonly devices: number;
  /** Between two measurements of a device, in seconds. */
  readonly everyS: number;
}

const hourMs = 3_600_000;
/** As the store does it by itself: a minute after the hour. */
const foldedAfterS = 61;
/** 2026-11-21T00:00:00Z */
const firstAt = 1_795_219_200_000;
/** Wi-Fi and ESPHome's loop: how much later than planned a frame arrives, mostly and at worst. */
const [usualDelayMs, longDelayMs, longDelays] = [12, 150, 0.03];

/** What arrives in each second, second after second. Sensors are numbered from 1: 1 and 2 are the first device's. */
export function* seconds({ devices, everyS }: Building, count: number): Generator<Reading[]> {
  const chance = chanceFrom(1);
  // What an AHT10 gives for still air differs by some hundredths of a degree, and some tenths of a percent.
  const noise = (spread: number): number => (chance() + chance() + chance() - 1.5) * spread;
  for (let second = 0; second < count; second++) {
    const readings: Reading[] = [];
    for (let device = second % everyS; device < devices; device += everyS) {
      const delay = chance() * (chance() < longDelays ? longDelayMs : usualDelayMs);
      const measuredAt = firstAt + second * 1000 + Math.round(delay);
      const day = Math.sin((second / 86_400) * 2 * Math.PI + device);
      readings.push(
        { sensor: 2 * device + 1, measuredAt, value: 21 + 2 * day + noise(0.04) },
        { sensor: 2 * device + 2, measuredAt, value: 45 - 8 * day + noise(0.2) },
      );
    }
    yield readings;
  }
}

/** So far, from the beginning. */
export interface Cost {
  readonly readings: number;
  /** By system calls, to whatever file of the store: database, log and mark. */
  readonly writtenBytes: number;
  /** As the system sent it to the disk, in whole pages of its own; 0 where the store is in memory. */
  readonly diskBytes: number;
  /** The database file, after the fold. */
  readonly fileBytes: number;
}

export interface Rhythm {
  readonly hours: number;
  readonly commitEveryS: number;
  /** `OFF` writes the same bytes, and does not wait for the disk to have them. */
  readonly synchronous: 'FULL' | 'OFF';
}

/**
 * Commits at that rhythm of the building's time, and folds each hour.
 *
 * @param path of a store that is not there.
 * @returns the cost at the end of each hour: what differs between two of them is what an hour costs.
 */
export async function keep(
  path: string,
  building: Building,
  { hours, commitEveryS, synchronous }: Rhythm,
): Promise<Cost[]> {
  let elapsedS = 0;
  const meter = new Meter(path);
  await using store = await Store.open({
    path,
    // By hand only.
    commitIntervalMs: 24 * hourMs,
    clock: {
      osBoot: 'boot',
      monotonic: () => elapsedS * 1000,
      offset: () => firstAt,
      accuracyMs: () => 0,
    },
    synchronous,
    log(message) {
      throw new Error(message);
    },
  });
  for (let device = 0; device < building.devices; device++) await store.register(description(device));
  await store.trust();
  const costs: Cost[] = [];
  let readings = 0;
  // The last hour is folded a little after its end.
  for (const arrived of seconds(building, hours * 3600 + foldedAfterS)) {
    for (const reading of arrived) {
      if (store.append(reading) === undefined) throw new Error('the store refused a reading');
    }
    readings += arrived.length;
    elapsedS++;
    if (elapsedS % commitEveryS === 0) await store.commit();
    if (elapsedS > 3600 && elapsedS % 3600 === foldedAfterS) {
      await store.fold(firstAt + elapsedS * 1000);
      costs.push(meter.cost(readings));
    }
  }
  return costs;
}

/** What the hours after the first two cost: by then the file has the room that an open hour needs. */
export function perReading(
  costs: readonly Cost[],
): Record<'writtenBytes' | 'diskBytes' | 'restBytes', number> {
  const [from, to] = [costs[1], costs.at(-1)];
  if (from === undefined || to === undefined || to === from) throw new Error('three hours at least');
  const readings = to.readings - from.readings;
  return {
    writtenBytes: (to.writtenBytes - from.writtenBytes) / readings,
    diskBytes: (to.diskBytes - from.diskBytes) / readings,
    restBytes: (to.fileBytes - from.fileBytes) / readings,
  };
}

function description(device: number) {
  const mac = parseMac(`02000000${device.toString(16).padStart(4, '0')}`);
  if (mac === undefined) throw new Error('no MAC address');
  const entities = ['temperature', 'humidity'] as const;
  const sensors = entities.map((entity) => ({ entity, quantity: entity, diagnostic: false }));
  return { mac, name: `esp-${String(device)}`, friendlyName: '', area: `Room ${String(device)}`, sensors };
}

/** Counts what all threads of this process write, from now on. */
export class Meter {
  readonly #path: string;
  readonly #before = written();

  constructor(path: string) {
    this.#path = path;
  }

  cost(readings: number): Cost {
    const { calls, disk } = written();
    return {
      readings,
      writtenBytes: calls - this.#before.calls,
      diskBytes: disk - this.#before.disk,
      fileBytes: statSync(this.#path).size,
    };
  }
}

function written(): { calls: number; disk: number } {
  const io = readFileSync('/proc/self/io', 'utf8');
  const [calls, disk] = ['wchar', 'write_bytes'].map((name) =>
    Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(io)?.[1]),
  );
  return { calls: calls ?? Number.NaN, disk: disk ?? Number.NaN };
}
