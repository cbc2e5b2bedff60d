import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chance } from '../../test/chance.ts';
import { ByteReader, ByteWriter, MalformedBytes } from './bytes.ts';
import { packBatch, packBlock, unpackBatch, unpackBlock, type Sample } from './packing.ts';

const hour = Date.UTC(2026, 10, 21, 7) / 3_600_000;

function hourOfSamples(seed: number): Sample[] {
  const random = chance(seed);
  const samples: Sample[] = [];
  let at = hour * 3_600_000 + Math.floor(random() * 10_000);
  const interval = 1 + Math.floor(random() * 60_000);
  const own = random() < 0.3;
  for (let value = 20_000; at < (hour + 1) * 3_600_000 && samples.length < 4000;) {
    value += Math.round((random() - 0.5) * (random() < 0.01 ? 10_000_000 : 60));
    samples.push({ at, value, receivedAt: own ? at + Math.floor((random() - 0.2) * 1e7) : at });
    at += Math.max(1, interval + Math.round((random() - 0.5) * 40));
  }
  return samples;
}

test('whole numbers of every size and sign come back as they were', () => {
  const numbers = [0, 1, 63, 64, 127, 128, 2 ** 31, 2 ** 32 + 1, 1_795_000_000_000, 2 ** 52 - 1];
  const bytes = new ByteWriter();
  for (const number of numbers) {
    bytes.unsigned(number);
    bytes.signed(number);
    bytes.signed(-number);
  }
  const reader = new ByteReader(bytes.finish());
  for (const number of numbers) {
    assert.deepEqual([reader.unsigned(), reader.signed(), reader.signed() + 0], [number, number, 0 - number]);
  }
  assert.ok(reader.isAtEnd);
});

test('any hour of readings is unpacked as it was packed', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const samples = hourOfSamples(seed);
    const key = { sensor: seed, hour };
    assert.deepEqual(
      unpackBlock(key, samples.length, packBlock(key, samples)),
      samples,
      `seed ${String(seed)}`,
    );
  }
});

test('any commit of readings is unpacked as it was packed, out of order and from several sensors', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const random = chance(seed);
    const samples = hourOfSamples(seed)
      .map((sample) => ({ ...sample, sensor: 1 + Math.floor(random() * 400) }))
      .sort(() => random() - 0.5);
    assert.deepEqual(unpackBatch(seed, samples.length, packBatch(seed, samples)), samples);
  }
});

test('a bit that flips anywhere in a block or in what its row says of it is found', () => {
  const samples = hourOfSamples(5);
  const key = { sensor: 3, hour };
  const { data, crc } = packBlock(key, samples);
  const count = samples.length;
  for (let bit = 0; bit < data.length * 8; bit++) {
    const flipped = Uint8Array.from(data);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.throws(
      () => unpackBlock(key, count, { data: flipped, crc }),
      MalformedBytes,
      `bit ${String(bit)}`,
    );
  }
  assert.throws(() => unpackBlock({ sensor: 2, hour }, count, { data, crc }), MalformedBytes);
  assert.throws(() => unpackBlock({ sensor: 3, hour: hour ^ 1 }, count, { data, crc }), MalformedBytes);
  assert.throws(() => unpackBlock(key, count - 1, { data, crc }), MalformedBytes);
  assert.throws(() => unpackBlock(key, count, { data, crc: crc ^ 1 }), MalformedBytes);
  const batch = packBatch(9, [{ sensor: 1, at: 5, value: 6, receivedAt: 5 }]);
  assert.throws(() => unpackBatch(8, 1, batch), MalformedBytes);
});

test('random bytes are refused, whatever they are', () => {
  const random = chance(77);
  for (let i = 0; i < 2000; i++) {
    const bytes = Uint8Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * 256));
    const reader = new ByteReader(bytes);
    assert.throws(() => {
      for (;;) reader.unsigned();
    }, MalformedBytes);
    assert.throws(() => unpackBlock({ sensor: 1, hour }, 3, { data: bytes, crc: 0 }), MalformedBytes);
  }
});

test('a reading every ten seconds of a sensor like an AHT10 takes less than three bytes', () => {
  const random = chance(1);
  let at = hour * 3_600_000;
  const samples = Array.from({ length: 360 }, (_, i) => {
    at += 10_000 + Math.round((random() - 0.5) * 30);
    const value = Math.round(21_000 + 500 * Math.sin(i / 200) + (random() - 0.5) * 40);
    return { at, value, receivedAt: at };
  });
  assert.ok(packBlock({ sensor: 1, hour }, samples).data.length < 3 * samples.length);
});
