import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlaintextCodec } from './plaintext.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

test('a frame is a zero, the length, the type and the payload', () => {
  const encoded = new PlaintextCodec().encode({ type: 25, payload: bytes('0d01020304') });
  assert.deepEqual(new Uint8Array(encoded), bytes('00 05 19 0d01020304'));
});

test('frames that arrive together are told apart', () => {
  const { frames, broken } = new PlaintextCodec().receive(bytes('00 00 07  00 02 01 0102  00 00 05'));
  assert.deepEqual(
    frames.map((frame) => [frame.type, Buffer.from(frame.payload).toString('hex')]),
    [
      [7, ''],
      [1, '0102'],
      [5, ''],
    ],
  );
  assert.equal(broken, undefined);
});

test('a frame that arrives byte by byte is put together', () => {
  const codec = new PlaintextCodec();
  const payload = new Uint8Array(300).fill(7);
  const encoded = codec.encode({ type: 200, payload });
  const frames = [...encoded].flatMap((byte) => codec.receive(Uint8Array.of(byte)).frames);
  assert.deepEqual(
    frames.map((frame) => [frame.type, new Uint8Array(frame.payload)]),
    [[200, payload]],
  );
});

test('a client that speaks Noise is told so in a way that clients know', () => {
  const { answer, broken } = new PlaintextCodec().receive(bytes('01 00 00'));
  assert.equal(Buffer.from(answer ?? []).toString('latin1'), '\0Bad indicator byte');
  assert.equal(broken, 'indicator byte 1');
});

test('the frames before the damage still count', () => {
  const { frames, broken } = new PlaintextCodec().receive(bytes('00 00 07  ff'));
  assert.deepEqual(
    frames.map((frame) => frame.type),
    [7],
  );
  assert.ok(broken);
});

test('a message longer than an ESP32 takes is refused before it arrives', () => {
  assert.equal(new PlaintextCodec().receive(bytes('00 808002 01')).broken, undefined); // 32,768
  assert.equal(new PlaintextCodec().receive(bytes('00 818002')).broken, 'message of 32769 bytes');
});

test('a header without end is refused', () => {
  assert.equal(new PlaintextCodec().receive(bytes('00 ffffffffffff')).broken, 'endless header');
});
