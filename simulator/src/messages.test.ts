/** Byte for byte what ESPHome 2026.6.5 sent, built for its host platform with entities of the same names. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IP_ADDRESS, SENSORS } from './entities.ts';
import type { Frame } from './frame.ts';
import {
  deviceInfoResponse,
  helloResponse,
  listSensor,
  listTextSensor,
  readHello,
  sensorState,
  textSensorState,
} from './messages.ts';
import { MessageWriter } from './wire.ts';

const CAPTURED: [what: string, ours: Frame, type: number, payload: string][] = [
  [
    'the answer to hello',
    helloResponse('esp-reception'),
    2,
    '0801100e1a08323032362e362e35220d6573702d726563657074696f6e',
  ],
  [
    'temperature, its object id spelled out',
    listSensor(SENSORS.temperature, true),
    16,
    '0a0b74656d706572617475726515f923a1351a0b54656d70657261747572653203c2b04338024a0b74656d70657261747572655001',
  ],
  [
    'temperature for a client of API 1.14',
    listSensor(SENSORS.temperature, false),
    16,
    '0a0015f923a1351a0b54656d70657261747572653203c2b04338024a0b74656d70657261747572655001',
  ],
  [
    'humidity',
    listSensor(SENSORS.humidity, false),
    16,
    '0a0015de5e40d51a0848756d696469747932012538024a0868756d69646974795001',
  ],
  [
    'the Wi-Fi signal',
    listSensor(SENSORS.signal, false),
    16,
    '0a00157521a52f1a0b57694669205369676e616c320364426d4a0f7369676e616c5f737472656e67746850016802',
  ],
  [
    'the uptime',
    listSensor(SENSORS.uptime, false),
    16,
    '0a0015699fee4e1a06557074696d652a116d64693a74696d65722d6f75746c696e653201734a086475726174696f6e50026802',
  ],
  [
    'the IP address',
    listTextSensor(IP_ADDRESS, true),
    18,
    '0a0a69705f616464726573731573d279e51a0a495020416464726573733802',
  ],
  ['a state that is missing', sensorState('Temperature', undefined), 25, '0df923a135150000c07f1801'],
  ['an uptime of 2797.3899 s', sensorState('Uptime', 2797.3899), 25, '0d699fee4e153dd62e45'],
  ['an address', textSensorState('IP Address', '127.0.0.1'), 27, '0d73d279e512093132372e302e302e31'],
];

for (const [what, ours, type, payload] of CAPTURED) {
  test(`${what} is sent as ESPHome sends it`, () => {
    assert.equal(Buffer.from(ours.payload).toString('hex'), payload);
    assert.equal(ours.type, type);
  });
}

test('a device says who it is as ESPHome does, its MAC address in upper case', () => {
  const names = { name: 'esp-reception', friendlyName: 'Reception climate', area: 'Reception' };
  const identity = { ...names, mac: '02:96:92:4a:00:00', encrypted: false };
  const payload = Buffer.from(deviceInfoResponse(identity).payload);
  // Captured; what lies between depends on the build: version, time, board, maker.
  const name = '120d6573702d726563657074696f6e';
  const mac = '1a1130323a39363a39323a34413a30303a3030';
  assert.ok(payload.toString('hex').startsWith(`${name}${mac}2208323032362e362e352a19`));
  const rest = '6a11526563657074696f6e20636c696d617465820109526563657074696f6eaa011108';
  const area = '1209526563657074696f6eb201021200';
  assert.match(payload.toString('hex'), new RegExp(`${rest}.{10}${area}$`));
});

test("a client's API version is read from its hello, and is 0.0 where it does not say", () => {
  const hello = new MessageWriter().string(1, 'Home Assistant').uint32(2, 1).uint32(3, 14).finish();
  assert.deepEqual(readHello(hello), { major: 1, minor: 14 });
  assert.deepEqual(readHello(new Uint8Array()), { major: 0, minor: 0 });
});
