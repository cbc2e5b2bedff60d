import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cover } from '../store/averaging.ts';
import { derived } from './derived.ts';
import { roll } from './roll.ts';

function cover(from: number, until: number, value: number, readings = 1): Cover {
  return { from, until, value: value * 1000, readings };
}

/** Tenths of the unit. */
function told(covers: readonly Cover[]): number[][] {
  return covers.map(({ from, until, value, readings }) => [from, until, Math.round(value / 100), readings]);
}

test('a dew point holds as long as temperature and humidity do both', () => {
  const warm = [cover(0, 100, 20), cover(100, 160, 25), cover(300, 400, 20)];
  const damp = [cover(50, 120, 50), cover(120, 320, 60)];
  // As tables of dew points have it.
  assert.deepEqual(told(derived('dew_point', [warm, damp])), [
    [50, 100, 93, 1],
    [100, 120, 139, 1],
    [120, 160, 167, 1],
    [300, 320, 120, 1],
  ]);
  assert.deepEqual(told(derived('absolute_humidity', [warm, damp])).at(0), [50, 100, 86, 1]);
});

test('it is told from values of one instant, and never from means', () => {
  const warm = [cover(0, 10, 0), cover(10, 20, 40)];
  const damp = [cover(0, 10, 100), cover(10, 20, 20)];
  const [bucket] = roll(derived('dew_point', [warm, damp]), [{ start: 0, until: 20 }]);
  assert.ok(bucket);
  // 0 °C saturated, and 12.8 °C; of 20 °C and 60 % it would be 12.0 °C.
  assert.equal(Math.round(bucket.wsum / bucket.covered / 100), 64);
});

test('each instant at which one of both was measured counts once, and what only goes on does not', () => {
  const warm = [cover(0, 10, 20), cover(10, 20, 20, 0), cover(20, 30, 20, 2)];
  const damp = [cover(0, 15, 50), cover(15, 30, 50)];
  const counts = derived('dew_point', [warm, damp]).map(({ from, readings }) => [from, readings]);
  assert.deepEqual(counts, [
    [0, 1],
    [10, 0],
    [15, 1],
    [20, 1],
  ]);
});

test('air for which no formula is has none: no water in it, more than there can be, or too cold', () => {
  const both = (temperature: number, humidity: number): number =>
    derived('dew_point', [[cover(0, 10, temperature)], [cover(0, 10, humidity)]]).length;
  assert.deepEqual(
    [both(20, 0), both(20, 100.001), both(20, -1), both(-46, 50), both(61, 50)],
    [0, 0, 0, 0, 0],
  );
  assert.equal(both(20, 100), 1);
  assert.equal(derived('absolute_humidity', [[cover(0, 10, 20)], [cover(0, 10, 0)]]).at(0)?.value, 0);
  assert.deepEqual(derived('dew_point', [[cover(0, 10, 20)], []]), []);
});
