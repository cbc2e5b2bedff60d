/**
 * When a sensor's readings held. Of hours that were covered from end to end their rollup says so; only the others are
 * unpacked, so that ten years take seconds.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Averaging, Measured } from './averaging.ts';
import { hourMs, hourOf } from './blocks.ts';
import type { CoveredStretch, Stretch } from './explaining.ts';
import { MalformedBytes } from './bytes.ts';
import { unpackBlock } from './packing.ts';
import { Past, type Unfolded } from './past.ts';
import { maybeNumberIn, numberIn, packedIn } from './rows.ts';
import { endless } from './stale.ts';

export interface CoveredPast {
  /** Also the last before the period and the first after it. */
  readonly covered: readonly CoveredStretch[];
  /** Of blocks that cannot be read. */
  readonly damaged: readonly Stretch[];
  readonly vague: readonly Stretch[];
  readonly firstReading: number | null;
}

export class CoveredTables {
  readonly #past: Past;
  readonly #near: StatementSync;
  readonly #edges: StatementSync;
  readonly #block: StatementSync;
  readonly #rollups: StatementSync;
  readonly #stale: StatementSync;
  readonly #damaged: StatementSync;
  readonly #rawFrom: StatementSync;

  constructor(database: DatabaseSync, averaging: Averaging) {
    this.#past = new Past(database, averaging);
    // The second one from the edge: of the first, nothing need lie on the far side.
    this.#near = database.prepare(
      `SELECT (SELECT min(hour) FROM (SELECT hour FROM block WHERE sensor = ?1 AND hour <= ?2 ORDER BY hour DESC LIMIT 2))
           AS before,
         (SELECT hour FROM block WHERE sensor = ?1 AND hour >= ?3 ORDER BY hour LIMIT 1 OFFSET 1) AS after`,
    );
    this.#edges = database.prepare(
      `SELECT (SELECT min(hour) FROM block WHERE sensor = ?1) AS hour,
         (SELECT min(start_ms) FROM rollup WHERE sensor = ?1) AS rolled`,
    );
    this.#block = database.prepare('SELECT * FROM block WHERE sensor = ? AND hour = ?');
    this.#rollups = database.prepare(
      `SELECT start_ms, until_ms, covered FROM rollup
       WHERE sensor = ? AND start_ms >= ? AND start_ms < ? AND covered > 0 ORDER BY start_ms`,
    );
    this.#stale = database.prepare(
      "SELECT from_ms, until_ms FROM stale WHERE kind = 'sensor' AND of_id = ? AND from_ms < ? AND until_ms > ?",
    );
    this.#damaged = database.prepare(
      "SELECT DISTINCT hour FROM damaged WHERE of_table = 'block' AND sensor = ? ORDER BY hour",
    );
    this.#rawFrom = database.prepare('SELECT raw_from FROM site');
  }

  holdMs(sensor: number): number {
    const holds = this.#past.holds(sensor);
    return holds[0]?.holdMs ?? this.#past.longestHold([]);
  }

  /** @param until now at most. */
  ofSensor(sensor: number, { from, until }: Stretch, unfolded: Unfolded): CoveredPast {
    const near = this.#near.get(sensor, hourOf(from), hourOf(until));
    const [before, after] = [maybeNumberIn(near, 'before'), maybeNumberIn(near, 'after')];
    const begin = Math.min(from, before === null ? (unfolded.get(sensor)?.[0]?.at ?? from) : before * hourMs);
    const end = after === null ? endless : (after + 1) * hourMs;
    const { whole, vague } = this.#rolled(sensor, { from: begin, until: end });
    const all: CoveredStretch[] = [];
    const damaged: Stretch[] = [];
    let at = begin;
    for (const one of [...whole, { from: end, until: end }]) {
      if (one.from > at) {
        const past = this.#past.ofSensor(sensor, at, one.from, unfolded);
        for (const cover of past.covers)
          all.push({ from: Math.max(cover.from, begin), until: cover.until, last: cover.from });
        damaged.push(...past.unreadable.map(({ start, until: over }) => ({ from: start, until: over })));
      }
      if (one.until > one.from) all.push({ ...one, last: one.until });
      at = Math.max(at, one.until);
    }
    for (const row of this.#damaged.iterate(sensor)) damaged.push(hourStretch(numberIn(row, 'hour')));
    return {
      covered: joined(all),
      damaged,
      vague,
      firstReading: this.#firstReading(sensor, unfolded.get(sensor)),
    };
  }

  /** Buckets that were covered as a whole, and those before `raw_from` of which only the sum is known. */
  #rolled(sensor: number, { from, until }: Stretch): { whole: Stretch[]; vague: Stretch[] } {
    const stale = this.#stale
      .all(sensor, until, from)
      .map((row) => ({ from: numberIn(row, 'from_ms'), until: numberIn(row, 'until_ms') }));
    const rawFrom = numberIn(this.#rawFrom.get(), 'raw_from') * hourMs;
    const whole: Stretch[] = [];
    const vague: Stretch[] = [];
    for (const row of this.#rollups.iterate(sensor, from, until)) {
      const bucket = { from: numberIn(row, 'start_ms'), until: numberIn(row, 'until_ms') };
      if (stale.some((one) => one.from < bucket.until && one.until > bucket.from)) continue;
      const covered = numberIn(row, 'covered');
      const isWhole = covered === bucket.until - bucket.from;
      if (!isWhole && bucket.until > rawFrom) continue;
      whole.push({ from: bucket.from, until: bucket.from + covered });
      if (!isWhole) vague.push({ from: bucket.from + covered, until: bucket.until });
    }
    return { whole, vague };
  }

  #firstReading(sensor: number, unfolded: readonly Measured[] = []): number | null {
    const edges = this.#edges.get(sensor);
    const [hour, rolled] = [maybeNumberIn(edges, 'hour'), maybeNumberIn(edges, 'rolled')];
    const row = hour === null ? undefined : this.#block.get(sensor, hour);
    let first = Math.min(unfolded[0]?.at ?? Infinity, rolled ?? Infinity);
    if (hour !== null && row !== undefined) {
      let at = hour * hourMs;
      try {
        at = unpackBlock({ sensor, hour }, numberIn(row, 'n'), packedIn(row))[0]?.at ?? at;
      } catch (error) {
        if (!(error instanceof MalformedBytes)) throw error;
      }
      // A rollup begins before what is in it.
      first = rolled === null || rolled + hourMs > at ? Math.min(at, unfolded[0]?.at ?? at) : first;
    }
    return first === Infinity ? null : first;
  }
}

function hourStretch(hour: number): Stretch {
  return { from: hour * hourMs, until: (hour + 1) * hourMs };
}

/** What touches is one; of each, when the last reading in it was measured. */
function joined(of: CoveredStretch[]): CoveredStretch[] {
  of.sort((a, b) => a.from - b.from || a.until - b.until);
  const all: CoveredStretch[] = [];
  for (const one of of) {
    const last = all.at(-1);
    if (last === undefined || one.from > last.until) all.push(one);
    else if (one.until > last.until)
      all[all.length - 1] = { from: last.from, until: one.until, last: one.last };
  }
  return all;
}
