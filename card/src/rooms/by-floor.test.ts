import { assert } from '@open-wc/testing';
import { sampleRoom } from '../../test/samples.ts';
import { byFloor } from './by-floor.ts';

describe('floors', () => {
  it('are in the order of their names, with the rooms in the order they had, and those of none last', () => {
    const rooms = [
      ['a', null],
      ['b', 'Floor 10'],
      ['c', 'Floor 2'],
      ['d', 'Floor 10'],
      ['e', null],
    ].map(([id, floor]) => sampleRoom({ id: String(id), floor: floor ?? null }));
    assert.deepEqual(
      byFloor(rooms).map(({ name, rooms }) => [name, ...rooms.map(({ id }) => id)]),
      [
        ['Floor 2', 'c'],
        ['Floor 10', 'b', 'd'],
        [null, 'a', 'e'],
      ],
    );
  });
});
