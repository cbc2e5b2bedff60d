import { assert } from '@open-wc/testing';
import { sampleRoom } from '../../test/samples.ts';
import { inOrder } from './order.ts';

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
