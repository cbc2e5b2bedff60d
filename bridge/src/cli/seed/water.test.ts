import assert from 'node:assert/strict';
import { test } from 'node:test';
import { humidityOf, waterIn } from './water.ts';

test('saturated air holds the water that tables say', () => {
  // g/m³: absolute humidity at saturation, as of the German Wikipedia's table after VDI 4670 and any book of building physics.
  for (const [temperature, grams] of [
    [-10, 2.36],
    [0, 4.85],
    [10, 9.4],
    [20, 17.3],
    [30, 30.4],
  ] as const) {
    const found = waterIn(temperature, 100);
    assert.ok(Math.abs(found / grams - 1) < 0.025, `${found.toFixed(2)} g/m³ at ${String(temperature)} °C`);
  }
});

test('air that is heated is drier, with the same water in it', () => {
  const outdoors = waterIn(5, 90);
  assert.ok(humidityOf(21, outdoors) < 40);
  assert.ok(Math.abs(humidityOf(5, outdoors) - 90) < 1e-9);
});
