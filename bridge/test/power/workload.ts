/**
 * The process whose power is cut: the real store, with readings flowing into it. All in this folder that knows
 * the store.
 *
 * usage: workload.ts FOLDER SEED [acknowledge-early | no-sync]
 *
 * What it has sent and what was acknowledged it says in a file of the folder, as lines that the shim puts in the one
 * order with everything else: a witness, no part of what the power cut leaves.
 */
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseMac, type Mac } from '../../src/reading/mac.ts';
import type { DeviceDescription, SensorId } from '../../src/reading/reading.ts';
import { Store } from '../../src/store/store.ts';
import { chanceFrom, type Chance } from './chance.ts';

export const databaseName = 'climat-guardian.db';
export const witnessName = 'witness.log';

/** What the workload does when it does more than to commit; the witness says when each begins and ends. */
export const marks = ['migration', 'fold', 'closing'] as const;
export type Mark = (typeof marks)[number];

const deviceCount = 4;
const entities = ['temperature', 'humidity'] as const;
const sensorCount = deviceCount * entities.length;
/** 2026-01-01T00:00:00Z */
const firstAt = 1_767_225_600_000;
const intervalMs = 60_000;
/** Enough for the WAL to be checkpointed several times: it is, once it holds 1,000 pages. */
const commits = 2_000;

export interface SentReading {
  readonly device: Mac;
  readonly entity: (typeof entities)[number];
  readonly measuredAt: number;
  /** In thousandths, as the store keeps it. */
  readonly thousandths: number;
}

/** The i-th reading that a workload of this seed sends. One in fifty is two hours late: its hour is folded already. */
export function sentReading(seed: number, i: number): SentReading {
  const sensor = i % sensorCount;
  const round = Math.floor(i / sensorCount);
  const lateMs = i % 50 === 0 ? 7_264_321 : 0;
  return {
    device: macOf(Math.floor(sensor / entities.length)),
    entity: entities[sensor % entities.length] ?? 'temperature',
    measuredAt: firstAt + round * intervalMs + sensor - lateMs,
    thousandths: Math.floor(chanceFrom(seed ^ (i * 0x9e3779b1))() * 100_000),
  };
}

export interface StoreOpening {
  readonly path: string;
  readonly log: (message: string) => void;
  readonly synchronous?: 'FULL' | 'OFF';
}

/** Commits and folds only when told. @param synchronous `OFF`: as the store would be if it did not care. */
export function openStore({ path, log, synchronous = 'FULL' }: StoreOpening): Promise<Store> {
  const clock = { osBoot: 'boot', monotonic: () => 0, offset: () => undefined, accuracyMs: () => 0 };
  return Store.open({ path, commitIntervalMs: 3_600_000, clock, log, synchronous });
}

function macOf(device: number): Mac {
  const mac = parseMac(`a0b76500000${String(device)}`);
  if (mac === undefined) throw new Error('no MAC address');
  return mac;
}

function description(device: number): DeviceDescription {
  return {
    mac: macOf(device),
    name: `esp-${String(device)}`,
    friendlyName: '',
    area: `Room ${String(device)}`,
    sensors: entities.map((entity) => ({ entity, quantity: entity, diagnostic: false })),
  };
}

if (import.meta.main) {
  const [folder = '', seed = '0', mode] = process.argv.slice(2);
  await run(folder, Number(seed), mode);
}

async function run(folder: string, seed: number, mode: string | undefined): Promise<void> {
  const witness = openSync(join(folder, witnessName), 'a');
  const say = (line: string): void => void writeSync(witness, `${line}\n`);
  const during: During = async (mark, work) => {
    say(`begin ${mark}`);
    const result = await work();
    say(`end ${mark}`);
    return result;
  };
  const chance = chanceFrom(seed);
  const acknowledgeEarly = mode === 'acknowledge-early';
  const open = (): Promise<Store> =>
    openStore({
      path: join(folder, databaseName),
      synchronous: mode === 'no-sync' ? 'OFF' : 'FULL',
      log(message) {
        throw new Error(message);
      },
    });
  let store = await during('migration', open);
  const first = await flow(store, { seed, chance, say, during, acknowledgeEarly, from: 0 });
  await during('closing', () => store[Symbol.asyncDispose]());
  // Again, into a store that is there.
  store = await open();
  await flow(store, { seed, chance, say, during, acknowledgeEarly, from: first });
  await during('closing', () => store[Symbol.asyncDispose]());
}

type During = <T>(mark: Mark, work: () => Promise<T>) => Promise<T>;

interface Flow {
  readonly seed: number;
  readonly chance: Chance;
  readonly say: (line: string) => void;
  readonly during: During;
  readonly acknowledgeEarly: boolean;
  readonly from: number;
}

/** Sends from the `from`-th reading on. @returns how many it and those before it have sent. */
async function flow(
  store: Store,
  { seed, chance, say, during, acknowledgeEarly, from }: Flow,
): Promise<number> {
  const sensors = await register(store);
  /** The numbers that the store gave them, in the order of sending. */
  const seqs: number[] = [];
  const stop = store.onCommitted((through) => {
    const waiting = seqs.findLastIndex((seq) => seq <= through) + 1;
    say(`acknowledged ${String(from + waiting)}`);
  });
  const send = (count: number): void => {
    say(`sent ${String(from + seqs.length + count)}`);
    for (let n = 0; n < count; n++) {
      const { device, entity, measuredAt, thousandths } = sentReading(seed, from + seqs.length);
      const sensor = sensors.get(`${device} ${entity}`) ?? 0;
      const seq = store.append({ sensor, measuredAt, value: thousandths / 1000 });
      if (seq === undefined) throw new Error('the store refused a reading');
      seqs.push(seq);
    }
    if (acknowledgeEarly) say(`acknowledged ${String(from + seqs.length)}`);
  };
  for (let commit = 0; commit < commits / 2; commit++) {
    send(1 + Math.floor(chance() * 8));
    const committed = store.commit();
    // Some arrive while the disk is busy with those before.
    if (chance() < 0.3) send(1 + Math.floor(chance() * 3));
    await committed;
    // Often, so that it is met often; each folds the hours that have closed since.
    if (commit % 40 === 39) {
      const { measuredAt } = sentReading(seed, from + seqs.length);
      await during('fold', () => store.fold(measuredAt));
    }
  }
  await store.commit();
  stop();
  return from + seqs.length;
}

async function register(store: Store): Promise<Map<string, SensorId>> {
  for (let device = 0; device < deviceCount; device++) await store.register(description(device));
  const { sensors } = await store.inventory();
  return new Map(sensors.map(({ id, device, entity }) => [`${device} ${entity}`, id]));
}
