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
    cache.hear({ answers: [answer], additionals: [] }, start);
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
  cache.hear({ answers: answers.slice(0, 1), additionals: [] }, start);
  assert.deepEqual(
    cache.missing().map((question) => question.type),
    ['TXT', 'SRV'],
  );
  cache.hear({ answers: answers.slice(0, 3), additionals: [] }, start);
  assert.deepEqual(
    cache.missing().map((question) => question.type),
    ['A', 'AAAA'],
  );
});

test('a changed address replaces the old one a second later, not both for ever', () => {
  const cache = new RecordCache(type);
  cache.hear(announcement(), start);
  cache.hear(announcement({ address: '10.0.0.77' }), start + 5000);
  assert.deepEqual(addressesOf(cache), { 'esp-a': ['10.0.0.1', '10.0.0.77'] });
  cache.advance(start + 6001);
  assert.deepEqual(addressesOf(cache), { 'esp-a': ['10.0.0.77'] });
});

test('a goodbye takes effect after a second, and a device that died without one when its time is over', () => {
  const cache = new RecordCache(type);
  cache.hear(announcement({ name: 'polite' }), start);
  cache.hear(announcement({ name: 'dead', address: '10.0.0.2', ttl: 10 }), start);
  cache.hear(announcement({ name: 'polite', ttl: 0 }), start + 2000);
  cache.advance(start + 2500);
  assert.deepEqual(Object.keys(addressesOf(cache)), ['polite', 'dead']);
  cache.advance(start + 3001);
  assert.deepEqual(Object.keys(addressesOf(cache)), ['dead']);
  cache.advance(start + 10_001);
  assert.deepEqual(addressesOf(cache), {});
});

test('a record is asked for again at 80, 85, 90 and 95 per cent of its life, and no more', () => {
  const cache = new RecordCache(type);
  cache.hear(announcement({ ttl: 100 }), start);
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
  );
  cache.hear(
    announcement({ name: 'esp-a', txt: ['MAC=1', 'mac=2', '__proto__=3', 'novalue', '=nokey'] }),
    start,
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
  assert.equal(cache.hear({ answers: [other], additionals: [] }, start), false);
  for (let i = 0; i < 2000; i++) cache.hear(announcement({ name: `n${String(i)}` }), start);
  assert.equal(cache.instances().size, 512);
  // Addresses that no instance names are let go after ten seconds.
  cache.advance(start);
  cache.advance(start + 10_001);
  assert.equal(cache.get('A', 'n1999.local').length, 0);
  assert.equal(cache.get('A', 'n0.local').length, 1);
});
