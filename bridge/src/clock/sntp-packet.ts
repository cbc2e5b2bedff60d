/** The 48 bytes of SNTP, version 4 (RFC 4330, RFC 5905 §7.3). Pure. */

export interface Answer {
  /** When the server had our question, and when it answered; UTC, ms since 1970. */
  readonly receivedAt: number;
  readonly sentAt: number;
  /** How far the server may be from its own reference, ms. */
  readonly rootErrorMs: number;
}

/** `kiss`: the server asks to be left alone, with four letters why. */
export type Parsed = { readonly answer: Answer } | { readonly kiss: string } | { readonly refused: string };

const packetBytes = 48;
const version = 4;
const mode = { client: 3, server: 4 } as const;
/** Seconds from 1900 to 1970. */
const unixEpoch = 2_208_988_800;

/**
 * @param nonce 8 bytes that nobody can guess, in place of our time: the answer must repeat them, and whoever does not
 *   see our packets cannot answer in the server's name.
 */
export function question(nonce: Buffer): Buffer {
  const packet = Buffer.alloc(packetBytes);
  packet[0] = (version << 3) | mode.client;
  nonce.copy(packet, 40, 0, 8);
  return packet;
}

export function parseAnswer(packet: Buffer, nonce: Buffer): Parsed {
  if (packet.length < packetBytes) return { refused: 'too short' };
  const first = packet.readUInt8(0);
  if ((first & 7) !== mode.server) return { refused: 'no answer of a server' };
  if (((first >> 3) & 7) < 3) return { refused: 'an old version' };
  if (!packet.subarray(24, 32).equals(nonce.subarray(0, 8))) return { refused: 'no answer to our question' };
  const stratum = packet.readUInt8(1);
  if (stratum === 0) return { kiss: packet.toString('latin1', 12, 16) };
  if (stratum > 15) return { refused: 'not synchronised' };
  if (first >> 6 === 3) return { refused: 'not synchronised' };
  // It follows nobody but itself: 127.127.1.x (chronyd's `local`, ntpd's LOCAL), or `LOCL`.
  const reference = packet.toString('hex', 12, 16);
  if (reference.startsWith('7f7f01') || reference === '4c4f434c') return { refused: 'its own clock' };
  const receivedAt = timestamp(packet, 32);
  const sentAt = timestamp(packet, 40);
  if (receivedAt === undefined || sentAt === undefined || sentAt < receivedAt) return { refused: 'no time' };
  const rootErrorMs = Math.abs(shortMs(packet, 4)) / 2 + shortMs(packet, 8);
  return { answer: { receivedAt, sentAt, rootErrorMs } };
}

/** 32 bits of seconds that begin again in 2036: those with a high first bit are of 1968 to 2036 (RFC 4330 §3). */
function timestamp(packet: Buffer, at: number): number | undefined {
  const seconds = packet.readUInt32BE(at);
  const fraction = packet.readUInt32BE(at + 4);
  if (seconds === 0 && fraction === 0) return undefined;
  const era = seconds >= 2 ** 31 ? 0 : 2 ** 32;
  return (seconds + era - unixEpoch) * 1000 + (fraction / 2 ** 32) * 1000;
}

/** 16 bits of seconds and 16 of their fraction. */
function shortMs(packet: Buffer, at: number): number {
  return (packet.readUInt32BE(at) / 65_536) * 1000;
}
