import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Frame, FrameCodec, Received } from './frame.ts';
import { Responder, type Transport } from './noise-handshake.ts';

const INDICATOR = 1;
const HEADER_BYTES = 3;
/** ESPHome 2026.6 on an ESP32. */
const MAX_HANDSHAKE_BYTES = 128;
const MAX_MESSAGE_BYTES = 32_768;
/** Before each payload, inside the ciphertext: the type and the length, two bytes each. */
const TYPE_AND_LENGTH_BYTES = 4;
/** The only protocol there is; the first byte of the server's hello. */
const CHOSEN_PROTOCOL = 1;
const HANDSHAKE = { well: 0, refused: 1 } as const;
const PROLOGUE = 'NoiseAPIInit';

export interface NoiseOptions {
  /** ESPHome's node name. */
  readonly name: string;
  /** Lower case, colons. */
  readonly mac: string;
  /** 32 bytes in base64, as in the device's YAML. */
  readonly key: string;
  /** An X25519 private key; default: a new one. */
  readonly ephemeral?: KeyObject;
}

type Stage =
  | { readonly at: 'hello' }
  | { readonly at: 'handshake'; readonly responder: Responder }
  | { readonly at: 'data'; readonly transport: Transport };

/** What one frame from the client came to, and the stage that follows it. */
type Step = Omit<Received, 'frames'> & { readonly frame?: Frame; readonly next?: Stage };

/** A one, the length in two bytes, and what it is the length of: ESPHome with `encryption:`. */
export class NoiseCodec implements FrameCodec {
  readonly #options: NoiseOptions;
  #stage: Stage = { at: 'hello' };
  /** At most one frame and what arrived with its end: an oversize frame is refused by its header. */
  #pending: Uint8Array = new Uint8Array();

  constructor(options: NoiseOptions) {
    this.#options = options;
  }

  receive(bytes: Uint8Array): Received {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    const frames: Frame[] = [];
    const answers: Uint8Array[] = [];
    for (;;) {
      const step = this.#step();
      if (step?.frame !== undefined) frames.push(step.frame);
      if (step?.answer !== undefined) answers.push(step.answer);
      if (step?.next !== undefined) this.#stage = step.next;
      if (step !== undefined && step.broken === undefined) continue;
      return {
        frames,
        ...(answers.length > 0 && { answer: Buffer.concat(answers) }),
        ...(step?.broken !== undefined && { broken: step.broken }),
      };
    }
  }

  encode({ type, payload }: Frame): Uint8Array {
    if (this.#stage.at !== 'data') throw new Error('nothing can be said before the handshake is over');
    const message = Buffer.alloc(TYPE_AND_LENGTH_BYTES + payload.length);
    message.writeUInt16BE(type, 0);
    message.writeUInt16BE(payload.length, 2);
    message.set(payload, TYPE_AND_LENGTH_BYTES);
    return framed(this.#stage.transport.toClient.seal(message));
  }

  /** @returns undefined where the next frame is not all there yet */
  #step(): Step | undefined {
    if (this.#pending.length < HEADER_BYTES) return undefined;
    const [indicator, high = 0, low = 0] = this.#pending;
    const length = (high << 8) | low;
    if (indicator !== INDICATOR) return this.#refuse('Bad indicator byte');
    const most = this.#stage.at === 'data' ? MAX_MESSAGE_BYTES : MAX_HANDSHAKE_BYTES;
    if (length > most) return this.#refuse('Bad handshake packet len');
    const end = HEADER_BYTES + length;
    if (this.#pending.length < end) return undefined;
    const content = this.#pending.subarray(HEADER_BYTES, end);
    this.#pending = this.#pending.subarray(end);
    if (this.#stage.at === 'hello') return this.#greet(content);
    if (this.#stage.at === 'handshake') return this.#shakeHands(content, this.#stage.responder);
    return decrypt(content, this.#stage.transport);
  }

  /** Answers the client's hello, which so far is always empty but is part of the prologue whatever it says. */
  #greet(clientHello: Uint8Array): Step {
    const { name, mac, key, ephemeral } = this.#options;
    const length = Uint8Array.of(clientHello.length >> 8, clientHello.length);
    const prologue = Buffer.concat([Buffer.from(PROLOGUE), length, clientHello]);
    const responder = new Responder(prologue, {
      psk: Buffer.from(key, 'base64'),
      ephemeral: ephemeral ?? generateKeyPairSync('x25519').privateKey,
    });
    const hello = Buffer.from(`${name}\0${mac.replaceAll(':', '')}\0`);
    const answer = framed(Buffer.concat([Uint8Array.of(CHOSEN_PROTOCOL), hello]));
    return { answer, next: { at: 'handshake', responder } };
  }

  #shakeHands(content: Uint8Array, responder: Responder): Step {
    const [status] = content;
    if (status === undefined) return this.#refuse('Empty handshake message');
    if (status !== HANDSHAKE.well) return this.#refuse('Bad handshake error byte');
    const opened = responder.read(content.subarray(1));
    if ('failure' in opened) {
      return this.#refuse(opened.failure === 'MAC failure' ? 'Handshake MAC failure' : 'Handshake error');
    }
    try {
      const message = responder.write(new Uint8Array());
      const answer = framed(Buffer.concat([Uint8Array.of(HANDSHAKE.well), message]));
      return { answer, next: { at: 'data', transport: responder.split() } };
    } catch {
      return { broken: 'a public key without a secret' };
    }
  }

  /** Says why, which ESPHome does only before there are keys. */
  #refuse(reason: string): Step {
    if (this.#stage.at === 'data') return { broken: reason };
    const answer = framed(Buffer.concat([Uint8Array.of(HANDSHAKE.refused), Buffer.from(reason)]));
    return { answer, broken: reason };
  }
}

function decrypt(content: Uint8Array, { fromClient }: Transport): Step {
  const message = fromClient.open(content);
  if (message === undefined) return { broken: 'a message that this client cannot have encrypted' };
  const [typeHigh, typeLow = 0, lengthHigh = 0, lengthLow] = message;
  if (typeHigh === undefined || lengthLow === undefined) return { broken: 'a message without a type' };
  const end = TYPE_AND_LENGTH_BYTES + ((lengthHigh << 8) | lengthLow);
  if (end > message.length) return { broken: 'a message shorter than it says' };
  return {
    frame: { type: (typeHigh << 8) | typeLow, payload: message.subarray(TYPE_AND_LENGTH_BYTES, end) },
  };
}

function framed(content: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(INDICATOR, content.length >> 8, content.length), content]);
}
