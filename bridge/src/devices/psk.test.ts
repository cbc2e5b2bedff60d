import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePsk } from './psk.ts';

const good = Buffer.alloc(32, 7).toString('base64');

test('a key of 32 bytes in base64 is taken, spaces around it forgiven', () => {
  assert.deepEqual(parsePsk(good), { psk: good });
  assert.deepEqual(parsePsk(` ${good}\n`), { psk: good });
});

test('anything else is refused with the reason', () => {
  const wrong: [string, RegExp][] = [
    ['', /0 bytes/],
    ['secret!', /not base64/],
    [Buffer.alloc(31).toString('base64'), /31 bytes/],
    [Buffer.alloc(33).toString('base64'), /33 bytes/],
    [good.slice(0, -1), /damaged/],
    [Buffer.alloc(32, 7).toString('hex'), /48 bytes/],
  ];
  for (const [text, reason] of wrong) {
    const parsed = parsePsk(text);
    assert.ok('malformed' in parsed, text);
    assert.match(parsed.malformed, reason);
  }
});
