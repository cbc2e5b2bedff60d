/** When the bridge ran, by its own heartbeats, and what is known of the times between. */
import type {
  BootRow,
  Cause,
  EventRow,
  LedgerEvidence,
  Stretch,
  UndatedStretch,
} from '../store/explaining.ts';

/** Alive until its last sign of life, or until now. */
export interface Run extends Stretch {
  readonly is: 'run';
  readonly boot: number;
  /** UTC less monotonic: when the host was started. */
  readonly offsetMs: number;
}

export interface Outage extends Stretch {
  readonly is: 'outage';
  readonly cause: Cause;
  /** The bridge gave no word when it ended, so that up to here it may still have run. */
  readonly doubtUntil: number;
  /** The host was not up all the while. */
  readonly isHostDown: boolean;
}

/** A host that starts is at it for so long at most; so is a bridge, until it is connected again. In ms. */
export const startingMs = 180_000;
/**
 * A heartbeat comes a minute after the last commit, which was up to a minute after the last heartbeat; and each commit
 * waits for its turn, ten seconds at most.
 */
const heartbeatsApartMs = 130_000;

/** @param undated what the sensor said that could never be dated. @returns runs and outages that follow on each other. */
export function bridgeLife(
  { boots, events, now }: Pick<LedgerEvidence, 'boots' | 'events' | 'now'>,
  undated: readonly UndatedStretch[],
): (Run | Outage)[] {
  const stoppedAt = new Map(
    events.filter(({ kind }) => kind === 'bridge-stopped').map(({ boot, monoMs }) => [boot, monoMs]),
  );
  const life: (Run | Outage)[] = [];
  let before: { readonly run: Run; readonly row: BootRow } | undefined;
  let between: BootRow[] = [];
  for (const row of boots) {
    if (row.offsetMs === null) {
      between.push(row);
      continue;
    }
    const from = Math.max(row.offsetMs + row.fromMono, before?.run.until ?? -Infinity);
    if (before !== undefined) {
      const outage = new OutageBetween(before.row, before.run.until, from, stoppedAt.has(before.row.id));
      life.push(...outage.pieces(row, between, undated));
    }
    between = [];
    const lastMono = stoppedAt.get(row.id) ?? row.lastMono;
    const until = Math.max(from, row.isRunning ? now : row.offsetMs + lastMono);
    const run: Run = { is: 'run', from, until, boot: row.id, offsetMs: row.offsetMs };
    life.push(run);
    before = { run, row };
  }
  if (before !== undefined && between.at(-1)?.isRunning === true) {
    const outage = new OutageBetween(before.row, before.run.until, now, stoppedAt.has(before.row.id));
    life.push(...outage.pieces(undefined, between, undated));
  }
  return life;
}

class OutageBetween {
  readonly #before: BootRow;
  readonly #from: number;
  readonly #until: number;
  readonly #wasStopped: boolean;

  /** @param from the last sign of life before it. */
  constructor(before: BootRow, from: number, until: number, wasStopped: boolean) {
    this.#before = before;
    this.#from = from;
    this.#until = Math.max(from, until);
    this.#wasStopped = wasStopped;
  }

  /** @param after what came after it; undefined: nothing that could be dated, yet. */
  pieces(
    after: BootRow | undefined,
    between: readonly BootRow[],
    undated: readonly UndatedStretch[],
  ): Outage[] {
    const [from, until] = [this.#from, this.#until];
    if (after?.osBoot === this.#before.osBoot)
      return this.#piece({ from, until }, this.#wasStopped ? 'bridge-stopped' : 'bridge-failed', false);
    const startedAt = Math.min(until, Math.max(from, after?.offsetMs ?? until));
    // How long it takes to start belongs to what made it start; one that nobody started was off for another reason.
    const isSoon = until - startedAt <= startingMs;
    const down = { from, until: isSoon ? until : startedAt };
    const rest = this.#piece({ from: down.until, until }, 'bridge-off', false);
    if (between.length === 0)
      return [...this.#piece(down, this.#wasStopped ? 'bridge-stopped' : 'power-cut', true), ...rest];
    return [
      ...quarantines({ from, until: startedAt }, between, undated).flatMap(({ cause, ...piece }) =>
        this.#piece(piece, cause, true),
      ),
      ...this.#piece({ from: startedAt, until }, 'bridge-off', isSoon),
    ];
  }

  #piece({ from, until }: Stretch, cause: Cause, isHostDown: boolean): Outage[] {
    if (from >= until) return [];
    const doubtUntil = this.#wasStopped ? from : Math.min(until, this.#from + heartbeatsApartMs);
    return [{ is: 'outage', from, until, cause, doubtUntil, isHostDown }];
  }
}

/**
 * Starts of the host that were never dated lie somewhere in a stretch, one after the other. Where one of them must
 * have been at an instant, however early or late it was, it is known.
 */
function quarantines(
  { from, until }: Stretch,
  boots: readonly BootRow[],
  undated: readonly UndatedStretch[],
): (Stretch & { readonly cause: Cause })[] {
  /** By host start: how long it was up at least. */
  const upMs = new Map<string, number>();
  for (const { osBoot, lastMono } of boots) upMs.set(osBoot, Math.max(upMs.get(osBoot) ?? 0, lastMono));
  const certain: Stretch[] = [];
  let [earliest, left] = [from, [...upMs.values()].reduce((sum, ms) => sum + ms, 0)];
  for (const [osBoot, ms] of upMs) {
    const latest = until - left;
    for (const stretch of undated) {
      if (boots.find(({ id }) => id === stretch.boot)?.osBoot !== osBoot) continue;
      certain.push({ from: latest + stretch.from, until: Math.min(until, earliest + stretch.until) });
    }
    earliest += ms;
    left -= ms;
  }
  const pieces: (Stretch & { readonly cause: Cause })[] = [];
  let done = from;
  for (const one of certain.filter((stretch) => stretch.from < stretch.until)) {
    if (one.from < done) continue;
    pieces.push({ from: done, until: one.from, cause: 'bridge-off-or-undated' });
    pieces.push({ ...one, cause: 'clock-quarantine' });
    done = one.until;
  }
  pieces.push({ from: done, until, cause: 'bridge-off-or-undated' });
  return pieces;
}

/** When it happened; undefined for an event of a start that was never dated. */
export function datedEvents(
  events: readonly EventRow[],
  runs: readonly (Run | Outage)[],
): (EventRow & { readonly at: number })[] {
  const byBoot = new Map(runs.flatMap((run) => (run.is === 'run' ? [[run.boot, run]] : [])));
  return events.flatMap((event) => {
    const run = byBoot.get(event.boot);
    if (run === undefined) return [];
    return [{ ...event, at: Math.min(run.until, Math.max(run.from, run.offsetMs + event.monoMs)) }];
  });
}
