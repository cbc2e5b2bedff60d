import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal as refused, type Asking, type GuardOptions } from './guard.ts';

function refusal(asking: Asking, hosts: string[], options: Partial<GuardOptions> = {}): string | undefined {
  return refused(asking, { hosts, corsOrigins: [], ...options });
}

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

test('by ingress any name is this bridge, and the page must be its own all the same', () => {
  const host = 'house.example';
  assert.equal(refusal({ host, origin: 'https://house.example', isByIngress: true }, []), undefined);
  assert.ok(refusal({ host, origin: 'https://evil.example', isByIngress: true }, []));
});

test("another site's page may not open a connection, the bridge's own may", () => {
  assert.equal(refusal({ host: '127.0.0.1:8321', origin: 'http://127.0.0.1:8321' }, []), undefined);
  assert.ok(refusal({ host: '127.0.0.1:8321', origin: 'http://127.0.0.1:9999' }, []));
  assert.ok(refusal({ host: '127.0.0.1:8321', origin: 'https://evil.example' }, []));
  assert.ok(refusal({ host: '127.0.0.1:8321', origin: 'null' }, []));
});

test('a page of a listed origin may ask, of exactly that one', () => {
  const host = '127.0.0.1:8321';
  const corsOrigins = ['https://panels.example'];
  assert.equal(refusal({ host, origin: 'https://panels.example' }, [], { corsOrigins }), undefined);
  for (const origin of ['http://panels.example', 'https://panels.example:8443', 'https://x.panels.example']) {
    assert.ok(refusal({ host, origin }, [], { corsOrigins }), origin);
  }
});

test('a port that goes without saying is none', () => {
  assert.equal(
    refusal({ host: 'rooms.local:443', origin: 'https://rooms.local' }, []),
    undefined,
    'a proxy that speaks https',
  );
  assert.ok(refusal({ host: 'rooms.local:8321', origin: 'https://rooms.local' }, []));
});
