/** What happened, written down for the ledger: each change once, and a storm of the same only now and then. */
import type { Mac } from './reading/mac.ts';
import type { EventKind } from './store/types.ts';

export type Note = (kind: EventKind, device?: Mac | null, cause?: string | null) => void;

export interface ChronicleOptions {
  readonly note: Note;
  /** Milliseconds of a clock that never steps. */
  readonly elapsed: () => number;
}

const hourMs = 3_600_000;
/** A sensor that was refused nothing for so long is refused anew. */
const spellMs = 300_000;
/** More are some device's way to fill our memory: 512 devices with 20 refused sensors each. */
const maxRefusals = 10_240;

/** What one sensor said that was not taken, for one reason. */
export interface RefusalCount {
  readonly mac: Mac;
  readonly entity: string;
  readonly reason: string;
  /** Since the start. */
  readonly count: number;
}

export class Chronicle {
  readonly #options: ChronicleOptions;
  /** What was written last of each device, sink and the disk. */
  readonly #states = new Map<string, string>();
  /** By device, sensor and reason: how often, when last, and when it was written last. */
  readonly #refusals = new Map<
    string,
    RefusalCount & { readonly lastAt: number; readonly notedAt: number }
  >();

  constructor(options: ChronicleOptions) {
    this.#options = options;
  }

  bridge(kind: 'bridge-started' | 'bridge-stopped', version: string): void {
    this.#options.note(kind, null, version);
  }

  device(mac: Mac, state: string, reason: string | null): void {
    if (state === 'connecting') return;
    const kind = state === 'online' ? 'device-online' : 'device-lost';
    // The cause's words change from try to try ("refused", "no answer"); the state's name is what counts.
    if (this.#isNews(mac, state))
      this.#options.note(kind, mac, state === 'online' ? null : `${state}: ${reason ?? ''}`);
  }

  /**
   * What tells a device that lost its power from one that lost its network.
   *
   * @param staysUp it never restarts by itself.
   */
  uptime(mac: Mac, ms: number, staysUp: boolean): void {
    this.#options.note('device-uptime', mac, `${String(ms)} ms${staysUp ? ', stays up' : ''}`);
  }

  /** The bridge did nothing for so long, until now. */
  paused(ms: number): void {
    this.#options.note('bridge-paused', null, `${String(Math.round(ms))} ms`);
  }

  /** Counted each time; written when it begins and once an hour, for each sensor and reason. */
  refusal(mac: Mac, entity: string, reason: string): void {
    const key = `${mac} ${entity} ${reason}`;
    const now = this.#options.elapsed();
    const known = this.#refusals.get(key);
    const { count, lastAt, notedAt } = known ?? { count: 0, lastAt: -Infinity, notedAt: -Infinity };
    if (known === undefined && this.#refusals.size >= maxRefusals) return;
    const isDue = now - notedAt >= hourMs || now - lastAt >= spellMs;
    const noted = { lastAt: now, notedAt: isDue ? now : notedAt };
    this.#refusals.set(key, { mac, entity, reason, count: count + 1, ...noted });
    if (isDue) this.#options.note('reading-refused', mac, `${entity}: ${reason}`);
  }

  refusals(): RefusalCount[] {
    return [...this.#refusals.values()];
  }

  /** @param failure a sentence; undefined for a sink that is well. */
  sink(name: string, failure: string | undefined): void {
    const kind = failure === undefined ? 'sink-up' : 'sink-down';
    if (this.#isNews(`sink ${name}`, kind))
      this.#options.note(kind, null, `${name}${failure === undefined ? '' : `: ${failure}`}`);
  }

  clock(kind: 'clock-trusted' | 'clock-stepped' | 'clock-corrected', byMs: number | null = null): void {
    this.#options.note(kind, null, byMs === null ? null : `${String(Math.round(byMs))} ms`);
  }

  #isNews(what: string, state: string): boolean {
    if (this.#states.get(what) === state) return false;
    this.#states.set(what, state);
    return true;
  }
}
