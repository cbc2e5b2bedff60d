/**
 * How readings lie in the database: docs/store.md describes these bytes for other programs. Each blob has a
 * CRC-32 over its bytes and over what its row says of it, so that a bit that flips in either is found.
 */
import { crc32 } from 'node:zlib';
import { ByteReader, ByteWriter, MalformedBytes } from './bytes.ts';

/** One reading of one sensor. Times are milliseconds since 1970 UTC, values thousandths. */
export interface Sample {
  readonly at: number;
  readonly value: number;
  /** When the bridge got it; equal to `at` unless the device gave its own time. */
  readonly receivedAt: number;
}

/** One reading in a batch, which is of many sensors. */
export interface BatchSample extends Sample {
  readonly sensor: number;
}

export interface Packed {
  readonly data: Uint8Array;
  readonly crc: number;
}

const version = 1;
const withReceivedAt = 1;

/** One commit's readings, in the order of their arrival. @param key the number of the last one. */
export function packBatch(key: number, samples: readonly BatchSample[]): Packed {
  const bytes = new ByteWriter();
  bytes.unsigned(version);
  let before = 0;
  for (const { sensor, at, value, receivedAt } of samples) {
    bytes.unsigned(sensor);
    bytes.signed(at - before);
    bytes.signed(value);
    bytes.signed(receivedAt - at);
    before = at;
  }
  const data = bytes.finish();
  return { data, crc: crcOf(data, [key, samples.length]) };
}

/** @throws {MalformedBytes} when the bytes are not those that were written for this key. */
export function unpackBatch(key: number, count: number, { data, crc }: Packed): BatchSample[] {
  if (crcOf(data, [key, count]) !== crc) throw new MalformedBytes('the checksum of a batch does not fit');
  const bytes = new ByteReader(data);
  expectVersion(bytes);
  const samples: BatchSample[] = [];
  let before = 0;
  for (let i = 0; i < count; i++) {
    const sensor = bytes.unsigned();
    const at = before + bytes.signed();
    const value = bytes.signed();
    samples.push({ sensor, at, value, receivedAt: at + bytes.signed() });
    before = at;
  }
  expectEnd(bytes);
  return samples;
}

export interface BlockKey {
  readonly sensor: number;
  /** Hours since 1970 UTC. */
  readonly hour: number;
}

/** One sensor's hour. @param samples in the order of time, at least one. */
export function packBlock({ sensor, hour }: BlockKey, samples: readonly Sample[]): Packed {
  const bytes = new ByteWriter();
  bytes.unsigned(version);
  const hasReceivedAt = samples.some(({ at, receivedAt }) => at !== receivedAt);
  bytes.unsigned(hasReceivedAt ? withReceivedAt : 0);
  let [at, step, value] = [hour * 3_600_000, 0, 0];
  for (const sample of samples) {
    // A sensor's steps are nearly equal, so what is written is how much this one differs from the last.
    bytes.signed(sample.at - at - step);
    bytes.signed(sample.value - value);
    if (hasReceivedAt) bytes.signed(sample.receivedAt - sample.at);
    step = sample === samples[0] ? 0 : sample.at - at;
    ({ at, value } = sample);
  }
  const data = bytes.finish();
  return { data, crc: crcOf(data, [sensor, hour, samples.length]) };
}

/** @throws {MalformedBytes} when the bytes are not those that were written for this sensor and hour. */
export function unpackBlock({ sensor, hour }: BlockKey, count: number, { data, crc }: Packed): Sample[] {
  if (crcOf(data, [sensor, hour, count]) !== crc) {
    throw new MalformedBytes('the checksum of a block does not fit');
  }
  const bytes = new ByteReader(data);
  expectVersion(bytes);
  const hasReceivedAt = bytes.unsigned() === withReceivedAt;
  const samples: Sample[] = [];
  let [at, step, value] = [hour * 3_600_000, 0, 0];
  for (let i = 0; i < count; i++) {
    const move = step + bytes.signed();
    at += move;
    value += bytes.signed();
    samples.push({ at, value, receivedAt: hasReceivedAt ? at + bytes.signed() : at });
    step = i === 0 ? 0 : move;
  }
  expectEnd(bytes);
  return samples;
}

function crcOf(data: Uint8Array, row: readonly number[]): number {
  return crc32(data, crc32(row.join(' ')));
}

function expectVersion(bytes: ByteReader): void {
  const found = bytes.unsigned();
  if (found !== version) throw new MalformedBytes(`packed readings of version ${String(found)} are unknown`);
}

function expectEnd(bytes: ByteReader): void {
  if (!bytes.isAtEnd) throw new MalformedBytes('there are bytes after the last reading');
}
