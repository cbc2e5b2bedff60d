/**
 * A disk with a cache, as a power cut treats it: what was synced is there; of the rest, each 512-byte sector of
 * each write and each truncate by itself is there or not, in whatever order, so that a sector may hold an older
 * version beside newer ones. That is more than a real disk mixes up, never less.
 *
 * Names: a creation is durable once the file itself was synced, which is what ext4 does (its fsync commits the
 * journal's transaction, which holds the new name); otherwise creations, renames and deletions are durable once
 * the folder was synced, and until then each is there or not by itself.
 */
import { shuffle, type Chance } from '../chance.ts';
import type { Deed } from './recording.ts';

const sectorSize = 512;

/** Which of the deeds that were not synced the disk has carried out all the same. */
export type Survival =
  { readonly of: 'all' } | { readonly of: 'none' } | { readonly of: 'some'; readonly chance: Chance };

type Change = Extract<Deed, { do: 'write' | 'truncate' }>;
type NameChange = Extract<Deed, { do: 'create' | 'rename' | 'unlink' }>;

export class Disk {
  readonly #contents = new Map<number, Content>();
  readonly #unsynced = new Map<number, Change[]>();
  readonly #names = new Map<string, number>();
  #unsyncedNames: NameChange[] = [];

  do(deed: Deed): void {
    switch (deed.do) {
      case 'create':
      case 'rename':
      case 'unlink':
        this.#unsyncedNames.push(deed);
        return;
      case 'write':
      case 'truncate':
        this.#changesOf(deed.file).push(deed);
        return;
      case 'sync':
        for (const change of this.#changesOf(deed.file)) this.#contentOf(deed.file).do(change);
        this.#unsynced.delete(deed.file);
        this.#syncNames((change) => change.do === 'create' && change.file === deed.file);
        return;
      case 'sync folder':
        this.#syncNames(() => true);
        return;
    }
  }

  hasUnsynced(file: number): boolean {
    return this.#unsynced.has(file);
  }

  /** The files that are found when the power is back. */
  afterPowerCut(survival: Survival): Map<string, Uint8Array> {
    // How much survives differs from cut to cut: nearly nothing and nearly all find other faults than half.
    const share = survival.of === 'some' ? survival.chance() : 0;
    const survives = (): boolean =>
      survival.of === 'all' || (survival.of === 'some' && survival.chance() < share);
    const names = new Map(this.#names);
    for (const change of this.#unsyncedNames) if (survives()) doName(names, change);
    return new Map(
      [...names].map(([name, file]) => {
        const content = this.#contentOf(file).copy();
        const changes = (this.#unsynced.get(file) ?? []).flatMap(sectors).filter(survives);
        if (survival.of === 'some') shuffle(changes, survival.chance);
        for (const change of changes) content.do(change);
        return [name, content.bytes()];
      }),
    );
  }

  #syncNames(which: (change: NameChange) => boolean): void {
    for (const change of this.#unsyncedNames.filter(which)) doName(this.#names, change);
    this.#unsyncedNames = this.#unsyncedNames.filter((change) => !which(change));
  }

  #contentOf(file: number): Content {
    const content = this.#contents.get(file) ?? new Content();
    this.#contents.set(file, content);
    return content;
  }

  #changesOf(file: number): Change[] {
    const changes = this.#unsynced.get(file) ?? [];
    this.#unsynced.set(file, changes);
    return changes;
  }
}

/** A file's bytes. */
class Content {
  #bytes: Uint8Array;
  #size: number;

  constructor(bytes = new Uint8Array(), size = 0) {
    this.#bytes = bytes;
    this.#size = size;
  }

  do(change: Change): void {
    if (change.do === 'truncate') {
      this.#bytes.fill(0, change.size);
      this.#grow(change.size);
      this.#size = change.size;
    } else {
      const end = change.at + change.bytes.length;
      this.#grow(end);
      this.#bytes.set(change.bytes, change.at);
      this.#size = Math.max(this.#size, end);
    }
  }

  copy(): Content {
    return new Content(this.#bytes.slice(), this.#size);
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  #grow(size: number): void {
    if (size <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(size, 2 * this.#bytes.length));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** What the disk can carry out of a change without the rest of it. */
function sectors(change: Change): Change[] {
  if (change.do === 'truncate') return [change];
  const { file, at, bytes } = change;
  const parts: Change[] = [];
  for (let from = at; from < at + bytes.length;) {
    const end = Math.min(at + bytes.length, from - (from % sectorSize) + sectorSize);
    parts.push({ do: 'write', file, at: from, bytes: bytes.subarray(from - at, end - at) });
    from = end;
  }
  return parts;
}

function doName(names: Map<string, number>, change: NameChange): void {
  if (change.do !== 'create') {
    for (const [name, file] of names) if (file === change.file) names.delete(name);
  }
  if (change.do !== 'unlink') names.set(change.name, change.file);
}
