/** A store of years, made once: appended in the order of time, folded and rolled as the bridge does it. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { parseMac } from '../../bridge/src/reading/mac.ts';
import { Store } from '../../bridge/src/store/store.ts';
import { firstAt, now, openSince, steps, zone, type Building } from './building.ts';

/** Readings a commit: less than the store lets wait. */
const atOnce = 20_000;
/** Readings a fold: fewer folds sum fewer days and months twice. */
const foldAfter = 400_000;

export const file = 'readings.db';

export interface StoreAt {
  readonly path: string;
  /** UTC. */
  readonly at: () => number;
}

/** By hand only, on a clock of its own. */
export function openAt({ path, at }: StoreAt, synchronous: 'FULL' | 'OFF'): Promise<Store> {
  return Store.open({
    path,
    commitIntervalMs: 2 ** 31 - 1,
    clock: { osBoot: 'bench', monotonic: at, offset: () => 0, accuracyMs: () => 0 },
    synchronous,
    zone,
    log(message) {
      throw new Error(message);
    },
  });
}

/** @returns its path. @param folder where it is looked for first, and stays. */
export async function builtStore(folder: string, building: Building): Promise<string> {
  const { years, rooms, quantities, everyMs } = building;
  const name = [years, rooms, quantities.length, everyMs / 1000].join('-');
  const whole = join(folder, `store-${name}`);
  const path = join(whole, file);
  if (existsSync(whole)) {
    console.error(`${path} is there already`);
    return path;
  }
  const unfinished = join(folder, `unfinished-${String(process.pid)}`);
  mkdirSync(unfinished, { recursive: true });
  const from = performance.now();
  const readings = await build(join(unfinished, file), building);
  renameSync(unfinished, whole);
  console.error(
    `${path}: ${String(readings)} readings in ${((performance.now() - from) / 1000).toFixed(1)} s`,
  );
  return path;
}

async function build(path: string, building: Building): Promise<number> {
  let at = firstAt(building);
  await using store = await openAt({ path, at: () => at }, 'OFF');
  for (let device = 0; device < building.rooms; device++) await store.register(description(building, device));
  await store.trust();
  let [readings, unfolded, uncommitted] = [0, 0, 0];
  let told = at;
  for (const step of steps(building)) {
    for (const reading of step) {
      if (store.append(reading) === undefined) throw new Error('the store refused a reading');
      at = reading.measuredAt;
    }
    readings += step.length;
    unfolded += step.length;
    uncommitted += step.length;
    const isOpen = at >= openSince;
    // In the open hour as it is usual: a commit each second.
    if (isOpen || uncommitted >= atOnce) {
      await store.commit();
      uncommitted = 0;
    }
    if (!isOpen && unfolded >= foldAfter) {
      await store.fold(at);
      unfolded = 0;
    }
    if (at - told > 365 * 86_400_000) {
      told = at;
      console.error(`… ${new Date(at).toISOString().slice(0, 10)}`);
    }
  }
  at = now;
  await store.commit();
  await store.fold(now);
  if (store.figures().waiting > 0) throw new Error('not everything was committed');
  return readings;
}

function description({ quantities }: Building, device: number) {
  const mac = parseMac(`02000000${device.toString(16).padStart(4, '0')}`);
  if (mac === undefined) throw new Error('no MAC address');
  const sensors = quantities.map((entity) => ({ entity, quantity: entity, diagnostic: false }));
  return { mac, name: `esp-${String(device)}`, friendlyName: '', area: roomOf(device), sensors };
}

/** Which is its id, too. */
export function roomOf(device: number): string {
  return `room-${String(device)}`;
}
