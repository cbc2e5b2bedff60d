import { assert } from '@open-wc/testing';
import { sampleRoom } from '../../test/samples.ts';
import { chosen, inOrder } from './order.ts';

const rooms = ['Room 10', 'room 2', 'Äpfel', 'Bad'].map((name) => sampleRoom({ id: name, name }));

describe('the order of rooms', () => {
  it('is that of their names, as a person counts and spells', () => {
    assert.deepEqual(
      inOrder(rooms).map(({ name }) => name),
      ['Äpfel', 'Bad', 'room 2', 'Room 10'],
    );
  });

  it('is the same whatever order rooms of equal names arrive in', () => {
    const twins = ['b', 'a'].map((id) => sampleRoom({ id }));
    assert.deepEqual(inOrder(twins), inOrder(twins.toReversed()));
  });
});

describe('a choice of rooms', () => {
  it('shows those rooms only, in the order of the choice', () => {
    assert.deepEqual(
      chosen(rooms, ['Bad', 'gone', 'Room 10']).map(({ id }) => id),
      ['Bad', 'Room 10'],
    );
  });

  it('of nothing shows every room', () => {
    assert.strictEqual(chosen(rooms, []), rooms);
  });
});
