/**
 * A process that cuts the power of a recording at many moments, one after the other: rebuilds what the disk is left
 * with, has the real store open it, and compares what is in there afterwards. Told and asked by messages.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chanceFrom } from './chance.ts';
import { faultsIn, type Fault, type Row } from './compare.ts';
import { Disk } from './disk.ts';
import type { Moment } from './moments.ts';
import { deedsIn } from './recording.ts';
import { databaseName, openStore, witnessName } from './workload.ts';

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

const reader = fileURLToPath(new URL('read-store.py', import.meta.url));

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
      log(what) {
        complaints.push({ kind: 'complaint', what });
      },
    });
    await store.commit();
  } catch (error) {
    return [{ kind: 'unusable', what: String(error) }];
  }
  const answer = await readings.read(path);
  if ('error' in answer) return [...complaints, { kind: 'unusable', what: answer.error }];
  return [...complaints, ...faultsIn(answer.readings, seed, cut)];
}

/** read-store.py, waiting for the next path. */
class StoreReader implements AsyncDisposable {
  readonly #python = spawn('/usr/bin/python3', [reader], { stdio: ['pipe', 'pipe', 'inherit'] });
  readonly #answers = createInterface({ input: this.#python.stdout })[Symbol.asyncIterator]();

  async read(path: string): Promise<{ readings: Row[] } | { error: string }> {
    this.#python.stdin.write(`${path}\n`);
    const answer = await this.#answers.next();
    if (answer.done === true) throw new Error('read-store.py has ended');
    // Its own words, a file beside this one.
    return JSON.parse(answer.value) as { readings: Row[] } | { error: string };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#python.stdin.end();
    await once(this.#python, 'close');
  }
}
