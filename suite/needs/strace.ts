/** Shows which system calls a process makes. */
import type { Need } from './need.ts';

export const straceNeed: Need = {
  name: 'strace',
  async provide(machine) {
    await machine.debian('strace');
  },
};
