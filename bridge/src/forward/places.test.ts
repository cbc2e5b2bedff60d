import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineOf } from '../reading/line-protocol.ts';
import { Places, pointOfPlace, type Place } from './places.ts';

const kitchen: Place = { room: 'kitchen', name: 'Kitchen', floor: null, sensors: 2 };
const attic: Place = { room: 'attic', name: 'Attic', floor: '2', sensors: 3 };
const day = 86_400_000;

test('a sink is told of all rooms at first, where anything changed, and once a day', () => {
  const places = new Places();
  const tell = (rooms: Place[], elapsed: number): number => {
    const due = places.due(rooms, elapsed);
    if (due.length > 0) places.told(rooms, elapsed);
    return due.length;
  };
  assert.equal(tell([kitchen, attic], 0), 2);
  assert.equal(tell([kitchen, attic], 1000), 0);
  assert.equal(tell([{ ...kitchen, name: 'Küche' }, attic], 2000), 2);
  assert.equal(
    tell(
      [
        { ...kitchen, name: 'Küche' },
        { ...attic, floor: '3' },
      ],
      3000,
    ),
    2,
  );
  assert.equal(
    tell(
      [
        { ...kitchen, name: 'Küche' },
        { ...attic, floor: '3', sensors: 1 },
      ],
      4000,
    ),
    2,
  );
  assert.equal(
    tell(
      [
        { ...kitchen, name: 'Küche' },
        { ...attic, floor: '3', sensors: 1 },
      ],
      4000 + day - 1,
    ),
    0,
  );
  assert.equal(
    tell(
      [
        { ...kitchen, name: 'Küche' },
        { ...attic, floor: '3', sensors: 1 },
      ],
      4000 + day,
    ),
    2,
  );
  assert.equal(tell([], 5000 + day), 2, 'they are gone');
});

test('what was not taken is due until it is', () => {
  const places = new Places();
  assert.equal(places.due([kitchen], 0).length, 1);
  assert.equal(places.due([kitchen], 1).length, 1);
});

test('a room that is no more is told of once again, with no sensors', () => {
  const places = new Places();
  places.told([kitchen, attic], 0);
  assert.deepEqual(places.due([attic], 1), [attic, { ...kitchen, sensors: 0 }]);
  places.told([attic], 1);
  assert.deepEqual(places.due([attic], 2), []);
});

test('a place has its name as it is, and says that there is no floor', () => {
  const odd = { ...kitchen, name: 'The "big", \n one=🔥\\' };
  assert.equal(
    lineOf(pointOfPlace(odd, 'home')),
    String.raw`place,site=home,room=kitchen name="The \"big\",   one=🔥\\",floor="-",sensors=2`,
  );
  assert.equal(
    lineOf(pointOfPlace(attic, 'home')),
    'place,site=home,room=attic name="Attic",floor="2",sensors=3',
  );
});
