import { assert } from '@open-wc/testing';
import { exampleRooms, exampleSession, understood } from '../../test/examples.ts';
import { fromApi, withReading } from './from-api.ts';

const rooms = exampleRooms.map(fromApi);
const reading = understood(exampleSession[2] ?? {}, 'reading');

describe('a room from the API', () => {
  it('has the values, units and times of the example', () => {
    const measuredAt = new Date('2026-11-21T10:00:00.000Z');
    assert.deepInclude(rooms[0], {
      id: 'living-room',
      name: 'Living room',
      floor: null,
      temperature: { value: 21.53, unit: '°C', measuredAt },
      humidity: { value: 44.1, unit: '%', measuredAt },
      silent: null,
    });
  });

  it('keeps an unknown time unknown, and a missing quantity missing', () => {
    assert.deepInclude(rooms[1], {
      temperature: { value: 14.02, unit: '°C', measuredAt: null },
    });
    assert.include(rooms[2], { temperature: null, humidity: null });
  });

  it('has no humidity to miss where only temperatures were ever told, until one is', () => {
    assert.isTrue(rooms[1]?.humidity === undefined);
    const [, , empty] = rooms;
    if (!empty) throw new Error('there is no third room');
    const [warm] = withReading([empty], { ...reading, room: empty.id });
    assert.isTrue(warm?.temperature !== null && warm?.humidity === undefined);
    const value = { value: 44, unit: '%', measuredAt: null };
    const [damp] = withReading([warm ?? empty], { ...reading, room: empty.id, quantity: 'humidity', value });
    assert.deepEqual(damp?.humidity, value);
  });

  it('has the comfort that the bridge tells, and none where it tells none', () => {
    assert.deepEqual(
      rooms.map(({ comfort }) => comfort),
      ['comfortable', null, null],
    );
  });

  it('is silent for the reason that its device gives', () => {
    assert.deepEqual(
      rooms.map(({ silent }) => silent?.cause),
      [undefined, 'unreachable', 'connecting'],
    );
    assert.include(rooms[1]?.silent, { reason: '10.0.3.17:6053 refused the connection.' });
  });
});

describe('a reading', () => {
  it('replaces the value of its room and leaves every other room the same object', () => {
    const after = withReading(rooms, reading);
    assert.strictEqual(after[0]?.temperature?.value, 21.6);
    assert.strictEqual(after[0]?.humidity, rooms[0]?.humidity);
    assert.strictEqual(after[1], rooms[1]);
    assert.strictEqual(after[2], rooms[2]);
  });

  it('of a quantity that no tile shows leaves even the list the same', () => {
    assert.strictEqual(withReading(rooms, { ...reading, quantity: 'pressure' }), rooms);
  });

  it('brings the comfort that comes of it, takes it away, or leaves it', () => {
    const comfortAfter = (more: object) => withReading(rooms, { ...reading, ...more })[0]?.comfort;
    assert.strictEqual(comfortAfter({ climate: undefined }), 'comfortable');
    assert.strictEqual(comfortAfter({ climate: { comfort: 'too-warm', measuredAt: null } }), 'too-warm');
    assert.strictEqual(comfortAfter({ climate: null }), null);
  });

  it('of a room that is not known changes nothing', () => {
    assert.strictEqual(withReading(rooms, { ...reading, room: 'nowhere' }), rooms);
  });
});
