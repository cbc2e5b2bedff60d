import assert from 'node:assert/strict';
import { test } from 'node:test';
import { humidex } from './humidex.ts';
import { saturationPressure } from './saturation.ts';

/** Relative humidity of air with that dew point, %. */
function humidityOf(temperature: number, dewPoint: number): number {
  return (100 * (saturationPressure(dewPoint) ?? NaN)) / (saturationPressure(temperature) ?? NaN);
}

test('it is what is published, in whole numbers as it is published', () => {
  for (const [temperature, humidity, published] of [
    // Examples by dew point, after Environment Canada (Masterton and Richardson 1979).
    [30, humidityOf(30, 15), 34],
    [30, humidityOf(30, 25), 42],
    // CCOHS, "Humidex rating and work": by relative humidity.
    [30, 70, 41],
    // OHCOW, "Humidex-based heat response plan", worked examples.
    [25, 65, 31],
    [33.3, 56, 44],
  ] as const) {
    assert.equal(Math.round(humidex(temperature, humidity) ?? NaN), published, String(temperature));
  }
});

test('it is the temperature and 5/9 of the hPa above 10, as the equation of 1979 says, worked by hand', () => {
  // A dew point of 0.01 °C is 273.16 K: e is 6.11 hPa. Of 24.85 °C it is 298 K: 5417.7530 (1/273.16 - 1/298) is 1.65325,
  // e is 31.9183 hPa, and 5/9 (31.9183 - 10) is 12.177.
  assert.equal(humidex(40, humidityOf(40, 24.85))?.toFixed(3), '52.177');
});

test('it rises with the humidity, and never falls as it gets warmer', () => {
  for (let temperature = 20; temperature < 42.5; temperature += 0.5) {
    let before = 0;
    for (let humidity = 55; humidity <= 100; humidity += 1) {
      const felt = humidex(temperature, humidity);
      assert.ok(felt !== undefined && felt >= temperature + 1 && felt > before);
      assert.ok((humidex(temperature + 0.5, humidity) ?? 0) > felt);
      before = felt;
    }
  }
});

test('where Environment Canada gives none there is none', () => {
  for (const [temperature, humidity] of [
    [19.9, 90],
    [43.1, 50],
    // Dry: it would be 25 and a half, and 20.4.
    [25, 35],
    [20, 46],
    [30, 0],
    [30, 101],
    [Number.NaN, 50],
    [30, Number.NaN],
    [Infinity, 50],
  ] as const) {
    assert.equal(humidex(temperature, humidity), undefined, `${String(temperature)}, ${String(humidity)}`);
  }
  assert.notEqual(humidex(20, 90), undefined);
  assert.notEqual(humidex(43, 50), undefined);
});
