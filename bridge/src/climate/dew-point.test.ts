import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dewPoint } from './dew-point.ts';
import { near } from './near.ts';

/**
 * DIN 4108-3, annex A, table "Taupunkttemperatur der Luft in Abhängigkeit von Temperatur und relativer Luftfeuchte"
 * (of 1981 in DIN 4108-5, table 1), in tenths of °C; what is below 0 °C there is over ice, and is left out here.
 */
const dewPoints: Readonly<Record<number, Readonly<Record<number, number>>>> = {
  30: { 30: 10.5, 40: 14.9, 50: 18.4, 60: 21.4, 70: 23.9, 80: 26.2, 90: 28.2, 95: 29.1 },
  25: { 30: 6.2, 40: 10.5, 50: 13.9, 60: 16.7, 70: 19.1, 80: 21.3, 90: 23.2, 95: 24.1 },
  20: { 30: 1.9, 40: 6.0, 50: 9.3, 60: 12.0, 70: 14.4, 80: 16.4, 90: 18.3, 95: 19.2 },
  10: { 60: 2.6, 70: 4.8, 80: 6.7, 90: 8.4, 95: 9.2 },
};

test('the dew point is that of the table of DIN 4108-3', () => {
  for (const [temperature, row] of Object.entries(dewPoints)) {
    for (const [humidity, dew] of Object.entries(row)) {
      near(dewPoint(Number(temperature), Number(humidity)), dew, 0.1, `${temperature} °C, ${humidity} %`);
    }
  }
});

test('it is never above the temperature, is it where air is saturated, and rises with both', () => {
  for (let temperature = -40; temperature <= 60; temperature += 0.7) {
    assert.equal(dewPoint(temperature, 100)?.toFixed(9), temperature.toFixed(9));
    let before = -Infinity;
    for (let humidity = 60; humidity <= 100; humidity += 0.5) {
      const dew = dewPoint(temperature, humidity);
      if (dew === undefined) {
        // So dry that it is below the range, and only there.
        assert.ok(temperature < -39, `${String(temperature)} °C, ${String(humidity)} %`);
        continue;
      }
      assert.ok(dew > before && dew <= temperature, `${String(temperature)} °C, ${String(humidity)} %`);
      const warmer = dewPoint(temperature + 0.5, humidity);
      assert.ok(warmer === undefined ? temperature > 59.5 : warmer > dew);
      before = dew;
    }
  }
});

test('air without water, colder or warmer than the formula is for, has none', () => {
  for (const [temperature, humidity] of [
    [20, 0],
    [20, 0.1], // -53 °C
    [-45.1, 90],
    [60.1, 90],
    [20, 100.1],
    [20, -1],
    [Number.NaN, 50],
    [20, Number.NaN],
    [Infinity, 50],
    [20, Infinity],
  ] as const) {
    assert.equal(dewPoint(temperature, humidity), undefined, `${String(temperature)}, ${String(humidity)}`);
  }
});
