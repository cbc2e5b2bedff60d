/**
 * The bridge's clock: the monotonic clock of this boot plus what evidence says it is UTC by. The system's clock is
 * never set, and while it is not vouched for never used.
 */
import { backoffMs } from './backoff.ts';
import { Belief, driftMs, type Verdict } from './belief.ts';
import { systemBasis, type Clock, type EarlierTrust, type KnownBefore, type Unsubscribe } from './clock.ts';
import type { Evidence, EvidenceSource } from './evidence.ts';
import { HostTime, type Instant } from './host-time.ts';
import type { HostClocks } from './host.ts';

export interface BridgeClockOptions {
  readonly host: HostClocks;
  /** `system`: the operator's word that this host's clock is right. */
  readonly trust: 'auto' | 'system';
  /** The best first: the next is asked only where one knows nothing. The first is followed as an authority. */
  readonly sources: (read: () => Instant) => readonly EvidenceSource[];
  /** Resolves after so long, or as soon as the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly log: (message: string) => void;
}

const watchMs = 1000;
/** A source that has not answered by then does not. */
const lookMs = 15_000;
/** With jitter up to twice that: volunteers run the servers. */
const relookMs = 300_000;
/** Evidence that contradicts what is believed is asked for again soon. */
const doubtMs = 2000;
const remedyAfterMs = 600_000;
const promisedMs = 1000;

export class BridgeClock implements Clock, AsyncDisposable {
  readonly osBoot: string;
  readonly #options: BridgeClockOptions;
  readonly #time: HostTime;
  #belief = new Belief(0);
  readonly #sources: readonly EvidenceSource[];
  readonly #stop = new AbortController();
  #wake = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  #untrustedSince: number | undefined;
  #basis: { readonly source: string; readonly sinceMs: number } | undefined;
  #refused: string | undefined;
  readonly #onTrust = new Set<(offsetMs: number) => void>();
  readonly #onStep = new Set<(byMs: number) => void>();
  readonly #onCorrected = new Set<(byMs: number) => void>();

  constructor(options: BridgeClockOptions) {
    this.#options = options;
    this.osBoot = options.host.osBoot;
    this.#time = new HostTime(options.host, (byMs) => {
      this.#stepped(byMs);
    });
    this.#sources = options.sources(() => this.#time.read());
    this.#untrustedSince = options.trust === 'system' ? undefined : this.#read().monotonicMs;
    if (options.trust === 'system') this.#basis = { source: systemBasis, sinceMs: this.#read().monotonicMs };
  }

  readonly start = ({ floorMs, earlier }: KnownBefore): this => {
    const isOurs = this.#options.trust === 'auto';
    this.#belief = new Belief(floorMs);
    if (isOurs && earlier !== undefined) this.#resume(earlier);
    this.#running = Promise.all([this.#watch(), isOurs ? this.#keepLooking() : undefined]);
    return this;
  };

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  readonly now = (): number => {
    const { wallMs, monotonicMs } = this.#read();
    const offset = this.#options.trust === 'system' ? undefined : this.#belief.offsetAt(monotonicMs);
    return Math.round(offset === undefined ? wallMs : monotonicMs + offset);
  };

  readonly monotonic = (): number => Math.round(this.#read().monotonicMs);

  readonly isTrusted = (): boolean => this.#untrustedSince === undefined;

  readonly untrustedSince = (): number | undefined => this.#untrustedSince;

  readonly basis = (): ReturnType<Clock['basis']> => this.#basis;

  readonly offset = (): number | undefined => {
    const { wallMs, monotonicMs } = this.#read();
    const offset =
      this.#options.trust === 'system' ? wallMs - monotonicMs : this.#belief.offsetAt(monotonicMs);
    return offset === undefined ? undefined : Math.round(offset);
  };

  readonly accuracyMs = (): number =>
    this.#options.trust === 'system' ? 0 : Math.ceil(this.#belief.accuracyAt(this.#read().monotonicMs));

  readonly sentence = (): string | undefined => {
    const accuracy = this.accuracyMs();
    if (this.#untrustedSince !== undefined) {
      const untrustedMs = this.#read().monotonicMs - this.#untrustedSince;
      if (untrustedMs < remedyAfterMs) return undefined;
      return (
        `It is not known what time it is, for ${String(Math.floor(untrustedMs / 60_000))} minutes now; readings wait ` +
        `until it is${this.#refused === undefined ? '' : ` (${this.#refused})`}. Let this host reach an NTP server ` +
        '(UDP port 123), or, if its own clock is right, set clock: { trust: system }.'
      );
    }
    if (accuracy <= promisedMs) return undefined;
    return (
      `No time source has answered for long; times may be off by ${(accuracy / 1000).toFixed(1)} s. ` +
      'Let this host reach an NTP server (UDP port 123).'
    );
  };

  readonly onTrust = (listener: (offsetMs: number) => void): Unsubscribe => {
    const offset = this.offset();
    if (this.isTrusted() && offset !== undefined) listener(offset);
    return listen(this.#onTrust, listener);
  };

  readonly onStep = (listener: (byMs: number) => void): Unsubscribe => listen(this.#onStep, listener);

  readonly onCorrected = (listener: (byMs: number) => void): Unsubscribe =>
    listen(this.#onCorrected, listener);

  #read(): Instant {
    return this.#time.read();
  }

  /** Told after whoever asked for the time has it: a listener may do anything. */
  #stepped(byMs: number): void {
    this.#wake.abort();
    queueMicrotask(() => {
      this.#options.log(`The system's clock was set by ${seconds(byMs)}.`);
      tell(this.#onStep, byMs);
      // The operator vouches for that clock, wherever it goes.
      if (this.#options.trust === 'system') tell(this.#onCorrected, byMs);
    });
  }

  async #watch(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#read();
      await this.#options.sleep(watchMs, this.#stop.signal);
    }
  }

  async #keepLooking(): Promise<void> {
    for (let failures = 0; !this.#stop.signal.aborted;) {
      // Before looking: a step meanwhile asks for another look.
      this.#wake = new AbortController();
      const verdict = await this.#look();
      failures = verdict === undefined || !this.isTrusted() ? failures + 1 : 0;
      await this.#options.sleep(
        this.#untilNext(verdict, failures),
        AbortSignal.any([this.#stop.signal, this.#wake.signal]),
      );
    }
  }

  #untilNext(verdict: Verdict | undefined, failures: number): number {
    const random = this.#options.random();
    if (verdict?.is === 'doubted') return doubtMs;
    return this.isTrusted() ? relookMs * (1 + random) : backoffMs(failures, random);
  }

  /** The first source that knows anything decides; what it is refused for is kept, for the remedy's sentence. */
  async #look(): Promise<Verdict | undefined> {
    let last: Verdict | undefined;
    for (const [rank, source] of this.#sources.entries()) {
      const evidence = await this.#ask(source);
      if (this.#stop.signal.aborted) return undefined;
      if (evidence === undefined) continue;
      last = this.#consider(source.name, evidence, rank === 0);
      if (last.is === 'trusted' || last.is === 'confirmed' || last.is === 'corrected') return last;
      if (last.is === 'doubted') return last;
    }
    return last;
  }

  async #ask(source: EvidenceSource): Promise<Evidence | undefined> {
    const ended = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, ended.signal]);
    try {
      return await Promise.race([
        source.look(signal),
        this.#options.sleep(lookMs, signal).then(() => undefined),
      ]);
    } catch (error) {
      this.#options.log(`Asking ${source.name} for the time failed: ${String(error)}`);
      return undefined;
    } finally {
      ended.abort();
    }
  }

  #consider(name: string, evidence: Evidence, isAuthority: boolean): Verdict {
    const { monotonicMs } = this.#read();
    const verdict = this.#belief.consider(evidence, monotonicMs, isAuthority);
    const told = new Date(Math.max(-8.64e15, Math.min(8.64e15, evidence.offsetMs + monotonicMs)));
    if (verdict.is === 'trusted') this.#trust(name);
    if (verdict.is === 'corrected') {
      this.#options.log(`The time was wrong by ${seconds(verdict.byMs)}, as ${name} said twice.`);
      tell(this.#onCorrected, Math.round(verdict.byMs));
    }
    if (verdict.is === 'implausible' || verdict.is === 'before the floor') {
      const why = verdict.is === 'implausible' ? 'cannot be' : 'is before readings that are stored already';
      this.#refused = `${name} said ${told.toISOString()}, which ${why}`;
    }
    return verdict;
  }

  #trust(name: string): void {
    this.#untrustedSince = undefined;
    this.#basis = { source: name, sinceMs: this.#read().monotonicMs };
    this.#options.log(`The time is known from ${name}, to ${String(this.accuracyMs())} ms.`);
    tell(this.#onTrust, this.offset() ?? 0);
  }

  /** The monotonic clock went on while the bridge did not run, so what was known still is. */
  #resume({ osBoot, offsetMs, accuracyMs, monotonicMs }: EarlierTrust): void {
    const now = this.#read().monotonicMs;
    if (osBoot !== this.osBoot || monotonicMs > now) return;
    const verdict = this.#belief.consider(
      { offsetMs, errorMs: accuracyMs + driftMs(now - monotonicMs) },
      now,
    );
    if (verdict.is === 'trusted') this.#trust('before the restart');
  }
}

function listen<T>(listeners: Set<T>, listener: T): Unsubscribe {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function tell(listeners: ReadonlySet<(value: number) => void>, value: number): void {
  for (const listener of listeners) listener(value);
}

function seconds(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${(Math.abs(ms) / 1000).toFixed(1)} s`;
}
