import { assert } from '@open-wc/testing';
import { exampleRooms, exampleSession, understood } from '../../test/examples.ts';
import { type BridgeView, hearing, NOTHING_YET, stateOf } from './bridge-view.ts';

const hello = understood(exampleSession[0] ?? {}, 'hello');
const reading = understood(exampleSession[2] ?? {}, 'reading');
const room = understood(exampleSession[3] ?? {}, 'room');
const committed = understood(exampleSession[4] ?? {}, 'committed');
const removed = understood(exampleSession[5] ?? {}, 'room-removed');

const view = hearing(hearing(NOTHING_YET, hello), {
  type: 'snapshot',
  rooms: [...exampleRooms],
  through: 0,
});
const names = ({ rooms }: BridgeView) => rooms?.map(({ name }) => name);

describe('the view of a bridge', () => {
  it('has the rooms of the snapshot in the order of their names', () => {
    assert.deepEqual(names(view), ['Archive <cellar> "B"', 'Living room', 'Meeting']);
  });

  it('puts a renamed room where its name belongs, and a new one beside the others', () => {
    const renamed = hearing(view, { type: 'room', room: { ...room.room, name: 'Board' } });
    assert.deepEqual(names(renamed), ['Archive <cellar> "B"', 'Board', 'Living room']);
    const another = hearing(view, { type: 'room', room: { ...room.room, id: 'kitchen', name: 'Kitchen' } });
    assert.deepEqual(names(another), ['Archive <cellar> "B"', 'Kitchen', 'Living room', 'Meeting']);
  });

  it('has no room any more that is no room any more', () => {
    assert.deepEqual(names(hearing(view, { ...removed, room: 'meeting' })), [
      'Archive <cellar> "B"',
      'Living room',
    ]);
  });

  it('is the very same where nothing that is shown has changed', () => {
    assert.strictEqual(hearing(view, committed), view);
    assert.strictEqual(hearing(view, { ...reading, quantity: 'co2' }), view);
    assert.strictEqual(hearing(view, { ...reading, room: 'nowhere' }), view);
    assert.strictEqual(hearing(view, removed), view);
  });

  it('is of no room before there is a snapshot', () => {
    assert.strictEqual(hearing(NOTHING_YET, reading), NOTHING_YET);
    assert.strictEqual(hearing(NOTHING_YET, room), NOTHING_YET);
    assert.strictEqual(hearing(NOTHING_YET, removed), NOTHING_YET);
  });

  it('is live without a fault, and with one keeps what was last known', () => {
    const site = { name: 'Office', timezone: 'Europe/Zurich' };
    assert.deepEqual(stateOf(view), { status: 'ready', rooms: view.rooms ?? [], site });
    assert.deepEqual(stateOf(view, 'lost'), {
      status: 'error',
      reason: 'lost',
      rooms: view.rooms ?? [],
      site,
    });
    assert.deepEqual(stateOf(NOTHING_YET, 'unreachable'), {
      status: 'error',
      reason: 'unreachable',
      rooms: [],
    });
  });
});
