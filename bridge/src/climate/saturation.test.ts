import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saturationPressure, saturationTemperature, vapourPressure } from './saturation.ts';
import { near } from './near.ts';

/**
 * Steam tables after IAPWS-95: A. H. Harvey, A. P. Peskin, S. A. Klein, NISTIR 5078 (NIST, 1998), table 1, saturation
 * by temperature. °C and hPa.
 */
const steamTable = [
  [0.01, 6.1165],
  [5, 8.7258],
  [10, 12.282],
  [15, 17.058],
  [20, 23.393],
  [25, 31.699],
  [30, 42.47],
  [35, 56.29],
  [40, 73.849],
  [45, 95.95],
  [50, 123.52],
  [55, 157.62],
  [60, 199.46],
] as const;

test('saturated vapour has the pressure of the steam tables', () => {
  for (const [temperature, pressure] of steamTable) {
    near(saturationPressure(temperature), pressure, pressure * 0.0001, `${String(temperature)} °C`);
  }
});

test('over supercooled water it has the pressure of Murphy and Koop', () => {
  // D. M. Murphy, T. Koop, Q. J. R. Meteorol. Soc. 131 (2005) 1539–1565: what their equation (10) must give, K and Pa.
  for (const [temperature, pressure] of [
    [240, 37.667],
    [273.15, 611.213],
    [300, 3536.8],
  ] as const) {
    near(saturationPressure(temperature - 273.15), pressure / 100, (pressure / 100) * 0.003);
  }
});

test('pressure and temperature lead back to each other, and rise together', () => {
  let before = 0;
  for (let temperature = -45; temperature <= 60; temperature += 0.25) {
    const pressure = saturationPressure(temperature);
    assert.ok(pressure !== undefined && pressure > before, String(temperature));
    before = pressure;
    if (Math.abs(temperature) < 44) near(saturationTemperature(pressure), temperature, 1e-6);
  }
});

test('the part of the vapour is as the relative humidity says', () => {
  // Half of 23.393 hPa.
  near(vapourPressure(20, 50), 11.6965, 0.002);
  assert.equal(vapourPressure(20, 0), 0);
});

test('outside the range, and of what is no number, nothing is said', () => {
  for (const temperature of [-45.01, 60.01, Number.NaN, Infinity, -Infinity]) {
    assert.equal(saturationPressure(temperature), undefined, String(temperature));
    assert.equal(vapourPressure(temperature, 50), undefined, String(temperature));
  }
  for (const humidity of [-0.1, 100.1, Number.NaN, Infinity]) {
    assert.equal(vapourPressure(20, humidity), undefined, String(humidity));
  }
  // 0.1 hPa is saturated at -46 °C, 200 hPa at 60.06 °C.
  for (const pressure of [0, -1, 0.1, 200, 1e6, 1e-300, Number.NaN, Infinity]) {
    assert.equal(saturationTemperature(pressure), undefined, String(pressure));
  }
});
