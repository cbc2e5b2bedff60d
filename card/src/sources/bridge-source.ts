/**
 * The rooms of a bridge, live. Connects while anybody listens, and again whenever a connection ends;
 * in between the rooms stay, with the fault beside them.
 */
import { type Fault, LOADING } from '../rooms/rooms-state.ts';
import { connectToBridge } from './bridge-connection.ts';
import { type BridgeView, hearing, NOTHING_YET, stateOf } from './bridge-view.ts';
import { RoomsChannel } from './rooms-channel.ts';
import type { RoomsListener, RoomsSource } from './rooms-source.ts';

export interface BridgeSourceOptions {
  readonly url: string;
  /** Milliseconds to wait before attempt 0, 1, … since the last snapshot. */
  readonly retryDelay: (attempt: number) => number;
  /** A server that accepts and then shows no rooms for so long is given up. */
  readonly snapshotTimeoutMs: number;
}

export class BridgeSource implements RoomsSource {
  readonly #options: BridgeSourceOptions;
  readonly #channel = new RoomsChannel();
  #view: BridgeView = NOTHING_YET;
  #attempt = 0;
  /** Ends what is under way: a connection, or the wait for the next. */
  #present = new AbortController();

  constructor(options: BridgeSourceOptions) {
    this.#options = options;
  }

  subscribe(listener: RoomsListener): () => void {
    if (this.#channel.unheard) this.#connect();
    const unsubscribe = this.#channel.subscribe(listener);
    return () => {
      unsubscribe();
      if (this.#channel.unheard) this.#stop();
    };
  }

  #connect(): void {
    const connection = this.#begin();
    const end = (fault: Fault): void => {
      connection.abort();
      this.#retry(fault);
    };
    const lost = (): void => {
      end(this.#view.rooms === null ? 'unreachable' : 'lost');
    };
    const snapshotArrived = after(this.#options.snapshotTimeoutMs, connection.signal, lost);
    let live = false; // rooms of an earlier connection are not shown as present ones

    connectToBridge(this.#options.url, connection.signal, {
      heard: (message) => {
        const before = this.#view;
        this.#view = hearing(before, message);
        if (message.type === 'snapshot') {
          live = true;
          snapshotArrived();
          this.#attempt = 0;
        }
        if (live && this.#view !== before) this.#channel.publish(stateOf(this.#view));
      },
      ended: (why) => {
        if (why === 'other-version') end(why);
        else lost();
      },
    });
  }

  #retry(fault: Fault): void {
    after(this.#options.retryDelay(this.#attempt++), this.#begin().signal, () => {
      this.#connect();
    });
    this.#channel.publish(stateOf(this.#view, fault));
  }

  /** Nobody listens any more; who comes next starts afresh, as what is known by then is old. */
  #stop(): void {
    this.#present.abort();
    this.#view = NOTHING_YET;
    this.#attempt = 0;
    this.#channel.publish(LOADING);
  }

  #begin(): AbortController {
    this.#present = new AbortController();
    return this.#present;
  }
}

/** Runs once after `ms`, unless `signal` is aborted or the returned function is called before. */
function after(ms: number, signal: AbortSignal, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  const cancel = (): void => {
    clearTimeout(timer);
  };
  signal.addEventListener('abort', cancel);
  return cancel;
}
