import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entityKey, objectId } from './entities.ts';

test('an object id is the name in lower case with underscores', () => {
  assert.equal(objectId('WiFi Signal'), 'wifi_signal');
  assert.equal(objectId('CO₂ (room)'), 'co___room_');
});

test('the key is FNV-1, not FNV-1a, of the object id', () => {
  // From the published test vectors of the hash: "a" is 0x050c5d7e under FNV-1, 0xe40c292c under FNV-1a.
  assert.equal(entityKey('a'), 0x050c5d7e);
  assert.equal(entityKey('A'), 0x050c5d7e);
  assert.equal(entityKey('foobar'), 0x31f0b262);
});
