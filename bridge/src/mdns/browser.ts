/**
 * Watches one service type by multicast DNS (RFC 6762, 6763) on every interface, as interfaces come and go.
 * Our own, as no library that we tried noticed a device that changed its address, vanished without a word, or
 * was announced while the link was down (docs/decisions/0006).
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { decode, encode, TRUNCATED_RESPONSE, type Packet } from 'dns-packet';
import { isSame, type ServiceInstance } from './instances.ts';
import { multicastInterfaces, type MulticastInterface, type Reach } from './interfaces.ts';
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
/** Known answers in one packet; more go into following ones (RFC 6762 §7.2). */
const answersPerPacket = 12;
/** Packets of one conversation are taken together. */
const settleMs = 20;

interface Channel {
  readonly state: string;
  readonly group: string;
  readonly socket: Socket;
  isReady: boolean;
  query: NodeJS.Timeout | undefined;
}

export class Browser implements Disposable {
  readonly #options: BrowserOptions;
  readonly #type: string;
  readonly #cache: RecordCache;
  readonly #channels = new Map<string, Channel>();
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
      state: one.state,
      group: groups[one.family],
      socket,
      isReady: false,
      query: undefined,
    };
    this.#channels.set(one.id, channel);
    const fail = (error: unknown): void => {
      this.#options.log(`mDNS on ${one.id}: ${String(error)}`);
      if (this.#channels.get(one.id) === channel) this.#close(one.id);
    };
    socket.on('error', fail);
    socket.on('message', (bytes, from) => {
      this.#hear(bytes, from);
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
    try {
      channel.socket.dropMembership(channel.group, multicastAddress(one));
    } catch {
      // Already forgotten: exactly the case that joining again is for.
    }
    try {
      channel.socket.addMembership(channel.group, multicastAddress(one));
    } catch (error) {
      this.#options.log(`mDNS on ${one.id}: ${String(error)}`);
      this.#close(one.id);
    }
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
    const known = this.#knownAnswers(questions);
    const targets = [...channels].filter((channel) => channel.isReady);
    for (let i = 0; i === 0 || i < known.length; i += answersPerPacket) {
      const isLast = i + answersPerPacket >= known.length;
      const packet: Packet = {
        type: 'query',
        flags: isLast ? 0 : TRUNCATED_RESPONSE,
        questions: i === 0 ? [...questions] : [],
        answers: known.slice(i, i + answersPerPacket),
      };
      const bytes = encode(packet);
      for (const { socket, group } of targets) {
        socket.send(bytes, port, group, (error) => {
          if (error) this.#options.log(`mDNS: ${error.message}`);
        });
      }
    }
  }

  /** RFC 6762 §7.1: what we know for more than half of its life need not be said again. */
  #knownAnswers(questions: readonly Question[]) {
    const now = Date.now();
    return questions.flatMap(({ name, type }) =>
      this.#cache.get(type, name).flatMap((record) => {
        const left = record.expiresAt - now;
        if (record.data.kind !== 'name' || left <= record.ttlMs / 2) return [];
        return [{ name, type: 'PTR' as const, ttl: Math.floor(left / 1000), data: record.data.name }];
      }),
    );
  }

  #hear(bytes: Buffer, from: RemoteInfo): void {
    // Only responses, and only from where responses come (RFC 6762 §6, §11).
    const isResponse = bytes.length >= 12 && ((bytes[2] ?? 0) & 0x80) !== 0;
    if (!isResponse || from.port !== port || bytes.length > 9000) return;
    try {
      if (!this.#cache.hear(decode(bytes), Date.now())) return;
    } catch {
      return; // Malformed; anybody on the link can send it, so it is not worth a line each.
    }
    this.#settle ??= setTimeout(() => {
      this.#settle = undefined;
      this.#update(true);
    }, settleMs);
  }

  #update(askMissing: boolean): void {
    const { questions, nextAt } = this.#cache.advance(Date.now());
    if (askMissing) questions.push(...this.#cache.missing());
    if (questions.length > 0) this.#send(questions.slice(0, 50));
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
        this.#update(false);
      },
      Math.max(nextAt - Date.now(), settleMs),
    );
  }
}

function multicastAddress(one: MulticastInterface): string {
  return one.family === 'IPv4' ? one.address : `::%${one.name}`;
}
