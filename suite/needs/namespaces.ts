/**
 * Each runner has a network of its own, with nothing in it but loopback: no test can reach anything else, two
 * runs beside each other do not hear each other's mDNS, and no port of this machine is in the way.
 */
import { readFileSync } from 'node:fs';
import { SetupError, succeeds } from './machine.ts';
import type { Need } from './need.ts';

const inside = 'ip link set lo up && ip route add 224.0.0.0/4 dev lo && exec "$@"';

/** The same command, in a fresh network namespace. */
export function isolated(program: string, args: readonly string[]): string[] {
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  return ['unshare', ...asRoot, '--net', 'sh', '-c', inside, 'sh', program, ...args];
}

/** The options by which `unshare` gives mounts of one's own. In a chroot "/" is no mount that could be made private. */
export function ownMounts(): string[] {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const isMount = mounts.some((line) => line.split(' ')[4] === '/');
  return isMount ? ['--mount'] : ['--mount', '--propagation', 'unchanged'];
}

export const namespacesNeed: Need = {
  name: 'network namespaces',
  async provide(machine) {
    await machine.debian('iproute2', 'util-linux');
    const [program = '', ...args] = isolated('true', []);
    if (await succeeds(program, args)) return;
    throw new SetupError(
      `the tests run in network namespaces of their own, and this user may not make one. Allow it ` +
        `(sysctl kernel.unprivileged_userns_clone=1), or run the tests as root.`,
    );
  },
};
