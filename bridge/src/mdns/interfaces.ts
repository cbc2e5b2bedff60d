import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';

/** One interface and family that multicast DNS is spoken on. */
export interface MulticastInterface {
  /** e.g. `eth0/IPv4` */
  readonly id: string;
  /** Changes when the interface was renumbered or replaced. */
  readonly state: string;
  readonly family: 'IPv4' | 'IPv6';
  readonly name: string;
  readonly address: string;
  /** Of all its addresses in this family, e.g. `10.0.0.7/24`. */
  readonly subnets: readonly string[];
}

/**
 * `loopback`: this host only. `network`: every outer interface, and loopback where there is none (a laptop
 * without a network, a test's own namespace).
 */
export type Reach = 'loopback' | 'network';

/** For IPv6 one link-local address speaks for the interface. */
export function multicastInterfaces(
  reach: Reach,
  all: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): MulticastInterface[] {
  const found = new Map<string, MulticastInterface & { internal: boolean }>();
  for (const [name, addresses = []] of Object.entries(all)) {
    for (const { family, address, mac, internal, scopeid } of addresses) {
      if (family === 'IPv6' && (internal || scopeid === 0)) continue;
      const id = `${name}/${family}`;
      if (found.has(id)) continue;
      const subnets = addresses.flatMap((other) => (other.family === family ? (other.cidr ?? []) : []));
      found.set(id, { id, state: `${address} ${mac}`, family, name, address, subnets, internal });
    }
  }
  const outer = [...found.values()].filter((one) => !one.internal);
  const loopback = [...found.values()].filter((one) => one.internal);
  return reach === 'loopback' || outer.length === 0 ? loopback : outer;
}
