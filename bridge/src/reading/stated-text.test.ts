import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statedName, statedObjectId } from './stated-text.ts';

test('a name that a person gave stays as it is', () => {
  for (const name of ['Kitchen', 'Büro Süd, 2. Stock', '会議室 🦊', 'Archive <cellar> "B"']) {
    assert.equal(statedName(name), name);
  }
});

test('line breaks, control characters and endless text are taken out of a name', () => {
  assert.equal(statedName(' a\r\nb\u0000c\u2028d '), 'a b c d');
  assert.equal(statedName('🦊'.repeat(1000)), '🦊'.repeat(120));
  assert.equal(statedName('\n\t'), '');
});

test('an object id holds nothing that line protocol could take for its own', () => {
  assert.equal(statedObjectId('wifi_signal-2'), 'wifi_signal-2');
  assert.equal(statedObjectId('a b,c=d\\\n"'), 'a_b_c_d___');
  assert.equal(statedObjectId('x'.repeat(1000)).length, 120);
  assert.equal(statedObjectId(''), '');
});
