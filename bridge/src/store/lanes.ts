/** What each sink still has to get, and how far it is: a cursor a lane, which a sink passes in order. */
import type { DatabaseSync } from 'node:sqlite';
import { hourMs, type Blocks } from './blocks.ts';
import type { Inbox } from './inbox.ts';
import type { InventoryTables } from './inventory.ts';
import type { Sample } from './packing.ts';
import { maybeNumberIn, numberIn, transaction } from './rows.ts';
import type {
  ForwardReading,
  ForwardRollup,
  Lane,
  LanePage,
  LaneSpan,
  LaneState,
  RefusedPoint,
} from './types.ts';

/** To count what ten years of a sink's absence have left waiting would hold up the commits of seconds. */
const maxCounted = 10_000;
/** Refused points are kept to be looked at, not for ever: their readings are in the store anyway. */
const maxRefused = 10_000;
/**
 * Live cursors may be this much older on the disk than in memory: a write each second for their sake would
 * double what an SD card gets. After a crash a sink gets these readings again, which changes nothing there.
 */
const cursorAgeMs = 10_000;

export class Lanes {
  readonly #database: DatabaseSync;
  readonly #inbox: Inbox;
  readonly #blocks: Blocks;
  readonly #inventory: InventoryTables;
  /** Inbox cursors, by sink: where they stand on the disk, and where they are. */
  readonly #unsaved = new Map<string, LaneSpan>();
  #savedAt = 0;

  constructor(database: DatabaseSync, inbox: Inbox, blocks: Blocks, inventory: InventoryTables) {
    this.#database = database;
    this.#inbox = inbox;
    this.#blocks = blocks;
    this.#inventory = inventory;
  }

  /** @param lastSeq the newest number of a reading. */
  addSink(sink: string, from: 'all' | 'now', lastSeq: number): void {
    const now = from === 'now';
    const add = this.#database.prepare(
      'INSERT INTO cursor (sink, lane, pos) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    );
    transaction(this.#database, () => {
      add.run(sink, 'inbox', now ? lastSeq : 0);
      add.run(sink, 'block', now ? this.#blocks.lastRev() : 0);
      add.run(sink, 'rollup', now ? this.#lastRollup() : 0);
    });
  }

  nextLive(sink: string, limit: number): LanePage<ForwardReading> {
    const from = this.#position(sink, 'inbox');
    const rows: ForwardReading[] = [];
    let to = from;
    for (const { through, samples } of this.#inbox.after(from)) {
      for (const { sensor, ...sample } of samples) this.#add(rows, sensor, sample);
      to = through;
      if (rows.length >= limit) break;
    }
    return { rows, from, to };
  }

  nextBlocks(sink: string, limit: number): LanePage<ForwardReading> {
    const from = this.#position(sink, 'block');
    const rows: ForwardReading[] = [];
    let to = from;
    for (const { rev, sensor, samples } of this.#blocks.after(from)) {
      for (const sample of samples) this.#add(rows, sensor, sample);
      to = rev;
      if (rows.length >= limit) break;
    }
    return { rows, from, to };
  }

  nextRollups(sink: string, limit: number): LanePage<ForwardRollup> {
    const from = this.#position(sink, 'rollup');
    const rows: ForwardRollup[] = [];
    let to = from;
    for (const row of this.#database
      .prepare('SELECT * FROM rollup WHERE rev > ? ORDER BY rev LIMIT ?')
      .all(from, limit)) {
      to = numberIn(row, 'rev');
      const identity = this.#inventory.identities().get(numberIn(row, 'sensor'));
      if (identity === undefined) continue;
      rows.push({
        ...identity,
        start: numberIn(row, 'start_ms'),
        until: numberIn(row, 'until_ms'),
        count: numberIn(row, 'count'),
        weightedSum: numberIn(row, 'wsum') / 1000,
        covered: numberIn(row, 'covered'),
        min: thousandths(maybeNumberIn(row, 'min')),
        max: thousandths(maybeNumberIn(row, 'max')),
      });
    }
    return { rows, from, to };
  }

  /** @param at when, for those that were refused; null where the clock is not trusted. */
  settle(
    sink: string,
    lane: Lane,
    { from, to }: LaneSpan,
    refused: readonly RefusedPoint[],
    at: number | null,
  ): void {
    if (this.#position(sink, lane) !== from) return;
    if (lane === 'inbox' && refused.length === 0) {
      this.#unsaved.set(sink, { from: this.#unsaved.get(sink)?.from ?? from, to });
      return;
    }
    transaction(this.#database, () => {
      this.saveCursors(Infinity);
      this.#move(sink, lane, { from, to });
      const add = this.#database.prepare(
        'INSERT INTO refused (sink, lane, pos, line, reason, at) VALUES (?, ?, ?, ?, ?, ?)',
      );
      for (const { line, reason } of refused) add.run(sink, lane, to, line, reason, at);
      if (refused.length === 0) return;
      this.#database
        .prepare(
          `DELETE FROM refused WHERE sink = ? AND id <=
             (SELECT id FROM refused WHERE sink = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`,
        )
        .run(sink, sink, maxRefused);
    });
  }

  /** Writes down live cursors that have waited long enough; within a transaction. @param mono milliseconds. */
  saveCursors(mono: number): void {
    if (this.#unsaved.size === 0 || mono - this.#savedAt < cursorAgeMs) return;
    for (const [sink, span] of this.#unsaved) this.#move(sink, 'inbox', span);
    this.#unsaved.clear();
    if (Number.isFinite(mono)) this.#savedAt = mono;
  }

  /**
   * After a fold, within its transaction: sinks that had every block before it and have all that was folded
   * need none of the new blocks; all others get them by the block lane.
   *
   * @param through the newest number in the batches that were folded; before, after: the newest revs.
   */
  passBlocks({ before, after, through }: { before: number; after: number; through: number }): void {
    this.saveCursors(Infinity);
    this.#database
      .prepare(
        `UPDATE cursor SET pos = ? WHERE lane = 'block' AND pos = ? AND sink IN
           (SELECT sink FROM cursor WHERE lane = 'inbox' AND pos >= ?)`,
      )
      .run(after, before, through);
  }

  /** Another process has written to the database: `replay` may have set cursors back that are ahead in memory only. */
  noticeReplay(): void {
    for (const [sink, { from }] of this.#unsaved) {
      if (this.#saved(sink, 'inbox') !== from) this.#unsaved.delete(sink);
    }
  }

  states(sink: string): LaneState[] {
    const blocks = this.#database
      .prepare(
        `SELECT coalesce(sum(n), 0) AS waiting, min(hour) AS hour
         FROM (SELECT n, hour FROM block WHERE rev > ? ORDER BY rev LIMIT ?)`,
      )
      .get(this.#position(sink, 'block'), maxCounted);
    const rollups = this.#database
      .prepare(
        `SELECT count(*) AS waiting, min(start_ms) AS oldest
         FROM (SELECT start_ms FROM rollup WHERE rev > ? ORDER BY rev LIMIT ?)`,
      )
      .get(this.#position(sink, 'rollup'), maxCounted);
    const hour = maybeNumberIn(blocks, 'hour');
    return [
      this.#liveState(sink),
      { lane: 'block', waiting: numberIn(blocks, 'waiting'), oldest: hour === null ? null : hour * hourMs },
      { lane: 'rollup', waiting: numberIn(rollups, 'waiting'), oldest: maybeNumberIn(rollups, 'oldest') },
    ];
  }

  #liveState(sink: string): LaneState {
    const from = this.#position(sink, 'inbox');
    const row = this.#database
      .prepare('SELECT coalesce(sum(n), 0) AS waiting FROM inbox WHERE through > ?')
      .get(from);
    const [first] = this.#inbox.after(from).take(1);
    return { lane: 'inbox', waiting: numberIn(row, 'waiting'), oldest: first?.samples[0]?.at ?? null };
  }

  #add(rows: ForwardReading[], sensor: number, { at, value }: Sample): void {
    const identity = this.#inventory.identities().get(sensor);
    if (identity === undefined) return;
    const { device, entity, quantity } = identity;
    const room = this.#inventory.roomAt(sensor, at);
    rows.push({ device, entity, quantity, room, measuredAt: at, value: value / 1000 });
  }

  #position(sink: string, lane: Lane): number {
    const unsaved = lane === 'inbox' ? this.#unsaved.get(sink) : undefined;
    return unsaved === undefined ? this.#saved(sink, lane) : unsaved.to;
  }

  #saved(sink: string, lane: Lane): number {
    const row = this.#database.prepare('SELECT pos FROM cursor WHERE sink = ? AND lane = ?').get(sink, lane);
    return row === undefined ? 0 : numberIn(row, 'pos');
  }

  /** A cursor that is not where we left it was set back by `replay`, which may be another process. */
  #move(sink: string, lane: Lane, { from, to }: LaneSpan): void {
    this.#database
      .prepare('UPDATE cursor SET pos = ? WHERE sink = ? AND lane = ? AND pos = ?')
      .run(to, sink, lane, from);
  }

  #lastRollup(): number {
    const row = this.#database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'rollup'").get();
    return row === undefined ? 0 : numberIn(row, 'seq');
  }
}

function thousandths(value: number | null): number | null {
  return value === null ? null : value / 1000;
}
