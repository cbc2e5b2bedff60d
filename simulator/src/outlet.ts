import type { Socket } from 'node:net';

/** A client this far behind with reading is cut off, as ESPHome does when its buffer is full. */
const MAX_UNSENT_BYTES = 65_536;

/** The way out of a connection: at once, or byte by byte as over a radio link that hardly holds. */
export class Outlet {
  readonly #socket: Socket;
  #dripMs: number | undefined;
  /** What has not dripped out yet. */
  #waiting: Uint8Array = new Uint8Array();
  #drop: NodeJS.Timeout | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('close', () => {
      clearTimeout(this.#drop);
    });
  }

  write(bytes: Uint8Array): void {
    if (this.#dripMs === undefined) this.#socket.write(bytes);
    else this.#waiting = Buffer.concat([this.#waiting, bytes]);
    if (this.#socket.writableLength + this.#waiting.length > MAX_UNSENT_BYTES) this.#socket.destroy();
  }

  /** Says a last word and closes, whether or not the client does. */
  end(lastWord: Uint8Array): void {
    clearTimeout(this.#drop);
    this.#socket.end(Buffer.concat([this.#waiting, lastWord]), () => this.#socket.destroy());
    this.#waiting = new Uint8Array();
  }

  /** @param everyMs from one byte to the next; undefined: everything at once again */
  drip(everyMs: number | undefined): void {
    this.#dripMs = everyMs;
    clearTimeout(this.#drop);
    if (everyMs !== undefined) {
      this.#dripIn(everyMs);
      return;
    }
    if (this.#waiting.length > 0 && this.#socket.writable) this.#socket.write(this.#waiting);
    this.#waiting = new Uint8Array();
  }

  #dripIn(everyMs: number): void {
    this.#drop = setTimeout(() => {
      if (this.#socket.destroyed) return;
      if (this.#waiting.length > 0) this.#socket.write(this.#waiting.subarray(0, 1));
      this.#waiting = this.#waiting.subarray(1);
      this.#dripIn(everyMs);
    }, everyMs);
  }
}
