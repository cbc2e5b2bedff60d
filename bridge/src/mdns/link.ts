/**
 * The link of one interface: which sources are on it (RFC 6762 §11). Node tells neither the TTL nor the destination
 * of a packet, and Linux hands every packet to every socket on the port, whatever interface it came in by: so the
 * source's address decides, and each packet counts on its own interface only.
 */
import { BlockList } from 'node:net';
import type { MulticastInterface } from './interfaces.ts';

export class Link {
  /** Names its link-local IPv6 addresses: `fe80::1%eth0`. */
  readonly name: string;
  readonly #family: 'ipv4' | 'ipv6';
  readonly #subnets = new BlockList();

  constructor({ name, family, subnets }: Pick<MulticastInterface, 'name' | 'family' | 'subnets'>) {
    this.name = name;
    this.#family = family === 'IPv4' ? 'ipv4' : 'ipv6';
    const linkLocal = family === 'IPv4' ? '169.254.0.0/16' : 'fe80::/10';
    for (const subnet of [linkLocal, ...subnets]) {
      const [address = '', prefix] = subnet.split('/');
      this.#subnets.addSubnet(address, Number(prefix), this.#family);
    }
  }

  /** @param source as a socket tells it: a link-local IPv6 address with its zone. */
  has(source: string): boolean {
    const [address = '', zone = this.name] = source.split('%');
    return zone === this.name && this.#subnets.check(address, this.#family);
  }
}
