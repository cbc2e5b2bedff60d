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

test('a device that says more than clocks can tell apart is not believed to measure in the future', () => {
  const gate = new ValueGate(() => 1000);
  gate.sensors = new Map([
    [7, { entity: 'temperature', quantity: 'temperature', diagnostic: false, convert: (value) => value }],
  ]);
  const values: DeviceValue[] = [];
  const refused: string[] = [];
  gate.refused = (_entity, { reason }) => refused.push(reason);
  gate.open((value) => values.push(value));
  for (let i = 0; i < 3000; i++) gate.take(said(20));
  assert.equal(Math.max(...values.map(({ at }) => at)), 2000);
  assert.equal(values.length, 1001);
  assert.deepEqual(new Set(refused), new Set(['too-many']));
  assert.equal(refused.length, 1999);
});

test('an uptime is heard once, fresh, and as of when it is passed on', () => {
  let now = 1000;
  const gate = new ValueGate(() => now);
  const heard: number[] = [];
  gate.uptime = { key: 7, heard: (ms) => heard.push(ms) };
  // Repeated on subscribing, then missing, then measured while the device is being registered.
  for (const event of [said(40), { ...said(NaN), missingState: true }, said(93.5)]) gate.take(event);
  assert.deepEqual(heard, []);
  now = 3000;
  gate.open(() => assert.fail('it is no reading'));
  gate.take(said(153.5));
  assert.deepEqual(heard, [95_500]);
});
