/**
 * What each live reader is told, by whichever way it listens: hello, snapshot, then changes and commit marks as they
 * come. A message is written once, however many listen.
 */
import { API_VERSION, type ServerMessage, type Site } from '../../api/schema.ts';
import type { Clock } from '../clock/clock.ts';
import type { LiveChange, LiveRooms } from './live-rooms.ts';

/** A listener this far behind is gone or stuck; it connects again and begins with a snapshot. */
export const maxBehindBytes = 1024 * 1024;

export interface LiveFeedOptions {
  readonly version: string;
  readonly bridgeId: string;
  readonly site: Site;
  readonly clock: Clock;
  readonly rooms: LiveRooms;
  /** The newest durable `seq`, and what is told each time it moves. */
  readonly committedThrough: () => number;
  readonly onCommitted: (listener: (through: number) => void) => () => void;
}

/** One for all who listen. */
export interface LiveMessage {
  readonly message: ServerMessage;
  readonly json: string;
  /** The same, as it is sent. */
  readonly bytes: Buffer;
}

export interface LiveListener {
  readonly mayReadRoom: (room: string) => boolean;
  readonly tell: (told: LiveMessage) => void;
  /** What it is sent by, which can be told to wait for more. */
  readonly wire: { readonly cork: () => void; readonly uncork: () => void };
}

/**
 * After a message, those of so many milliseconds are sent together: one call of the system for each who listens,
 * not one a message. Who is told little is told at once.
 */
const bundleMs = 25;

export class LiveFeed implements Disposable {
  readonly #options: LiveFeedOptions;
  readonly #listeners = new Set<LiveListener>();
  /** Those for whom something waits until the bundle is closed. */
  readonly #held = new Set<LiveListener>();
  #bundle: NodeJS.Timeout | undefined;
  readonly #ends: readonly (() => void)[];

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    const { clock, rooms, onCommitted } = options;
    let wasTrusted = clock.isTrusted();
    this.#ends = [
      rooms.onChange((change) => {
        this.#tellAll(messageOf(change), change.kind === 'room' ? change.room.id : change.room);
      }),
      onCommitted((through) => {
        this.#tellAll({ type: 'committed', through });
      }),
      clock.onTrust(() => {
        if (!wasTrusted) this.#tellAll({ type: 'clock', trusted: true });
        wasTrusted = true;
      }),
    ];
  }

  /** The listener is told hello and snapshot at once. @returns what ends it. */
  join(listener: LiveListener): () => void {
    const { bridgeId, clock, rooms, site, version, committedThrough } = this.#options;
    const trusted = clock.isTrusted();
    const hello = {
      type: 'hello',
      api: API_VERSION,
      version,
      id: bridgeId,
      site,
      clock: { trusted },
    } as const;
    listener.tell(toldOf(hello));
    const visible = rooms.rooms().filter(({ id }) => listener.mayReadRoom(id));
    listener.tell(toldOf({ type: 'snapshot', rooms: visible, through: committedThrough() }));
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      this.#held.delete(listener);
    };
  }

  [Symbol.dispose](): void {
    for (const end of this.#ends) end();
    clearTimeout(this.#bundle);
    this.#send();
  }

  /** @param room of which it tells; undefined: of none. */
  #tellAll(message: ServerMessage, room?: string): void {
    if (this.#listeners.size === 0) return;
    const told = toldOf(message);
    for (const listener of this.#listeners) {
      if (room !== undefined && !listener.mayReadRoom(room)) continue;
      if (this.#bundle !== undefined && !this.#held.has(listener)) {
        listener.wire.cork();
        this.#held.add(listener);
      }
      listener.tell(told);
    }
    this.#bundle ??= setTimeout(() => {
      this.#closeBundle();
    }, bundleMs);
  }

  #closeBundle(): void {
    const isBusy = this.#held.size > 0;
    this.#send();
    if (isBusy) this.#bundle?.refresh();
    else this.#bundle = undefined;
  }

  #send(): void {
    for (const { wire } of this.#held) wire.uncork();
    this.#held.clear();
  }
}

function toldOf(message: ServerMessage): LiveMessage {
  const json = JSON.stringify(message);
  return { message, json, bytes: Buffer.from(json) };
}

function messageOf(change: LiveChange): ServerMessage {
  if (change.kind === 'room') return { type: 'room', room: change.room };
  if (change.kind === 'room-removed') return { type: 'room-removed', room: change.room };
  const { kind: type, ...reading } = change;
  return { type, ...reading };
}
