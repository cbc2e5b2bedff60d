import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMac } from './mac.ts';
import { firstFree, roomNameFor, slug } from './room-name.ts';

const mac = parseMac('A0B76500AB01');
assert.ok(mac);

test('a MAC address is written one way, however a device writes it', () => {
  assert.equal(mac, 'a0:b7:65:00:ab:01');
  assert.equal(parseMac('a0-b7-65-00-ab-01'), mac);
  for (const wrong of ['', 'a0:b7:65:00:ab', 'a0:b7:65:00:ab:0g', 'a0:b7:65:00:ab:01:02']) {
    assert.equal(parseMac(wrong), undefined);
  }
});

test('a room is named after the area, else the friendly name, else the end of the MAC', () => {
  assert.equal(roomNameFor({ mac, area: 'Kitchen', friendlyName: 'Sensor 3' }), 'Kitchen');
  assert.equal(roomNameFor({ mac, area: ' ', friendlyName: 'Sensor 3' }), 'Sensor 3');
  assert.equal(roomNameFor({ mac, area: '', friendlyName: '' }), 'Room ab01');
});

test('a slug is plain ASCII whatever the name', () => {
  assert.equal(slug('Büro Süd, 2. Stock'), 'buro-sud-2-stock');
  assert.equal(slug('Straße'), 'strasse');
  assert.equal(slug('🦊'), 'room');
  assert.equal(slug('__proto__'), 'proto');
  assert.ok(slug('x'.repeat(500)).length <= 48);
});

test('equal names get a number', () => {
  const taken = new Set(['office', 'office-2']);
  assert.equal(
    firstFree('office', (id) => taken.has(id)),
    'office-3',
  );
  assert.equal(
    firstFree('kitchen', (id) => taken.has(id)),
    'kitchen',
  );
});
