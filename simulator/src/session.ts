import type { Socket } from 'node:net';
import type { Frame, FrameCodec } from './frame.ts';
import { empty, helloResponse, MESSAGE, readHello, readTime } from './messages.ts';
import { Outlet } from './outlet.ts';

/** What a session asks of the device it belongs to. */
export interface Firmware {
  readonly name: string;
  describe(): Frame;
  /** @param spelled whether object ids are to be spelled out */
  entities(spelled: boolean): readonly Frame[];
  /** The last state of each entity. */
  states(): readonly Frame[];
  /** A client told the time. @param at seconds since 1970, UTC */
  setClock(at: number): void;
}

const BEFORE_HELLO = new Set<number>([MESSAGE.helloRequest, MESSAGE.disconnectRequest, MESSAGE.pingRequest]);
/** ESPHome hangs up on a client that has not said hello by then. */
const HELLO_WITHIN_MS = 60_000;

/** One client's conversation with a device, as ESPHome 2026.6 holds it. Ends with its socket. */
export class Session {
  readonly #socket: Socket;
  readonly #outlet: Outlet;
  readonly #codec: FrameCodec;
  readonly #firmware: Firmware;
  readonly #keepAliveMs: number;
  #greeted = false;
  /** Whether this client wants object ids spelled out. */
  #spelled = true;
  #subscribed = false;
  #frozen = false;
  /** Goes off when the client has been silent for too long. */
  #alarm: NodeJS.Timeout | undefined;

  /** @param keepAliveMs silence after which the device asks for a sign of life; it hangs up after 2.5 times that */
  constructor(socket: Socket, codec: FrameCodec, firmware: Firmware, keepAliveMs: number) {
    this.#socket = socket;
    this.#outlet = new Outlet(socket);
    this.#codec = codec;
    this.#firmware = firmware;
    this.#keepAliveMs = keepAliveMs;
    this.#wind(HELLO_WITHIN_MS, this.close);
    // A client that resets its connection is no fault of the device; 'close' follows.
    socket.on('error', this.close);
    socket.on('close', () => {
      clearTimeout(this.#alarm);
    });
    socket.on('data', (bytes) => {
      this.#receive(bytes);
    });
  }

  /** Sends states to a client that has asked for them. */
  publish(states: readonly Frame[]): void {
    if (this.#subscribed) this.#send(states);
  }

  /** Asks a client that has said hello what time it is, as `time: homeassistant` does. */
  askTime(): void {
    if (this.#greeted) this.#send([empty(MESSAGE.getTimeRequest)]);
  }

  /** Neither reads nor answers any more, as a device that hangs; what comes meanwhile waits in the socket. */
  freeze(): void {
    this.#frozen = true;
    this.#socket.pause();
    clearTimeout(this.#alarm);
  }

  thaw(): void {
    this.#frozen = false;
    if (this.#greeted) this.#listenForLife();
    else this.#wind(HELLO_WITHIN_MS, this.close);
    this.#socket.resume();
  }

  /** Cuts the connection without a word. */
  readonly close = (): void => {
    this.#socket.destroy();
  };

  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Sends bytes that no codec has made. */
  garble(bytes: Uint8Array): void {
    if (!this.#frozen && this.#socket.writable) this.#outlet.write(bytes);
  }

  /** @param everyMs from one byte to the next; undefined: everything at once again */
  drip(everyMs: number | undefined): void {
    this.#outlet.drip(everyMs);
  }

  #receive(bytes: Uint8Array): void {
    const { frames, answer, broken } = this.#codec.receive(bytes);
    for (const frame of frames) {
      this.#handle(frame);
      if (this.#socket.writableEnded || this.#socket.destroyed) return;
    }
    if (broken !== undefined) this.#hangUp(answer);
    else if (answer !== undefined) this.#outlet.write(answer);
  }

  #handle({ type, payload }: Frame): void {
    if (!this.#greeted && !BEFORE_HELLO.has(type)) {
      this.close();
      return;
    }
    if (type === MESSAGE.helloRequest) this.#greet(payload);
    // Until hello the time only runs down: a client cannot hold its place by pinging.
    if (this.#greeted) this.#listenForLife();
    if (type === MESSAGE.disconnectRequest) this.#sayGoodbye();
    else if (type === MESSAGE.disconnectResponse) this.close();
    else this.#send(this.#answer(type));
    if (type === MESSAGE.subscribeStatesRequest) this.#subscribed = true;
    if (type === MESSAGE.getTimeResponse) this.#firmware.setClock(readTime(payload));
  }

  #greet(payload: Uint8Array): void {
    const { major, minor } = readHello(payload);
    this.#greeted = true;
    this.#spelled = major < 1 || (major === 1 && minor < 14);
  }

  #answer(type: number): readonly Frame[] {
    switch (type) {
      case MESSAGE.helloRequest:
        return [helloResponse(this.#firmware.name)];
      case MESSAGE.authenticationRequest:
        // ESPHome has had no passwords since 2026.1 and stays silent; clients from before wait for this.
        return [empty(MESSAGE.authenticationResponse)];
      case MESSAGE.pingRequest:
        return [empty(MESSAGE.pingResponse)];
      case MESSAGE.deviceInfoRequest:
        return [this.#firmware.describe()];
      case MESSAGE.listEntitiesRequest:
        return [...this.#firmware.entities(this.#spelled), empty(MESSAGE.listEntitiesDoneResponse)];
      case MESSAGE.subscribeStatesRequest:
        return this.#firmware.states();
      default:
        // GetTimeRequest among the rest: an ESP32 with these entities reads it and leaves it unanswered.
        return [];
    }
  }

  #listenForLife(): void {
    this.#wind(this.#keepAliveMs, () => {
      this.#send([empty(MESSAGE.pingRequest)]);
      this.#wind(this.#keepAliveMs * 1.5, this.close);
    });
  }

  #wind(afterMs: number, goOff: () => void): void {
    clearTimeout(this.#alarm);
    this.#alarm = setTimeout(goOff, afterMs);
  }

  #send(frames: readonly Frame[]): void {
    if (frames.length === 0 || this.#frozen || this.#socket.destroyed) return;
    this.#outlet.write(Buffer.concat(frames.map((frame) => this.#codec.encode(frame))));
  }

  #sayGoodbye(): void {
    this.#hangUp(this.#codec.encode(empty(MESSAGE.disconnectResponse)));
  }

  #hangUp(lastWord: Uint8Array = new Uint8Array()): void {
    this.#subscribed = false;
    this.#outlet.end(lastWord);
  }
}
