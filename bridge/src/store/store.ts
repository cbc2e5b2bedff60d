/**
 * The store, as the main thread sees it. SQLite is synchronous and an SD card's fsync can take 100 ms, so
 * the database lives in a worker thread; what is between the two is bounded.
 */
import type { DeviceDescription, Reading, SensorId } from '../reading/reading.ts';
import { packedWidth, undatedIn } from './arrivals.ts';
import { beatOf, nowOf } from './beat.ts';
import type { StoreEvent } from './boots.ts';
import { Condition } from './condition.ts';
import { FoldSchedule } from './fold-schedule.ts';
import { largeInbox, largest, maxEvents, maxWaiting, tendMs } from './store-limits.ts';
import { StoreOutbox } from './outbox.ts';
import { Places } from './places.ts';
import type { StoreOptions } from './store-options.ts';
import { Tally } from './tally.ts';
import type { WriterCalls } from './calls.ts';
import { StoreLongView } from './long-view.ts';
import { Reader } from './reader.ts';
import { DiskFull, StoreThread } from './thread.ts';
import { trustStore } from './trust-calls.ts';
import type { EventKind, Inlet, Inventory, StoreFigures, StoredToken, UndatedReading } from './types.ts';
import { heartbeatMs } from './writer.ts';
import type { WriterState } from './writer-state.ts';

export class Store implements Inlet, AsyncDisposable {
  readonly bridgeId: string;
  readonly #options: StoreOptions;
  /** For what has been; its reads delay nothing here. */
  readonly reader: Reader;
  readonly longView: StoreLongView;
  readonly outbox: StoreOutbox;
  readonly places: Places;
  readonly doors: ReturnType<typeof trustStore>;
  readonly #thread: StoreThread<WriterCalls>;
  readonly #timer: NodeJS.Timeout;
  readonly #committedListeners = new Set<(through: number) => void>();
  readonly #failedListeners = new Set<(error: unknown) => void>();
  #waiting: number[] = [];
  /** How much of what was taken from `#waiting` is with the thread, and comes back if it cannot be written. */
  #onItsWay = 0;
  #events: StoreEvent[] = [];
  #nextSeq: number;
  #committedThrough: number;
  #quarantined: number;
  #isDated = false;
  /** The clock is trusted, and the disk does not know it yet. */
  #isTrustDue = false;
  #commit: Promise<void> | undefined;
  #committedAtMono: number;
  #fold: Promise<void> | undefined;
  readonly #foldSchedule: FoldSchedule;
  readonly #condition: Condition;
  readonly #tally: Tally;
  /** Something that is measured already is another now, or was never rolled. */
  #isRollDue = true;
  #tendedAtMono = -Infinity;
  /** Blocks up to this rev were read against their checksums in this round. */
  #verifiedTo = 0;
  /** Why the store could not be tended the last time; told once. */
  #untended: string | undefined;

  /** @throws {StoreUnusable} */
  static async open(options: StoreOptions): Promise<Store> {
    const { path, clock, ballastBytes = 0, synchronous = 'FULL', keepRaw, onCall, zone = 'UTC' } = options;
    let store: Store | undefined;
    const thread = new StoreThread<WriterCalls>(
      { role: 'writer' },
      { onDamage: (damage) => store?.noteDamage(damage), onCall, youngMb: options.youngMb },
    );
    try {
      const boot = { osBoot: clock.osBoot, monoMs: Math.round(clock.monotonic()) };
      const state = await thread.call('open', { path, boot, ballastBytes, synchronous, keepRaw, zone });
      store = new Store(options, thread, state);
      return store;
    } catch (error) {
      await thread.end();
      throw error;
    }
  }

  private constructor(options: StoreOptions, thread: StoreThread<WriterCalls>, state: WriterState) {
    this.#options = options;
    this.bridgeId = state.bridgeId;
    this.reader = new Reader(options.path, options.log);
    this.longView = new StoreLongView(this.reader, () => this.#catchUp());
    this.#thread = thread;
    this.outbox = new StoreOutbox(thread, options.clock);
    this.places = new Places(thread);
    this.doors = trustStore(thread);
    // `replay` sets cursors back.
    this.places.onChanged(() => {
      this.#isRollDue = true;
      this.outbox.moved();
      return Promise.resolve();
    });
    this.#nextSeq = state.lastSeq + 1;
    this.#committedThrough = state.lastSeq;
    this.#quarantined = state.quarantined;
    this.#foldSchedule = new FoldSchedule(options.foldAbove ?? largeInbox);
    this.#condition = new Condition({
      log: options.log,
      note: (kind, cause) => {
        this.note(kind, null, cause);
      },
    });
    this.#tally = new Tally(options.clock.monotonic, state);
    if (state.damage !== undefined) this.#condition.damaged(state.damage);
    if (state.gaveUpBallast) this.#condition.gaveUpBallast();
    this.#committedAtMono = options.clock.monotonic();
    this.#timer = setInterval(() => {
      void this.#tick();
    }, options.commitIntervalMs);
  }

  /** Resolves with the cause, should the writer's thread end by itself: nothing can be kept any more. */
  get failed(): Promise<Error> {
    return this.#thread.failed;
  }

  /** Resolves when the writer's thread has done all that it was asked before: it does not hang. */
  readonly answers = (): Promise<void> => this.#thread.call('answer');

  /** Every reading up to this `seq` is on the disk. */
  get committedThrough(): number {
    return this.#committedThrough;
  }

  /** Whether new readings are refused, as the disk has no room for them. */
  get isFull(): boolean {
    return this.#condition.isFull;
  }

  /** A sentence for each thing that is not well. */
  troubles(): string[] {
    return this.#condition.sentences();
  }

  figures(): StoreFigures {
    const waiting = (this.#waiting.length + this.#onItsWay) / packedWidth;
    const quarantined = this.#quarantined;
    return { ...this.#condition.figures(), ...this.#tally.figures(), quarantined, waiting };
  }

  /** @returns its number, with which `onCommitted` will acknowledge it; undefined when it was refused. */
  append({ sensor, measuredAt, value, receivedAt = measuredAt }: Reading): number | undefined {
    return this.#enqueue(sensor, Math.round(measuredAt), value, Math.round(receivedAt), 0);
  }

  /** As `append`, while the clock is not trusted: kept apart until it is known when that was. */
  appendUndated({ sensor, monoMs, value, statedAt = monoMs }: UndatedReading): number | undefined {
    return this.#enqueue(sensor, Math.round(monoMs), value, Math.round(statedAt), 1);
  }

  /** What explains a gap; written with the next commit. */
  note(kind: EventKind, device: string | null = null, cause: string | null = null): void {
    if (this.#events.length >= maxEvents) return;
    this.#events.push({ monoMs: Math.round(this.#options.clock.monotonic()), kind, device, cause });
  }

  noteDamage(sentence: string): void {
    this.#condition.damaged(sentence);
    void this.reader.reopen();
  }

  register(device: DeviceDescription): Promise<Inventory> {
    return this.#thread.call('register', device);
  }

  inventory(): Promise<Inventory> {
    return this.#thread.call('inventory');
  }

  readonly tokens = (): Promise<StoredToken[]> => this.reader.tokens();

  onCommitted(listener: (through: number) => void): () => void {
    this.#committedListeners.add(listener);
    return () => this.#committedListeners.delete(listener);
  }

  /** Resolves when this reading is on the disk; rejects when the disk did not take it, which it may still do later. */
  durable(seq: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#failedListeners.add(reject);
    const stop = this.onCommitted((through) => {
      if (through >= seq) resolve(undefined);
    });
    if (this.#committedThrough >= seq) resolve(undefined);
    return promise.finally(() => {
      stop();
      this.#failedListeners.delete(reject);
    });
  }

  /**
   * To be called when the clock is trusted, and when it was corrected. What was kept apart is dated, and
   * whatever still comes undated is as soon as it is committed. What fails is tried again once the disk takes
   * something.
   */
  async trust(): Promise<void> {
    const beat = beatOf(this.#options.clock);
    const { offsetMs } = beat;
    if (offsetMs === null) return;
    this.#isTrustDue = true;
    await this.#thread.call('trust', { ...beat, offsetMs });
    this.#isTrustDue = false;
    this.#isDated = true;
    this.outbox.moved('event');
    await this.commit();
  }

  /** Another start of the bridge begins, that of its clock; the last one ends as by a power cut. For years that are made up. */
  async restart(): Promise<void> {
    if (this.#waiting.length > 0 || this.#events.length > 0) throw new Error('something is not committed');
    const { clock } = this.#options;
    this.#isDated = false;
    this.#committedAtMono = clock.monotonic();
    await this.#thread.call('restart', { osBoot: clock.osBoot, monoMs: Math.round(clock.monotonic()) });
  }

  /** Makes durable what waits; what cannot be written stays waiting and is tried again. */
  async commit(): Promise<void> {
    while (this.#commit) await this.#commit;
    this.#commit = this.#commitAll().finally(() => {
      this.#commit = undefined;
    });
    await this.#commit;
  }

  /** Reads on through the blocks, in the course of days all of them, then again: a card forgets without a word. */
  async verifySome(): Promise<void> {
    this.#verifiedTo = await this.#thread.call('verify', this.#verifiedTo);
  }

  /** Packs closed hours into blocks. @param now milliseconds UTC of a trusted clock. */
  async fold(now: number): Promise<void> {
    while (this.#fold) await this.#fold;
    this.#fold = this.#foldAll(now).finally(() => {
      this.#fold = undefined;
    });
    await this.#fold;
  }

  /** Makes averages of what has changed. @param now milliseconds UTC of a trusted clock; undefined: there is none. */
  async roll(now = nowOf(this.#options.clock)): Promise<void> {
    this.#isRollDue = false;
    try {
      while (await this.#thread.call('roll', now));
    } catch (error) {
      this.#isRollDue = true;
      throw error;
    }
    this.outbox.moved('rollup', 'room_hour', 'room_day', 'room_month');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.reader[Symbol.asyncDispose]();
    this.places[Symbol.dispose]();
    if (this.#thread.isEnded) return;
    await this.#fold?.catch(() => undefined);
    await this.commit();
    const left = this.#waiting.length / packedWidth;
    try {
      await this.#thread.call('close', beatOf(this.#options.clock));
    } finally {
      // A thread that is left would keep the process from ending.
      await this.#thread.end();
    }
    if (left > 0) throw new Error(`${this.#condition.failure ?? ''} ${String(left)} readings were not kept.`);
  }

  #enqueue(sensor: SensorId, at: number, value: number, other: number, undated: 0 | 1): number | undefined {
    const thousandths = Math.round(value * 1000);
    if (![at, thousandths, other].every((number) => Math.abs(number) <= largest)) return undefined;
    if (this.isFull || this.#waiting.length + this.#onItsWay >= maxWaiting * packedWidth) {
      this.#condition.refused();
      return undefined;
    }
    const seq = this.#nextSeq++;
    this.#tally.appended();
    this.#waiting.push(seq, sensor, at, thousandths, other, undated);
    return seq;
  }

  async #tick(): Promise<void> {
    const { clock, log } = this.#options;
    await this.commit();
    try {
      if (this.#isTrustDue && this.#condition.failure === undefined) await this.trust();
      const now = nowOf(this.#options.clock);
      if (now !== undefined && this.#fold === undefined && this.#foldSchedule.isDue(now))
        await this.fold(now);
      if (clock.monotonic() - this.#tendedAtMono >= tendMs) {
        this.#tendedAtMono = clock.monotonic();
        this.#condition.disk(await this.#thread.call('disk'));
        await this.verifySome();
      }
      // Last, as one that fails is tried again each time.
      if (this.#isRollDue && this.#fold === undefined) await this.roll();
      this.#untended = undefined;
    } catch (error) {
      const untended = `The store cannot be tended: ${String(error)}`;
      if (!this.#thread.isEnded && untended !== this.#untended) log(untended);
      this.#untended = untended;
    }
  }

  async #commitAll(): Promise<void> {
    const { clock } = this.#options;
    const batch = this.#waiting;
    const events = this.#events;
    // Trust can begin while this is on its way to the disk; then no numbers are free, and the next one releases.
    const isDated = this.#isDated;
    this.#waiting = [];
    this.#events = [];
    this.#onItsWay = batch.length;
    this.#tally.taken();
    // Numbers for what is released from quarantine are kept free in the same breath in which the batch is taken, so
    // that they come after it and before all that arrives meanwhile.
    const held = this.#quarantined + undatedIn(batch);
    const first = this.#nextSeq;
    if (isDated) this.#nextSeq += held;
    const isBeat = clock.monotonic() - this.#committedAtMono >= heartbeatMs;
    if (batch.length > 0 || events.length > 0 || isBeat) {
      const isWritten = await this.#write(batch, events);
      this.#onItsWay = 0;
      if (!isWritten) return;
    }
    if (isDated && held > 0) await this.#release(first);
  }

  async #write(batch: number[], events: StoreEvent[]): Promise<boolean> {
    const beat = beatOf(this.#options.clock);
    try {
      const written = await this.#thread.call('append', Float64Array.from(batch), events, beat);
      this.#condition.written(written);
      this.#tally.written(batch.length / packedWidth, written);
      this.#foldSchedule.noteInbox(written.inboxReadings);
    } catch (error) {
      // Order matters to nobody who reads by time, but numbers must rise: back to the front of the queue.
      this.#waiting = [...batch, ...this.#waiting];
      this.#tally.failed();
      this.#events = [...events, ...this.#events].slice(0, maxEvents);
      if (error instanceof DiskFull) this.#condition.full();
      else this.#condition.fail(`Readings cannot be written to the disk: ${String(error)}.`);
      for (const listener of this.#failedListeners) listener(error);
      return false;
    }
    this.#quarantined += undatedIn(batch);
    this.#committedAtMono = beat.monoMs;
    this.#acknowledge(batch.at(-packedWidth));
    if (events.length > 0) this.outbox.moved('event');
    return true;
  }

  async #release(first: number): Promise<void> {
    try {
      for (let next = first; ;) {
        const released = await this.#thread.call('release', next);
        if (released === undefined) break;
        next = released.through + 1;
        this.#acknowledge(released.through);
      }
      // What is left belongs to starts of the system whose time nobody will ever know.
      this.#quarantined = 0;
    } catch (error) {
      this.#condition.fail(`Readings that waited for the clock cannot be dated: ${String(error)}.`);
    }
  }

  #acknowledge(through: number | undefined): void {
    if (through === undefined) return;
    this.#committedThrough = through;
    for (const listener of this.#committedListeners) listener(through);
    this.outbox.moved('inbox');
  }

  async #catchUp(): Promise<void> {
    const now = nowOf(this.#options.clock);
    if (now === undefined) await this.roll();
    else await this.fold(now);
  }

  async #foldAll(now: number): Promise<void> {
    let folded = 0;
    for (;;) {
      const readings = await this.#thread.call('fold', now);
      if (readings === 0) break;
      folded += readings;
    }
    await this.roll(now);
    while ((await this.#thread.call('retain', now)) > 0);
    this.#foldSchedule.noteFolded(now);
    if (folded > 0) this.outbox.moved('block');
  }
}
