import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMac, type Mac } from '../reading/mac.ts';
import type { Inventory, StoredSensor } from '../store/types.ts';
import { LiveRooms, type LiveChange } from './live-rooms.ts';

function mac(n: number): Mac {
  const parsed = parseMac(`a0b76500000${String(n)}`);
  assert.ok(parsed);
  return parsed;
}

function sensor(
  id: number,
  device: number,
  quantity: 'temperature' | 'humidity',
  room: string | null,
): StoredSensor {
  return { id, device: mac(device), entity: quantity, quantity, room };
}

const kitchen1 = sensor(1, 1, 'temperature', 'kitchen');
const kitchen2 = sensor(2, 2, 'temperature', 'kitchen');
const unplaced = sensor(3, 1, 'humidity', null);
const inventory: Inventory = {
  rooms: [{ id: 'kitchen', name: 'Kitchen', floor: null }],
  devices: [
    { mac: mac(1), name: 'esp-1', friendlyName: 'One', area: '' },
    { mac: mac(2), name: 'esp-2', friendlyName: '', area: '' },
  ],
  sensors: [kitchen1, kitchen2, unplaced],
};
const online = { state: 'online', reason: null } as const;
const at = Date.UTC(2026, 10, 21, 10);

function started(): { rooms: LiveRooms; changes: LiveChange[] } {
  const rooms = new LiveRooms();
  rooms.setInventory(inventory);
  const changes: LiveChange[] = [];
  rooms.onChange((change) => changes.push(change));
  return { rooms, changes };
}

test('a room without a word from its devices has no value and says that they were not seen', () => {
  const { rooms } = started();
  const [room] = rooms.rooms();
  assert.deepEqual(room?.values, {});
  assert.deepEqual(
    room.devices.map(({ name, state }) => [name, state]),
    [
      ['One', 'connecting'],
      ['esp-2', 'connecting'],
    ],
  );
});

test("a room's value is the mean of the sensors that are present", () => {
  const { rooms, changes } = started();
  rooms.setStatus(mac(1), online);
  rooms.setStatus(mac(2), online);
  rooms.setValue(kitchen1, { value: 20, measuredAt: at, seq: 1 });
  rooms.setValue(kitchen2, { value: 23, measuredAt: at + 1000, seq: 2 });
  assert.deepEqual(changes.at(-1), {
    kind: 'reading',
    room: 'kitchen',
    quantity: 'temperature',
    value: { value: 21.5, unit: '°C', measuredAt: '2026-11-21T10:00:01.000Z' },
    seq: 2,
  });
  rooms.setStatus(mac(1), { state: 'unreachable', reason: 'Gone.' });
  assert.equal(rooms.rooms()[0]?.values.temperature?.value, 23);
  rooms.setStatus(mac(2), { state: 'unreachable', reason: 'Gone.' });
  assert.equal(rooms.rooms()[0]?.values.temperature?.value, 21.5, 'with nobody there: what was said last');
});

test('a repeated state has no time, and a sensor without a room is told to nobody', () => {
  const { rooms, changes } = started();
  rooms.setValue(kitchen1, { value: 20, measuredAt: null, seq: null });
  assert.equal(rooms.rooms()[0]?.values.temperature?.measuredAt, null);
  const told = changes.length;
  rooms.setValue(unplaced, { value: 50, measuredAt: at, seq: 1 });
  assert.equal(changes.length, told);
});

test('what has not changed is not told again', () => {
  const { rooms, changes } = started();
  rooms.setStatus(mac(1), online);
  rooms.setStatus(mac(1), online);
  rooms.setInventory(inventory);
  assert.equal(changes.length, 1);
  rooms.setInventory({ ...inventory, rooms: [{ id: 'kitchen', name: 'Küche', floor: 'EG' }] });
  const last = changes.at(-1);
  assert.equal(last?.kind === 'room' ? last.room.name : '', 'Küche');
});

test('what is shown is calibrated, each value by what held when it was measured', () => {
  const { rooms, changes } = started();
  rooms.setStatus(mac(1), online);
  rooms.setValue(kitchen1, { value: 20, measuredAt: at, seq: 1 });
  const first = { from: 0, gain: 1.1, offset: -1 };
  rooms.setCalibrations(new Map([[kitchen1.id, [first]]]));
  const told = changes.at(-1);
  assert.equal(told?.kind === 'room' ? told.room.values.temperature?.value : undefined, 21);
  rooms.setCalibrations(new Map([[kitchen1.id, [{ from: at + 1, gain: 1, offset: 5 }, first]]]));
  assert.equal(changes.at(-1), told, 'it was measured before the later one held');
  rooms.setValue(kitchen1, { value: 20, measuredAt: at + 1, seq: 2 });
  const next = changes.at(-1);
  assert.equal(next?.kind === 'reading' ? next.value.value : undefined, 25);
  // The state that a device repeats was measured lately, nobody knows when.
  rooms.setValue(kitchen1, { value: 18, measuredAt: null, seq: null });
  assert.equal(rooms.rooms()[0]?.values.temperature?.value, 23);
});

test('a room that is gone is told to be gone, and a device that moved is told in both rooms', () => {
  const { rooms, changes } = started();
  const attic = { id: 'attic', name: 'Attic', floor: null };
  rooms.setInventory({ ...inventory, rooms: [...inventory.rooms, attic] });
  const before = changes.length;
  rooms.setInventory({
    ...inventory,
    rooms: [...inventory.rooms, attic],
    sensors: [kitchen1, { ...kitchen2, room: 'attic' }, unplaced],
  });
  assert.deepEqual(
    changes.slice(before).map((change) => (change.kind === 'room' ? change.room.id : change.kind)),
    ['kitchen', 'attic'],
  );
  rooms.setInventory(inventory);
  assert.deepEqual(changes.at(-1), { kind: 'room-removed', room: 'attic' });
});

const damp1 = sensor(4, 1, 'humidity', 'kitchen');

/** With a climate that says what it is made of. */
function withClimate(): { rooms: LiveRooms; changes: LiveChange[]; dewPoint: () => number | undefined } {
  const rooms = new LiveRooms(([air, ...others]) =>
    air && others.length === 0
      ? { comfort: 'comfortable', dewPoint: air.temperature + air.humidity / 100 }
      : undefined,
  );
  rooms.setInventory({ ...inventory, sensors: [kitchen1, damp1] });
  const changes: LiveChange[] = [];
  rooms.onChange((change) => changes.push(change));
  return { rooms, changes, dewPoint: () => rooms.rooms()[0]?.climate?.dewPoint };
}

/** What the last reading said of the climate: `as before` where it said nothing. */
function toldOf(changes: readonly LiveChange[]): number | null | 'as before' | undefined {
  const reading = changes.findLast(({ kind }) => kind === 'reading');
  if (reading?.kind !== 'reading') return undefined;
  return reading.climate === undefined ? 'as before' : (reading.climate?.dewPoint ?? null);
}

test('a room with temperature and humidity has a climate, which is told with each of them', () => {
  const { rooms, changes, dewPoint } = withClimate();
  rooms.setStatus(mac(1), online);
  rooms.setValue(kitchen1, { value: 20, measuredAt: at, seq: 1 });
  assert.equal(dewPoint(), undefined);
  assert.equal(toldOf(changes), 'as before');
  rooms.setValue(damp1, { value: 50, measuredAt: at + 100, seq: 2 });
  assert.deepEqual(rooms.rooms()[0]?.climate, {
    comfort: 'comfortable',
    dewPoint: 20.5,
    measuredAt: '2026-11-21T10:00:00.000Z',
  });
  assert.equal(toldOf(changes), 20.5);
  rooms.setCalibrations(new Map([[kitchen1.id, [{ from: 0, gain: 1, offset: 1 }]]]));
  assert.equal(dewPoint(), 21.5, 'calibrated');
  const told = changes.at(-1);
  assert.equal(told?.kind === 'room' ? told.room.climate?.dewPoint : undefined, 21.5);
  // An hour later one of the two is the past's.
  rooms.setValue(kitchen1, { value: 20, measuredAt: at + 3_600_000, seq: 3 });
  assert.equal(dewPoint(), undefined);
  assert.equal(toldOf(changes), null);
});

test('another quantity says nothing of the climate', () => {
  const { rooms, changes } = withClimate();
  const pressure = { ...damp1, id: 5, entity: 'pressure', quantity: 'pressure' } as const;
  rooms.setInventory({ ...inventory, sensors: [kitchen1, damp1, pressure] });
  rooms.setStatus(mac(1), online);
  rooms.setValue(kitchen1, { value: 20, measuredAt: at, seq: 1 });
  rooms.setValue(damp1, { value: 50, measuredAt: at, seq: 2 });
  rooms.setValue(pressure, { value: 960, measuredAt: at, seq: 3 });
  assert.equal(toldOf(changes), 'as before');
});

test('what is measured at once is told when all of it is known', () => {
  const { rooms, changes } = withClimate();
  rooms.setStatus(mac(1), online);
  for (const [measuredAt, value] of [
    [at, 50],
    [at + 3_600_000, 60],
  ] as const) {
    rooms.setValues([
      [kitchen1, { value: 20, measuredAt, seq: 1 }],
      [damp1, { value, measuredAt, seq: 2 }],
    ]);
    const climates = changes.slice(-2).map((change) => change.kind === 'reading' && change.climate?.dewPoint);
    assert.deepEqual(climates, [20 + value / 100, 20 + value / 100]);
  }
});

test('a device that is away leaves its values, and no climate until it has said both again', () => {
  const { rooms, changes, dewPoint } = withClimate();
  rooms.setStatus(mac(1), online);
  rooms.setValue(kitchen1, { value: 20, measuredAt: at, seq: 1 });
  rooms.setValue(damp1, { value: 50, measuredAt: at, seq: 2 });
  rooms.setStatus(mac(1), { state: 'not-stored', reason: 'The store does not answer.' });
  assert.equal(dewPoint(), 20.5, 'it is there, whatever becomes of its values');
  rooms.setStatus(mac(1), { state: 'stalled', reason: 'It says nothing.' });
  assert.equal(rooms.rooms()[0]?.values.humidity?.value, 50);
  assert.equal(dewPoint(), undefined);
  const told = changes.at(-1);
  assert.ok(told?.kind === 'room' && told.room.climate === undefined);
  rooms.setStatus(mac(1), online);
  assert.equal(dewPoint(), undefined, 'it is there again, and what it said is from before');
  rooms.setValue(kitchen1, { value: 18, measuredAt: null, seq: null });
  assert.equal(dewPoint(), undefined);
  rooms.setValue(damp1, { value: 40, measuredAt: null, seq: null });
  assert.equal(dewPoint(), 18.4);
  assert.equal(rooms.rooms()[0]?.climate?.measuredAt, null);
});

test('of a device that nobody knows to be there, there is no climate yet', () => {
  const { rooms, changes, dewPoint } = withClimate();
  rooms.setValues([
    [kitchen1, { value: 20, measuredAt: at, seq: 1 }],
    [damp1, { value: 50, measuredAt: at, seq: 2 }],
  ]);
  assert.equal(dewPoint(), undefined);
  // As it is with one that posts.
  rooms.setStatus(mac(1), online);
  const told = changes.at(-1);
  assert.equal(told?.kind === 'room' ? told.room.climate?.dewPoint : undefined, 20.5);
});
