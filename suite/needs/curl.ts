/** What docs/api.md asks the API with. */
import { succeeds } from './machine.ts';
import type { Need } from './need.ts';

export const curlNeed: Need = {
  name: 'curl',
  async provide(machine) {
    if (!(await succeeds('curl', ['--version']))) await machine.debian('curl');
  },
};
