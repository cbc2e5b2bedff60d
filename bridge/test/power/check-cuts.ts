/**
 * A process that cuts the power of a recording at many moments, one after the other: rebuilds what the disk is left
 * with, has the real store open it, and compares what is in there afterwards. Told and asked by messages.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreReader, type StoredReading } from '../stored-readings.ts';
import { chance as chanceFrom } from '../chance.ts';
import { faultsIn, type Fault } from './compare.ts';
import { Disk } from './disk.ts';
import type { Moment } from './moments.ts';
import { deedsIn } from './recording.ts';
import { bootedAt, databaseName, openStore, witnessName } from './workload.ts';

export interface Cut extends Moment {
  readonly survivors: 'all' | 'none' | 'some';
  /** Chooses which of the deeds that were not synced survive. */
  readonly seed: number;
}

export interface Job {
  readonly log: string;
  readonly workloadSeed: number;
  /** By their moment. */
  readonly cuts: readonly Cut[];
  /** For the images; this process's own. */
  readonly folder: string;
}

export interface CheckedCut {
  readonly cut: Cut;
  readonly faults: readonly Fault[];
}

process.once('message', (job: Job) => {
  void check(job).then((checked) => {
    process.send?.(checked, () => {
      process.disconnect();
    });
  });
});

async function check({ log, workloadSeed, cuts, folder }: Job): Promise<CheckedCut[]> {
  const deeds = deedsIn(await readFile(log));
  const disk = new Disk();
  const checked: CheckedCut[] = [];
  let done = 0;
  await using readings = new StoreReader();
  for (const cut of cuts) {
    for (; done < cut.deeds; done++) {
      const deed = deeds[done];
      if (deed) disk.do(deed);
    }
    const files = disk.afterPowerCut(
      cut.survivors === 'some' ? { of: 'some', chance: chanceFrom(cut.seed) } : { of: cut.survivors },
    );
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    for (const [name, bytes] of files) {
      if (name !== witnessName) await writeFile(join(folder, name), bytes);
    }
    const path = join(folder, databaseName);
    checked.push({ cut, faults: await faultsOf(path, cut, workloadSeed, readings) });
  }
  return checked;
}

async function faultsOf(path: string, cut: Cut, seed: number, readings: StoreReader): Promise<Fault[]> {
  const complaints: Fault[] = [];
  try {
    await using store = await openStore({
      path,
      log: (what) => void complaints.push({ kind: 'complaint', what }),
      osBoot: 'after the power cut',
      offset: () => undefined,
    });
    await store.commit();
  } catch (error) {
    return [{ kind: 'unusable', what: String(error) }];
  }
  try {
    const stored = await readings.read(path);
    const dated = stored.undated.map(([device, entity, at, thousandths]): StoredReading => [
      device,
      entity,
      at + bootedAt,
      thousandths,
    ]);
    return [...complaints, ...faultsIn([...stored.readings, ...dated], seed, cut)];
  } catch (error) {
    return [...complaints, { kind: 'unusable', what: String(error) }];
  }
}
