/**
 * The mark: how far the store has got, written beside the database. A database that was cut, or whose WAL is
 * gone, opens as if nothing were missing; the mark is how it is noticed, and how many readings were in it.
 *
 * Two slots of one disk sector each, written in turn, so that a torn write spoils the older of the two only.
 * The text of a slot is `climat-guardian 1 SEQ READINGS COUNTER CRC32`, padded with spaces.
 */
import { closeSync, constants, existsSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

export interface Mark {
  /** The newest durable number. */
  readonly seq: number;
  /** Readings that the store holds: inbox, quarantine and blocks. */
  readonly readings: number;
}

interface Slot extends Mark {
  readonly counter: number;
}

const slotBytes = 512;
const pattern = /^(climat-guardian 1 (\d+) (\d+) (\d+)) (\d+) *\n$/;

export class MarkFile {
  readonly #file: number;
  readonly #found: Mark | undefined;
  #counter: number;

  /** Makes the file where there is none. */
  constructor(path: string) {
    this.#file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    const newest = newestSlot(this.#file);
    this.#found = newest;
    this.#counter = newest?.counter ?? 0;
  }

  /** As it was when the file was opened; undefined for a new or unreadable one. */
  get found(): Mark | undefined {
    return this.#found;
  }

  /**
   * To be called after a commit, never before. Without `sync` it costs no wait: a killed process leaves it to
   * the system, and a power cut leaves at worst an older mark.
   */
  write({ seq, readings }: Mark, { sync }: { readonly sync: boolean }): void {
    this.#counter++;
    const said = `climat-guardian 1 ${String(seq)} ${String(readings)} ${String(this.#counter)}`;
    const text = `${said} ${String(crc32(said))}`.padEnd(slotBytes - 1);
    writeSync(this.#file, `${text}\n`, (this.#counter % 2) * slotBytes);
    if (sync) fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The mark of a store that another process may be writing to. @param path the mark's own. */
export function readMark(path: string): Mark | undefined {
  if (!existsSync(path)) return undefined;
  const file = openSync(path, 'r');
  try {
    return newestSlot(file);
  } finally {
    closeSync(file);
  }
}

function newestSlot(file: number): Slot | undefined {
  const slots = [0, 1].flatMap((slot) => readSlot(file, slot) ?? []);
  return slots.toSorted((a, b) => b.counter - a.counter)[0];
}

function readSlot(file: number, slot: number): Slot | undefined {
  const bytes = Buffer.alloc(slotBytes);
  readSync(file, bytes, 0, slotBytes, slot * slotBytes);
  const [, said, seq, readings, counter, crc] = pattern.exec(bytes.toString('latin1')) ?? [];
  if (said === undefined || Number(crc) !== crc32(said)) return undefined;
  return { seq: Number(seq), readings: Number(readings), counter: Number(counter) };
}
