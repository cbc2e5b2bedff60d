/** A C compiler: the power cut's shim (bridge/test/power/shim.c) is built by its test. */
import type { Need } from './need.ts';

export const cCompilerNeed: Need = {
  name: 'a C compiler',
  async provide(machine) {
    await machine.debian('gcc', 'libc6-dev');
  },
};
