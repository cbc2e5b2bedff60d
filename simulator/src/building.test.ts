import assert from 'node:assert/strict';
import { test } from 'node:test';
import { building, MAX_ROOMS } from './building.ts';

test('a small building has rooms that everyone knows', () => {
  assert.deepEqual(
    building(8, 1).map(({ room }) => room),
    ['Reception', 'Open office', 'Meeting room', 'Kitchen', 'Server room', 'Library', 'Workshop', 'Archive'],
  );
});

test('a device is named after its room', () => {
  const [, , meetingRoom] = building(3, 1);
  assert.equal(meetingRoom?.name, 'esp-meeting-room');
  assert.equal(meetingRoom.friendlyName, 'Meeting room climate');
});

test('rooms, names and MAC addresses are unique, and such as ESPHome takes', () => {
  const rooms = building(MAX_ROOMS, 1);
  for (const key of ['room', 'name', 'mac'] as const) {
    assert.equal(new Set(rooms.map((room) => room[key])).size, MAX_ROOMS, key);
  }
  for (const { name, mac } of rooms) {
    assert.match(name, /^[a-z0-9-]{1,31}$/);
    assert.match(mac, /^02(:[0-9a-f]{2}){5}$/);
  }
});

test('names of two buildings can be kept apart', () => {
  assert.equal(building(1, 1, 'north-')[0]?.name, 'north-reception');
});

test('a larger building begins with the rooms of a smaller one', () => {
  assert.deepEqual(building(20, 5).slice(0, 6), building(6, 5));
});

test('another seed is another building: no MAC address is in both', () => {
  const macs = new Set(building(MAX_ROOMS, 1).map(({ mac }) => mac));
  assert.ok(building(MAX_ROOMS, 2).every(({ mac }) => !macs.has(mac)));
});
