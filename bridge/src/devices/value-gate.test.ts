import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TelemetryEvent } from 'esphome-client';
import { ValueGate, type DeviceValue } from './value-gate.ts';

function said(state: number): TelemetryEvent {
  return { type: 'sensor', entity: 'Temperature', key: 7, state };
}

test('values that arrive in one instant have each a time of its own, in their order', () => {
  const gate = new ValueGate(() => 1000);
  gate.sensors = new Map([
    [7, { entity: 'temperature', quantity: 'temperature', diagnostic: false, convert: (value) => value }],
  ]);
  const values: DeviceValue[] = [];
  for (const state of [20, 21]) gate.take(said(state));
  gate.open((value) => values.push(value));
  gate.take(said(22));
  assert.deepEqual(
    values.map(({ value, at, repeated }) => [value, at, repeated]),
    [
      [20, 1000, true],
      [21, 1001, false],
      [22, 1002, false],
    ],
  );
});
