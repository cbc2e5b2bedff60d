/**
 * The `Date` that web servers of other hosts put on every answer, where NTP does not come through: an InfluxDB on the
 * network, the router's page. A whole second each, so every server is asked several times within one.
 */
import { request } from 'node:http';
import { agreed, between, type Evidence, type EvidenceSource } from './evidence.ts';
import type { Instant } from './host-time.ts';

export interface HttpDatesOptions {
  /** Only `http:` is asked: no certificate is valid in 1970. */
  readonly urls: readonly URL[];
  readonly read: () => Instant;
  readonly resolve: (host: string) => Promise<readonly string[]>;
  readonly isHere: (address: string) => boolean;
  /** In a container any neighbour, and the gateway, may be the host whose clock we use, whatever its address. */
  readonly isContained: boolean;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

interface Host {
  readonly address: string;
  readonly url: URL;
}

/** Spread over a little more than a second, so that one answer comes soon after the server's second began. */
const polls = 6;
const pollMs = 210;
/** A slower answer narrows nothing down. */
const answerMs = 1000;
/** Some servers make the text of their `Date` anew only now and then. */
const staleMs = 500;
/** Hosts that agree so well with a clock in a container may be reading the same one. */
const sameClockMs = 3000;

export class HttpDates implements EvidenceSource {
  readonly name = 'web servers';
  readonly #options: HttpDatesOptions;

  constructor(options: HttpDatesOptions) {
    this.#options = options;
  }

  async look(signal: AbortSignal): Promise<Evidence | undefined> {
    const hosts = await this.#otherHosts();
    if (hosts.length < 2) return undefined;
    const told = (await Promise.all(hosts.map((host) => this.#ask(host, signal)))).filter(
      (evidence) => evidence !== undefined,
    );
    const { wallMs, monotonicMs } = this.#options.read();
    const witnesses = told.filter(
      ({ offsetMs }) =>
        !this.#options.isContained || Math.abs(offsetMs - (wallMs - monotonicMs)) > sameClockMs,
    );
    return agreed(witnesses, { withinMs: 2000, least: 2 });
  }

  /** Two names of one address are one host, and a name that leads here by any of its addresses is this one. */
  async #otherHosts(): Promise<Host[]> {
    const { resolve, isHere } = this.#options;
    const urls = this.#options.urls.filter(({ protocol }) => protocol === 'http:');
    const all = await Promise.all(
      urls.map(async (url) => ({ url, addresses: await resolve(url.hostname.replace(/^\[|\]$/g, '')) })),
    );
    const known = new Set<string>();
    return all.flatMap(({ url, addresses }) => {
      const [address] = addresses;
      const isAnother = !addresses.some((one) => isHere(one) || known.has(one));
      for (const one of addresses) known.add(one);
      return address !== undefined && isAnother ? [{ address, url }] : [];
    });
  }

  /** What all its answers allow; nothing where they contradict each other. */
  async #ask(host: Host, signal: AbortSignal): Promise<Evidence | undefined> {
    let [low, high] = [-Infinity, Infinity];
    for (let poll = 0; poll < polls && !signal.aborted; poll++) {
      if (poll > 0) await this.#options.sleep(pollMs, signal);
      const askedAt = this.#options.read().monotonicMs;
      const date = await this.#date(host, signal);
      if (date === undefined) return undefined;
      // It was made between the two, in the second that it names or soon after.
      low = Math.max(low, date - this.#options.read().monotonicMs);
      high = Math.min(high, date + 1000 + staleMs - askedAt);
    }
    return low <= high && !signal.aborted ? between(low, high) : undefined;
  }

  /** Any answer will do, a refusal too; it is not followed elsewhere. No credentials are sent. */
  async #date({ address, url }: Host, signal: AbortSignal): Promise<number | undefined> {
    const done = Promise.withResolvers<number | undefined>();
    const ended = new AbortController();
    const asking = request({
      method: 'HEAD',
      host: address,
      port: url.port === '' ? 80 : Number(url.port),
      path: url.pathname,
      headers: { host: url.host, 'cache-control': 'no-cache' },
      agent: false,
      maxHeaderSize: 16_384,
    });
    asking.on('response', (response) => {
      response.resume();
      // An age: it was kept by a cache, and tells when the cache had it.
      done.resolve('age' in response.headers ? undefined : httpDate(response.headers.date));
    });
    asking.on('error', () => {
      done.resolve(undefined);
    });
    asking.end();
    void this.#options.sleep(answerMs, AbortSignal.any([signal, ended.signal])).then(() => {
      done.resolve(undefined);
    });
    try {
      return await done.promise;
    } finally {
      ended.abort();
      asking.destroy();
    }
  }
}

const imfFixdate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:[A-Z][a-z]{2}) \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** The one form that servers must send (RFC 9110 §5.6.7), ms since 1970. */
export function httpDate(text: string | undefined): number | undefined {
  if (text === undefined || !imfFixdate.test(text)) return undefined;
  const at = Date.parse(text);
  // Also a 30 February, which would be taken for a 1 March.
  return new Date(at).toUTCString() === text ? at : undefined;
}
