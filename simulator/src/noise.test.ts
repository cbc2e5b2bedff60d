/** Byte for byte a conversation of the Python package `noiseprotocol`, with which aioesphomeapi encrypts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { privateKey } from '../test/x25519.ts';
import { NoiseCodec } from './noise.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const hex = (data: Uint8Array | undefined) => Buffer.from(data ?? []).toString('hex');

const CLIENT = {
  hello: bytes('010000'),
  handshake: bytes(
    '010031 00 a4e09292b651c278b9772c569f5fa9bb13d906b46ab68c9df9dc2b4409f8a209 09c33f0d9c59a36b532b128ec2fe88ec',
  ),
  ping: bytes('010014 7a286cac700c6ef761b94b159874fc532211d40a'),
  apiHello: bytes('010016 79a29d7ed4296c8cd7c3780f917380208db3563c24df'),
  /** Says that its payload has nine bytes, and has one. */
  cutShort: bytes('010015 12e7b8a03f22d554db5d2b8a52d4bd51203881b0ad'),
  /** In place of the ping: three bytes, where type and length alone are four. */
  withoutType: bytes('010013 7a286cf6f54c42917fea85fbef08156871a068'),
};
const SERVER = {
  /** 28 bytes: one, `esp-reception`, zero, `020000000001`, zero. */
  hello: '01001c 01 6573702d726563657074696f6e 00 303230303030303030303031 00'.replaceAll(' ', ''),
  handshake:
    '01003100ce8d3ad1ccb633ec7b70c17814a5c76ecd029685050d344745ba05870e587d59b9589faae7bf5c2ef126f237ccd8762f',
  pong: '010014acb18edfd62521eac8a7bfd834396b5e3fc67099',
  state: '010017f9e093e709c308e15d510595580db6af38fe6a6dce2a95',
};

function device(key = Buffer.alloc(32, 42)): NoiseCodec {
  return new NoiseCodec({
    name: 'esp-reception',
    mac: '02:00:00:00:00:01',
    key: key.toString('base64'),
    ephemeral: privateKey(new Uint8Array(32).fill(2)),
  });
}

/** A device that has shaken hands. */
function met(): NoiseCodec {
  const codec = device();
  codec.receive(Buffer.concat([CLIENT.hello, CLIENT.handshake]));
  return codec;
}

/** The reason in a frame of refusal. */
function reason(answer: Uint8Array | undefined): string {
  const frame = Buffer.from(answer ?? []);
  assert.equal(frame[0], 1);
  assert.equal(frame.readUInt16BE(1), frame.length - 3);
  assert.equal(frame[3], 1, 'refused');
  return frame.toString('latin1', 4);
}

test('to hello the device names the protocol, itself and its MAC; then both shake hands', () => {
  const codec = device();
  const { answer, frames } = codec.receive(CLIENT.hello);
  assert.equal(hex(answer), SERVER.hello);
  assert.equal(hex(codec.receive(CLIENT.handshake).answer), SERVER.handshake);
  assert.deepEqual(frames, []);
});

test('type and payload are inside the ciphertext, in both directions', () => {
  const codec = met();
  const { frames, broken } = codec.receive(Buffer.concat([CLIENT.ping, CLIENT.apiHello]));
  assert.deepEqual(
    frames.map(({ type, payload }) => [type, hex(payload)]),
    [
      [7, ''],
      [1, '0102'],
    ],
  );
  assert.equal(broken, undefined);
  assert.equal(hex(codec.encode({ type: 8, payload: new Uint8Array() })), SERVER.pong);
  assert.equal(hex(codec.encode({ type: 25, payload: Uint8Array.of(1, 2, 3) })), SERVER.state);
});

test('a conversation that arrives byte by byte is put together', () => {
  const codec = device();
  const all = Buffer.concat([CLIENT.hello, CLIENT.handshake, CLIENT.ping]);
  const received = [...all].map((byte) => codec.receive(Uint8Array.of(byte)));
  assert.equal(received.filter(({ answer }) => answer !== undefined).length, 2);
  assert.deepEqual(
    received.flatMap(({ frames }) => frames.map(({ type }) => type)),
    [7],
  );
});

test('a client with another key is told of the MAC failure, and no more', () => {
  const codec = device(Buffer.alloc(32, 43));
  codec.receive(CLIENT.hello);
  const { answer, broken } = codec.receive(CLIENT.handshake);
  assert.equal(reason(answer), 'Handshake MAC failure');
  assert.ok(broken);
});

test('a client that speaks plaintext is told so in a way that clients know', () => {
  const { answer, broken } = device().receive(bytes('00 00 01'));
  assert.equal(reason(answer), 'Bad indicator byte');
  assert.ok(broken);
});

for (const [name, frame, said] of [
  ['a handshake longer than ESPHome takes', bytes('01 0081'), 'Bad handshake packet len'],
  ['an empty handshake', bytes('01 0000'), 'Empty handshake message'],
  ['a handshake that reports a failure', bytes('01 0001 01'), 'Bad handshake error byte'],
  ['a handshake that is cut short', bytes('01 0003 00 aabb'), 'Handshake error'],
] as const) {
  test(`${name} is refused by name: ${said}`, () => {
    const { answer } = device().receive(Buffer.concat([CLIENT.hello, frame]));
    assert.ok(hex(answer).endsWith(hex(Buffer.from(said))));
  });
}

test('a public key that any secret would fit ends the connection', () => {
  const nothing = bytes(`010031 00 ${'00'.repeat(48)}`);
  assert.ok(device().receive(Buffer.concat([CLIENT.hello, nothing])).broken);
});

for (const [name, damage] of [
  ['a message out of its turn', CLIENT.apiHello],
  ['a message without a type', CLIENT.withoutType],
  ['a message longer than an ESP32 takes', bytes('01 8001')],
  ['a plaintext frame', bytes('00 00 07')],
] as const) {
  test(`after the handshake ${name} ends the connection without a word`, () => {
    const { answer, frames, broken } = met().receive(damage);
    assert.deepEqual([answer, frames], [undefined, []]);
    assert.ok(broken);
  });
}

test('a message shorter than it says ends the connection, and those before it count', () => {
  const { frames, broken } = met().receive(Buffer.concat([CLIENT.ping, CLIENT.apiHello, CLIENT.cutShort]));
  assert.deepEqual(
    frames.map(({ type }) => type),
    [7, 1],
  );
  assert.ok(broken);
});

test('nothing can be said before the handshake', () => {
  assert.throws(() => device().encode({ type: 7, payload: new Uint8Array() }));
});
