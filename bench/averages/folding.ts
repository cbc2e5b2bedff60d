/** How long commits take while an hour is folded and rolled, in a copy of a store that is years old. */
import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Store } from '../../bridge/src/store/store.ts';
import { openSince, sensorCount, type Building } from './building.ts';
import { file, openAt } from './built-store.ts';

const [secondMs, hourMs] = [1000, 3_600_000];
const everyS = 10;
const commitEveryMs = 250;
/** Before each fold. */
const commitsAlone = 8;
/** An hour is closed a minute after its end. */
const closedAfterMs = 61_000;

export interface Folding {
  /** Each fold with what it rolls. */
  readonly folds: readonly number[];
  /** Commits, each from when it was due until it was done. */
  readonly alone: readonly number[];
  readonly during: readonly number[];
}

export async function measureFolding(path: string, building: Building, hours: number): Promise<Folding> {
  const copy = join(dirname(dirname(path)), `folding-${String(process.pid)}`);
  const [folds, alone, during]: [number[], number[], number[]] = [[], [], []];
  try {
    cpSync(dirname(path), copy, { recursive: true });
    let at = openSince + hourMs;
    await using store = await openAt({ path: join(copy, file), at: () => at }, 'FULL');
    await store.trust();
    await store.fold(at + closedAfterMs);
    for (let hour = 0; hour < hours; hour++, at += hourMs) {
      await fill(store, building, at);
      const next = at + hourMs;
      const commit = async (i: number): Promise<number> => {
        for (let sensor = 1; sensor <= perCommit(building); sensor++)
          store.append({ sensor, measuredAt: next + i, value: 20 });
        const from = performance.now();
        await store.commit();
        return performance.now() - from;
      };
      let commits = 0;
      for (; commits < commitsAlone; commits++) {
        alone.push(await commit(commits));
        await wait(commitEveryMs);
      }
      const from = performance.now();
      const state = { isFolding: true };
      const fold = store.fold(next + closedAfterMs).finally(() => (state.isFolding = false));
      // At any moment of the fold.
      await wait(Math.random() * commitEveryMs);
      while (state.isFolding) {
        const dueAt = performance.now();
        during.push(await commit(commits++));
        await wait(Math.max(0, dueAt + commitEveryMs - performance.now()));
      }
      await fold;
      folds.push(performance.now() - from);
    }
    return { folds, alone, during };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** What arrives in that time. */
function perCommit(building: Building): number {
  return Math.max(1, Math.round((sensorCount(building) * commitEveryMs) / (everyS * secondMs)));
}

/** An hour as it comes: a commit each second. */
async function fill(store: Store, building: Building, from: number): Promise<void> {
  for (let at = from; at < from + hourMs; at += secondMs) {
    const second = (at / secondMs) % everyS;
    for (let sensor = 1; sensor <= sensorCount(building); sensor++) {
      // Not at the times of those commits that are measured.
      if (sensor % everyS === second)
        store.append({ sensor, measuredAt: at + 500, value: 20 + sensor / 100 });
    }
    await store.commit();
  }
}
