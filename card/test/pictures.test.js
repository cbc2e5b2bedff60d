/**
 * What a person sees of the rooms, in each state, beside pictures that somebody has looked at (card/test/pictures/).
 * `npm run build:pictures` makes them anew; then look at what changed.
 */
import { visualDiff } from '@web/test-runner-visual-regression';
import { dress, ROOMS, shown, SIZES, STATES } from './pictured.js';

before(dress);

describe('what is seen of the rooms', () => {
  for (const colorScheme of ['light', 'dark']) {
    for (const size of Object.keys(SIZES)) {
      for (const [name, scene] of Object.entries(ROOMS)) {
        it(`is as it was looked at: ${name}, ${size}, ${colorScheme}`, async () => {
          const { ground } = await shown(scene, size, colorScheme);
          await visualDiff(ground, `${name}-${size}-${colorScheme}`);
        });
      }
    }
    for (const [name, scene] of Object.entries(STATES)) {
      it(`is as it was looked at: ${name}, phone, ${colorScheme}`, async () => {
        const { ground } = await shown(scene, 'phone', colorScheme);
        await visualDiff(ground, `${name}-phone-${colorScheme}`);
      });
    }
  }
});
