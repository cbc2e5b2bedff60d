import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMac, type Mac } from '../reading/mac.ts';
import type { Quantity } from '../reading/quantity.ts';
import { roomClimate, type ClimateOf, type MeasuredAir, type Said } from './room-climate.ts';

const at = Date.UTC(2026, 10, 21, 10);
const minute = 60_000;

function mac(n: number): Mac {
  const parsed = parseMac(`a0b76500000${String(n)}`);
  assert.ok(parsed);
  return parsed;
}

function said(device: number, quantity: Quantity, value: number, measuredAt: number | null = at): Said {
  return { device: mac(device), quantity, value, measuredAt };
}

/** What is asked of the formulas, and when that was measured; undefined: nothing. */
function asked(...values: Said[]): { airs: readonly MeasuredAir[]; measuredAt: string | null } | undefined {
  let of: readonly MeasuredAir[] = [];
  const climateOf: ClimateOf = (airs) => {
    of = airs;
    return airs.length === 0 ? undefined : { comfort: 'comfortable' };
  };
  const climate = roomClimate(values, climateOf);
  return climate && { airs: of, measuredAt: climate.measuredAt };
}

test('each device that measures both is taken by itself, and others beside it are not mixed in', () => {
  const airs = asked(
    said(1, 'temperature', 16),
    said(2, 'humidity', 48),
    said(3, 'temperature', 30),
    said(2, 'temperature', 22),
    said(1, 'humidity', 70),
    said(1, 'co2', 800),
  )?.airs;
  assert.deepEqual(airs, [
    { temperature: 16, humidity: 70 },
    { temperature: 22, humidity: 48 },
  ]);
});

test('of a device with several, and of a room in which no device measures both, it is their means', () => {
  const [one] =
    asked(said(1, 'temperature', 20), said(1, 'temperature', 21), said(1, 'humidity', 40))?.airs ?? [];
  assert.deepEqual(one, { temperature: 20.5, humidity: 40 });
  const [room] =
    asked(said(1, 'temperature', 20), said(2, 'humidity', 40), said(3, 'humidity', 50))?.airs ?? [];
  assert.deepEqual(room, { temperature: 20, humidity: 45 });
});

test('without one of the two there is none', () => {
  assert.equal(asked(said(1, 'temperature', 20)), undefined);
  assert.equal(asked(said(1, 'humidity', 50), said(2, 'pressure', 960)), undefined);
  assert.equal(asked(), undefined);
});

test('both are of the same time, at most a quarter of an hour apart, and it is as old as the older', () => {
  const apart = (ms: number) => asked(said(1, 'temperature', 20, at), said(1, 'humidity', 50, at - ms));
  assert.equal(apart(10_000)?.measuredAt, '2026-11-21T09:59:50.000Z');
  assert.equal(apart(-10_000)?.measuredAt, '2026-11-21T10:00:00.000Z');
  assert.equal(apart(15 * minute)?.measuredAt, '2026-11-21T09:45:00.000Z');
  assert.equal(apart(15 * minute + 1), undefined);
  assert.equal(apart(-15 * minute - 1), undefined);
});

test('of several devices it is as old as the newest, and one whose values are apart is left out', () => {
  const both = asked(
    ...[said(1, 'temperature', 20, at), said(1, 'humidity', 50, at)],
    ...[said(2, 'temperature', 22, at + minute), said(2, 'humidity', 45, at + minute)],
    ...[said(3, 'temperature', 25, at + minute), said(3, 'humidity', 30, at - 60 * minute)],
  );
  assert.equal(both?.airs.length, 2);
  assert.equal(both.measuredAt, '2026-11-21T10:01:00.000Z');
});

test('where it is not known when a value was measured, it is not known of the climate', () => {
  for (const [a, b] of [
    [null, null],
    [at, null],
    [null, at],
  ] as const) {
    const climate = asked(said(1, 'temperature', 20, a), said(1, 'humidity', 50, b));
    assert.equal(climate?.airs.length, 1);
    assert.equal(climate.measuredAt, null);
  }
});
