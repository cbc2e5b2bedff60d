/** Which addresses are this host's, and so say nothing about the time that its own clock does not. */
import { BlockList, isIP } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';

export interface OwnAddressesOptions {
  readonly interfaces: () => Readonly<Partial<Record<string, readonly NetworkInterfaceInfo[]>>>;
  /**
   * Whether an interface is a bridge that no cable leads out of, as Docker's: whoever is behind it, InfluxDB in a
   * container for one, lives on this host.
   */
  readonly isInnerBridge: (name: string) => boolean;
}

/** An address that is none counts as ours: nothing is learnt from it. */
export function isOwnAddress(address: string, { interfaces, isInnerBridge }: OwnAddressesOptions): boolean {
  const plain = address.replace(/%.*$/, '');
  const family = isIP(plain);
  if (family === 0) return true;
  const own = new BlockList();
  own.addSubnet('127.0.0.0', 8, 'ipv4');
  own.addSubnet('0.0.0.0', 8, 'ipv4');
  // Multicast and broadcast: answered by anybody, us too.
  own.addSubnet('224.0.0.0', 3, 'ipv4');
  own.addSubnet('ff00::', 8, 'ipv6');
  own.addAddress('::1', 'ipv6');
  own.addAddress('::', 'ipv6');
  for (const [name, addresses = []] of Object.entries(interfaces())) {
    const isInner = isInnerBridge(name);
    for (const { address: mine, family: type, cidr } of addresses) {
      const kind = type === 'IPv6' ? 'ipv6' : 'ipv4';
      const bits = Number(cidr?.split('/')[1]);
      // Every link has the same fe80::/10, so it tells nothing of where somebody lives.
      if (isInner && Number.isInteger(bits) && !mine.startsWith('fe80:')) own.addSubnet(mine, bits, kind);
      else own.addAddress(mine, kind);
    }
  }
  return own.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * @param list the names in a folder of /sys/class/net; none where there is no such folder.
 * @returns whether it has ports, or could have, and none of them is a real device.
 */
export function isInnerBridge(name: string, list: (path: string) => readonly string[]): boolean {
  const of = (path: string): readonly string[] => list(`/sys/class/net/${path}`);
  if (!of(name).includes('bridge')) return false;
  return !of(`${name}/brif`).some((port) => of(port).includes('device'));
}

/** The IPv4 router, out of /proc/net/route, where addresses are hexadecimal with the last byte first. */
export function defaultGateway(routes: string): string | undefined {
  for (const line of routes.split('\n').slice(1)) {
    const [, destination, gateway = '', flags = ''] = line.trim().split(/\s+/);
    const isGateway = (Number.parseInt(flags, 16) & 2) !== 0;
    if (destination === '00000000' && isGateway && /^[0-9A-F]{8}$/i.test(gateway)) {
      return [...Buffer.from(gateway, 'hex')].reverse().join('.');
    }
  }
  return undefined;
}
