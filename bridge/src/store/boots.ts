/**
 * Starts of the bridge, what happened during each, and readings of a clock that was not trusted. All of it is
 * timed by the monotonic clock of its start of the operating system; UTC is that time and the boot's offset,
 * once it is known.
 */
import type { DatabaseSync } from 'node:sqlite';
import { MalformedBytes } from './bytes.ts';
import type { DamagedRows } from './damaged.ts';
import { EventTimes } from './event-times.ts';
import type { Inbox } from './inbox.ts';
import type { EventKind } from './types.ts';
import { packBatch, unpackBatch, type BatchSample } from './packing.ts';
import { maybeNumberIn, numberIn, packedIn, textIn, transaction, type Row } from './rows.ts';

export interface BootStart {
  /** The kernel's id of this start of the system. */
  readonly osBoot: string;
  /** Milliseconds since then. */
  readonly monoMs: number;
}

/** The bridge is alive. Whole milliseconds. */
export interface Beat {
  readonly monoMs: number;
  /** UTC less monotonic; null while the clock is not trusted. */
  readonly offsetMs: number | null;
  readonly accuracyMs: number;
}

export interface StoreEvent {
  readonly monoMs: number;
  readonly kind: EventKind;
  /** MAC. */
  readonly device: string | null;
  readonly cause: string | null;
}

export interface Released {
  /** The number of the last of them now. */
  readonly through: number;
  /** How many were in quarantine. */
  readonly held: number;
  /** Of these, how many are not kept: the store had them, their bytes were damaged, or their device had stamped
   * them with a time that is still to come. */
  readonly dropped: number;
}

/** Readings a transaction, so that a commit never waits long for a release. */
const releasedAtOnce = 20_000;
/** A device's own time that is this much ahead of ours is wrong. */
const maxAheadMs = 60_000;

export class Boots {
  readonly #database: DatabaseSync;
  readonly #damaged: DamagedRows;
  readonly #eventTimes: EventTimes;
  readonly #osBoot: string;
  readonly #id: number;
  /** Readings in quarantine, of all boots. */
  #quarantined: number;

  constructor(database: DatabaseSync, damaged: DamagedRows, { osBoot, monoMs }: BootStart) {
    this.#database = database;
    this.#damaged = damaged;
    this.#eventTimes = new EventTimes(database);
    this.#osBoot = osBoot;
    this.#id = numberIn(
      database
        .prepare(
          `INSERT INTO boot (os_boot, from_mono, last_mono, after_ms, offset_ms) VALUES (?, ?, ?, ?,
             (SELECT offset_ms FROM boot WHERE os_boot = ? ORDER BY id DESC LIMIT 1)) RETURNING id`,
        )
        .get(osBoot, monoMs, monoMs, this.floor() ?? 0, osBoot),
      'id',
    );
    this.#quarantined = numberIn(
      database.prepare('SELECT coalesce(sum(n), 0) AS n FROM quarantine').get(),
      'n',
    );
    // Nothing will tell any better.
    transaction(database, () => {
      this.#eventTimes.date(osBoot, 'others');
    });
  }

  /** Readings that wait for a trusted clock, of all boots. */
  get quarantined(): number {
    return this.#quarantined;
  }

  /** The last instant at which a trusted clock was seen, in milliseconds UTC; null in a new store. */
  floor(): number | null {
    return maybeNumberIn(
      this.#database.prepare('SELECT max(last_mono + offset_ms) AS ms FROM boot').get(),
      'ms',
    );
  }

  /** Within a transaction. @param offsetMs UTC less monotonic; null while the clock is not trusted. */
  write(events: readonly StoreEvent[], offsetMs: number | null): void {
    const add = this.#database.prepare(
      'INSERT INTO event (boot, mono_ms, kind, device, cause, at_ms) VALUES (?, ?, ?, ?, ?, ?)',
    );
    for (const event of events) {
      const { monoMs, kind, device, cause } = event;
      add.run(this.#id, monoMs, kind, device, cause, this.#eventTimes.of(event, offsetMs));
    }
  }

  /** The one row that says until when the bridge was alive, and by which clock; within a transaction. */
  heartbeat({ monoMs, offsetMs, accuracyMs }: Beat): void {
    if (offsetMs === null) {
      this.#database.prepare('UPDATE boot SET last_mono = ? WHERE id = ?').run(monoMs, this.#id);
    } else {
      this.#database
        .prepare('UPDATE boot SET last_mono = ?, offset_ms = ?, accuracy_ms = ? WHERE id = ?')
        .run(monoMs, offsetMs, accuracyMs, this.#id);
    }
  }

  /** Within a transaction; call `noteHeld` once that is committed. @param samples `at` is monotonic. */
  hold(through: number, samples: readonly BatchSample[]): void {
    const { data, crc } = packBatch(through, samples);
    this.#database
      .prepare('INSERT INTO quarantine (through, boot, n, data, crc) VALUES (?, ?, ?, ?, ?)')
      .run(through, this.#id, samples.length, data, crc);
  }

  noteHeld(readings: number): void {
    this.#quarantined += readings;
  }

  /** The clock is trusted: what this start of the system kept can be dated. Bounds earlier ones that never were. */
  trust(beat: Beat & { readonly offsetMs: number }): void {
    const { offsetMs, monoMs } = beat;
    transaction(this.#database, () => {
      this.#database.prepare('UPDATE boot SET offset_ms = ? WHERE os_boot = ?').run(offsetMs, this.#osBoot);
      this.#database
        .prepare(
          'UPDATE boot SET before_ms = ? WHERE offset_ms IS NULL AND before_ms IS NULL AND os_boot != ?',
        )
        .run(offsetMs + monoMs, this.#osBoot);
      this.#eventTimes.date(this.#osBoot, 'this');
      this.heartbeat(beat);
    });
  }

  /**
   * Moves readings whose boot's offset is known from quarantine into the inbox, in one transaction, under numbers
   * of their own. A power cut between two such moves is no harm: what is left is moved after it.
   *
   * @param first the first of the numbers that the caller keeps free for them.
   * @returns undefined when none waits.
   */
  release(first: number, inbox: Inbox): Released | undefined {
    const rows = this.#datable();
    if (rows.length === 0) return undefined;
    const remove = this.#database.prepare('DELETE FROM quarantine WHERE through = ?');
    const stamped: BatchSample[] = [];
    let held = 0;
    for (const row of rows) {
      const n = numberIn(row, 'n');
      held += n;
      try {
        const samples = unpackBatch(numberIn(row, 'through'), n, packedIn(row));
        const offset = numberIn(row, 'offset_ms');
        stamped.push(...samples.flatMap((sample) => restamped(sample, offset) ?? []));
      } catch (error) {
        if (!(error instanceof MalformedBytes)) throw error;
        this.#damaged.setAside('quarantine', row);
      }
    }
    const sifted = inbox.sift(stamped);
    const through = first + held - 1;
    transaction(this.#database, () => {
      inbox.write(through, sifted);
      for (const row of rows) remove.run(numberIn(row, 'through'));
    });
    inbox.noteWritten(sifted);
    this.#quarantined -= held;
    return { through, held, dropped: held - sifted.fresh.length };
  }

  #datable(): Row[] {
    const rows: Row[] = [];
    let readings = 0;
    for (const row of this.#database
      .prepare(
        `SELECT quarantine.*, offset_ms FROM quarantine JOIN boot ON boot.id = quarantine.boot
         WHERE offset_ms IS NOT NULL ORDER BY through`,
      )
      .iterate()) {
      rows.push(row);
      readings += numberIn(row, 'n');
      if (readings >= releasedAtOnce) break;
    }
    return rows;
  }

  /** For a report: the boots whose readings nobody can date. */
  undated(): { readonly osBoot: string; readonly readings: number }[] {
    return this.#database
      .prepare(
        `SELECT os_boot, sum(n) AS n FROM quarantine JOIN boot ON boot.id = quarantine.boot
         WHERE offset_ms IS NULL AND os_boot != ? GROUP BY os_boot`,
      )
      .all(this.#osBoot)
      .map((row) => ({ osBoot: textIn(row, 'os_boot'), readings: numberIn(row, 'n') }));
  }
}

/** In quarantine `receivedAt` is the device's own time where it gave one, else equal to `at`. */
function restamped(sample: BatchSample, offset: number): BatchSample | undefined {
  const receivedAt = sample.at + offset;
  if (sample.receivedAt === sample.at) return { ...sample, at: receivedAt, receivedAt };
  if (sample.receivedAt > receivedAt + maxAheadMs) return undefined;
  return { ...sample, at: sample.receivedAt, receivedAt };
}
