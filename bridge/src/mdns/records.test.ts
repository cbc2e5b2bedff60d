import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from 'dns-packet';
import { RecordCache } from './records.ts';

const type = '_esphomelib._tcp.local';
const start = 1_000_000;

interface Announced {
  readonly name?: string;
  readonly address?: string;
  readonly ttl?: number;
  readonly port?: number;
  readonly txt?: readonly string[];
}

function announcement({
  name = 'esp-a',
  address = '10.0.0.1',
  ttl = 120,
  port = 6053,
  txt = ['mac=a0b765000001'],
}: Announced = {}) {
  const full = `${name}.${type}`;
  const common = { class: 'IN', ttl } as const;
  const answers: Answer[] = [
    { ...common, name: type, type: 'PTR', data: full },
    { ...common, name: full, type: 'SRV', flush: true, data: { target: `${name}.local`, port } },
    { ...common, name: full, type: 'TXT', flush: true, data: txt.map((entry) => Buffer.from(entry)) },
    { ...common, name: `${name}.local`, type: 'A', flush: true, data: address },
  ];
  return { answers, additionals: [] };
}

function addressesOf(cache: RecordCache): Record<string, readonly string[]> {
  return Object.fromEntries([...cache.instances().values()].map(({ name, addresses }) => [name, addresses]));
}

test('an instance is there once its pointer, service and address are known, whatever the order', () => {
  const cache = new RecordCache(type);
  const { answers } = announcement();
  for (const answer of answers.toReversed()) {
    assert.equal(cache.instances().size, 0);
    cache.hear({ answers: [answer], additionals: [] }, start, 'eth0');
  }
  const [instance] = cache.instances().values();
  assert.deepEqual(
    [instance?.name, instance?.port, instance?.txt.get('mac')],
    ['esp-a', 6053, 'a0b765000001'],
  );
});

test('what is missing is asked for', () => {
  const cache = new RecordCache(type);
  const { answers } = announcement();
  cache.hear({ answers: answers.slice(0, 1), additionals: [] }, start, 'eth0');
  assert.deepEqual(
    cache.advance(start).questions.map((question) => question.type),
    ['TXT', 'SRV'],
  );
  cache.hear({ answers: answers.slice(0, 3), additionals: [] }, start, 'eth0');
  assert.deepEqual(
    cache.advance(start).questions.map((question) => question.type),
    ['A', 'AAAA'],
  );
});

test('a changed address replaces the old one a second later, not both for ever', () => {
  const cache = new RecordCache(type);
  cache.hear(announcement(), start, 'eth0');
  cache.hear(announcement({ address: '10.0.0.77' }), start + 5000, 'eth0');
  assert.deepEqual(addressesOf(cache), { 'esp-a': ['10.0.0.1', '10.0.0.77'] });
  cache.advance(start + 6001);
  assert.deepEqual(addressesOf(cache), { 'esp-a': ['10.0.0.77'] });
});

test('a goodbye takes effect after a second, and a device that died without one when its time is over', () => {
  const cache = new RecordCache(type);
  cache.hear(announcement({ name: 'polite' }), start, 'eth0');
  cache.hear(announcement({ name: 'dead', address: '10.0.0.2', ttl: 10 }), start, 'eth0');
  cache.hear(announcement({ name: 'polite', ttl: 0 }), start + 2000, 'eth0');
  cache.advance(start + 2500);
  assert.deepEqual(Object.keys(addressesOf(cache)), ['polite', 'dead']);
  cache.advance(start + 3001);
  assert.deepEqual(Object.keys(addressesOf(cache)), ['dead']);
  cache.advance(start + 10_001);
  assert.deepEqual(addressesOf(cache), {});
});

test('a record is asked for again at 80, 85, 90 and 95 per cent of its life, and no more', () => {
  const cache = new RecordCache(type);
  cache.hear(announcement({ ttl: 100 }), start, 'eth0');
  const asked: number[] = [];
  for (let second = 1; second < 100; second++) {
    const { questions } = cache.advance(start + second * 1000);
    if (questions.some((question) => question.type === 'SRV')) asked.push(second);
  }
  assert.deepEqual(asked, [80, 85, 90, 95]);
});

test('names are compared without case, and a TXT key may be called anything', () => {
  const cache = new RecordCache(type);
  cache.hear(
    announcement({ name: 'ESP-A', txt: ['MAC=1', 'mac=2', '__proto__=3', 'novalue', '=nokey'] }),
    start,
    'eth0',
  );
  cache.hear(
    announcement({ name: 'esp-a', txt: ['MAC=1', 'mac=2', '__proto__=3', 'novalue', '=nokey'] }),
    start,
    'eth0',
  );
  assert.equal(cache.instances().size, 1);
  const [instance] = cache.instances().values();
  assert.deepEqual(
    [...(instance?.txt ?? [])],
    [
      ['mac', '1'],
      ['__proto__', '3'],
    ],
  );
});

test('other services and a flood of names do not fill the memory', () => {
  const cache = new RecordCache(type);
  const other: Answer = {
    name: '_ipp._tcp.local',
    type: 'PTR',
    class: 'IN',
    ttl: 120,
    data: 'x._ipp._tcp.local',
  };
  assert.equal(cache.hear({ answers: [other], additionals: [] }, start, 'eth0'), false);
  for (let i = 0; i < 2000; i++) cache.hear(announcement({ name: `n${String(i)}` }), start, 'eth0');
  assert.equal(cache.instances().size, 512);
  // Addresses that no instance names are let go after ten seconds.
  cache.advance(start);
  cache.advance(start + 10_001);
  assert.equal(cache.get('A', 'n1999.local').length, 0);
  assert.equal(cache.get('A', 'n0.local').length, 1);
});

test('addresses come in the order in which to try them, whoever was heard last', () => {
  const cache = new RecordCache(type);
  const { answers } = announcement({ address: '10.0.0.9' });
  const more = ['fe80::1', '2001:db8::1'].map((data): Answer => ({
    name: 'esp-a.local',
    type: 'AAAA',
    class: 'IN',
    ttl: 120,
    data,
  }));
  const v4 = ['169.254.1.1', '10.0.0.1'].map((data): Answer => ({
    name: 'esp-a.local',
    type: 'A',
    class: 'IN',
    ttl: 120,
    data,
  }));
  cache.hear({ answers: [...more, ...answers, ...v4], additionals: [] }, start, 'eth0');
  const order = ['10.0.0.1', '10.0.0.9', '2001:db8::1', '169.254.1.1', 'fe80::1%eth0'];
  assert.deepEqual(addressesOf(cache), { 'esp-a': order });
  cache.hear({ answers: v4, additionals: [] }, start + 10, 'eth0');
  assert.deepEqual(addressesOf(cache), { 'esp-a': order });
});

test('what one link says of a link-local address does not unsay that of another', () => {
  const cache = new RecordCache(type);
  const local: Answer = {
    name: 'esp-a.local',
    type: 'AAAA',
    class: 'IN',
    ttl: 120,
    flush: true,
    data: 'fe80::1',
  };
  cache.hear({ answers: [...announcement().answers.slice(0, 3), local], additionals: [] }, start, 'eth0');
  cache.hear({ answers: [local], additionals: [] }, start + 5000, 'wlan0');
  cache.advance(start + 6001);
  assert.deepEqual(addressesOf(cache), { 'esp-a': ['fe80::1%eth0', 'fe80::1%wlan0'] });
});

test('what is missing is asked for less and less often, and what leads nowhere is forgotten', () => {
  const cache = new RecordCache(type);
  cache.hear({ answers: announcement().answers.slice(0, 1), additionals: [] }, start, 'eth0');
  const asked: number[] = [];
  for (let ms = 0; ms <= 20_000; ms += 100) {
    if (cache.advance(start + ms).questions.length > 0) asked.push(ms);
  }
  assert.deepEqual(asked, [0, 1000, 3000, 7000]);
  assert.equal(cache.get('PTR', type).length, 0);
});

test('a device whose name no question can carry is asked for by its type', () => {
  const cache = new RecordCache(type);
  cache.hear(announcement({ name: 'hall.left', ttl: 100 }), start, 'eth0');
  assert.deepEqual(cache.advance(start + 81_000).questions, [
    { name: type, type: 'PTR' },
    { name: 'hall.left.local', type: 'A' },
  ]);
});

test('a record cannot claim to hold for years, nor lead to nothing', () => {
  const cache = new RecordCache(type);
  cache.hear(announcement({ name: 'ages', ttl: 0xffff_ffff }), start, 'eth0');
  cache.hear(announcement({ name: 'portless', port: 0 }), start, 'eth0');
  cache.hear(announcement({ name: 'nowhere', address: '10.0.0.1.5' }), start, 'eth0');
  assert.deepEqual(Object.keys(addressesOf(cache)), ['ages']);
  cache.advance(start + 7_200_001);
  assert.deepEqual(addressesOf(cache), {});
});

test('a flood of other hosts does not keep a device out', () => {
  const cache = new RecordCache(type);
  for (let i = 0; i < 20_000; i++) {
    const other: Answer = { name: `n${String(i)}.local`, type: 'A', class: 'IN', ttl: 120, data: '10.0.0.2' };
    cache.hear({ answers: [other], additionals: [] }, start, 'eth0');
  }
  cache.hear(announcement(), start + 1000, 'eth0');
  assert.deepEqual(Object.keys(addressesOf(cache)), ['esp-a']);
});
