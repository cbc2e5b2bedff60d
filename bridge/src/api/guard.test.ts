import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from './guard.ts';

test('an address, localhost, a .local name and a configured name are this bridge', () => {
  for (const host of [
    '127.0.0.1:8321',
    '[::1]:8321',
    'localhost',
    'climat.local:8321',
    'Rooms.example.org',
  ]) {
    assert.equal(refusal({ host, origin: undefined }, ['rooms.example.org']), undefined, host);
  }
});

test('a foreign name that resolves here is refused, and the remedy is named', () => {
  assert.match(refusal({ host: 'evil.example:8321', origin: undefined }, []) ?? '', /api\.hosts/);
  assert.ok(refusal({ host: undefined, origin: undefined }, []));
  assert.ok(refusal({ host: 'a b', origin: undefined }, []));
});

test("another site's page may not open a connection, the bridge's own may", () => {
  assert.equal(refusal({ host: '127.0.0.1:8321', origin: 'http://127.0.0.1:8321' }, []), undefined);
  assert.ok(refusal({ host: '127.0.0.1:8321', origin: 'http://127.0.0.1:9999' }, []));
  assert.ok(refusal({ host: '127.0.0.1:8321', origin: 'https://evil.example' }, []));
  assert.ok(refusal({ host: '127.0.0.1:8321', origin: 'null' }, []));
});
