/** Asks NTP servers for the time ourselves, where the system's clock is wrong and nobody sets it. */
import type { Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { agreed, type Evidence, type EvidenceSource } from './evidence.ts';
import { parseAnswer, question, type Answer } from './sntp-packet.ts';

export interface SntpOptions {
  readonly servers: readonly NtpServer[];
  readonly monotonicMs: () => number;
  readonly resolve: (host: string) => Promise<readonly string[]>;
  /** Whether an address is this host's own: its clock is the one in question. */
  readonly isHere: (address: string) => boolean;
  readonly createSocket: (type: 'udp4' | 'udp6') => Socket;
  readonly randomBytes: (count: number) => Buffer;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface NtpServer {
  readonly host: string;
  readonly port: number;
}

/** Nothing that took longer is within half a second. */
const roundTripMs = 1000;
/** Servers that differ by more are not both right. */
const withinMs = 1000;
/** Enough to outvote one, and no more load on volunteers' servers than that. */
const mostServers = 4;
/** How long a server that said RATE is left alone; one that said anything else is not asked again. */
const rateMs = 3_600_000;

export class Sntp implements EvidenceSource {
  readonly name = 'NTP';
  readonly #options: SntpOptions;
  /** By address and port: until which monotonic instant a server wants no question from us. */
  readonly #quietUntil = new Map<string, number>();

  constructor(options: SntpOptions) {
    this.#options = options;
  }

  async look(signal: AbortSignal): Promise<Evidence | undefined> {
    const servers = await this.#servers();
    const told = await Promise.all(servers.map((server) => this.#ask(server, signal)));
    return agreed(
      told.filter((evidence) => evidence !== undefined),
      { withinMs, least: 1 },
    );
  }

  /** The first of each name, then the second of each: one name may stand for a whole pool. */
  async #servers(): Promise<NtpServer[]> {
    const { resolve, isHere, monotonicMs } = this.#options;
    const found = await Promise.all(
      this.#options.servers.map(async ({ host, port }) =>
        (await resolve(host)).map((address) => ({ host: address, port })),
      ),
    );
    const depth = Math.max(0, ...found.map(({ length }) => length));
    const ordered = Array.from({ length: depth }, (_, i) => found.flatMap((of) => of.slice(i, i + 1))).flat();
    const now = monotonicMs();
    const usable = new Map(
      ordered
        .filter((server) => !isHere(server.host) && (this.#quietUntil.get(keyOf(server)) ?? 0) <= now)
        .map((server) => [keyOf(server), server]),
    );
    return [...usable.values()].slice(0, mostServers);
  }

  async #ask(server: NtpServer, signal: AbortSignal): Promise<Evidence | undefined> {
    const { createSocket, monotonicMs, randomBytes, sleep } = this.#options;
    const nonce = randomBytes(8);
    const socket = createSocket(isIPv6(server.host) ? 'udp6' : 'udp4');
    const done = Promise.withResolvers<Evidence | undefined>();
    const ended = new AbortController();
    let askedAt = monotonicMs();
    socket.on('error', () => {
      done.resolve(undefined);
    });
    // What is no answer to our question may come from anybody, so it ends nothing.
    socket.on('message', (packet) => {
      const answeredAt = monotonicMs();
      const parsed = parseAnswer(packet, nonce);
      if ('kiss' in parsed) {
        this.#quietUntil.set(keyOf(server), parsed.kiss === 'RATE' ? answeredAt + rateMs : Infinity);
        done.resolve(undefined);
      }
      if ('answer' in parsed) done.resolve(evidenceOf(parsed.answer, askedAt, answeredAt));
    });
    // By its event, as a callback would be called on failure too.
    socket.once('connect', () => {
      askedAt = monotonicMs();
      socket.send(question(nonce));
    });
    // A connected socket takes packets from that address and port only, and hears that nobody listens there.
    socket.connect(server.port, server.host);
    void sleep(roundTripMs, AbortSignal.any([signal, ended.signal])).then(() => {
      done.resolve(undefined);
    });
    try {
      return await done.promise;
    } finally {
      ended.abort();
      socket.close();
    }
  }
}

/** @returns undefined for what took too long. */
function evidenceOf(
  { receivedAt, sentAt, rootErrorMs }: Answer,
  askedAt: number,
  answeredAt: number,
): Evidence | undefined {
  const roundTrip = answeredAt - askedAt;
  if (roundTrip > roundTripMs) return undefined;
  return {
    offsetMs: (receivedAt - askedAt + (sentAt - answeredAt)) / 2,
    errorMs: roundTrip / 2 + rootErrorMs,
  };
}

function keyOf({ host, port }: NtpServer): string {
  return `${host} ${String(port)}`;
}

/** `name`, `name:port`, `[address]:port` or an IPv6 address as it is. */
export function ntpServer(text: string): NtpServer {
  const [, bracketed, plain, port = '123'] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  return { host: bracketed ?? plain ?? text, port: Number(port) };
}
