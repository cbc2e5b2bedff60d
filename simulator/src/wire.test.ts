import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageWriter, readFields, readVarint, varint } from './wire.ts';

const hex = (bytes: Iterable<number>) => Buffer.from([...bytes]).toString('hex');
const bytes = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

// Worked out by hand from the encoding specification; 150 → 96 01 is its own example.
const VARINTS: [value: number, encoded: string][] = [
  [0, '00'],
  [1, '01'],
  [127, '7f'],
  [128, '8001'],
  [150, '9601'],
  [16_384, '808001'],
  [4_294_967_295, 'ffffffff0f'],
];

for (const [value, encoded] of VARINTS) {
  test(`${String(value)} is the varint ${encoded}`, () => {
    assert.equal(hex(varint(value)), encoded);
    assert.deepEqual(readVarint(bytes(encoded), 0), { value, end: encoded.length / 2 });
  });
}

test('a varint of ten bytes is read, of which the low 32 bits are kept', () => {
  // −1 as an int32 or int64.
  assert.deepEqual(readVarint(bytes('ffffffffffffffffff01'), 0), { value: 0xffffffff, end: 10 });
});

test('a varint that is cut off, or goes on for ever, is none', () => {
  assert.equal(readVarint(bytes('ff'), 0), undefined);
  assert.equal(readVarint(bytes(''), 0), undefined);
  assert.equal(readVarint(bytes('ff'.repeat(12)), 0), undefined);
});

test('the examples of the specification are written byte for byte', () => {
  assert.equal(hex(new MessageWriter().uint32(1, 150).finish()), '089601');
  assert.equal(hex(new MessageWriter().string(2, 'testing').finish()), '120774657374696e67');
  const inner = new MessageWriter().uint32(1, 150).finish();
  assert.equal(hex(new MessageWriter().bytes(3, inner).finish()), '1a03089601');
});

test('a field number above 15 takes two bytes', () => {
  // (21 << 3) | 2 = 170 → aa 01
  assert.equal(hex(new MessageWriter().bytes(21, bytes('00')).finish()), 'aa010100');
});

test('fixed32 and float are little-endian', () => {
  assert.equal(hex(new MessageWriter().fixed32(1, 0xfedcba98).finish()), '0d98badcfe');
  // 21.5 = 1.34375 · 2⁴ → 0x41ac0000
  assert.equal(hex(new MessageWriter().float(2, 21.5).finish()), '150000ac41');
  assert.equal(hex(new MessageWriter().float(2, Number.NaN).finish()), '150000c07f');
});

test('strings are UTF-8 and measured in bytes', () => {
  assert.equal(hex(new MessageWriter().string(6, '°C').finish()), '3203c2b043');
});

test('defaults are left out, a fixed32 never is', () => {
  const nothing = new MessageWriter().uint32(1, 0).bool(2, false).string(3, '').float(4, 0).finish();
  assert.equal(nothing.length, 0);
  assert.equal(hex(new MessageWriter().fixed32(1, 0).finish()), '0d00000000');
});

test('what was written is read back, whatever else stands between', () => {
  const message = bytes('0a 02 6869  10 96 01  19 0102030405060708  25 98badcfe');
  assert.deepEqual(
    [...readFields(message)],
    [
      { field: 1, kind: 'bytes', value: bytes('6869') },
      { field: 2, kind: 'number', value: 150 },
      { field: 3, kind: 'bytes', value: bytes('0102030405060708') },
      { field: 4, kind: 'number', value: 0xfedcba98 },
    ],
  );
});

const DAMAGED = {
  'a length beyond the end': '08 01 12 7f 61',
  'a cut fixed32': '08 01 25 0102',
  'a group, which proto3 has not': '08 01 1b',
  'a tag without a value': '08 01 10',
  'an endless varint': `08 01 10 ${'ff'.repeat(20)}`,
};

for (const [damage, message] of Object.entries(DAMAGED)) {
  test(`reading ends at ${damage}, and keeps what came before`, () => {
    assert.deepEqual([...readFields(bytes(message))], [{ field: 1, kind: 'number', value: 1 }]);
  });
}
