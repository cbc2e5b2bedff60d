/**
 * The process whose power is cut: the real store, with readings flowing into it. All in this folder that knows the
 * store.
 *
 * usage: workload.ts FOLDER SEED [unsynced | acknowledge-early]
 *
 * What it has sent and what was acknowledged it says in a file of the folder, as lines that the shim puts in the one
 * order with everything else: a witness, no part of what the power cut leaves.
 */
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseMac, type Mac } from '../../src/reading/mac.ts';
import type { DeviceDescription, SensorId } from '../../src/reading/reading.ts';
import { Store } from '../../src/store/store.ts';
import { chance as chanceFrom, type Chance } from '../chance.ts';

export const databaseName = 'climat-guardian.db';
export const witnessName = 'witness.log';

/** What the workload does when it does more than to commit; the witness says when each begins and ends. */
export const marks = ['migration', 'fold', 'release', 'closing'] as const;
export type Mark = (typeof marks)[number];

const deviceCount = 4;
const entities = ['temperature', 'humidity'] as const;
const sensorCount = deviceCount * entities.length;
/** 2026-01-01T00:00:00Z */
const firstAt = 1_767_225_600_000;
/** So that hours close often. */
const intervalMs = 60_000;
/** Readings before the clock is trusted have the time since the system started, which was this long after 1970. */
export const bootedAt = firstAt - 5_000_000;
/** Enough for the WAL to be checkpointed several times: it is, once it holds 1,000 pages. */
const commits = 3_000;

export interface SentReading {
  readonly device: Mac;
  readonly entity: (typeof entities)[number];
  readonly measuredAt: number;
  /** In thousandths, as the store keeps it. */
  readonly thousandths: number;
}

/** The i-th reading that a workload of this seed sends. One in fifty is late, by two hours and a bit. */
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
  /** Of this start of the system. */
  readonly osBoot: string;
  /** UTC less monotonic; undefined while the clock is not trusted. */
  readonly offset: () => number | undefined;
  readonly synchronous?: 'FULL' | 'OFF';
}

/** Commits and folds only when told. */
export function openStore({ path, log, osBoot, offset, synchronous = 'FULL' }: StoreOpening): Promise<Store> {
  const clock = { osBoot, offset, monotonic: () => Math.round(performance.now()), accuracyMs: () => 0 };
  return Store.open({ path, log, synchronous, clock, commitIntervalMs: 3_600_000 });
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

interface Witness {
  readonly say: (line: string) => void;
  readonly during: <T>(mark: Mark, work: () => Promise<T>) => Promise<T>;
}

function witnessIn(folder: string): Witness {
  const file = openSync(join(folder, witnessName), 'a');
  const say = (line: string): void => void writeSync(file, `${line}\n`);
  return {
    say,
    async during(mark, work) {
      say(`begin ${mark}`);
      const result = await work();
      say(`end ${mark}`);
      return result;
    },
  };
}

async function run(folder: string, seed: number, mode: string | undefined): Promise<void> {
  const witness = witnessIn(folder);
  const flow = new Flow(seed, witness, mode === 'acknowledge-early');
  let isTrusted = true;
  const open = (osBoot: string): Promise<Store> =>
    openStore({
      path: join(folder, databaseName),
      synchronous: mode === 'unsynced' ? 'OFF' : 'FULL',
      osBoot,
      offset: () => (isTrusted ? bootedAt : undefined),
      log(message) {
        throw new Error(message);
      },
    });
  let store = await witness.during('migration', () => open('first'));
  await flow.into(store, commits / 2);
  await witness.during('closing', () => store[Symbol.asyncDispose]());
  // Again, into a store that is there, and at first with a clock that is not trusted.
  isTrusted = false;
  store = await open('second');
  await flow.into(store, commits / 10, 'undated');
  isTrusted = true;
  await witness.during('release', () => store.trust());
  await flow.into(store, commits / 2);
  await witness.during('closing', () => store[Symbol.asyncDispose]());
}

/** Readings, one after the other. */
class Flow {
  readonly #seed: number;
  readonly #chance: Chance;
  readonly #witness: Witness;
  readonly #acknowledgeEarly: boolean;
  /** The numbers that the store gave them, in the order of sending. */
  readonly #seqs: number[] = [];

  constructor(seed: number, witness: Witness, acknowledgeEarly: boolean) {
    this.#seed = seed;
    this.#chance = chanceFrom(seed);
    this.#witness = witness;
    this.#acknowledgeEarly = acknowledgeEarly;
  }

  async into(store: Store, count: number, undated?: 'undated'): Promise<void> {
    const sensors = await register(store);
    const stop = store.onCommitted((through) => {
      this.#acknowledge(this.#seqs.findLastIndex((seq) => seq <= through) + 1);
    });
    const send = (readings: number): void => {
      this.#witness.say(`sent ${String(this.#seqs.length + readings)}`);
      for (let n = 0; n < readings; n++) {
        const { device, entity, measuredAt, thousandths } = sentReading(this.#seed, this.#seqs.length);
        const reading = { sensor: sensors.get(`${device} ${entity}`) ?? 0, value: thousandths / 1000 };
        const seq = undated
          ? store.appendUndated({ ...reading, monoMs: measuredAt - bootedAt })
          : store.append({ ...reading, measuredAt });
        if (seq === undefined) throw new Error('the store refused a reading');
        this.#seqs.push(seq);
      }
      if (this.#acknowledgeEarly) this.#acknowledge(this.#seqs.length);
    };
    for (let commit = 0; commit < count; commit++) {
      send(1 + this.#upTo(8));
      const committed = store.commit();
      // Some arrive while the disk is busy with those before.
      if (this.#chance() < 0.3) send(1 + this.#upTo(3));
      await committed;
      if (commit % 20 === 0 && !undated) {
        const { measuredAt } = sentReading(this.#seed, this.#seqs.length + 1);
        await this.#witness.during('fold', () => store.fold(measuredAt));
      }
    }
    await store.commit();
    stop();
  }

  #acknowledge(count: number): void {
    this.#witness.say(`acknowledged ${String(count)}`);
  }

  #upTo(count: number): number {
    return Math.floor(this.#chance() * count);
  }
}

async function register(store: Store): Promise<Map<string, SensorId>> {
  for (let device = 0; device < deviceCount; device++) await store.register(description(device));
  const { sensors } = await store.inventory();
  return new Map(sensors.map(({ id, device, entity }) => [`${device} ${entity}`, id]));
}

if (import.meta.main) {
  const [folder = '', seed = '0', mode] = process.argv.slice(2);
  await run(folder, Number(seed), mode);
}
