/**
 * What is believed of the time, and how evidence changes it: no clock, no network, only what it is told and when.
 * Two promises: no instant more than a second off is trusted, as far as evidence can tell, and `now` never runs
 * backwards by less than a mistake's size.
 */
import type { Evidence } from './evidence.ts';

/** Evidence that may be further off cannot keep a reading within a second. */
const worstErrorMs = 900;
/** A crystal of a Raspberry Pi is within 50 ppm; twice that, for cheaper boards in the cold. */
const driftPpm = 100;
/** The last trusted instant was itself known to a second, and written a little later. */
const floorToleranceMs = 5000;
/** Behind this, going slower until it fits would take too long: it is said to have been wrong instead. */
const slowestMs = 10_000;
/** This program did not exist before, and 32 bits of NTP's seconds end soon after. */
const plausible = { from: Date.UTC(2026, 0, 1), until: Date.UTC(2100, 0, 1) } as const;

export type Verdict =
  | { readonly is: 'trusted' | 'confirmed' | 'imprecise' | 'implausible' | 'before the floor' }
  /** It contradicts what is believed; told once more, it is believed. */
  | { readonly is: 'doubted' }
  /** What was believed was wrong by so much. */
  | { readonly is: 'corrected'; readonly byMs: number };

export class Belief {
  readonly #floorMs: number;
  #believed: (Evidence & { readonly atMs: number; readonly aheadMs: number }) | undefined;
  #doubt: Evidence | undefined;

  /** @param floorMs UTC of the last trusted instant, of this boot or an earlier one. */
  constructor(floorMs: number) {
    this.#floorMs = floorMs;
  }

  /** UTC minus monotonic. A correction backwards lets the time go at half speed until it fits, so order is kept. */
  offsetAt(monotonicMs: number): number | undefined {
    if (this.#believed === undefined) return undefined;
    return this.#believed.offsetMs + this.#aheadAt(monotonicMs);
  }

  accuracyAt(monotonicMs: number): number {
    if (this.#believed === undefined) return Infinity;
    const { errorMs, atMs } = this.#believed;
    return errorMs + this.#aheadAt(monotonicMs) + driftMs(monotonicMs - atMs);
  }

  /** @param isAuthority whether to follow it also where what is believed may be more exact: the time daemon. */
  consider(evidence: Evidence, monotonicMs: number, isAuthority = false): Verdict {
    const utc = evidence.offsetMs + monotonicMs;
    if (!(evidence.errorMs >= 0 && evidence.errorMs <= worstErrorMs)) return { is: 'imprecise' };
    if (!(utc >= plausible.from && utc < plausible.until)) return { is: 'implausible' };
    if (utc < this.#floorMs - floorToleranceMs) return { is: 'before the floor' };
    const offset = this.offsetAt(monotonicMs);
    if (offset === undefined) {
      this.#adopt(evidence, monotonicMs, 0);
      return { is: 'trusted' };
    }
    const byMs = evidence.offsetMs - offset;
    const accuracy = this.accuracyAt(monotonicMs);
    const isContradiction = Math.abs(byMs) > accuracy + evidence.errorMs;
    if (isContradiction && !this.#isSaidAgain(evidence)) {
      this.#doubt = evidence;
      return { is: 'doubted' };
    }
    this.#doubt = undefined;
    if (!isContradiction && !isAuthority && evidence.errorMs >= accuracy) return { is: 'confirmed' };
    const isSlowed = byMs < 0 && -byMs <= slowestMs;
    this.#adopt(evidence, monotonicMs, isSlowed ? -byMs : 0);
    return isContradiction ? { is: 'corrected', byMs } : { is: 'confirmed' };
  }

  #isSaidAgain({ offsetMs, errorMs }: Evidence): boolean {
    return (
      this.#doubt !== undefined && Math.abs(offsetMs - this.#doubt.offsetMs) <= errorMs + this.#doubt.errorMs
    );
  }

  #adopt({ offsetMs, errorMs }: Evidence, atMs: number, aheadMs: number): void {
    this.#believed = { offsetMs, errorMs, atMs, aheadMs };
  }

  #aheadAt(monotonicMs: number): number {
    if (this.#believed === undefined) return 0;
    const { aheadMs, atMs } = this.#believed;
    return Math.max(0, aheadMs - (monotonicMs - atMs) / 2);
  }
}

/** How far a clock that nobody corrects can be off after so long. */
export function driftMs(elapsedMs: number): number {
  return (elapsedMs * driftPpm) / 1e6;
}
