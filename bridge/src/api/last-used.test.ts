import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredToken } from '../store/types.ts';
import { Guests } from './guests.ts';
import { hashOfToken, Tokens } from './tokens.ts';

function stored(id: number, token: string, more: Partial<StoredToken> = {}): StoredToken {
  const base = { id, name: token, hash: hashOfToken(token), createdAt: 0, revokedAt: null, device: null };
  return { ...base, scope: 'read', rooms: null, expiresAt: null, ...more };
}

test('a token that is shown is used then; one that is not known, revoked or expired is not', async () => {
  const time = { now: 1000 };
  const all = [stored(1, 'a'), stored(2, 'b', { revokedAt: 5 }), stored(3, 'c', { expiresAt: 900 })];
  const tokens = new Tokens({ load: () => Promise.resolve(all), now: () => time.now });
  assert.equal(tokens.lastUsed(1), null);
  for (const token of ['a', 'b', 'c', 'd']) await tokens.find(token);
  assert.deepEqual(
    [1, 2, 3].map((id) => tokens.lastUsed(id)),
    [1000, null, null],
  );
  time.now = 2000;
  await tokens.find('a');
  assert.equal(tokens.lastUsed(1), 2000);
});

test('who reads on and on is here until they leave', () => {
  const tokens = new Tokens({ load: () => Promise.resolve([]), now: () => 0 });
  using guests = new Guests(tokens);
  const left = guests.watch(1, () => undefined);
  assert.deepEqual([guests.isHere(1), guests.isHere(2)], [true, false]);
  left();
  assert.equal(guests.isHere(1), false);
});
