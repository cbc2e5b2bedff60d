import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chronicle } from './chronicle.ts';
import { parseMac, type Mac } from './reading/mac.ts';

type Noted = readonly [kind: string, device: Mac | null, cause: string | null];

function chronicle() {
  const noted: Noted[] = [];
  const time = { now: 0 };
  const written = new Chronicle({
    note: (kind, device = null, cause = null) => noted.push([kind, device, cause]),
    elapsed: () => time.now,
  });
  return { written, noted, time };
}

function mac(text: string): Mac {
  const parsed = parseMac(text);
  assert.ok(parsed);
  return parsed;
}

const attic = mac('02:00:00:00:00:01');
const cellar = mac('02:00:00:00:00:02');

test('a device that goes is written down with why, and its return; tries in between are not', () => {
  const { written, noted } = chronicle();
  written.device(attic, 'connecting', 'Connecting.');
  written.device(attic, 'online', null);
  written.device(attic, 'unreachable', 'Not reachable: refused.');
  written.device(attic, 'connecting', 'Connecting.');
  written.device(attic, 'unreachable', 'Not reachable: no answer.');
  written.device(attic, 'connecting', 'Connecting.');
  written.device(attic, 'online', null);
  assert.deepEqual(noted, [
    ['device-online', attic, null],
    ['device-lost', attic, 'unreachable: Not reachable: refused.'],
    ['device-online', attic, null],
  ]);
});

test('a loss whose cause becomes another is written again, and one device’s state is not another’s', () => {
  const { written, noted } = chronicle();
  written.device(attic, 'unreachable', 'a');
  written.device(cellar, 'unreachable', 'b');
  written.device(attic, 'wrong-key', 'c');
  assert.deepEqual(noted, [
    ['device-lost', attic, 'unreachable: a'],
    ['device-lost', cellar, 'unreachable: b'],
    ['device-lost', attic, 'wrong-key: c'],
  ]);
});

test('a sensor’s refusals are written once an hour for each reason', () => {
  const { written, noted, time } = chronicle();
  for (; time.now < 2 * 3_600_000; time.now += 10_000) {
    written.refusal(attic, 'temperature', 'not-a-number');
    if (time.now === 20_000) {
      written.refusal(attic, 'temperature', 'out-of-range');
      written.refusal(attic, 'humidity', 'not-a-number');
      written.refusal(cellar, 'temperature', 'not-a-number');
    }
  }
  assert.deepEqual(noted, [
    ['reading-refused', attic, 'temperature: not-a-number'],
    ['reading-refused', attic, 'temperature: out-of-range'],
    ['reading-refused', attic, 'humidity: not-a-number'],
    ['reading-refused', cellar, 'temperature: not-a-number'],
    ['reading-refused', attic, 'temperature: not-a-number'],
  ]);
});

test('a sensor that was well for a while is written down again when it is refused anew', () => {
  const { written, noted, time } = chronicle();
  const refusedAt = [0, 10_000, 200_000, 600_000, 610_000];
  for (time.now of refusedAt) written.refusal(attic, 'temperature', 'not-a-number');
  assert.equal(noted.length, 2);
});

test('how long a device has been running is written down, and whether it ever restarts by itself', () => {
  const { written, noted } = chronicle();
  written.uptime(attic, 93_000, true);
  written.uptime(cellar, 4000, false);
  assert.deepEqual(noted, [
    ['device-uptime', attic, '93000 ms, stays up'],
    ['device-uptime', cellar, '4000 ms'],
  ]);
});

test('a sink is written down when it goes and when it is back, once each', () => {
  const { written, noted } = chronicle();
  for (const failure of [
    'it refuses connections',
    'it does not answer',
    undefined,
    undefined,
    'it refuses connections',
  ])
    written.sink('influx', failure);
  written.sink('cloud', 'no password');
  assert.deepEqual(noted, [
    ['sink-down', null, 'influx: it refuses connections'],
    ['sink-up', null, 'influx'],
    ['sink-down', null, 'influx: it refuses connections'],
    ['sink-down', null, 'cloud: no password'],
  ]);
});

test('the clock’s steps and corrections are written with their size, starts and stops with the version', () => {
  const { written, noted } = chronicle();
  written.bridge('bridge-started', '1.2.3');
  written.clock('clock-trusted');
  written.clock('clock-stepped', -3_600_000.4);
  written.clock('clock-corrected', 1500);
  assert.deepEqual(noted, [
    ['bridge-started', null, '1.2.3'],
    ['clock-trusted', null, null],
    ['clock-stepped', null, '-3600000 ms'],
    ['clock-corrected', null, '1500 ms'],
  ]);
});
