import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dewPoint } from './dew-point.ts';
import { mouldRisk, winterCorner } from './mould-risk.ts';
import { near } from './near.ts';

/** A corner of that temperature, with 20 °C inside and −5 °C outside. */
function cornerOf(surface: number) {
  return { ...winterCorner, temperatureFactor: (surface + 5) / 25 };
}

test('the example of DIN 4108-2: 20 °C and 50 % inside, −5 °C outside, 12.6 °C in the corner, are 80 % there', () => {
  near(mouldRisk(20, 50, cornerOf(12.6)), 80, 0.25);
  // Its f_Rsi, 0.70, is rounded: 12.5 °C.
  near(mouldRisk(20, 50), 80, 0.75);
});

test('the same room by the steam tables: at the corner half of 23.393 hPa, saturated at a dew point of 9.3 °C', () => {
  // NISTIR 5078, table 1: 17.058 hPa at 15 °C, 12.282 hPa at 10 °C.
  near(mouldRisk(20, 50, cornerOf(15)), (11.6965 / 17.058) * 100, 0.02);
  near(mouldRisk(20, 50, cornerOf(10)), (11.6965 / 12.282) * 100, 0.02);
  // DIN 4108-3, annex A.
  near(mouldRisk(20, 50, cornerOf(9.3)), 100, 0.3);
});

test('a surface as warm as the room has its humidity, and one below the dew point is wet, no more', () => {
  near(mouldRisk(20, 50, { ...winterCorner, temperatureFactor: 1 }), 50, 1e-9);
  assert.equal(mouldRisk(20, 50, cornerOf((dewPoint(20, 50) ?? NaN) - 0.5)), 100);
  near(mouldRisk(18, 63, { ...winterCorner, outside: 18 }), 63, 1e-9);
});

test('it rises with the humidity, and falls with a better wall and with a milder day', () => {
  for (let temperature = 5; temperature <= 25; temperature += 1) {
    for (let humidity = 5; humidity < 60; humidity += 5) {
      const risk = mouldRisk(temperature, humidity) ?? NaN;
      assert.ok(risk >= humidity, 'the surface is the colder one');
      assert.ok((mouldRisk(temperature, humidity + 1) ?? NaN) >= Math.min(100, risk + 1));
      if (risk === 100) continue;
      const better = { ...winterCorner, temperatureFactor: 0.75 };
      assert.ok((mouldRisk(temperature, humidity, better) ?? NaN) < risk);
      assert.ok((mouldRisk(temperature, humidity, { ...winterCorner, outside: 0 }) ?? NaN) < risk);
    }
  }
});

test('where the assumption cannot be, or nothing grows, there is none', () => {
  for (const [temperature, humidity] of [
    [25.1, 50], // no winter's room
    [-5.1, 50], // colder than outside
    [2.1, 50], // the corner is at -0.03 °C
    [20, 100.1],
    [20, -1],
    [Number.NaN, 50],
    [20, Number.NaN],
    [-Infinity, 50],
  ] as const) {
    assert.equal(mouldRisk(temperature, humidity), undefined, `${String(temperature)}, ${String(humidity)}`);
  }
  for (const temperatureFactor of [-0.1, 1.1, Number.NaN]) {
    assert.equal(mouldRisk(20, 50, { ...winterCorner, temperatureFactor }), undefined);
  }
  assert.notEqual(mouldRisk(25, 50), undefined);
  assert.notEqual(mouldRisk(2.2, 50), undefined);
  assert.notEqual(mouldRisk(26, 50, { temperatureFactor: 0.7, outside: 22, warmestRoom: 50 }), undefined);
});
