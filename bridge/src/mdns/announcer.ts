/** Announces the bridge, so that Home Assistant and people find it without an address. */
import { isIP } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { getResponder, type CiaoService, type Responder, type ServiceOptions } from '@homebridge/ciao';
import { multicastInterfaces, type Reach } from './interfaces.ts';

export interface Announcement {
  readonly name: string;
  /** The address that the server listens on: no other is announced. */
  readonly host: string;
  readonly port: number;
  readonly txt: Readonly<Record<string, string>>;
  readonly reach: Reach;
  readonly log: (message: string) => void;
}

const type = 'climat-guardian';
/** The responder binds interfaces once, when made; so it is made anew when they change. */
const rescanMs = 10_000;
/** Withdrawing takes milliseconds where the link takes packets; where it does not, nobody waits for it. */
const settledWithinMs = 5000;

interface Advertised {
  readonly responder: Responder;
  readonly service: CiaoService;
  /** Settles when the responder is done with it, which may be never. */
  readonly settled: Promise<void>;
}

export class Announcer implements AsyncDisposable {
  readonly #announcement: Announcement;
  readonly #rescan: NodeJS.Timeout;
  #interfaces = '';
  #current: Advertised | undefined;
  #turn: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(announcement: Announcement) {
    this.#announcement = announcement;
    this.#renew();
    this.#rescan = setInterval(() => {
      this.#renew();
    }, rescanMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#rescan);
    this.#isOver = true;
    await this.#turn;
    await this.#withdraw();
  }

  #renew(): void {
    const interfaces = multicastInterfaces(reachOf(this.#announcement));
    const names = [...new Set(interfaces.map(({ name }) => name))];
    const state = JSON.stringify(interfaces.map(({ id, state }) => [id, state]));
    if (state === this.#interfaces) return;
    this.#interfaces = state;
    this.#turn = this.#turn
      .then(() => this.#withdraw())
      .then(() => {
        if (names.length > 0) this.#advertise(names);
      })
      .catch((error: unknown) => {
        this.#announcement.log(`cannot announce the bridge by mDNS: ${String(error)}`);
      });
  }

  #advertise(names: string[]): void {
    if (this.#isOver) return;
    const { name, host, port, txt, log } = this.#announcement;
    // Named explicitly: left to itself the responder skips containers' and VLANs' interfaces.
    const responder = getResponder({ interface: names });
    const options: ServiceOptions = {
      name: label(name),
      type,
      port,
      txt: { ...txt },
      restrictedAddresses: isEveryAddress(host) || isIP(host) === 0 ? names : [host],
      disabledIpv6: isIP(host) === 4,
    };
    const service = responder.createService(options);
    const settled = service.advertise().catch((error: unknown) => {
      log(`cannot announce the bridge by mDNS: ${String(error)}`);
    });
    this.#current = { responder, service, settled };
  }

  async #withdraw(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    if (current === undefined) return;
    const { responder, service, settled } = current;
    await service.destroy();
    // The responder binds its sockets while it is told to end, and would leave them open: so it may come that far.
    await inTime(settled);
    // Where it could not send, it calls this to try again, every two seconds and after its end.
    Object.assign(responder, { advertiseService: () => Promise.resolve() });
    await responder.shutdown();
  }
}

async function inTime(settled: Promise<void>): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  await Promise.race([settled, pause(settledWithinMs, undefined, { signal }).catch(() => undefined)]);
  over.abort();
}

function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** What listens on loopback only is of no use to another host. */
function reachOf({ host, reach }: Announcement): Reach {
  return host === 'localhost' || host === '::1' || host.startsWith('127.') ? 'loopback' : reach;
}

/** A DNS label has at most 63 bytes (RFC 1035 §2.3.4); cut between characters. */
function label(name: string): string {
  let cut = Array.from(name);
  while (Buffer.byteLength(cut.join('')) > 63) cut = cut.slice(0, -1);
  return cut.join('');
}
