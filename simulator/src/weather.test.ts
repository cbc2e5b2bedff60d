import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Climate } from './climate.ts';
import { outdoors } from './weather.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function mean(from: number, days: number, of: (air: Climate) => number, everyMs = HOUR): number {
  let sum = 0;
  const count = Math.floor((days * DAY) / everyMs);
  for (let step = 0; step < count; step++) sum += of(outdoors(1, from + step * everyMs));
  return sum / count;
}

test('January is near 10 °C and 40 %, July near 30 °C and 60 %', () => {
  for (const [month, celsius, percent] of [
    [0, 10, 40],
    [6, 30, 60],
  ] as const) {
    const from = Date.UTC(2026, month, 10);
    assert.ok(Math.abs(mean(from, 30, ({ temperature }) => temperature) - celsius) < 3);
    assert.ok(Math.abs(mean(from, 30, ({ humidity }) => humidity) - percent) < 5);
  }
});

test('afternoons are warmer and drier than nights', () => {
  const nights = Date.UTC(2026, 3, 1, 3);
  const afternoons = Date.UTC(2026, 3, 1, 15);
  const warmth = ({ temperature }: Climate): number => temperature;
  const damp = ({ humidity }: Climate): number => humidity;
  assert.ok(mean(afternoons, 30, warmth, DAY) > mean(nights, 30, warmth, DAY) + 5);
  assert.ok(mean(afternoons, 30, damp, DAY) < mean(nights, 30, damp, DAY) - 5);
});

test('ten years stay within what a sensor can measure, and no two weeks are alike', () => {
  const weeks = new Set<string>();
  for (let at = Date.UTC(2020, 0, 1); at < Date.UTC(2030, 0, 1); at += 7 * DAY) {
    const { temperature, humidity } = outdoors(1, at);
    assert.ok(temperature > -5 && temperature < 45 && humidity > 10 && humidity < 95);
    weeks.add(temperature.toFixed(3));
  }
  assert.ok(weeks.size > 500);
});

test('the same seed gives the same weather, another seed another', () => {
  const at = Date.UTC(2026, 10, 21);
  assert.deepEqual(outdoors(1, at), outdoors(1, at));
  assert.notDeepEqual(outdoors(1, at), outdoors(2, at));
});
