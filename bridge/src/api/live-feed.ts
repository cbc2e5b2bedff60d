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

export interface LiveListener {
  readonly mayReadRoom: (room: string) => boolean;
  /** @param json the message, as it is sent. */
  readonly tell: (message: ServerMessage, json: string) => void;
}

export class LiveFeed implements Disposable {
  readonly #options: LiveFeedOptions;
  readonly #listeners = new Set<LiveListener>();
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
    tell(listener, { type: 'hello', api: API_VERSION, version, id: bridgeId, site, clock: { trusted } });
    const visible = rooms.rooms().filter(({ id }) => listener.mayReadRoom(id));
    tell(listener, { type: 'snapshot', rooms: visible, through: committedThrough() });
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  [Symbol.dispose](): void {
    for (const end of this.#ends) end();
  }

  /** @param room of which it tells; undefined: of none. */
  #tellAll(message: ServerMessage, room?: string): void {
    if (this.#listeners.size === 0) return;
    const json = JSON.stringify(message);
    for (const listener of this.#listeners) {
      if (room === undefined || listener.mayReadRoom(room)) listener.tell(message, json);
    }
  }
}

function tell(listener: LiveListener, message: ServerMessage): void {
  listener.tell(message, JSON.stringify(message));
}

function messageOf(change: LiveChange): ServerMessage {
  if (change.kind === 'room') return { type: 'room', room: change.room };
  const { room, quantity, value, seq } = change;
  return { type: 'reading', room, quantity, value, seq };
}
