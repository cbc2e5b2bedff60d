/**
 * Whole numbers in as few bytes as they need: LEB128, seven bits a byte, low bits first. Signed ones are
 * zigzagged (0, -1, 1, -2 … become 0, 1, 2, 3 …). Exact to ±2^52.
 */

/** Bytes that end too early or hold a number that no writer of ours makes. */
export class MalformedBytes extends Error {}

const low = 0x80;
/** Eight bytes hold 56 bits, more than any number here. */
const longest = 8;

export class ByteWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  unsigned(value: number): void {
    if (this.#length + longest > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    let rest = value;
    // Bitwise operators would cut to 32 bits; milliseconds need 41.
    while (rest >= low) {
      this.#bytes[this.#length++] = (rest % low) + low;
      rest = Math.floor(rest / low);
    }
    this.#bytes[this.#length++] = rest;
  }

  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** A copy of its own, which later writing does not change. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** @throws {MalformedBytes} */
  unsigned(): number {
    let value = 0;
    let factor = 1;
    for (let i = 0; i < longest; i++) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new MalformedBytes('the bytes end in the middle of a number');
      value += (byte % low) * factor;
      if (byte < low) return value;
      factor *= low;
    }
    throw new MalformedBytes('a number is too long');
  }

  /** @throws {MalformedBytes} */
  signed(): number {
    const value = this.unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
