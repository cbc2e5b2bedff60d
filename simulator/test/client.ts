import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Frame } from '../src/frame.ts';
import { MESSAGE } from '../src/messages.ts';
import { PlaintextCodec } from '../src/plaintext.ts';
import { type Field, MessageWriter, readFields } from '../src/wire.ts';

const DEADLINE_MS = 20_000;

interface Reachable {
  readonly address?: string;
  readonly port: number;
}

/** A client that says whatever a test wants it to, well-formed or not. Every wait ends with an error in time. */
export class Client implements Disposable {
  readonly #socket: Socket;
  readonly #codec = new PlaintextCodec();
  readonly #frames: AsyncGenerator<Frame, undefined>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#frames = this.#read();
  }

  static async connect({ port, address = '127.0.0.1' }: Reachable): Promise<Client> {
    const socket = connect({ port, host: address, signal: AbortSignal.timeout(DEADLINE_MS) });
    await once(socket, 'connect');
    return new Client(socket);
  }

  /** Connects and says hello, as a client of the given API version. */
  static async greeting(device: Reachable, major = 1, minor = 14): Promise<Client> {
    const client = await Client.connect(device);
    const hello = new MessageWriter().string(1, 'test').uint32(2, major).uint32(3, minor).finish();
    client.say(MESSAGE.helloRequest, hello);
    await client.next(MESSAGE.helloResponse);
    return client;
  }

  say(type: number, payload: Uint8Array = new Uint8Array()): void {
    this.send(this.#codec.encode({ type, payload }));
  }

  send(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** The next message of this type; others before it are passed over. Rejects when the connection ends before. */
  async next(type: number): Promise<Frame> {
    for (;;) {
      const frame = await this.#frame();
      if (frame === undefined) throw ended(type);
      if (frame.type === type) return frame;
    }
  }

  /** The messages before the next one of this type. Rejects when the connection ends before. */
  async until(type: number): Promise<Frame[]> {
    const before: Frame[] = [];
    for (;;) {
      const frame = await this.#frame();
      if (frame === undefined) throw ended(type);
      if (frame.type === type) return before;
      before.push(frame);
    }
  }

  /** Everything that still comes until the device closes the connection. */
  async rest(): Promise<Frame[]> {
    const frames: Frame[] = [];
    for (;;) {
      const frame = await this.#frame();
      if (frame === undefined) return frames;
      frames.push(frame);
    }
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  async #frame(): Promise<Frame | undefined> {
    return (await this.#frames.next()).value;
  }

  async *#read(): AsyncGenerator<Frame, undefined> {
    const chunks = this.#socket[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
    for (;;) {
      const chunk = await chunks.next().catch(resetIsAnEnd);
      if (chunk.done === true) return;
      yield* this.#codec.receive(chunk.value).frames;
    }
  }
}

/** A message's fields by number. */
export function fields(frame: Frame): Map<number, Field['value']> {
  return new Map(Array.from(readFields(frame.payload), ({ field, value }) => [field, value]));
}

export function text(value: Field['value'] | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : '';
}

/** The 32 bits of a float field as a number. */
export function float(value: Field['value'] | undefined): number {
  if (typeof value !== 'number') return 0;
  const bits = new DataView(new ArrayBuffer(4));
  bits.setUint32(0, value);
  return bits.getFloat32(0);
}

function ended(type: number): Error {
  return new Error(`the connection ended before a message of type ${String(type)}`);
}

/** A device that closes on unread bytes resets the connection: for a client that is an end as well. */
function resetIsAnEnd(error: unknown): IteratorResult<Buffer, undefined> {
  if (error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) {
    return { done: true, value: undefined };
  }
  throw error;
}
