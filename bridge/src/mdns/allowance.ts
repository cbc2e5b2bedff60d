/**
 * How many packets one source may have read: a token bucket each, so that a device gone mad, or a flood, costs a
 * bounded share of the time and leaves the others theirs. Pure: time comes in as an argument.
 */

/** A reflector speaks for a whole building at once: 200 devices, each with a few packets. */
const burst = 500;
const perSecond = 100;
/** Beyond so many busy sources somebody is inventing them: newcomers share one bucket. */
const maxSources = 1024;
const shared = '';
/** To look for those that have fallen silent is work in itself. */
const forgetEveryMs = 1000;

interface Bucket {
  tokens: number;
  at: number;
}

export class SourceAllowance {
  readonly #buckets = new Map<string, Bucket>();
  #forgottenAt = -Infinity;

  /** @returns whether this packet may be read. */
  take(source: string, now: number): boolean {
    const bucket = this.#bucketOf(source, now);
    bucket.tokens = tokensAt(bucket, now);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  #bucketOf(source: string, now: number): Bucket {
    const known = this.#buckets.get(source);
    if (known !== undefined) return known;
    if (this.#buckets.size >= maxSources) this.#forgetIdle(now);
    if (this.#buckets.size >= maxSources && source !== shared) return this.#bucketOf(shared, now);
    const fresh = { tokens: burst, at: now };
    this.#buckets.set(source, fresh);
    return fresh;
  }

  /** A bucket that is full again is as good as a new one. */
  #forgetIdle(now: number): void {
    if (Math.abs(now - this.#forgottenAt) < forgetEveryMs) return;
    this.#forgottenAt = now;
    for (const [source, bucket] of this.#buckets) {
      if (tokensAt(bucket, now) >= burst) this.#buckets.delete(source);
    }
  }
}

function tokensAt({ tokens, at }: Bucket, now: number): number {
  return Math.min(burst, tokens + (Math.max(0, now - at) / 1000) * perSecond);
}
