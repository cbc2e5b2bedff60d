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
  /** Asked whenever a connection has failed, as a browser tells nobody why. */
  readonly isSignedOut: () => Promise<boolean>;
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
    const lost = (): void => {
      connection.abort();
      void this.#askWhy();
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
        if (why === 'closed') lost();
        else {
          connection.abort();
          this.#retry(why);
        }
      },
    });
  }

  async #askWhy(): Promise<void> {
    const asking = this.#begin();
    // Rooms that are shown are not live from now on. Without any, what is said stays until more is known.
    if (this.#view.rooms !== null) this.#channel.publish(stateOf(this.#view, 'lost'));
    const isSignedOut = await this.#options.isSignedOut();
    if (asking.signal.aborted) return;
    if (isSignedOut) this.#view = NOTHING_YET;
    if (this.#view.rooms !== null) this.#wait();
    else this.#retry(isSignedOut ? 'signed-out' : 'unreachable');
  }

  #retry(fault: Fault): void {
    this.#wait();
    this.#channel.publish(stateOf(this.#view, fault));
  }

  #wait(): void {
    after(this.#options.retryDelay(this.#attempt++), this.#begin().signal, () => {
      this.#connect();
    });
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
