/** How the store is: what is wrong with it, in sentences, and what that has cost so far. */
import type { DiskState, EventKind, StoreFigures } from './types.ts';
import type { Written } from './writer-state.ts';

export interface ConditionOptions {
  readonly log: (message: string) => void;
  /** Writes an event. */
  readonly note: (kind: EventKind, cause: string | null) => void;
}

export class Condition {
  readonly #options: ConditionOptions;
  #damage: string | undefined;
  /** Readings found damaged since the store was opened. */
  #unreadable = 0;
  #failure: string | undefined;
  #isFull = false;
  /** Readings were refused since the disk last took something, though it was not full. */
  #isSlow = false;
  #disk: DiskState | undefined;
  /** Readings that found no room to wait in, and why the last one. */
  #refused = 0;
  #refusedAsFull = 0;
  #refusedAs = '';
  /** How many had been refused when the disk became full. */
  #refusedBefore = 0;
  #conflicts = 0;
  #tooLate = 0;

  constructor(options: ConditionOptions) {
    this.#options = options;
  }

  /** Nothing can be written: the disk has no room. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** A sentence, while nothing can be written. */
  get failure(): string | undefined {
    return this.#failure;
  }

  sentences(): string[] {
    const refused =
      this.#refused > 0
        ? `${this.#failure ?? this.#refusedAs} ${String(this.#refused)} readings were not kept.`
        : this.#failure;
    const conflicts =
      this.#conflicts > 0
        ? `${String(this.#conflicts)} readings contradicted others of the same sensor and instant; the first ones were kept.`
        : undefined;
    const tooLate =
      this.#tooLate > 0
        ? `${String(this.#tooLate)} readings came too late: the raw readings of their hours were dropped (store: keep_raw).`
        : undefined;
    return [this.#damage, refused, conflicts, tooLate, diskSentence(this.#disk)].filter(
      (sentence) => sentence !== undefined,
    );
  }

  figures(): Pick<StoreFigures, 'conflicts' | 'tooLate' | 'refused' | 'damaged' | 'disk'> {
    return {
      conflicts: this.#conflicts,
      tooLate: this.#tooLate,
      refused: { full: this.#refusedAsFull, slow: this.#refused - this.#refusedAsFull },
      damaged: this.#unreadable,
      disk: this.#disk,
    };
  }

  /** The store was damaged; it is mended. */
  damaged(sentence: string): void {
    this.#options.log(sentence);
    this.#damage = sentence;
  }

  /** A reading found no room to wait in. */
  refused(): void {
    this.#refused++;
    if (this.#isFull) this.#refusedAsFull++;
    this.#refusedAs = this.#isFull ? 'The disk was full.' : 'The disk was too slow.';
    if (this.#isFull || this.#isSlow) return;
    this.#isSlow = true;
    this.#refusedBefore = this.#refused - 1;
    this.#options.note('disk-slow', null);
  }

  written({ conflicts, tooLate, damagedReadings, gaveUpBallast }: Written): void {
    if (gaveUpBallast) this.gaveUpBallast();
    else this.#recover();
    this.#conflicts += conflicts;
    this.#tooLate += tooLate;
    if (damagedReadings > this.#unreadable) {
      const sentence = `The store has rows whose checksums do not fit any more: ${String(damagedReadings)} readings are lost.`;
      this.damaged(sentence);
      this.#options.note('store-damaged', sentence);
    }
    this.#unreadable = damagedReadings;
  }

  gaveUpBallast(): void {
    this.fail('The disk is full: the room kept for this day is in use now.');
  }

  full(): void {
    if (!this.#isFull) {
      this.#isFull = true;
      if (!this.#isSlow) this.#refusedBefore = this.#refused;
      // Written down once there is room, in the time of now.
      this.#options.note('disk-full', null);
    }
    this.fail('The disk is full: readings cannot be kept. Make room on it.');
  }

  /** Logged where it is news. */
  fail(failure: string): void {
    if (this.#failure !== failure) this.#options.log(failure);
    this.#failure = failure;
  }

  disk(state: DiskState): void {
    const before = diskSentence(this.#disk);
    this.#disk = state;
    const sentence = diskSentence(state);
    if (sentence !== undefined && before === undefined) this.#options.log(sentence);
  }

  #recover(): void {
    if (this.#isFull || this.#isSlow) {
      const cost = this.#refused - this.#refusedBefore;
      this.#options.note('disk-recovered', `${String(cost)} readings were not kept`);
    }
    this.#isFull = false;
    this.#isSlow = false;
    this.#failure = undefined;
  }
}

function diskSentence(disk: DiskState | undefined): string | undefined {
  if (disk?.isLow !== true) return undefined;
  const free = Math.round(disk.freeBytes / 1024 / 1024);
  return `The disk is nearly full: ${String(free)} MB are free, less than a tenth. Make room on it.`;
}
