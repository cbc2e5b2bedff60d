/** What is converted, and what is refused: by name, and counted for each sensor. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DevicesHeard, devicesWith, oneSimulated } from './one-simulated.ts';

test('values that cannot be are refused, told one by one, and counted for each sensor and reason', async () => {
  await using building = await oneSimulated();
  const { device } = building;
  const heard = new DevicesHeard();
  device.publish({ temperature: Number.NaN, humidity: 50 });
  await using devices = devicesWith(heard, { static: [{ host: '127.0.0.1', port: device.port }] });
  await heard.values.until(({ entity }) => entity === 'humidity');
  for (const temperature of [Number.NaN, 5000, -273, Number.NaN, Infinity]) device.publish({ temperature });
  device.publish({ humidity: 101 });
  device.publish({ temperature: 20.5, humidity: 51 });
  await heard.values.until(({ value }) => value === 51);

  const { mac } = device;
  assert.deepEqual(
    heard.refusals.all.filter(({ entity }) => entity === 'temperature'),
    [
      { mac, entity: 'temperature', reason: 'not-a-number' },
      { mac, entity: 'temperature', reason: 'out-of-range', value: 5000 },
      { mac, entity: 'temperature', reason: 'out-of-range', value: -273 },
      { mac, entity: 'temperature', reason: 'not-a-number' },
      { mac, entity: 'temperature', reason: 'out-of-range', value: Infinity },
    ],
    'the NaN that it repeated on connecting is not among them',
  );
  assert.deepEqual(devices.refused(), [
    { mac, entity: 'temperature', refusal: { reason: 'not-a-number' }, count: 2 },
    { mac, entity: 'temperature', refusal: { reason: 'out-of-range', value: Infinity }, count: 3 },
    { mac, entity: 'humidity', refusal: { reason: 'out-of-range', value: 101 }, count: 1 },
  ]);
  assert.deepEqual(
    heard.values.all.map(({ value }) => value),
    [50, 20.5, 51],
  );
});

for (const [unit, said, celsius] of [
  ['°F', 70.7, 21.5],
  ['K', 294.65, 21.5],
] as const) {
  test(`a sensor in ${unit} is kept in °C`, async () => {
    await using building = await oneSimulated({ temperatureUnit: unit });
    const heard = new DevicesHeard();
    await using devices = devicesWith(heard, {
      static: [{ host: '127.0.0.1', port: building.device.port }],
    });
    await heard.states.until(({ state }) => state === 'online');
    building.device.publish({ temperature: said });
    const { entity, value } = await heard.values.until(() => true);
    assert.deepEqual([entity, value], ['temperature', celsius]);
    assert.deepEqual(devices.refused(), []);
  });
}

test('a sensor in an unknown unit is left out by name, and the others are kept', async () => {
  await using building = await oneSimulated({ temperatureUnit: '°Ré\n' });
  const { device } = building;
  const heard = new DevicesHeard();
  const lines: string[] = [];
  await using devices = devicesWith(heard, {
    static: [{ host: '127.0.0.1', port: device.port }],
    log: (message, about) => lines.push(`${about}: ${message}`),
  });
  device.publish({ temperature: 20, humidity: 40 });
  await heard.values.until(({ entity }) => entity === 'humidity');
  const refusal = { reason: 'unknown-unit', unit: '°Ré' } as const;
  assert.deepEqual(devices.refused(), [{ mac: device.mac, entity: 'temperature', refusal, count: 1 }]);
  assert.deepEqual(
    heard.identified.all[0]?.sensors.map(({ entity }) => entity),
    ['humidity', 'wifi_signal'],
  );
  assert.match(lines.join('\n'), /: sensor temperature is in an unknown unit "°Ré" and is left out$/);
  assert.ok(heard.values.all.every(({ entity }) => entity !== 'temperature'));
});
