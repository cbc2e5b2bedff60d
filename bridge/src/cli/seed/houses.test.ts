import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Zone } from '../../reading/zone.ts';
import { RoomAir, stepMs } from './houses.ts';
import type { HouseKind } from './plan.ts';

const hourMs = 3_600_000;
const zone = new Zone('Europe/Zurich');

/** Means of a month's hours from … until, by the local clock of weekdays or of Sundays. */
function mean(
  kind: HouseKind,
  month: number,
  which: { hours: readonly [number, number]; isSunday?: boolean },
): { temperature: number; humidity: number } {
  const [from, until] = [Date.UTC(2025, month, 3), Date.UTC(2025, month, 30)];
  const air = new RoomAir({ name: 'Room', kind }, { seed: 3, zone, from });
  let [temperature, humidity, n] = [0, 0, 0];
  for (let at = from; at < until; at += stepMs) {
    air.cover(at, at);
    const local = new Date(at + zone.offsetAt(at));
    const [hour, isSunday] = [local.getUTCHours(), local.getUTCDay() === 0];
    if (hour < which.hours[0] || hour >= which.hours[1] || isSunday !== (which.isSunday ?? false)) continue;
    temperature += air.temperature(at);
    humidity += air.humidity(at);
    n++;
  }
  return { temperature: temperature / n, humidity: humidity / n };
}

test('an office is warm when people are there, cooler at night and on Sundays, and all of it drier than the cold outside', () => {
  const day = mean('office', 1, { hours: [10, 16] });
  const night = mean('office', 1, { hours: [2, 5] });
  const sunday = mean('office', 1, { hours: [10, 16], isSunday: true });
  const cold = mean('unheated', 1, { hours: [10, 16] });
  assert.ok(day.temperature > 19 && day.temperature < 23.5, String(day.temperature));
  assert.ok(
    day.temperature - night.temperature > 1,
    `${String(day.temperature)} ${String(night.temperature)}`,
  );
  assert.ok(day.temperature - sunday.temperature > 1, String(sunday.temperature));
  assert.ok(cold.temperature < 16 && cold.humidity > day.humidity);
});

test('a home is heated less at night, and what is not heated follows the seasons', () => {
  const evening = mean('home', 0, { hours: [19, 22] });
  const summer = mean('unheated', 6, { hours: [0, 24] });
  const winter = mean('unheated', 0, { hours: [0, 24] });
  assert.ok(evening.temperature > 18 && evening.temperature < 23, String(evening.temperature));
  assert.ok(summer.temperature - winter.temperature > 15);
});

test('what is asked for in parts is what is asked for at once', () => {
  const [from, until] = [Date.UTC(2025, 4, 1), Date.UTC(2025, 4, 3)];
  const make = (): RoomAir => new RoomAir({ name: 'Room', kind: 'home' }, { seed: 1, zone, from });
  const [whole, parts] = [make(), make()];
  whole.cover(from, until);
  for (let at = from; at < until; at += hourMs) {
    parts.cover(at, at + hourMs);
    assert.equal(parts.temperature(at + hourMs / 3), whole.temperature(at + hourMs / 3));
    assert.equal(parts.humidity(at), whole.humidity(at));
  }
});
