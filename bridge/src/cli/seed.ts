/** Years of a building that is not there, to try with what only years show. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { Zone } from '../reading/zone.ts';
import { isInUse } from '../store/check-store.ts';
import { configured, type WhereOptions } from './configured.ts';
import { counted } from './holdings.ts';
import { ProgressBar } from './progress-bar.ts';
import { fill, type Filled } from './seed/fill.ts';
import { untilStopped } from './signals.ts';

export interface SeedOptions extends WhereOptions {
  readonly years: number;
  readonly rooms: number;
  readonly seed: number;
  /** Milliseconds. */
  readonly interval: number;
  /** Milliseconds UTC; undefined: now. */
  readonly end?: number;
}

const dayMs = 86_400_000;
const daysAYear = 365.2425;

export async function seed({ years, rooms, seed, interval, end, ...where }: SeedOptions): Promise<void> {
  const stop = new AbortController();
  void untilStopped().then(() => {
    stop.abort();
  });
  const { site, store } = configured(where);
  const { path } = store;
  const zone = new Zone(site.timezone);
  refuseExisting(path);
  const lastDay = zone.dayAt(end ?? Date.now());
  const stretch = {
    from: zone.startOfDay(lastDay - Math.max(1, Math.round(years * daysAYear))),
    until: zone.startOfDay(lastDay),
  };
  if (stretch.from < 0) throw new Error('Years before 1970 cannot be made.');
  mkdirSync(dirname(path), { recursive: true });
  const filled = await filledWithProgress();
  makeDurable(path);
  tell(filled);

  async function filledWithProgress(): Promise<Filled> {
    using bar = new ProgressBar('seed', process.stderr, () => performance.now());
    return await fill({
      ...stretch,
      path,
      rooms,
      seed,
      intervalMs: interval,
      zone,
      stop: stop.signal,
      told: (at, readings) => {
        const share = (at - stretch.from) / (stretch.until - stretch.from);
        bar.told(share, `${dayOf(at)}, ${counted(readings, 'reading')}`);
      },
    });
  }

  function dayOf(at: number): string {
    return new Date(zone.dayAt(at) * dayMs).toISOString().slice(0, 10);
  }

  function tell({ plan, readings, starts, until }: Filled): void {
    const made = [
      counted(plan.rooms.length, 'room'),
      counted(plan.devices.length, 'device'),
      counted(readings, 'reading'),
    ];
    const span = `${dayOf(stretch.from)} to ${dayOf(until - 1)}`;
    console.log(
      `${path} holds ${made.join(', ')} from ${span}; the bridge was started ${counted(starts, 'time')}.`,
    );
    for (const { at, what } of plan.worthALook) if (at < until) console.log(`  ${dayOf(at)}: ${what}`);
    if (until < stretch.until && stop.signal.aborted)
      throw new Error(`It was stopped on ${dayOf(until)}; what is there is whole.`);
  }
}

/** What was measured cannot be told from what was made up once both are in one store. */
function refuseExisting(path: string): void {
  if (!existsSync(path)) return;
  const what = isInUse(path)
    ? 'and a bridge uses it'
    : 'and what is made up must not be mixed with what was measured';
  throw new Error(
    `There is a store ${path} already, ${what}. Make these years in another folder: --data FOLDER.`,
  );
}

/** It was written without waiting for the disk. */
function makeDurable(path: string): void {
  for (const file of [path, `${path}.mark`, `${path}.inventory`, dirname(path)]) {
    const descriptor = openSync(file, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }
}
