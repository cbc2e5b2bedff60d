/** The vector for this protocol of the Haskell implementation Cacophony, which others test themselves with too. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { privateKey } from '../test/x25519.ts';
import { Cipher, Responder } from './noise-handshake.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const hex = (data: Uint8Array | undefined) => data && Buffer.from(data).toString('hex');

const PSK = bytes('54686973206973206d7920417573747269616e20706572737065637469766521');
const EPHEMERAL = bytes('bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b');
const FIRST = bytes(
  'ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c7944' +
    '79b962b8aff8485742ac32f905ba45369e2465fb59e138a93d67a0d1266b6a54',
);
const SECOND =
  '95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f144808843' +
  'd6062704d5a9c422a8e834423f8c1feada7e8d0d910a1a2cd030fb584221e3';

function responder(psk = PSK, prologue = 'John Galt'): Responder {
  return new Responder(Buffer.from(prologue), { psk, ephemeral: privateKey(EPHEMERAL) });
}

test('a handshake and the messages after it are those of the public test vector', () => {
  const ours = responder();
  assert.deepEqual(ours.read(FIRST), { payload: Buffer.from('Ludwig von Mises') });
  assert.equal(hex(ours.write(Buffer.from('Murray Rothbard'))), SECOND);
  assert.equal(hex(ours.handshakeHash), 'f4d03dc34495c95729ea6de9e1b59004b59733102488b3e24bc441e0be208eaf');
  const { fromClient, toClient } = ours.split();
  const said = fromClient.open(bytes('e632c3763d7669067383433197a3baddf146e9e70ad4b4e9e59e0f'));
  assert.equal(Buffer.from(said ?? []).toString(), 'F. A. Hayek');
  assert.equal(
    hex(toClient.seal(Buffer.from('Carl Menger'))),
    '64c6bee32ea91c8474bb4c21d7a700109ad45af77b29764ba5eb1e',
  );
  const more = fromClient.open(bytes('e2fa0bed0603b62d3ccac2ecabbf3fe33f3e86514909b323361626266cb2471cc8'));
  assert.equal(Buffer.from(more ?? []).toString(), 'Jean-Baptiste Say');
  assert.equal(
    hex(toClient.seal(Buffer.from('Eugen Böhm von Bawerk', 'latin1'))),
    '0c01dc9cec1fe4ddd692e8dd32188aa351088dc91183639a53b57aa4692b5ebdef8b8ca111',
  );
});

test('another key, another prologue and a changed bit are all the same failure', () => {
  const changed = Uint8Array.from(FIRST);
  changed[40] = (changed[40] ?? 0) ^ 1;
  for (const opened of [
    responder(new Uint8Array(32)).read(FIRST),
    responder(PSK, 'John Doe').read(FIRST),
    responder().read(changed),
  ]) {
    assert.deepEqual(opened, { failure: 'MAC failure' });
  }
});

test('a message without room for a key and a tag is too short', () => {
  assert.deepEqual(responder().read(FIRST.subarray(0, 47)), { failure: 'too short' });
});

test('what was sealed is opened once, in its turn', () => {
  const key = new Uint8Array(32).fill(3);
  const [theirs, ours] = [new Cipher(key), new Cipher(key)];
  const [first, second] = [theirs.seal(Uint8Array.of(1)), theirs.seal(Uint8Array.of(1))];
  assert.notDeepEqual(first, second);
  assert.deepEqual(hex(ours.open(first)), '01');
  assert.equal(ours.open(first), undefined);
  assert.equal(ours.open(second), undefined, 'its turn has passed');
  assert.equal(new Cipher(key).open(new Uint8Array(15)), undefined);
});
