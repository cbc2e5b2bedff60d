import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agreed } from './evidence.ts';

const of = (...offsets: number[]) => offsets.map((offsetMs) => ({ offsetMs, errorMs: 100 }));
const rule = { withinMs: 1000, least: 1 };

test('one witness is believed where one is enough, and not where two are asked for', () => {
  assert.deepEqual(agreed(of(5000), rule), { offsetMs: 5000, errorMs: 100 });
  assert.equal(agreed(of(5000), { withinMs: 1000, least: 2 }), undefined);
  assert.equal(agreed([], rule), undefined);
});

test('two that differ prove nothing, a third decides, and two against two prove nothing again', () => {
  assert.equal(agreed(of(5000, 6001), rule), undefined);
  assert.deepEqual(agreed(of(5000, 3_605_000, 5100), rule), { offsetMs: 5050, errorMs: 50 });
  assert.equal(agreed(of(5000, 5000, 9000, 9000), rule), undefined);
  assert.equal(agreed(of(1000, 5000, 9000), rule), undefined);
});

test('what all of them allow is believed; where nothing is, all that any of them allows', () => {
  assert.deepEqual(agreed(of(5000, 5150), rule), { offsetMs: 5075, errorMs: 25 });
  assert.deepEqual(agreed(of(5000, 5800), rule), { offsetMs: 5400, errorMs: 500 });
});
