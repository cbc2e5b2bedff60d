/** Whether a request comes from the very host that the bridge runs on. */
import type { IncomingHttpHeaders } from 'node:http';
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import { isIP } from 'node:net';
import { isOwnAddress } from '../clock/own-addresses.ts';

type Interfaces = () => Readonly<Partial<Record<string, readonly NetworkInterfaceInfo[]>>>;

/** An address that is none is nobody's. Containers behind a bridge of this host are others: whoever lives in them. */
export function isThisHost(address: string, interfaces: Interfaces = networkInterfaces): boolean {
  // An IPv4 client of a socket that speaks both.
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  return (
    isIP(plain.replace(/%.*$/, '')) !== 0 && isOwnAddress(plain, { interfaces, isInnerBridge: () => false })
  );
}

/** A proxy on this host brings strangers from this host's address; each says so by one of these. */
export function isThroughProxy(headers: IncomingHttpHeaders): boolean {
  return Object.keys(headers).some(
    (name) =>
      name === 'forwarded' || name === 'via' || name === 'x-real-ip' || name.startsWith('x-forwarded-'),
  );
}
