/** Whether a request comes from the very host that the bridge runs on. */
import type { IncomingHttpHeaders } from 'node:http';
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import { BlockList, isIP } from 'node:net';

type Interfaces = () => Readonly<Partial<Record<string, readonly NetworkInterfaceInfo[]>>>;

/**
 * Loopback, and what the interfaces have, exactly: who is in doubt is a stranger. (The clock asks otherwise: there, who is
 * in doubt is this host.) Containers behind a bridge of this host are others: whoever lives in them.
 */
export function isThisHost(address: string, interfaces: Interfaces = networkInterfaces): boolean {
  const [bare = '', zone] = plainAddress(address).split('%');
  const family = isIP(bare);
  if (family === 0) return false;
  const own = new BlockList();
  own.addSubnet('127.0.0.0', 8, 'ipv4');
  own.addAddress('::1', 'ipv6');
  for (const [name, addresses = []] of Object.entries(interfaces())) {
    for (const { address: mine, family: type } of addresses) {
      // Each link has its own fe80::/10: the same address on another of them is somebody else's.
      if (type === 'IPv6' && /^fe80:/i.test(mine) && zone !== name) continue;
      own.addAddress(mine, type === 'IPv6' ? 'ipv6' : 'ipv4');
    }
  }
  return own.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}

/** An IPv4 client of a socket that speaks both has an address of IPv6. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

/** A proxy on this host brings strangers from this host's address; each says so by one of these. */
export function isThroughProxy(headers: IncomingHttpHeaders): boolean {
  return Object.keys(headers).some(
    (name) =>
      name === 'forwarded' || name === 'via' || name === 'x-real-ip' || name.startsWith('x-forwarded-'),
  );
}
