/**
 * The store's second thread, as the main one sees it: long reads, which no commit waits for, and the tokens, for which
 * no request waits for a commit. It is started when it is first asked, and again after it has failed.
 */
import type { NotRolled, RoomBuckets, RoomCovers, RoomQuestion, Tier } from './averaging.ts';
import type { ReaderCalls } from './calls.ts';
import type {
  KnownRooms,
  ListedEdit,
  PlaceArchive,
  StoredCalibration,
  StoredFlag,
  StoredHold,
  StoredPlacement,
} from './edit-types.ts';
import type { LedgerArchive, LedgerQuestion, LedgerSegment } from './explaining.ts';
import { StoreThread } from './thread.ts';
import type { Archive, ReadingsPage, ReadingsQuestion, StoredToken } from './types.ts';

/** So much of a ledger at once, some tens of ms, so that no other question waits long behind ten years of it. */
const ledgerMs = 31 * 24 * 3_600_000;

export class Reader implements Archive, LedgerArchive, PlaceArchive, AsyncDisposable {
  readonly #path: string;
  readonly #log: (message: string) => void;
  #thread: StoreThread<ReaderCalls> | undefined;
  #isEnded = false;

  constructor(path: string, log: (message: string) => void) {
    this.#path = path;
    this.#log = log;
  }

  tokens(): Promise<StoredToken[]> {
    return this.#running().call('tokens');
  }

  readings(question: ReadingsQuestion): Promise<ReadingsPage | undefined> {
    return this.#running().call('readings', question);
  }

  buckets(question: RoomQuestion & { readonly tier: Tier }): Promise<RoomBuckets | NotRolled | undefined> {
    return this.#running().call('buckets', question);
  }

  covers(question: RoomQuestion & { readonly limit: number }): Promise<RoomCovers | undefined> {
    return this.#running().call('covers', question);
  }

  edits(rooms: KnownRooms, before: number | null, limit: number): Promise<ListedEdit[]> {
    return this.#running().call('edits', rooms, before, limit);
  }

  placements(rooms: KnownRooms): Promise<StoredPlacement[]> {
    return this.#running().call('placements', rooms);
  }

  calibrations(rooms: KnownRooms): Promise<StoredCalibration[]> {
    return this.#running().call('calibrations', rooms);
  }

  flags(rooms: KnownRooms): Promise<StoredFlag[]> {
    return this.#running().call('flags', rooms);
  }

  holds(rooms: KnownRooms): Promise<StoredHold[]> {
    return this.#running().call('holds', rooms);
  }

  async ledger(question: LedgerQuestion): Promise<LedgerSegment[] | undefined> {
    const all: LedgerSegment[] = [];
    const until = Math.min(question.until, question.now);
    for (let { from } = question; from < until; from += ledgerMs) {
      const part = { ...question, from, until: Math.min(until, from + ledgerMs) };
      const segments = await this.#running().call('ledger', part);
      if (segments === undefined) return undefined;
      const [first, last] = [segments[0], all.at(-1)];
      if (first !== undefined && last?.cause === first.cause) {
        all[all.length - 1] = { ...last, until: first.until };
        segments.shift();
      }
      for (const segment of segments) all.push(segment);
    }
    return all;
  }

  /** To be called when the store's file was replaced. */
  async reopen(): Promise<void> {
    // One that ends meanwhile opens the new file anyway when it is started again.
    await this.#thread?.call('reopen').catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnded = true;
    await this.#thread?.end();
  }

  #running(): StoreThread<ReaderCalls> {
    if (this.#thread?.isEnded === false || (this.#isEnded && this.#thread)) return this.#thread;
    const thread = new StoreThread<ReaderCalls>({ role: 'reader', path: this.#path });
    this.#thread = thread;
    void thread.failed.then(({ message }) => {
      if (!this.#isEnded) this.#log(`Nothing can be read just now: ${message}. It is started again.`);
    });
    return thread;
  }
}
