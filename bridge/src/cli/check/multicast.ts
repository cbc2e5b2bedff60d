/**
 * Whether multicast DNS works on this host: on each interface a question that nobody answers is sent, and must come
 * back to ourselves, as it does on its way to the others. What a firewall or another program keeps from us, it keeps
 * back here too.
 */
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { multicastInterfaces, type MulticastInterface } from '../../mdns/interfaces.ts';
import { queryPackets } from '../../mdns/packets.ts';

const port = 5353;
const group = '224.0.0.251';
/** It comes back within a millisecond; three are sent. */
const withinMs = 3000;
const againMs = 500;

export interface MulticastLook {
  /** Those that it works on. */
  readonly well: readonly string[];
  /** A sentence for each that it does not. */
  readonly troubles: readonly string[];
}

export async function lookAtMulticast(): Promise<MulticastLook> {
  // ESPHome devices are in IPv4 networks; IPv6 is beside it.
  const interfaces = multicastInterfaces('network').filter(({ family }) => family === 'IPv4');
  if (interfaces.length === 0) {
    return { well: [], troubles: ['This computer has no network: no interface has an IPv4 address.'] };
  }
  const looks = await Promise.all(
    interfaces.map(async (one) => ({ name: one.name, trouble: await troubleOn(one) })),
  );
  return {
    well: looks.flatMap(({ name, trouble }) => (trouble === undefined ? [name] : [])),
    troubles: looks.flatMap(({ trouble }) => trouble ?? []),
  };
}

async function troubleOn({ name, address }: MulticastInterface): Promise<string | undefined> {
  const [question = Buffer.alloc(0)] = queryPackets(
    [{ name: `_${randomUUID()}._tcp.local`, type: 'PTR' }],
    [],
  );
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  const stop = new AbortController();
  let again: NodeJS.Timeout | undefined;
  try {
    socket.bind(port);
    await once(socket, 'listening');
    socket.addMembership(group, address);
    socket.setMulticastInterface(address);
    socket.setMulticastTTL(255);
    socket.setMulticastLoopback(true);
    const heard = new Promise<true>((resolve) => {
      socket.on('message', (bytes) => {
        if (bytes.equals(question)) resolve(true);
      });
    });
    const refused = new Promise<never>((_, reject) => {
      const send = (): void => {
        socket.send(question, port, group, (error) => {
          if (error) reject(error);
        });
      };
      send();
      again = setInterval(send, againMs);
    });
    const late = once(AbortSignal.any([AbortSignal.timeout(withinMs), stop.signal]), 'abort').then(
      () => false,
    );
    if (await Promise.race([heard, refused, late])) return undefined;
    return (
      `${name}: a question to ${group} does not come back within ${String(withinMs / 1000)} s. A firewall of this ` +
      `computer keeps UDP port ${String(port)} out: let it in from the local network (${remedy}).`
    );
  } catch (error) {
    return `${name}: ${sentenceFor(error)}`;
  } finally {
    stop.abort();
    clearInterval(again);
    socket.close();
  }
}

const remedy = '`ufw allow 5353/udp`, `firewall-cmd --add-service=mdns`';

function sentenceFor(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return (
        `UDP port ${String(port)} is taken by another program that does not share it, so that no device is heard. ` +
        `\`ss --udp --listening --processes 'sport = :${String(port)}'\` names it: stop it, or its mDNS.`
      );
    case 'EPERM':
    case 'EACCES':
      return `a firewall of this computer keeps multicast in: let UDP go out to ${group}, port ${String(port)}.`;
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'ENETDOWN':
      return `there is no way to ${group}: is the link up? \`ip route add 224.0.0.0/4 dev INTERFACE\` lays one.`;
    default:
      return `multicast does not work: ${String(error)}.`;
  }
}
