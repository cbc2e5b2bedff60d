import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mixedAir } from './mixed-air.ts';
import { near } from './near.ts';
import { roomAir } from './room-air.ts';

test('a room of 20 °C and 50 % has the dew point, the water and the corner of the tables', () => {
  // DIN 4108-3: 9.3 °C. IAPWS-95: half of 17.314 g/m³, as an ideal gas. DIN 4108-2: 80 %, of an f_Rsi that is rounded.
  assert.deepEqual(roomAir([{ temperature: 20, humidity: 50 }]), {
    dewPoint: 9.27,
    absoluteHumidity: 8.65,
    comfort: 'comfortable',
    mouldRisk: 80.7,
    assumedOutside: -5,
  });
});

test('a hot room has a humidex and no winter, a cold one the other way round, and dry air no dew', () => {
  const members = (temperature: number, humidity: number) =>
    Object.keys(roomAir([{ temperature, humidity }]) ?? {});
  assert.deepEqual(members(30, 70), ['dewPoint', 'absoluteHumidity', 'humidex', 'comfort']);
  assert.deepEqual(members(10, 40), [
    ...['dewPoint', 'absoluteHumidity', 'comfort', 'mouldRisk', 'assumedOutside'],
  ]);
  assert.deepEqual(members(-20, 60), ['dewPoint', 'absoluteHumidity', 'comfort']);
  assert.deepEqual(members(30, 0), ['absoluteHumidity', 'comfort']);
});

test('of what no formula is for, nothing is said', () => {
  for (const [temperature, humidity] of [
    [61, 50],
    [20, 101],
    [Number.NaN, 50],
    [20, Infinity],
  ] as const) {
    assert.equal(roomAir([{ temperature, humidity }]), undefined);
    assert.equal(
      roomAir([
        { temperature: 20, humidity: 50 },
        { temperature, humidity },
      ]),
      undefined,
    );
  }
  assert.equal(roomAir([]), undefined);
});

test('two devices: the mean temperature and the mean of the water, not of the relative humidities', () => {
  const airs = [
    { temperature: 16, humidity: 70 },
    { temperature: 22, humidity: 48.14 },
  ];
  // CRC Handbook, 62nd ed.: 18.19 hPa at 16 °C, 26.45 at 22; both have 12.73, of 21.97 (IAPWS-95) at 19 °C.
  const mixed = mixedAir(airs);
  assert.equal(mixed?.temperature, 19);
  near(mixed.humidity, 57.9, 0.1);
  // As each of them has by itself.
  near(roomAir(airs)?.dewPoint, roomAir(airs.slice(0, 1))?.dewPoint ?? NaN, 0.02);
});

test('one device is taken at its word, and two saturated airs are no more than saturated', () => {
  for (let humidity = 0; humidity <= 100; humidity += 0.5) {
    const air = { temperature: 21.537, humidity };
    assert.deepEqual(mixedAir([air]), air);
    assert.deepEqual(mixedAir([air, air, air]), air);
  }
  const saturated = [10, 30].map((temperature) => ({ temperature, humidity: 100 }));
  assert.deepEqual(mixedAir(saturated), { temperature: 20, humidity: 100 });
});

test('what is close to zero is zero', () => {
  const air = { temperature: 0.0001, humidity: 100 };
  assert.ok(Object.is(roomAir([air])?.dewPoint, 0));
  assert.ok(Object.is(roomAir([{ temperature: -0.0001, humidity: 100 }])?.dewPoint, 0));
});
