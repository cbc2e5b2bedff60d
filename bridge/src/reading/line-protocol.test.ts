import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldText, lineOf } from './line-protocol.ts';

test('text is quoted, on one line, and keeps all else', () => {
  const table: [text: string, written: string][] = [
    ['Küche, 1. OG 🔥', '"Küche, 1. OG 🔥"'],
    ['', '""'],
    ['say "hush"', String.raw`"say \"hush\""`],
    ['ends\\', String.raw`"ends\\"`],
    [String.raw`it\'s`, String.raw`"it\\'s"`],
    ['a\nb\r\nc\u0000d\u2028e', '"a b c d e"'],
    ['a=b c,d', '"a=b c,d"'],
  ];
  for (const [text, written] of table) assert.equal(fieldText(text), written);
  assert.equal(fieldText(-0.5), '-0.5');
});

test('a point without a time has none, so that whoever takes it stamps it', () => {
  const point = { measurement: 'place', tags: { site: 's' }, fields: { name: 'A "b"', sensors: 2 } };
  assert.equal(lineOf({ ...point, time: null }), 'place,site=s name="A \\"b\\"",sensors=2');
  assert.equal(lineOf({ ...point, time: 0 }), 'place,site=s name="A \\"b\\"",sensors=2 0');
});
