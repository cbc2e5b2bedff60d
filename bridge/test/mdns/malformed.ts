/**
 * Packets as a broken or hostile neighbour might send them, from a seed: the same seed, the same packets. Written
 * byte by byte, as no encoder would write them; RFC 1035 §4.1 is the format.
 */

export type Random = () => number;

/** Mulberry32: small, and good enough to be odd. */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Endless. Of each four packets one is a known trick, one noise, one noise with a header, one spoilt. */
export function* malformedPackets(seed: number): Generator<Buffer, never> {
  const random = seeded(seed);
  for (let i = 0; ; i++) {
    yield tricks[i % tricks.length] ?? Buffer.alloc(0);
    yield noise(random, 300);
    const counts = [4, 10, 4, 10].map((most) => below(random, most));
    const flags = random() < 0.2 ? 0 : response;
    yield Buffer.concat([header(counts, flags), noise(random, 200)]);
    yield spoilt(random, announcement(`spoilt-${String(below(random, 50))}`));
  }
}

const response = 0x8400;
const type = {
  A: 1,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  OPT: 41,
  DS: 43,
  RRSIG: 46,
  NSEC: 47,
};
const service = name('_esphomelib._tcp.local');
const port6053 = [0, 0, 0, 0, 0x17, 0xa5];
/** A pointer to the first name of the packet. */
const toFirst = [0xc0, 0x0c];

function name(text: string): Buffer {
  const labels = text.split('.').map((label) => Buffer.from(label));
  return Buffer.concat([...labels.flatMap((label) => [Buffer.of(label.length), label]), Buffer.of(0)]);
}

function header(
  [questions = 0, answers = 0, authorities = 0, additionals = 0]: number[],
  flags = response,
): Buffer {
  const bytes = Buffer.alloc(12);
  [0, flags, questions, answers, authorities, additionals].forEach((word, i) =>
    bytes.writeUInt16BE(word, i * 2),
  );
  return bytes;
}

interface Odd {
  readonly ttl?: number;
  readonly class?: number;
  /** What the record says its data's length is. */
  readonly length?: number;
}

function record(
  owner: Uint8Array | readonly number[],
  kind: number,
  data: Uint8Array | readonly number[],
  { ttl = 120, class: of = 0x8001, length = data.length }: Odd = {},
): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(kind, 0);
  fixed.writeUInt16BE(of, 2);
  fixed.writeUInt32BE(ttl, 4);
  fixed.writeUInt16BE(length, 8);
  return Buffer.concat([Buffer.from(owner), fixed, Buffer.from(data)]);
}

function answers(...records: readonly Buffer[]): Buffer {
  return Buffer.concat([header([0, records.length]), ...records]);
}

/** Well-formed, to be spoilt. */
function announcement(device: string, text: Uint8Array | readonly number[] = name('a=b')): Buffer {
  const instance = Buffer.concat([name(device).subarray(0, -1), service]);
  const host = name(`${device}.local`);
  return answers(
    record(service, type.PTR, instance, { class: 1 }),
    record(instance, type.SRV, [...port6053, ...host]),
    record(instance, type.TXT, text),
    record(host, type.A, [10, 9, 8, 7]),
  );
}

const good = announcement('good');
const longLabel = Buffer.concat([Buffer.of(63), Buffer.alloc(63, 'x')]);
const notText = Buffer.concat([Buffer.of(4, 0xff, 0xfe, 0, 0x2e), service]);
const deep = name('a.b.c.d._esphomelib._tcp.local');
const named = name('x.local');

const tricks: readonly Buffer[] = [
  // Too short, cut off, too long, counts that lie.
  ...[0, 1, 11, 12, 13, 40, good.length - 3].map((length) => good.subarray(0, length)),
  Buffer.concat([good, Buffer.from('junk')]),
  header([0, 0xffff]),
  header([0xffff, 0xffff, 0xffff, 0xffff]),
  header([0xffff], 0),
  Buffer.alloc(8972),
  Buffer.alloc(8972, 0xff),
  Buffer.concat([header([0, 700]), Buffer.alloc(8900)]),
  // Names: pointers to themselves, in a ring, past the end; reserved labels; longer than any name may be.
  answers(record(toFirst, type.PTR, toFirst)),
  answers(record([0xc0, 0x0e, 0xc0, 0x0c], type.PTR, [])),
  answers(record([0xff, 0xff], type.PTR, toFirst)),
  answers(record([0x80, 0x61, 0x62, 0], type.PTR, [])),
  answers(record([0x40, 0x61, 0], type.PTR, [])),
  answers(
    record(Buffer.concat([...Array.from({ length: 40 }, () => longLabel), Buffer.of(0)]), type.PTR, [0]),
  ),
  Buffer.concat([header([1], 0), Buffer.from([...toFirst, 0, type.PTR, 0, 1])]),
  Buffer.concat([
    header([60], 0),
    ...Array.from({ length: 60 }, () => Buffer.from([...service, 0, 255, 0, 1])),
  ]),
  // Data that does not fit its type.
  ...Object.values(type).flatMap((kind) => [
    answers(record(service, kind, [])),
    answers(record(service, kind, [0xc0])),
    answers(record(service, kind, [0, 0, 0])),
    answers(record(service, kind, Buffer.alloc(7, 0xff))),
    answers(record(service, kind, [1, 2], { length: 60_000 })),
  ]),
  ...[0, 13, 255, 257, 65_535].map((kind) => answers(record(service, kind, [0, 0xff, 0x78], { class: 0 }))),
  answers(record(service, type.TXT, [0xff, 0x61, 0x62])),
  // Well-formed, and a lie: the root as a name, a type that is its own instance, many labels, no text at all.
  answers(
    record(service, type.PTR, [0]),
    record([0], type.SRV, [0, 0, 0, 0, 0, 0, 0]),
    record([0], type.TXT, []),
  ),
  answers(record(service, type.PTR, service), record(service, type.SRV, [...port6053, ...service])),
  answers(record(service, type.PTR, deep), record(deep, type.SRV, [...port6053, ...named])),
  answers(record(service, type.PTR, notText), record(notText, type.SRV, [...port6053, ...named])),
  answers(record(service, type.PTR, name('ages._esphomelib._tcp.local'), { ttl: 0xffff_ffff })),
  announcement('__proto__', [11, ...Buffer.from('__proto__=1'), 13, ...Buffer.from('constructor=1')]),
  announcement('constructor', Buffer.alloc(8000)),
  announcement('new\nline', [3, 0x3d, 0x3d, 0x3d, 0, 1, 0x3d]),
];

function noise(random: Random, most: number): Buffer {
  return Buffer.from(Array.from({ length: below(random, most + 1) }, () => below(random, 256)));
}

/** A few bytes changed, cut off, or slipped in. */
function spoilt(random: Random, packet: Buffer): Buffer {
  let bytes = Buffer.from(packet);
  for (let times = 1 + below(random, 12); times > 0; times--) {
    const at = below(random, bytes.length + 1);
    const how = random();
    if (how < 0.6 && at < bytes.length) {
      bytes[at] = [0, 0xc0, 0xff, 0x3f, 0x0c][below(random, 10)] ?? below(random, 256);
    } else if (how < 0.7) bytes = bytes.subarray(0, at);
    else bytes = Buffer.concat([bytes.subarray(0, at), noise(random, 8), bytes.subarray(at)]);
  }
  return bytes;
}

function below(random: Random, end: number): number {
  return Math.floor(random() * end);
}
