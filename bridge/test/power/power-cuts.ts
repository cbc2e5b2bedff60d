/** Records the workload once, then cuts its power at many moments. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '@climat-guardian/suite/needs/machine';
import { chance as chanceFrom, type Chance } from '../chance.ts';
import type { CheckedCut, Cut, Job } from './check-cuts.ts';
import { momentsOf, phases, type Moment, type Phase } from './moments.ts';
import { deedsIn, type Deed } from './recording.ts';
import { recording } from './shim.ts';

const workload = fileURLToPath(new URL('workload.ts', import.meta.url));
const checkCuts = fileURLToPath(new URL('check-cuts.ts', import.meta.url));

export interface WorkloadOptions {
  readonly shim: string;
  /** Of the test; has what the workload leaves in `data`. */
  readonly folder: string;
  readonly seed: number;
  readonly mode?: 'acknowledge-early' | 'unsynced';
}

export interface Recorded {
  readonly seed: number;
  readonly folder: string;
  readonly data: string;
  readonly log: string;
  readonly deeds: readonly Deed[];
}

export async function recordWorkload(options: WorkloadOptions): Promise<Recorded> {
  const { shim, folder, seed, mode } = options;
  const data = join(folder, 'data');
  const log = join(folder, 'recording');
  await mkdir(data);
  await run(process.execPath, [workload, data, String(seed), ...(mode === undefined ? [] : [mode])], {
    env: { ...process.env, ...recording(shim, { folder: data, log }) },
  });
  return { seed, folder, data, log, deeds: deedsIn(await readFile(log)) };
}

export interface CutCounts {
  /** In each phase, with a random part of what was not synced. */
  readonly random: number;
  /** In each phase, with nothing and with all of what was not synced, so many of each. */
  readonly plain: number;
}

/** Two processes share the cuts, as the smallest machine that tests run on has two cores. */
export async function cutPower(
  { seed, folder, log, deeds }: Recorded,
  counts: CutCounts,
): Promise<CheckedCut[]> {
  const cuts = chooseCuts(momentsOf(deeds), counts, chanceFrom(seed));
  const halves = await Promise.all(
    [0, 1].map((half) =>
      check({
        log,
        workloadSeed: seed,
        cuts: cuts.filter((_, i) => i % 2 === half),
        folder: join(folder, `image-${String(half)}`),
      }),
    ),
  );
  return halves.flat();
}

/** In a sentence each, for the first few that have faults. */
export function describe(checked: readonly CheckedCut[], seed: number): string {
  const failed = checked.filter(({ faults }) => faults.length > 0);
  const sentences = failed.slice(0, 5).map(({ cut, faults }) => {
    const first = faults.slice(0, 5).map(({ kind, what }) => `  ${kind}: ${what}`);
    return [
      `workload seed ${String(seed)}, cut after deed ${String(cut.deeds)} (${cut.phase}), ` +
        `${cut.survivors} of what was not synced survives, seed ${String(cut.seed)}: ${String(faults.length)} faults`,
      ...first,
    ].join('\n');
  });
  return [`${String(failed.length)} of ${String(checked.length)} cuts`, ...sentences].join('\n');
}

export function countByPhase(checked: readonly CheckedCut[]): Record<Phase, number> {
  const count = (phase: Phase): number => checked.filter(({ cut }) => cut.phase === phase).length;
  return Object.fromEntries(phases.map((phase) => [phase, count(phase)])) as Record<Phase, number>;
}

/** The same number in each phase, however short it is, in the order of their moments. */
function chooseCuts(moments: readonly Moment[], { random, plain }: CutCounts, chance: Chance): Cut[] {
  const cuts = phases.flatMap((phase) => {
    const within = moments.filter((moment) => moment.phase === phase);
    return Array.from({ length: within.length === 0 ? 0 : random + 2 * plain }, (_, i): Cut[] => {
      const moment = within[Math.floor(chance() * within.length)];
      const survivors = i < random ? 'some' : i < random + plain ? 'none' : 'all';
      return moment === undefined ? [] : [{ ...moment, survivors, seed: Math.floor(chance() * 2 ** 32) }];
    }).flat();
  });
  return cuts.sort((a, b) => a.deeds - b.deeds);
}

async function check(job: Job): Promise<CheckedCut[]> {
  // Each opening starts a thread; with its code compiled once for all, 600 of them take half the time.
  const env = { ...process.env, NODE_COMPILE_CACHE: `${job.folder}.code` };
  const checker = fork(checkCuts, { env });
  // Before its channel is closed, its one message has arrived; after its exit, perhaps not yet.
  const ended = once(checker, 'disconnect').then(() => {
    throw new Error('check-cuts.ts ended without an answer; what it said is above');
  });
  ended.catch(() => undefined);
  const answer = once(checker, 'message') as Promise<[CheckedCut[]]>;
  checker.send(job);
  const [checked] = await Promise.race([answer, ended]);
  return checked;
}
