import { assert } from '@open-wc/testing';
import { exampleRooms, exampleSession } from '../../test/examples.ts';
import { parseServerMessage, SPOKEN_API } from './server-message.ts';

const parse = (message: unknown): unknown => parseServerMessage(JSON.stringify(message));
const [room] = exampleRooms;

describe('a message of the bridge', () => {
  it('is understood as the examples of the API have it, but for what of the climate no tile shows', () => {
    const shown: unknown = JSON.parse(
      JSON.stringify(exampleSession, (key, value: unknown) =>
        ['dewPoint', 'absoluteHumidity', 'humidex', 'mouldRisk', 'assumedOutside'].includes(key)
          ? undefined
          : value,
      ),
    );
    assert.deepEqual(exampleSession.map(parse), shown);
    assert.include(exampleSession[0], { api: SPOKEN_API });
  });

  it('of another API number is told apart, whatever else it says', () => {
    assert.deepEqual(parse({ type: 'hello', api: 2, everything: 'new' }), {
      type: 'other-version',
      api: 2,
    });
  });

  it('of a kind that came later is passed over', () => {
    assert.strictEqual(parse({ type: 'gap', room: 'study' }), null);
  });

  it('may hold a comfort that came later, which is as none', () => {
    const later = { ...exampleRooms[1], climate: { comfort: 'breezy', measuredAt: null } };
    assert.deepEqual(parse({ type: 'room', room: later }), { type: 'room', room: exampleRooms[1] });
  });

  it('may hold a quantity that came later, which is left out', () => {
    const later = { ...room, values: { ...room?.values, radon: 'much' } };
    assert.deepEqual(parse({ type: 'room', room: later }), { type: 'room', room });
  });

  for (const [message, sentence] of [
    [[], 'message is not an object'],
    [{ type: 7 }, 'type is not a text'],
    [{ type: 'snapshot', rooms: {}, through: 0 }, 'rooms is not a list'],
    [{ type: 'snapshot', rooms: [room, {}], through: 0 }, 'rooms[1].values is not an object'],
    [{ type: 'committed', through: '42' }, 'through is not a number'],
    [
      { type: 'room', room: { ...room, devices: [{ mac: '', name: '', state: 'asleep', reason: null }] } },
      'room.devices[0].state is not one of',
    ],
    [
      {
        type: 'room',
        room: { ...room, values: { temperature: { value: null, unit: '°C', measuredAt: null } } },
      },
      'room.values.temperature.value is not a number',
    ],
    [
      {
        type: 'room',
        room: { ...room, values: { temperature: { value: 1, unit: '°C', measuredAt: 'noon' } } },
      },
      'room.values.temperature.measuredAt is not a time',
    ],
  ] as const) {
    it(`is refused with a sentence: ${sentence}`, () => {
      assert.throws(() => parse(message), sentence);
    });
  }

  it('that is no JSON, or no text at all, is refused', () => {
    assert.throws(() => parseServerMessage('{'));
    assert.throws(() => parseServerMessage(new Blob()), 'message is not a text');
  });
});
