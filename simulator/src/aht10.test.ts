import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aht10 } from './aht10.ts';

const AIR = { temperature: 21, humidity: 45 };
const many = Array.from({ length: 2000 }, (_, index) => index);

function spread(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

test('a chip repeats itself to a tenth, with noise about its own mean', () => {
  const temperatures = many.map((at) => aht10(1, AIR, at * 10_000).temperature);
  const { mean, deviation } = spread(temperatures);
  assert.ok(deviation > 0.015 && deviation < 0.025, String(deviation));
  assert.ok(temperatures.every((one) => Math.abs(one - mean) < 0.1));
  const damp = spread(many.map((at) => aht10(1, AIR, at * 10_000).humidity)).deviation;
  assert.ok(damp > 0.03 && damp < 0.05, String(damp));
});

test('chips differ, each within 0.3 °C and 2 % of the air, noise aside', () => {
  const off = many.map((chip) => aht10(chip, AIR, 0));
  assert.ok(off.every(({ temperature }) => Math.abs(temperature - AIR.temperature) < 0.3 + 0.061));
  assert.ok(off.every(({ humidity }) => Math.abs(humidity - AIR.humidity) < 2 + 0.121));
  assert.ok(spread(off.map(({ temperature }) => temperature)).deviation > 0.1);
  assert.ok(spread(off.map(({ humidity }) => humidity)).deviation > 0.8);
});

test('values come in the steps of 20 bits, and end where the chip ends', () => {
  const { temperature, humidity } = aht10(1, AIR, 0);
  for (const raw of [((temperature + 50) * 2 ** 20) / 200, (humidity * 2 ** 20) / 100]) {
    assert.ok(Math.abs(raw - Math.round(raw)) < 1e-6, String(raw));
  }
  assert.equal(aht10(1, { temperature: -300, humidity: -5 }, 0).temperature, -50);
  assert.ok(aht10(1, { temperature: 21, humidity: 110 }, 0).humidity < 100);
});

test('the same chip at the same time measures the same', () => {
  assert.deepEqual(aht10(7, AIR, 123), aht10(7, AIR, 123));
  assert.notDeepEqual(aht10(7, AIR, 123), aht10(7, AIR, 124));
});
