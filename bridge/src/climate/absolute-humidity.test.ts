import assert from 'node:assert/strict';
import { test } from 'node:test';
import { absoluteHumidity } from './absolute-humidity.ts';
import { near } from './near.ts';

/** NISTIR 5078 (NIST, 1998), steam tables after IAPWS-95, table 1: °C, and m³ that a kg of saturated vapour takes. */
const specificVolumes = [
  [0.01, 205.99],
  [5, 147.01],
  [10, 106.3],
  [15, 77.875],
  [20, 57.757],
  [25, 43.337],
  [30, 32.878],
] as const;

/** R. C. Weast (ed.), CRC Handbook of Chemistry and Physics, 62nd ed. (1981): °C, and g/m³ of saturated air. */
const densities = [
  [4, 6.37],
  [10, 9.42],
  [16, 13.66],
  [20, 17.33],
  [24, 21.83],
  [28, 27.29],
  [34, 37.66],
] as const;

test('saturated air holds what the tables say', () => {
  for (const [temperature, volume] of specificVolumes) {
    near(absoluteHumidity(temperature, 100), 1000 / volume, (1000 / volume) * 0.0021, String(temperature));
  }
  for (const [temperature, density] of densities) {
    near(absoluteHumidity(temperature, 100), density, density * 0.0045, String(temperature));
  }
});

test('it is in proportion to the relative humidity', () => {
  for (const humidity of [0, 1, 44.1, 50, 99]) {
    near(absoluteHumidity(20, humidity), ((absoluteHumidity(20, 100) ?? NaN) * humidity) / 100, 1e-12);
  }
});

test('outside the range there is none', () => {
  for (const temperature of [-45.1, 60.1, Number.NaN, Infinity]) {
    assert.equal(absoluteHumidity(temperature, 50), undefined);
  }
  for (const humidity of [-0.1, 100.1, Number.NaN, -Infinity]) {
    assert.equal(absoluteHumidity(20, humidity), undefined);
  }
});
