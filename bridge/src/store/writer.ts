/** The one writer of the database. Runs in the worker thread; synchronous, as SQLite is. */
import type { DatabaseSync } from 'node:sqlite';
import type { DeviceDescription } from '../reading/reading.ts';
import { unpackArrivals } from './arrivals.ts';
import { Blocks } from './blocks.ts';
import { Boots, type Beat, type BootStart, type Released, type StoreEvent } from './boots.ts';
import { DamagedRows } from './damaged.ts';
import { Disk } from './disk.ts';
import { fold } from './fold.ts';
import { noteMissingHolds } from './fold-holds.ts';
import { Past } from './past.ts';
import { Roller } from './roller.ts';
import type { Averaging } from './averaging.ts';
import { Inbox } from './inbox.ts';
import { refreshInventoryCopy, writeInventoryCopy } from './inventory-copy.ts';
import { InventoryTables } from './inventory.ts';
import { Lanes } from './lanes.ts';
import { laneTable } from './lane-table.ts';
import type { Mark, MarkFile } from './mark.ts';
import { openStore, type OpenedStore } from './open-store.ts';
import { Outside } from './outside.ts';
import { Retention } from './retention.ts';
import { numberIn, textIn, transaction } from './rows.ts';
import { isDamage, isDiskFull, lockStore, StoreUnusable } from './schema.ts';
import type { DiskState, Inventory } from './types.ts';
import type { WriterOptions, WriterState, Written } from './writer-state.ts';

/** Blocks; some ten milliseconds of reading, so that no commit waits for it. */
const verifiedAtOnce = 500;
/** How exactly it is known when the power went. */
export const heartbeatMs = 60_000;

export class Writer {
  readonly #path: string;
  readonly #lock: DatabaseSync;
  readonly #database: DatabaseSync;
  readonly #mark: MarkFile;
  readonly #disk: Disk;
  readonly #damage: string | undefined;
  /** Not told yet. */
  #gaveUpBallast: boolean;
  readonly #damaged: DamagedRows;
  readonly #damagedAtOpen: number;
  readonly #inventory: InventoryTables;
  readonly #blocks: Blocks;
  readonly #inbox: Inbox;
  readonly #lanes: Lanes;
  #boots: Boots;
  readonly #retention: Retention | undefined;
  readonly #averaging: Averaging;
  readonly #past: Past;
  readonly #roller: Roller;
  #lastSeq: number;
  #folded: number;
  #beatAt: number;
  /** What other processes commit; heeded before each call. */
  readonly outside: Outside;

  /** @throws {StoreUnusable} */
  static open(options: WriterOptions, averaging: Averaging): Writer {
    for (let gaveUpBallast = false; ; gaveUpBallast = true) {
      try {
        return Writer.#open(options, averaging, gaveUpBallast);
      } catch (error) {
        if (!isDiskFull(error)) throw error;
        if (new Disk(options.path, 0).dropBallast()) continue;
        throw new StoreUnusable(`the disk of ${options.path} is full: make room on it, then start again`, {
          cause: error,
        });
      }
    }
  }

  static #open(options: WriterOptions, averaging: Averaging, gaveUpBallast: boolean): Writer {
    const { path, synchronous } = options;
    let { suspicion } = options;
    const lock = lockStore(path);
    try {
      for (;;) {
        const opened = openStore(path, { synchronous }, suspicion);
        try {
          return new Writer(options, averaging, lock, opened, gaveUpBallast);
        } catch (error) {
          opened.database.close();
          opened.mark.close();
          // What the checks on opening did not see: salvaged once, then it must do.
          if (!isDamage(error) || suspicion !== undefined) throw error;
          suspicion = String(error);
        }
      }
    } catch (error) {
      lock.close();
      throw error;
    }
  }

  private constructor(
    { path, boot, ballastBytes, keepRaw, zone }: WriterOptions,
    averaging: Averaging,
    lock: DatabaseSync,
    { database, mark, damage, isSmall }: OpenedStore,
    gaveUpBallast: boolean,
  ) {
    this.#gaveUpBallast = gaveUpBallast;
    this.#path = path;
    this.#disk = new Disk(path, ballastBytes);
    this.#lock = lock;
    this.#database = database;
    this.#mark = mark;
    this.#damaged = new DamagedRows(database);
    this.#inventory = new InventoryTables(database);
    this.#blocks = new Blocks(database, this.#damaged);
    if (isSmall) this.#blocks.verify();
    this.#inbox = new Inbox(database, this.#blocks, this.#damaged);
    const tables = { inbox: this.#inbox, blocks: this.#blocks, inventory: this.#inventory };
    this.#lanes = new Lanes(database, laneTable({ database, averaging, ...tables }));
    this.#boots = new Boots(database, this.#damaged, boot);
    this.#retention = keepRaw && new Retention(database, this.#inbox, this.#blocks, keepRaw);
    this.#averaging = averaging;
    this.#past = new Past(database, averaging);
    noteMissingHolds(database, averaging);
    this.#roller = new Roller(database, averaging, zone);
    // Numbers that were lost with a damaged store are not given again either.
    this.#lastSeq = Math.max(this.#newestSeq(), mark.found?.seq ?? 0);
    this.#folded = this.#countFolded();
    this.#beatAt = boot.monoMs;
    this.outside = new Outside(database, () => {
      this.#lanes.noticeReplay();
      this.#inventory.forget();
      refreshInventoryCopy(path, database);
    });
    this.#damagedAtOpen = this.#damaged.readings;
    this.#damage = damage ?? this.#unreadable(mark.found);
    const cause = this.#damage;
    if (cause !== undefined) {
      transaction(database, () => {
        this.#boots.write([{ monoMs: boot.monoMs, kind: 'store-damaged', device: null, cause }], null);
      });
    }
    this.#writeMark({ sync: true });
    this.#disk.layBallast();
  }

  state(): WriterState {
    return {
      bridgeId: textIn(this.#database.prepare('SELECT bridge FROM site').get(), 'bridge'),
      lastSeq: this.#lastSeq,
      quarantined: this.#boots.quarantined,
      inboxReadings: this.#inbox.readings,
      readings: this.#readings(),
      damage: this.#damage,
      gaveUpBallast: this.#gaveUpBallast,
    };
  }

  /** What is written from now on belongs to another start of the bridge. */
  restart(boot: BootStart): void {
    this.#boots = new Boots(this.#database, this.#damaged, boot);
    this.#beatAt = boot.monoMs;
  }

  /**
   * One transaction, durable when this returns.
   *
   * @param packed `packedWidth` numbers a reading.
   * @param beat now.
   */
  append(packed: Float64Array, events: readonly StoreEvent[], beat: Beat): Written {
    const { seq, dated, undated } = unpackArrivals(packed, this.#lastSeq);
    const sifted = this.#inbox.sift(dated);
    const { monoMs } = beat;
    // An event is written rarely, and the ledger asks until when the bridge was alive.
    const isBeat = events.length > 0 || monoMs - this.#beatAt >= heartbeatMs;
    transaction(this.#database, () => {
      if (dated.length > 0) this.#inbox.write(seq, sifted);
      if (undated.length > 0) this.#boots.hold(seq, undated);
      this.#boots.write(events, beat.offsetMs);
      if (isBeat) this.#boots.heartbeat(beat);
      this.#lanes.saveCursors(monoMs);
    });
    if (isBeat) this.#beatAt = monoMs;
    this.#inbox.noteWritten(sifted);
    this.#boots.noteHeld(undated.length);
    this.#lastSeq = seq;
    try {
      this.#writeMark({ sync: false });
    } catch {
      // It is durable, and must not be said not to be. An older mark is no harm; the next fold complains of it.
    }
    const gaveUpBallast = this.#gaveUpBallast;
    this.#gaveUpBallast = false;
    return {
      conflicts: sifted.conflicts.length,
      tooLate: sifted.tooLate,
      inboxReadings: this.#inbox.readings,
      readings: this.#readings(),
      damagedReadings: this.#damaged.readings - this.#damagedAtOpen,
      gaveUpBallast,
    };
  }

  /**
   * Reads some blocks against their checksums; what does not fit is set aside, and told with the next commit.
   *
   * @param from the rev after which to begin.
   * @returns where to go on; 0 after the last one.
   */
  verify(from: number): number {
    let rev = 0;
    for (const block of this.#blocks.after(from).take(verifiedAtOnce)) ({ rev } = block);
    return rev;
  }

  /** @returns how many readings were folded; 0 when every closed hour is in blocks. */
  fold(now: number): number {
    const readings = fold(
      {
        database: this.#database,
        inbox: this.#inbox,
        blocks: this.#blocks,
        lanes: this.#lanes,
        past: this.#past,
        averaging: this.#averaging,
      },
      now,
    );
    this.#folded = this.#countFolded();
    // The log is brought home each hour, so that what hangs on it alone is never more than that.
    if (readings === 0) this.#bringLogHome('PASSIVE');
    this.#writeMark({ sync: true });
    return readings;
  }

  /**
   * One transaction's worth of averages.
   *
   * @param now milliseconds UTC of a trusted clock; undefined while there is none.
   * @returns whether there may be more to do.
   */
  roll(now: number | undefined): boolean {
    return this.#roller.roll(now);
  }

  /** Drops raw readings that need not be kept. @returns how many hours; 0 when none is left to drop. */
  retain(now: number): number {
    const dropped = this.#retention?.drop(now, (readings) => {
      // A mark that says too little is harmless, one that says too much would be a loss that nobody had.
      this.#mark.write({ seq: this.#lastSeq, readings: this.#readings() - readings }, { sync: true });
    });
    if (dropped === undefined || dropped.hours === 0) return 0;
    this.#folded = this.#countFolded();
    this.#writeMark({ sync: true });
    return dropped.hours;
  }

  register(device: DeviceDescription): Inventory {
    const { inventory, isChanged } = this.#inventory.register(device);
    if (isChanged) writeInventoryCopy(this.#path, this.#database);
    return inventory;
  }

  inventory(): Inventory {
    return this.#inventory.inventory();
  }

  trust(beat: Beat & { readonly offsetMs: number }): void {
    this.#boots.trust(beat);
  }

  /**
   * @param first the first of the numbers that the caller keeps free, one for each reading in quarantine.
   * @returns undefined when no reading waits that can be dated.
   */
  release(first: number): Released | undefined {
    // Some may be dropped as they are dated. A mark that says too little is harmless, one that says too much would
    // be a loss that nobody had: so first what is left for certain.
    const left = this.#readings() - this.#boots.quarantined;
    this.#mark.write({ seq: this.#lastSeq, readings: left }, { sync: true });
    const released = this.#boots.release(first, this.#inbox);
    if (released !== undefined) this.#lastSeq = released.through;
    this.#writeMark({ sync: true });
    return released;
  }

  addSink(sink: string, from: 'all' | 'now'): void {
    this.#lanes.addSink(sink, from, this.#lastSeq);
  }

  get lanes(): Lanes {
    return this.#lanes;
  }

  get database(): DatabaseSync {
    return this.#database;
  }

  /** Room on the disk; lays the ballast down again where there is room for it. */
  disk(): DiskState {
    this.#disk.layBallast();
    const state = this.#disk.state();
    // Its room is to come back, while there is anything that may go for it.
    if (this.#disk.isWithoutBallast) this.#makeRoom();
    return state;
  }

  /** @param beat now. */
  close(beat: Beat): void {
    try {
      transaction(this.#database, () => {
        this.#boots.heartbeat(beat);
        this.#lanes.saveCursors(Infinity);
      });
      this.#writeMark({ sync: true });
    } catch (error) {
      // No room for it. Each reading is there; a sink gets those of the last seconds again.
      if (!isDiskFull(error)) throw error;
    }
    this.abandon();
  }

  /** Lets go of the files without another word to them. */
  abandon(): void {
    this.#database.close();
    this.#mark.close();
    this.#lock.close();
  }

  /** What could not be written for want of room may be tried again. @returns false when there is none to be made. */
  giveRoom(): boolean {
    const hadBallast = this.#disk.dropBallast();
    if (hadBallast) this.#gaveUpBallast = true;
    // With the ballast's room, as without any SQLite cannot even delete.
    return this.#makeRoom() || hadBallast;
  }

  /** Drops the oldest hours, however young they are. @returns whether any went; none does unasked. */
  #makeRoom(): boolean {
    if (this.#retention === undefined) return false;
    this.#bringLogHome('TRUNCATE');
    try {
      if (this.retain(Infinity) === 0) return false;
    } catch (error) {
      if (isDiskFull(error)) return false;
      throw error;
    }
    this.#bringLogHome('TRUNCATE');
    return true;
  }

  /** The log is written from its beginning again then. There may be no room for that; a commit will tell. */
  #bringLogHome(how: 'PASSIVE' | 'TRUNCATE'): void {
    try {
      this.#database.exec(`PRAGMA wal_checkpoint(${how})`);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
    }
  }

  #writeMark(how: { sync: boolean }): void {
    this.#mark.write({ seq: this.#lastSeq, readings: this.#readings() }, how);
  }

  #readings(): number {
    return this.#folded + this.#inbox.readings + this.#boots.quarantined;
  }

  /** @param found the mark: exact, unless a power cut left it older than the store. */
  #unreadable(found: Mark | undefined): string | undefined {
    const readings = this.#readings();
    const missing = (found?.readings ?? 0) - readings;
    const isExact = missing > 0 && this.#newestSeq() <= (found?.seq ?? 0);
    const lost = isExact ? missing : Math.max(missing, this.#damaged.readings);
    if (lost <= 0) return undefined;
    return (
      `The store has rows whose checksums do not fit: ${String(lost)} of ${String(readings + lost)} ` +
      `readings are lost. The rows are kept in its table "damaged".`
    );
  }

  #newestSeq(): number {
    const row = this.#database
      .prepare(
        `SELECT max(last_seq, coalesce((SELECT max(through) FROM inbox), 0),
           coalesce((SELECT max(through) FROM quarantine), 0)) AS seq FROM site`,
      )
      .get();
    return numberIn(row, 'seq');
  }

  #countFolded(): number {
    return numberIn(this.#database.prepare('SELECT folded FROM site').get(), 'folded');
  }
}
