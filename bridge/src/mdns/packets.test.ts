import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode, type Answer } from 'dns-packet';
import { malformedPackets, seeded } from '../../test/mdns/malformed.ts';
import { isAskable } from './names.ts';
import { queryPackets, readResponse } from './packets.ts';
import { RecordCache } from './records.ts';

const type = '_esphomelib._tcp.local';
const answer: Answer = { name: type, type: 'PTR', class: 'IN', ttl: 120, data: `esp-a.${type}` };

test('only responses without an error are read', () => {
  assert.equal(readResponse(encode({ type: 'response', answers: [answer] }))?.answers?.length, 1);
  assert.equal(readResponse(encode({ type: 'query', answers: [answer] })), undefined);
  for (const flags of [0x0003, 0x7800]) {
    assert.equal(readResponse(encode({ type: 'response', flags, answers: [answer] })), undefined);
  }
});

test('no bytes that come can stop the reading, nor fill the memory, nor be asked for in turn', () => {
  const cache = new RecordCache(type);
  const random = seeded(42);
  const packets = malformedPackets(20);
  let read = 0;
  for (let i = 0; i < 20_000; i++) {
    const packet = readResponse(packets.next().value);
    if (packet === undefined) continue;
    read++;
    cache.hear(packet, i * 10, random() < 0.5 ? 'eth0' : 'eth1');
    if (i % 50 > 0) continue;
    const { questions, nextAt } = cache.advance(i * 10);
    assert.ok(nextAt > i * 10);
    for (const { name } of questions) assert.ok(isAskable(name, type), name);
    for (const packet of queryPackets(questions, [])) {
      const asked = decode(packet).questions?.map(({ name }) => name);
      assert.ok(asked?.every((name) => questions.some((question) => question.name === name)));
    }
    for (const { addresses, port, name } of cache.instances().values()) {
      assert.ok(addresses.length > 0 && port > 0 && name !== '');
    }
    assert.ok(cache.instances().size <= 512);
  }
  assert.ok(read > 1000, `only ${String(read)} were well-formed enough to be heard`);
});

test('questions go out for answers by multicast, in packets that pass any link', () => {
  const questions = Array.from({ length: 300 }, (_, i) => ({
    name: `a-rather-long-name-${String(i)}.${type}`,
    type: 'SRV' as const,
  }));
  const packets = queryPackets(questions, []);
  assert.ok(packets.length > 1);
  const asked = packets.flatMap((packet) => {
    assert.ok(packet.length <= 1400);
    const { questions = [], flag_tc: isTruncated } = decode(packet);
    assert.equal(isTruncated, false);
    // The top bit would ask for an answer to us alone.
    for (const { class: of } of questions) assert.equal(of, 'IN');
    return questions.map(({ name }) => name);
  });
  assert.deepEqual(
    asked,
    questions.map(({ name }) => name),
  );
});

test('known answers that do not fit follow in packets of their own, announced by the truncation flag', () => {
  const known = Array.from({ length: 100 }, (_, i) => ({
    name: type,
    target: `device-${String(i)}.${type}`,
    ttlSeconds: 4000,
  }));
  const packets = queryPackets([{ name: type, type: 'PTR' }], known).map((packet) => {
    assert.ok(packet.length <= 1400);
    return decode(packet);
  });
  assert.ok(packets.length > 1);
  assert.deepEqual(
    packets.map((packet) => packet.flag_tc),
    packets.map((_, i) => i < packets.length - 1),
  );
  assert.equal(packets.flatMap(({ questions = [] }) => questions).length, 1);
  assert.equal(packets.flatMap(({ answers = [] }) => answers).length, 100);
});

test('a name that would not be the same in a question is not asked for', () => {
  const can = [type, `esp-a.${type}`, `Küche 2.${type}`, 'esp-a.local', `${'x'.repeat(63)}.local`];
  const cannot = [
    'esp-a',
    'example.com',
    `a.b.${type}`,
    `\uFFFD.${type}`,
    `a\n.${type}`,
    '.local',
    'a..local',
  ];
  for (const name of can) assert.ok(isAskable(name, type), name);
  for (const name of [...cannot, `${'x'.repeat(64)}.local`, `${'x.'.repeat(125)}local`]) {
    assert.ok(!isAskable(name, type), name);
  }
});
