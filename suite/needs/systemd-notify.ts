/** The program by which the bridge speaks to its service manager; no systemd has to run. */
import type { Need } from './need.ts';

export const systemdNotifyNeed: Need = {
  name: 'systemd-notify',
  async provide(machine) {
    await machine.debian('systemd');
  },
};
