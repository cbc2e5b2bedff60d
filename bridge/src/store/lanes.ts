/** What each sink still has to get, and how far it is: a cursor a lane, which a sink passes in order. */
import type { DatabaseSync } from 'node:sqlite';
import type { StoreLane } from './lane.ts';
import { numberIn, transaction } from './rows.ts';
import {
  laneNames,
  type Lane,
  type LanePage,
  type LaneSpan,
  type LaneState,
  type RefusedPoint,
} from './outbox-types.ts';

/** Refused points are kept to be looked at, not for ever: their readings are in the store anyway. */
const maxRefused = 10_000;
/**
 * Live cursors may be this much older on the disk than in memory: a write each second for their sake would
 * double what an SD card gets. After a crash a sink gets these readings again, which changes nothing there.
 */
const cursorAgeMs = 10_000;

export class Lanes {
  readonly #database: DatabaseSync;
  readonly #table: Readonly<Record<Lane, StoreLane>>;
  /** Inbox cursors, by sink: where they stand on the disk, and where they are. */
  readonly #unsaved = new Map<string, LaneSpan>();
  #savedAt = 0;

  constructor(database: DatabaseSync, table: Readonly<Record<Lane, StoreLane>>) {
    this.#database = database;
    this.#table = table;
  }

  /** @param lastSeq the newest number of a reading. */
  addSink(sink: string, from: 'all' | 'now', lastSeq: number): void {
    const add = this.#database.prepare(
      'INSERT INTO cursor (sink, lane, pos) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    );
    transaction(this.#database, () => {
      for (const lane of laneNames)
        add.run(sink, lane, from === 'now' ? this.#table[lane].newest(lastSeq) : 0);
    });
  }

  next(sink: string, lane: Lane, limit: number): LanePage {
    const page = this.#table[lane].after(this.#position(sink, lane), limit);
    return page.kind === 'long' && this.#isAnew(sink, lane) ? { ...page, isAnew: true } : page;
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
    return laneNames.map((lane) => ({
      lane,
      ...this.#table[lane].waiting(this.#position(sink, lane)),
    }));
  }

  #isAnew(sink: string, lane: Lane): boolean {
    const row = this.#database
      .prepare('SELECT is_anew FROM cursor WHERE sink = ? AND lane = ?')
      .get(sink, lane);
    return row !== undefined && numberIn(row, 'is_anew') === 1;
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
      .prepare('UPDATE cursor SET pos = ?, is_anew = 0 WHERE sink = ? AND lane = ? AND pos = ?')
      .run(to, sink, lane, from);
  }
}
