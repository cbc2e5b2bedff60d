import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comfort } from './comfort.ts';

test('comfortable is what category II of EN 16798-1 designs for, ends included', () => {
  for (const [temperature, humidity, word] of [
    [21.5, 44.1, 'comfortable'],
    [20, 25, 'comfortable'],
    [26, 60, 'comfortable'],
    [19.9, 40, 'too-cold'],
    [26.1, 40, 'too-warm'],
    [22, 24.9, 'too-dry'],
    [22, 60.1, 'too-humid'],
    [10, 10, 'too-cold-and-dry'],
    [10, 90, 'too-cold-and-humid'],
    [30, 10, 'too-warm-and-dry'],
    [30, 60.1, 'too-warm-and-humid'],
  ] as const) {
    assert.equal(comfort(temperature, humidity), word, `${String(temperature)} °C, ${String(humidity)} %`);
  }
});

test('what cannot be is not judged', () => {
  for (const [temperature, humidity] of [
    [-45.1, 50],
    [60.1, 50],
    [20, -0.1],
    [20, 100.1],
    [Number.NaN, 50],
    [20, Number.NaN],
    [Infinity, 50],
    [20, Infinity],
  ] as const) {
    assert.equal(comfort(temperature, humidity), undefined, `${String(temperature)}, ${String(humidity)}`);
  }
});
