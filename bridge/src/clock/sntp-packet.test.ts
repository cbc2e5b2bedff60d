import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAnswer, question } from './sntp-packet.ts';

const nonce = Buffer.from('0123456789abcdef', 'hex');

/** A right answer: version 4, mode 4, stratum 2, received and sent half a second later in NTP's second 0xE000_0000. */
function answer(change: (packet: Buffer) => void = () => undefined): Buffer {
  const packet = Buffer.alloc(48);
  packet[0] = 0x24;
  packet[1] = 2;
  packet.writeUInt32BE(0x0000_8000, 4);
  packet.writeUInt32BE(0x0000_4000, 8);
  nonce.copy(packet, 24);
  packet.writeUInt32BE(0xe000_0000, 32);
  packet.writeUInt32BE(0xe000_0000, 40);
  packet.writeUInt32BE(0x8000_0000, 44);
  change(packet);
  return packet;
}

test('a question is 48 bytes of version 4, mode 3, and tells nothing but eight bytes of chance', () => {
  const packet = question(nonce);
  assert.equal(packet.length, 48);
  assert.equal(packet[0], 0x23);
  assert.deepEqual(packet.subarray(1, 40), Buffer.alloc(39));
  assert.deepEqual(packet.subarray(40), nonce);
});

test('an answer is read, with how far its server may be off', () => {
  const sentAt = (0xe000_0000 - 2_208_988_800) * 1000;
  assert.deepEqual(parseAnswer(answer(), nonce), {
    answer: { receivedAt: sentAt, sentAt: sentAt + 500, rootErrorMs: 500 },
  });
});

test('NTP begins to count anew on 7 February 2036, and the time goes on', () => {
  const at = (seconds: number): number | undefined => {
    const parsed = parseAnswer(
      answer((packet) => {
        packet.writeUInt32BE(seconds, 32);
        packet.writeUInt32BE(seconds, 40);
      }),
      nonce,
    );
    return 'answer' in parsed ? parsed.answer.receivedAt : undefined;
  };
  assert.equal(at(0xffff_ffff), Date.UTC(2036, 1, 7, 6, 28, 15));
  assert.equal(at(1), Date.UTC(2036, 1, 7, 6, 28, 17));
});

test('a kiss is told from an answer, and only by who has our question', () => {
  const kiss = (packet: Buffer): void => {
    packet[1] = 0;
    packet.write('RATE', 12, 'latin1');
  };
  assert.deepEqual(parseAnswer(answer(kiss), nonce), { kiss: 'RATE' });
  assert.deepEqual(parseAnswer(answer(kiss), Buffer.alloc(8)), { refused: 'no answer to our question' });
});

test('what is no answer of a synchronised server to our question is refused', () => {
  const table: [name: string, change: (packet: Buffer) => void][] = [
    ['mode 3', (packet) => (packet[0] = 0x23)],
    ['mode 5, a broadcast', (packet) => (packet[0] = 0x25)],
    ['version 2', (packet) => (packet[0] = 0x14)],
    ['leap 3', (packet) => (packet[0] = 0xe4)],
    ['stratum 16', (packet) => (packet[1] = 16)],
    ['stratum 255', (packet) => (packet[1] = 255)],
    ['following itself, as chronyd says it', (packet) => packet.writeUInt32BE(0x7f7f0101, 12)],
    ['following itself, as ntpd says it', (packet) => packet.write('LOCL', 12, 'latin1')],
    ['another origin', (packet) => (packet[31] = 0)],
    ['no time of receipt', (packet) => packet.fill(0, 32, 40)],
    ['no time of sending', (packet) => packet.fill(0, 40, 48)],
    ['sent before it was received', (packet) => packet.writeUInt32BE(0xdfff_ffff, 40)],
  ];
  for (const [name, change] of table) assert.ok('refused' in parseAnswer(answer(change), nonce), name);
  for (let length = 0; length < 48; length++) {
    assert.ok('refused' in parseAnswer(answer().subarray(0, length), nonce), `${String(length)} bytes`);
  }
});
