import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pulse } from './pulse.ts';

const second = 1000;
const minute = 60 * second;

/** Values of one sensor, so many steps of so long each; the time of the last one. */
function beats(pulse: Pulse, entity: string, stepMs: number, count: number, from = 0): number {
  for (let step = 0; step < count; step++) pulse.heard(entity, from + step * stepMs);
  return from + (count - 1) * stepMs;
}

test('a sensor of every ten seconds has stalled after three minutes, and not before', () => {
  const pulse = new Pulse();
  pulse.begin(0, ['temperature']);
  const last = beats(pulse, 'temperature', 10 * second, 20);
  assert.equal(pulse.silentSince(last + 3 * minute), undefined);
  assert.equal(pulse.silentSince(last + 3 * minute + 1), last);
});

test('a sensor that measures seldom is given three of its own steps', () => {
  const pulse = new Pulse();
  pulse.begin(0, ['co2']);
  const last = beats(pulse, 'co2', 15 * minute, 5);
  assert.equal(pulse.silentSince(last + 45 * minute), undefined);
  assert.equal(pulse.silentSince(last + 45 * minute + 1), last);
});

test('one long pause among its steps does not make a sensor a slow one', () => {
  const pulse = new Pulse();
  pulse.begin(0, ['temperature']);
  const pause = beats(pulse, 'temperature', 10 * second, 5) + 60 * minute;
  const last = beats(pulse, 'temperature', 10 * second, 5, pause);
  assert.equal(pulse.silentSince(last + 3 * minute + 1), last);
});

test('what it measured long ago at another rate is forgotten after ten steps', () => {
  const pulse = new Pulse();
  pulse.begin(0, ['temperature']);
  const slow = beats(pulse, 'temperature', 15 * minute, 20);
  const last = beats(pulse, 'temperature', 10 * second, 11, slow + 10 * second);
  assert.equal(pulse.silentSince(last + 3 * minute + 1), last);
});

test('a device has not stalled while one of its sensors speaks', () => {
  const pulse = new Pulse();
  pulse.begin(0, ['temperature', 'humidity']);
  beats(pulse, 'temperature', 10 * second, 5);
  const last = beats(pulse, 'humidity', 10 * second, 60);
  assert.equal(pulse.silentSince(last + minute), undefined);
  assert.equal(pulse.silentSince(last + 4 * minute), last);
});

test('one that never says a value on a connection has stalled since it began; its steps are still known', () => {
  const pulse = new Pulse();
  pulse.begin(0, ['temperature']);
  assert.equal(pulse.silentSince(3 * minute + 1), 0);
  const last = beats(pulse, 'temperature', 10 * minute, 5);
  pulse.begin(last + minute, ['temperature']);
  assert.equal(pulse.silentSince(last + 31 * minute), undefined);
  assert.equal(pulse.silentSince(last + 31 * minute + 1), last + minute);
});

test('a device without sensors has nothing to be silent about', () => {
  const pulse = new Pulse();
  pulse.begin(0, []);
  pulse.heard('uptime', 0);
  assert.equal(pulse.silentSince(60 * minute), undefined);
});
