/**
 * Room on the disk. A full SQLite cannot even delete, so a file without content, the ballast, keeps some room
 * that is given up when the disk is full; it is laid down again when there is room.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DiskState } from './types.ts';

const lowShare = 0.1;
const chunkBytes = 1024 * 1024;

export class Disk {
  readonly #folder: string;
  readonly #ballast: string;
  readonly #ballastBytes: number;

  /** @param path the database's. @param ballastBytes 0: none is laid. */
  constructor(path: string, ballastBytes: number) {
    this.#folder = dirname(path);
    this.#ballast = `${path}.ballast`;
    this.#ballastBytes = ballastBytes;
  }

  state(): DiskState {
    const { bavail, bsize, blocks } = statfsSync(this.#folder);
    const [freeBytes, totalBytes] = [bavail * bsize, blocks * bsize];
    return {
      freeBytes,
      totalBytes,
      isLow: freeBytes < totalBytes * lowShare,
      hasBallast: this.#hasBallast(),
    };
  }

  /** Lays the ballast down where there is twice its room; half a ballast is none. */
  layBallast(): void {
    if (this.#ballastBytes === 0 || this.#hasBallast()) return;
    if (this.state().freeBytes < 2 * this.#ballastBytes) return;
    try {
      // Random, as a file system that compresses would keep no room for zeros.
      const chunk = randomBytes(chunkBytes);
      const file = openSync(this.#ballast, 'w', 0o600);
      try {
        // Written, not only made long: a hole in a file keeps no room.
        for (let written = 0; written < this.#ballastBytes; written += chunkBytes) writeSync(file, chunk);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    } catch {
      this.dropBallast();
    }
  }

  /** @returns whether there was one. */
  dropBallast(): boolean {
    const had = this.#hasBallast();
    rmSync(this.#ballast, { force: true });
    return had;
  }

  /** One is wanted, and there is no room for it. */
  get isWithoutBallast(): boolean {
    return this.#ballastBytes > 0 && !this.#hasBallast();
  }

  #hasBallast(): boolean {
    return statSync(this.#ballast, { throwIfNoEntry: false }) !== undefined;
  }
}
