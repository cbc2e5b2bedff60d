import assert from 'node:assert/strict';
import { test } from 'node:test';
import { building } from './building.ts';
import { climate, signal } from './climate.ts';

const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MONDAY = Date.UTC(2026, 0, 5);
const UNHEATED = 'Workshop';
const ROOMS = building(200, 1)
  .map(({ room }) => room)
  .filter((room) => room !== UNHEATED);

function* instants(from: number, until: number, step: number): Generator<number> {
  for (let at = from; at < until; at += step) yield at;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test('the same seed, room and time give the same air', () => {
  const at = MONDAY + 12_345_678;
  assert.deepEqual(climate(7, 'Library', at), climate(7, 'Library', at));
});

test('another seed, another room and another hour give other air', () => {
  const at = MONDAY + 10 * HOUR;
  const here = climate(1, 'Library', at);
  assert.notDeepEqual(here, climate(2, 'Library', at));
  assert.notDeepEqual(here, climate(1, 'Workshop', at));
  assert.notDeepEqual(here, climate(1, 'Library', at + HOUR));
});

test('a year in 199 heated rooms stays between 16 and 26 °C and 30 and 65 %', () => {
  for (const room of ROOMS) {
    for (const at of instants(MONDAY, MONDAY + 365 * DAY, 2.3 * DAY)) {
      const { temperature, humidity } = climate(1, room, at);
      assert.ok(temperature > 16 && temperature < 26, `${room}: ${String(temperature)} °C`);
      assert.ok(humidity > 30 && humidity < 65, `${room}: ${String(humidity)} %`);
    }
  }
});

test('afternoons are warmer than nights, in every room', () => {
  const hours = (from: number, until: number) => (at: number) =>
    (at % DAY) / HOUR >= from && (at % DAY) / HOUR < until;
  const fortnight = [...instants(MONDAY, MONDAY + 14 * DAY, HOUR / 2)];
  for (const room of ROOMS) {
    const warmth = (at: number) => climate(1, room, at).temperature;
    const afternoon = mean(fortnight.filter(hours(13, 17)).map(warmth));
    const night = mean(fortnight.filter(hours(1, 5)).map(warmth));
    assert.ok(afternoon > night + 0.1, `${room}: ${String(afternoon)} by day, ${String(night)} by night`);
  }
});

test('summer is warmer and holds more water than winter', () => {
  const week = (from: number) =>
    [...instants(from, from + 7 * DAY, HOUR)].map((at) => climate(1, 'Library', at));
  const january = week(Date.UTC(2026, 0, 12));
  const july = week(Date.UTC(2026, 6, 13));
  assert.ok(mean(july.map((air) => air.temperature)) > mean(january.map((air) => air.temperature)));
  assert.ok(mean(july.map((air) => air.humidity)) > mean(january.map((air) => air.humidity)));
});

test('working days are warmer than the weekend', () => {
  const noon = (day: number) => climate(1, 'Open office', MONDAY + day * DAY + 12 * HOUR).temperature;
  assert.ok(mean([0, 1, 2, 3, 4].map(noon)) > mean([5, 6].map(noon)) + 0.3);
});

test('humidity falls where temperature rises', () => {
  for (const room of ROOMS.slice(0, 8)) {
    const week = [...instants(MONDAY, MONDAY + 7 * DAY, HOUR)].map((at) => climate(1, room, at));
    const warmth = week.map((air) => air.temperature);
    const damp = week.map((air) => air.humidity);
    const [meanWarmth, meanDamp] = [mean(warmth), mean(damp)];
    const products = week.map((air) => (air.temperature - meanWarmth) * (air.humidity - meanDamp));
    assert.ok(mean(products) < 0, room);
  }
});

test('ten seconds change little, and a minute changes the second decimal', () => {
  for (const room of ROOMS.slice(0, 8)) {
    const day = [...instants(MONDAY, MONDAY + DAY, 10 * SECOND)].map((at) => climate(1, room, at));
    for (const [index, { temperature, humidity }] of day.entries()) {
      const before = day[index - 1] ?? { temperature, humidity };
      assert.ok(Math.abs(temperature - before.temperature) < 0.05, `${room}: ${String(temperature)} °C`);
      assert.ok(Math.abs(humidity - before.humidity) < 0.15, `${room}: ${String(humidity)} %`);
      const minute = day.slice(index, index + 7).map((air) => air.temperature.toFixed(2));
      if (minute.length === 7)
        assert.ok(new Set(minute).size > 1, `${room} stands still at ${minute.join(', ')}`);
    }
  }
});

test('no two rooms have the same mean', () => {
  const week = [...instants(MONDAY, MONDAY + 7 * DAY, 3 * HOUR)];
  const means = ROOMS.map((room) => mean(week.map((at) => climate(1, room, at).temperature)));
  assert.equal(new Set(means).size, ROOMS.length);
});

test('the signal is a whole number of dBm that a connected ESP32 could have', () => {
  for (const room of ROOMS) {
    const dbm = signal(1, room, MONDAY);
    assert.ok(Number.isInteger(dbm) && dbm >= -80 && dbm <= -40, `${room}: ${String(dbm)} dBm`);
  }
});

test('a room that nobody heats is near 10 °C and 40 % in winter, near 30 °C and 60 % in summer', () => {
  for (const [month, celsius, percent] of [
    [0, 10, 40],
    [6, 30, 60],
  ] as const) {
    const from = Date.UTC(2026, month, 10);
    const days = [...instants(from, from + 30 * DAY, HOUR)].map((at) => climate(1, UNHEATED, at));
    assert.ok(Math.abs(mean(days.map((air) => air.temperature)) - celsius) < 3);
    assert.ok(Math.abs(mean(days.map((air) => air.humidity)) - percent) < 5);
  }
});

test('a home is warm in the evening, when an office has been left', () => {
  const evening = (use: 'home' | 'office') =>
    mean([0, 1, 2, 3].map((day) => climate(1, 'Library', MONDAY + day * DAY + 22 * HOUR, use).temperature));
  assert.ok(evening('home') > evening('office') + 0.3);
});
