import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPlausible, quantityOf } from './quantity.ts';

function converted(deviceClass: string, unit: string, value: number): number {
  const found = quantityOf(deviceClass, unit);
  assert.ok(found.known);
  return found.convert(value);
}

test('Fahrenheit and kelvin become degrees Celsius at the door', () => {
  assert.equal(converted('temperature', '°C', 21.5), 21.5);
  assert.equal(converted('temperature', '°F', 212), 100);
  assert.equal(converted('temperature', 'K', 273.15), 0);
});

test('pascals become hectopascals', () => {
  assert.equal(converted('pressure', 'Pa', 101_325), 1013.25);
  assert.equal(converted('pressure', 'mbar', 1013.25), 1013.25);
});

test('a unit that is not known is named, not guessed', () => {
  assert.deepEqual(quantityOf('temperature', '°Ré'), { known: false, unit: '°Ré' });
  assert.deepEqual(quantityOf('temperature', 'constructor'), { known: false, unit: 'constructor' });
});

test('a class that the bridge does not keep is no quantity', () => {
  assert.deepEqual(quantityOf('duration', 's'), { known: false });
  assert.deepEqual(quantityOf('', ''), { known: false });
});

test('a value outside the physical range, NaN or infinite is not plausible', () => {
  assert.ok(isPlausible('humidity', 0));
  assert.ok(isPlausible('humidity', 100));
  assert.ok(!isPlausible('humidity', 100.1));
  assert.ok(!isPlausible('temperature', Number.NaN));
  assert.ok(!isPlausible('temperature', Number.POSITIVE_INFINITY));
  assert.ok(!isPlausible('temperature', -61));
});
