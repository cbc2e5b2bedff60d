/**
 * Watches one service type by multicast DNS (RFC 6762, 6763) on every interface, as interfaces come and go.
 * Our own, as no library that we tried noticed a device that changed its address, vanished without a word, or
 * was announced while the link was down (docs/decisions/0006).
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { SourceAllowance } from './allowance.ts';
import { isSame, type ServiceInstance } from './instances.ts';
import { multicastInterfaces, type MulticastInterface, type Reach } from './interfaces.ts';
import { Link } from './link.ts';
import { isAskable } from './names.ts';
import { queryPackets, readResponse, type KnownPointer } from './packets.ts';
import { RecordCache, type Question } from './records.ts';

export interface BrowserOptions {
  /** e.g. `_esphomelib._tcp` */
  readonly type: string;
  readonly reach: Reach;
  /** New, or changed in any way. */
  readonly onSeen: (instance: ServiceInstance) => void;
  /** Said goodbye or let its records run out: a hint only, a working connection is kept. */
  readonly onGone?: (instance: ServiceInstance) => void;
  readonly log: (message: string) => void;
}

const port = 5353;
const groups = { IPv4: '224.0.0.251', IPv6: 'ff02::fb' };
const rescanMs = 5000;
/** Packets of one conversation are taken together. */
const settleMs = 20;

interface Channel {
  readonly id: string;
  readonly state: string;
  readonly group: string;
  readonly socket: Socket;
  link: Link;
  isReady: boolean;
  query: NodeJS.Timeout | undefined;
}

export class Browser implements Disposable {
  readonly #options: BrowserOptions;
  readonly #type: string;
  readonly #cache: RecordCache;
  readonly #allowance = new SourceAllowance();
  readonly #channels = new Map<string, Channel>();
  /** The last trouble of each interface: said once, not every time it is met. */
  readonly #troubles = new Map<string, string>();
  readonly #rescan: NodeJS.Timeout;
  #seen = new Map<string, ServiceInstance>();
  #settle: NodeJS.Timeout | undefined;
  #next: NodeJS.Timeout | undefined;

  constructor(options: BrowserOptions) {
    this.#options = options;
    this.#type = `${options.type}.local`;
    this.#cache = new RecordCache(this.#type);
    this.#scan();
    this.#rescan = setInterval(() => {
      this.#scan();
    }, rescanMs);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#rescan);
    clearTimeout(this.#settle);
    clearTimeout(this.#next);
    for (const id of [...this.#channels.keys()]) this.#close(id);
  }

  #scan(): void {
    const wanted = new Map(multicastInterfaces(this.#options.reach).map((one) => [one.id, one]));
    for (const id of this.#troubles.keys()) if (!wanted.has(id)) this.#troubles.delete(id);
    for (const [id, channel] of this.#channels) {
      if (wanted.get(id)?.state !== channel.state) this.#close(id);
    }
    for (const one of wanted.values()) {
      const channel = this.#channels.get(one.id);
      if (channel === undefined) this.#open(one);
      else if (channel.isReady) this.#rejoin(one, channel);
    }
  }

  #open(one: MulticastInterface): void {
    const socket = createSocket({
      type: one.family === 'IPv4' ? 'udp4' : 'udp6',
      reuseAddr: true,
      ipv6Only: one.family === 'IPv6',
    });
    const channel: Channel = {
      id: one.id,
      state: one.state,
      group: groups[one.family],
      socket,
      link: new Link(one),
      isReady: false,
      query: undefined,
    };
    this.#channels.set(one.id, channel);
    const fail = (error: unknown): void => {
      this.#trouble(one.id, error);
      if (this.#channels.get(one.id) === channel) this.#close(one.id);
    };
    socket.on('error', fail);
    socket.on('message', (bytes, from) => {
      this.#hear(bytes, from, channel.link);
    });
    socket.bind(port, () => {
      try {
        socket.addMembership(channel.group, multicastAddress(one));
        socket.setMulticastInterface(multicastAddress(one));
        socket.setMulticastTTL(255);
        socket.setMulticastLoopback(true);
        channel.isReady = true;
      } catch (error) {
        fail(error);
        return;
      }
      this.#ask(channel, 20 + Math.random() * 100);
    });
  }

  /** A link that went down and came back has forgotten our membership without telling. */
  #rejoin(one: MulticastInterface, channel: Channel): void {
    channel.link = new Link(one);
    try {
      channel.socket.dropMembership(channel.group, multicastAddress(one));
    } catch {
      // Already forgotten: exactly the case that joining again is for.
    }
    try {
      channel.socket.addMembership(channel.group, multicastAddress(one));
    } catch (error) {
      this.#trouble(one.id, error);
      this.#close(one.id);
    }
  }

  #trouble(id: string, error: unknown): void {
    const text = String(error);
    if (this.#troubles.get(id) === text) return;
    this.#troubles.set(id, text);
    this.#options.log(`mDNS on ${id}: ${text}`);
  }

  #close(id: string): void {
    const channel = this.#channels.get(id);
    if (channel === undefined) return;
    this.#channels.delete(id);
    clearTimeout(channel.query);
    channel.socket.close();
  }

  /** Asks at once, then three times as late each time, up to once a minute. */
  #ask(channel: Channel, delay: number): void {
    channel.query = setTimeout(() => {
      this.#send([{ name: this.#type, type: 'PTR' }], [channel]);
      this.#ask(channel, Math.min(delay * 3, 60_000));
    }, delay);
  }

  #send(questions: readonly Question[], channels: Iterable<Channel> = this.#channels.values()): void {
    const packets = queryPackets(questions, this.#knownPointers(questions));
    for (const { id, socket, group, isReady } of channels) {
      if (!isReady) continue;
      for (const packet of packets) {
        socket.send(packet, port, group, (error) => {
          if (error) this.#trouble(id, error);
        });
      }
    }
  }

  /** RFC 6762 §7.1: what we know for more than half of its life need not be said again. */
  #knownPointers(questions: readonly Question[]): KnownPointer[] {
    const now = Date.now();
    if (!questions.some(({ type }) => type === 'PTR')) return [];
    return this.#cache.get('PTR', this.#type).flatMap(({ data, expiresAt, ttlMs }) => {
      const left = expiresAt - now;
      if (data.kind !== 'name' || left <= ttlMs / 2 || !isAskable(data.name, this.#type)) return [];
      return [{ name: this.#type, target: data.name, ttlSeconds: Math.floor(left / 1000) }];
    });
  }

  #hear(bytes: Buffer, from: RemoteInfo, link: Link): void {
    const now = Date.now();
    // Only from where responses come (RFC 6762 §6, §11); only then does it cost its source anything.
    if (from.port !== port || !link.has(from.address) || !this.#allowance.take(from.address, now)) return;
    const packet = readResponse(bytes);
    if (packet === undefined || !this.#cache.hear(packet, now, link.name)) return;
    this.#settle ??= setTimeout(() => {
      this.#settle = undefined;
      this.#update();
    }, settleMs);
  }

  #update(): void {
    const { questions, nextAt } = this.#cache.advance(Date.now());
    if (questions.length > 0) this.#send(questions);
    const instances = this.#cache.instances();
    for (const [name, instance] of instances) {
      const before = this.#seen.get(name);
      if (before === undefined || !isSame(before, instance)) this.#options.onSeen(instance);
    }
    for (const [name, instance] of this.#seen) {
      if (!instances.has(name)) this.#options.onGone?.(instance);
    }
    this.#seen = instances;
    clearTimeout(this.#next);
    this.#next = setTimeout(
      () => {
        this.#update();
      },
      Math.max(nextAt - Date.now(), settleMs),
    );
  }
}

function multicastAddress(one: MulticastInterface): string {
  return one.family === 'IPv4' ? one.address : `::%${one.name}`;
}
