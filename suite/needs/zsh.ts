/** The other shell that `climat-guardian completion` is for. */
import type { Need } from './need.ts';

export const zshNeed: Need = {
  name: 'zsh',
  async provide(machine) {
    await machine.debian('zsh');
  },
};
