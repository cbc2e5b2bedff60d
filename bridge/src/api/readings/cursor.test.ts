import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { cursorText, parseCursor } from './cursor.ts';

const cursor = { period: { from: 1000, to: 9000 }, after: { at: 2000, sensor: 3 } };

test('a cursor is what it was made of, for its own question only', () => {
  assert.deepEqual(parseCursor(cursorText(cursor, 'kitchen'), 'kitchen'), cursor);
  assert.equal(parseCursor(cursorText(cursor, 'kitchen'), 'attic'), undefined);
});

test('who knows how the seal is made gets no further with numbers that are none, or no times', () => {
  for (const numbers of ['~.~.0.0', '0.0.0.0', '5.1.0.0', '0.zzzzzzzzzzz.0.0', '0.1.0']) {
    const seal = createHash('sha256').update(`${numbers} kitchen`).digest('base64url').slice(0, 16);
    assert.equal(parseCursor(`${numbers}.${seal}`, 'kitchen'), undefined, numbers);
  }
});
