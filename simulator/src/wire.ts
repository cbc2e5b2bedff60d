/**
 * Protocol Buffers' wire format, as much of it as ESPHome's messages need. Written from the encoding
 * specification and from nothing else: a simulator that shared its codec with a client would share its faults.
 */

const WIRE_TYPE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** The longest varint there is: 64 bits in groups of seven. */
const MAX_VARINT_BYTES = 10;

interface Varint {
  /** The low 32 bits; no field that a client sends us is wider. */
  readonly value: number;
  /** Offset of the first byte after it. */
  readonly end: number;
}

/** @returns undefined where the bytes end before the varint does, or it goes on past ten bytes. */
export function readVarint(bytes: Uint8Array, start: number): Varint | undefined {
  let value = 0;
  for (let index = 0; index < MAX_VARINT_BYTES; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) return undefined;
    // A shift of 32 or more would wrap around to the low bits.
    if (index < 5) value |= (byte & 0x7f) << (7 * index);
    if (byte < 0x80) return { value: value >>> 0, end: start + index + 1 };
  }
  return undefined;
}

/** @param value a whole number, 0 … 2³² − 1 */
export function varint(value: number): number[] {
  const bytes = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return bytes;
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/**
 * Writes one message, field by field. As proto3 says, a field at its default (0, false, '') is left out; `fixed32` and
 * `bytes` are always written, for what ESPHome writes whatever its value.
 */
export class MessageWriter {
  readonly #bytes: number[] = [];

  uint32(field: number, value: number): this {
    if (value === 0) return this;
    this.#tag(field, WIRE_TYPE.varint);
    this.#bytes.push(...varint(value));
    return this;
  }

  bool(field: number, value: boolean): this {
    return this.uint32(field, value ? 1 : 0);
  }

  fixed32(field: number, value: number): this {
    this.#tag(field, WIRE_TYPE.fixed32);
    this.#bytes.push(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
    return this;
  }

  /** 32-bit; NaN is a value and is written. */
  float(field: number, value: number): this {
    const bits = new DataView(new ArrayBuffer(4));
    bits.setFloat32(0, value);
    return bits.getUint32(0) === 0 ? this : this.fixed32(field, bits.getUint32(0));
  }

  string(field: number, value: string): this {
    return value === '' ? this : this.bytes(field, utf8(value));
  }

  /** Bytes, or a message within this one. */
  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, WIRE_TYPE.bytes);
    this.#bytes.push(...varint(value.length), ...value);
    return this;
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #tag(field: number, wireType: number): void {
    this.#bytes.push(...varint((field << 3) | wireType));
  }
}

/** A field as it stood on the wire; what the number means is for the reader of the message to say. */
export type Field =
  | { readonly field: number; readonly kind: 'number'; readonly value: number }
  | { readonly field: number; readonly kind: 'bytes'; readonly value: Uint8Array };

/**
 * The fields of a message in their order. Ends silently at the first byte that makes no sense: ESPHome keeps
 * what it understood of a damaged message and answers all the same.
 */
export function* readFields(message: Uint8Array): Generator<Field> {
  let offset = 0;
  while (offset < message.length) {
    const tag = readVarint(message, offset);
    if (tag === undefined) return;
    const field = tag.value >>> 3;
    const read = readValue(message, tag.end, tag.value & 7);
    if (read === undefined) return;
    if (typeof read.value === 'number') yield { field, kind: 'number', value: read.value };
    else yield { field, kind: 'bytes', value: read.value };
    offset = read.end;
  }
}

function readValue(
  message: Uint8Array,
  start: number,
  wireType: number,
): { value: number | Uint8Array; end: number } | undefined {
  if (wireType === WIRE_TYPE.varint) return readVarint(message, start);
  const length =
    wireType === WIRE_TYPE.bytes ? readVarint(message, start) : { value: fixedSize(wireType), end: start };
  if (length?.value === undefined || message.length - length.end < length.value) return undefined;
  const value = message.subarray(length.end, length.end + length.value);
  const end = length.end + length.value;
  if (wireType !== WIRE_TYPE.fixed32) return { value, end };
  return { value: new DataView(value.buffer, value.byteOffset, 4).getUint32(0, true), end };
}

function fixedSize(wireType: number): number | undefined {
  if (wireType === WIRE_TYPE.fixed32) return 4;
  return wireType === WIRE_TYPE.fixed64 ? 8 : undefined;
}
