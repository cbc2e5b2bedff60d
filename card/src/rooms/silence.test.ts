import { assert } from '@open-wc/testing';
import type { Device } from './room.ts';
import { silenceOf } from './silence.ts';

const device = (name: string, state: Device['state'], reason: string | null = null): Device => ({
  name,
  state,
  reason,
});

describe('the silence of a room', () => {
  it('is none while one of its devices is online', () => {
    assert.strictEqual(silenceOf([device('a', 'unreachable', 'No answer.'), device('b', 'online')]), null);
  });

  it('is none while its device is shown, though it cannot be stored', () => {
    assert.strictEqual(silenceOf([device('a', 'not-stored', 'The disk is full.')]), null);
  });

  it('gives the reason of its only device', () => {
    assert.deepEqual(silenceOf([device('a', 'unreachable', 'No answer.')]), {
      cause: 'unreachable',
      device: 'a',
      reason: 'No answer.',
    });
  });

  it('names what a person must remedy before what settles by itself', () => {
    const silence = silenceOf([
      device('a', 'connecting', 'Connecting.'),
      device('b', 'wrong-key', 'The key is refused.'),
      device('c', 'unreachable', 'No answer.'),
    ]);
    assert.include(silence, { cause: 'wrong-key', device: 'b' });
  });

  it('is the lack of a device where there is none', () => {
    assert.deepEqual(silenceOf([]), { cause: 'no-device' });
  });
});
