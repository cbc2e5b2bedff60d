import type { Frame, FrameCodec, Received } from './frame.ts';
import { readVarint, varint } from './wire.ts';

/** An ESP32 takes no longer message (ESPHome 2026.6). */
const MAX_PAYLOAD_BYTES = 32_768;
/** Indicator, length and type; ESPHome gives up on a header that is longer. */
const MAX_HEADER_BYTES = 5;
/** What ESPHome answers to a client that speaks Noise; clients know it by its first byte. */
const BAD_INDICATOR = Buffer.from('\0Bad indicator byte');

type Header = 'incomplete' | { broken: string } | { type: number; start: number; end: number };

/** A zero byte, the length and the type as varints, the payload: ESPHome without encryption. */
export class PlaintextCodec implements FrameCodec {
  /** At most one frame and what arrived with its end: an oversize frame is refused by its header. */
  #pending: Uint8Array = new Uint8Array();

  receive(bytes: Uint8Array): Received {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    const frames: Frame[] = [];
    for (;;) {
      const [indicator] = this.#pending;
      if (indicator !== undefined && indicator !== 0) {
        return { frames, answer: BAD_INDICATOR, broken: `indicator byte ${String(indicator)}` };
      }
      const header = readHeader(this.#pending);
      if (header === 'incomplete') return { frames };
      if ('broken' in header) return { frames, broken: header.broken };
      if (this.#pending.length < header.end) return { frames };
      frames.push({ type: header.type, payload: this.#pending.subarray(header.start, header.end) });
      this.#pending = this.#pending.subarray(header.end);
    }
  }

  encode(frame: Frame): Uint8Array {
    return Buffer.concat([
      Uint8Array.of(0, ...varint(frame.payload.length), ...varint(frame.type)),
      frame.payload,
    ]);
  }
}

function readHeader(bytes: Uint8Array): Header {
  const header = bytes.subarray(0, MAX_HEADER_BYTES);
  const length = readVarint(header, 1);
  if (length !== undefined && length.value > MAX_PAYLOAD_BYTES) {
    return { broken: `message of ${String(length.value)} bytes` };
  }
  const type = length === undefined ? undefined : readVarint(header, length.end);
  if (length !== undefined && type !== undefined) {
    return { type: type.value, start: type.end, end: type.end + length.value };
  }
  return bytes.length > MAX_HEADER_BYTES ? { broken: 'endless header' } : 'incomplete';
}
