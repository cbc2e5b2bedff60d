/** Packets as they are on the wire: what is read of the ones that come, and how questions are written. */
import {
  decode,
  encode,
  encodingLength,
  TRUNCATED_RESPONSE,
  type DecodedPacket,
  type Packet,
} from 'dns-packet';
import type { Question } from './records.ts';

/** RFC 6762 §17: a packet larger than any link's is nobody's. */
const maxReadBytes = 9000;
/** What passes an Ethernet in one piece, with room for headers and tunnels. */
const maxSentBytes = 1400;
const headerBytes = 12;
/** The least that a question (root name, type, class) and a record (with TTL and length) take. */
const least = { question: 5, record: 11 };

/** @returns undefined for whatever is no well-formed response; anybody on the link can send anything. */
export function readResponse(bytes: Buffer): DecodedPacket | undefined {
  if (bytes.length < headerBytes || bytes.length > maxReadBytes) return undefined;
  const flags = bytes.readUInt16BE(2);
  // RFC 6762 §18: a response, its operation code and response code both zero.
  if ((flags & 0x8000) === 0 || (flags & 0x780f) !== 0) return undefined;
  // Sixty-five thousand records in twelve bytes: the decoder would make room for them first.
  const records = bytes.readUInt16BE(6) + bytes.readUInt16BE(8) + bytes.readUInt16BE(10);
  if (headerBytes + bytes.readUInt16BE(4) * least.question + records * least.record > bytes.length) {
    return undefined;
  }
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

export interface KnownPointer {
  readonly name: string;
  readonly target: string;
  readonly ttlSeconds: number;
}

/**
 * Questions, to be answered by multicast, with what is known already (RFC 6762 §7.1); what does not fit into one
 * packet follows in others, announced by the truncation flag (§7.2).
 */
export function queryPackets(questions: readonly Question[], known: readonly KnownPointer[]): Buffer[] {
  const asked = questions.map(({ name, type }): Packet => ({ questions: [{ name, type, class: 'IN' }] }));
  const answers = known.map(({ name, target, ttlSeconds }): Packet => ({
    answers: [{ name, type: 'PTR', ttl: ttlSeconds, data: target }],
  }));
  const packets: Packet[] = [];
  let room = 0;
  for (const piece of [...asked, ...answers]) {
    const size = encodingLength(piece) - headerBytes;
    let packet = packets.at(-1);
    if (packet === undefined || size > room) {
      if (packet !== undefined && piece.answers !== undefined) packet.flags = TRUNCATED_RESPONSE;
      packet = { type: 'query', flags: 0, questions: [], answers: [] };
      packets.push(packet);
      room = maxSentBytes - headerBytes;
    }
    packet.questions?.push(...(piece.questions ?? []));
    packet.answers?.push(...(piece.answers ?? []));
    room -= size;
  }
  return packets.map((packet) => encode(packet));
}
