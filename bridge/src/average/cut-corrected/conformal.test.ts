import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundOf, canBear } from './conformal.ts';

const equal = (count: number): { weight: number }[] => Array.from({ length: count }, () => ({ weight: 1 }));

test('nine cases can bear an interval of nine tenths, eight cannot', () => {
  assert.ok(canBear(equal(9)));
  assert.ok(!canBear(equal(8)));
  assert.ok(!canBear([]));
});

test('many cases of which one is near count as little more than that one', () => {
  assert.ok(!canBear([{ weight: 1 }, ...Array.from({ length: 50 }, () => ({ weight: 0.001 }))]));
});

test('of nine equal cases the bound is the largest, of nineteen the eighteenth, in any order', () => {
  const surprises = (count: number): Float64Array =>
    Float64Array.from({ length: count }, (_, index) => ((index * 7) % count) + 1);
  assert.equal(boundOf(surprises(9), equal(9)), 9);
  assert.ok(Math.abs(boundOf(surprises(19), equal(19)) - 18) < 1e-9);
});

test('the surprises of near days count for more', () => {
  const surprises = Float64Array.from({ length: 40 }, (_, index) => index);
  const small = Array.from(surprises, (surprise) => ({ weight: surprise < 20 ? 1 : 0.05 }));
  const large = Array.from(surprises, (surprise) => ({ weight: surprise < 20 ? 0.05 : 1 }));
  assert.ok(boundOf(surprises, small) < 22);
  assert.ok(boundOf(surprises, large) > 36);
});

test('the bound of many errors is near the nine tenths of their law', () => {
  const errors = Float64Array.from({ length: 2000 }, (_, index) => (index * 0.6180339887) % 1);
  assert.ok(Math.abs(boundOf(errors, equal(2000)) - 0.9) < 0.005);
});
