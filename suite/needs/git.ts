/** Git, which says what belongs to the tree; there in every clone's machine, but not in every unpacked folder's. */
import { succeeds } from './machine.ts';
import type { Need } from './need.ts';

export const gitNeed: Need = {
  name: 'Git',
  async provide(machine) {
    if (!(await succeeds('git', ['--version']))) await machine.debian('git');
  },
};
