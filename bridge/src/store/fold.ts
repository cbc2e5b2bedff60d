/** Folding: readings of closed hours leave the inbox for packed blocks, one sensor and hour each. */
import type { DatabaseSync } from 'node:sqlite';
import { hourMs, hourOf, type Blocks } from './blocks.ts';
import type { Averaging, Cell } from './averaging.ts';
import { noteFirstHolds } from './fold-holds.ts';
import type { Inbox } from './inbox.ts';
import type { Lanes } from './lanes.ts';
import type { BatchSample, Sample } from './packing.ts';
import type { Past } from './past.ts';
import { Owed } from './owed.ts';
import { transaction } from './rows.ts';
import { endless, markSensorStale, markStale } from './stale.ts';

/** An hour is closed this long after its end: readings that were on their way then are in it. */
const graceMs = 60_000;
/** Readings a transaction, so that a commit never waits long for a fold. */
const atOnce = 20_000;

export interface FoldTables {
  readonly database: DatabaseSync;
  readonly inbox: Inbox;
  readonly blocks: Blocks;
  readonly lanes: Lanes;
  readonly past: Past;
  readonly averaging: Averaging;
}

/**
 * One transaction's worth of folding.
 *
 * @param now milliseconds UTC of a trusted clock.
 * @returns how many readings were folded; 0 when every closed hour is in blocks.
 */
export function fold({ database, inbox, blocks, lanes, past, averaging }: FoldTables, now: number): number {
  const openHour = hourOf(closedBefore(now));
  // By sensor, then hour.
  const closed = new Map<number, Map<number, BatchSample[]>>();
  const rests: { through: number; rest: BatchSample[] }[] = [];
  let readings = 0;
  for (const { through, samples } of inbox.after(0)) {
    const rest = samples.filter(({ at }) => hourOf(at) >= openHour);
    if (rest.length === samples.length && samples.length > 0) continue;
    for (const sample of samples) if (hourOf(sample.at) < openHour) put(closed, sample);
    rests.push({ through, rest });
    readings += samples.length - rest.length;
    if (readings >= atOnce) break;
  }
  if (rests.length === 0) return 0;
  transaction(database, () => {
    const before = blocks.lastRev();
    const owed = new Owed(database);
    const measured = [...closed.keys()].map((sensor) => [sensor, owed.measured(sensor)] as const);
    for (const [sensor, hours] of closed) {
      for (const [hour, samples] of hours) {
        const key = { sensor, hour };
        blocks.write(key, merged(blocks.read(key), samples));
      }
    }
    noteFirstHolds(database, averaging, closed.keys());
    for (const [sensor, hours] of closed) {
      const lasts = past.longestHold(past.holds(sensor));
      for (const { start, until } of stretches(hours))
        markSensorStale(database, sensor, start, until + lasts);
    }
    for (const [sensor, { first, last }] of measured) {
      const hours = [...(closed.get(sensor)?.keys() ?? [])].map((hour) => hour * hourMs);
      // Where it stood since then, it is missing since then.
      const [since, latest] = [Math.min(...hours), Math.max(...hours)];
      if (since < first) markSensorStale(database, sensor, since, Math.min(first, openHour * hourMs));
      const end = latest + hourMs;
      if (first < endless && last < end) markStale(database, 'sensor', sensor, last, end);
    }
    for (const { through, rest } of rests) inbox.keep(through, rest);
    const through = rests.at(-1)?.through ?? 0;
    database
      .prepare('UPDATE site SET folded = folded + ?, last_seq = max(last_seq, ?)')
      .run(readings, through);
    lanes.passBlocks({ before, after: blocks.lastRev(), through });
  });
  inbox.noteFolded(readings);
  return readings;
}

/** The times between which readings came, hour after hour. */
function stretches(hours: ReadonlyMap<number, readonly Sample[]>): Cell[] {
  const all: Cell[] = [];
  for (const [hour, samples] of [...hours].sort(([a], [b]) => a - b)) {
    const times = samples.map(({ at }) => at);
    const [start, until] = [Math.min(...times), Math.max(...times)];
    const last = all.at(-1);
    if (last !== undefined && hourOf(last.until) === hour - 1) all[all.length - 1] = { ...last, until };
    else all.push({ start, until });
  }
  return all;
}

function put(closed: Map<number, Map<number, BatchSample[]>>, sample: BatchSample): void {
  const hour = hourOf(sample.at);
  const hours = closed.get(sample.sensor) ?? new Map<number, BatchSample[]>();
  closed.set(sample.sensor, hours);
  const samples = hours.get(hour);
  if (samples) samples.push(sample);
  else hours.set(hour, [sample]);
}

function merged(before: readonly Sample[], added: readonly Sample[]): Sample[] {
  return [...before, ...added].sort((a, b) => a.at - b.at);
}

/** Milliseconds UTC: what was measured before it is in hours that are closed. */
export function closedBefore(now: number): number {
  return hourOf(now - graceMs) * hourMs;
}

/** When the next hour will have closed. */
export function foldDueAt(now: number): number {
  return closedBefore(now) + hourMs + graceMs;
}
