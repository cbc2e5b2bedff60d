/** That the pictures' tests can fail: how little a difference is one. */
import { assert } from '@open-wc/testing';
import { visualDiff } from '@web/test-runner-visual-regression';
import { dress, ROOMS, shown } from './pictured.js';

before(dress);

describe('another picture', () => {
  const tile = ({ rooms }) => rooms.shadowRoot.querySelector('climat-guardian-room').shadowRoot;
  const differs = async (ground) => {
    try {
      await visualDiff(ground, 'one-phone-light');
    } catch (error) {
      return error.message;
    }
    return 'the same';
  };

  it('is one with a label two pixels beside its place', async () => {
    const scene = await shown(ROOMS.one, 'phone', 'light');
    tile(scene).querySelector('h2').style.transform = 'translateX(2px)';
    assert.include(await differs(scene.ground), 'pixels');
  });

  it('is one with a colour a tenth darker or lighter', async () => {
    const scene = await shown(ROOMS.one, 'phone', 'light');
    tile(scene).querySelector('h2').style.filter = 'opacity(0.9)';
    assert.include(await differs(scene.ground), 'pixels');
  });
});
