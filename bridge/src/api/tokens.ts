/** Who asks: a token, known by its hash alone. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { StoredToken } from '../store/types.ts';
import { SharedLoad } from './shared-load.ts';

/** Says to who finds it in a log or a repository what it is. */
const prefix = 'climat_';

/** 256 bits of chance: nobody guesses it, so its hash needs no salt and no slowness. */
export function newToken(): string {
  return prefix + randomBytes(32).toString('base64url');
}

export function hashOfToken(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}

/** @returns undefined where the header is none that bears a token. */
export function bearerToken(authorization: string): string | undefined {
  return /^bearer +([\w.~+/-]+=*) *$/i.exec(authorization)?.[1];
}

export type Found =
  | { readonly is: 'good'; readonly token: StoredToken }
  | { readonly is: 'unknown' }
  | { readonly is: 'expired' };

export interface TokensOptions {
  readonly load: () => Promise<readonly StoredToken[]>;
  /** Milliseconds UTC, to the best of what is known. */
  readonly now: () => number;
}

/** The store's tokens, as they are when somebody asks: one that was revoked is not taken once more. */
export class Tokens {
  readonly #shared: SharedLoad<readonly StoredToken[]>;
  readonly #now: () => number;
  /** By a token's number, milliseconds UTC. In memory: a row for each request would wear an SD card out. */
  readonly #lastUsed = new Map<number, number>();

  constructor({ load, now }: TokensOptions) {
    this.#shared = new SharedLoad(load);
    this.#now = now;
  }

  all(): Promise<readonly StoredToken[]> {
    return this.#shared.get();
  }

  /** One that was revoked is as unknown as one that never was. */
  async find(token: string): Promise<Found> {
    const hash = hashOfToken(token);
    const found = (await this.all()).find((one) => isSame(one.hash, hash));
    if (found?.revokedAt !== null) return { is: 'unknown' };
    if (!this.isGood(found)) return { is: 'expired' };
    this.#lastUsed.set(found.id, this.#now());
    return { is: 'good', token: found };
  }

  /** @returns when it was shown last, milliseconds UTC; null: not since the start. */
  lastUsed(id: number): number | null {
    return this.#lastUsed.get(id) ?? null;
  }

  isGood({ revokedAt, expiresAt }: StoredToken): boolean {
    return revokedAt === null && (expiresAt === null || this.#now() < expiresAt);
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Whether anybody was ever let in to read. Until then the bridge is open to its own host; a device's token changes
 * nothing, as it would lock the owner out of his own page, and one that was revoked counts: the owner is past that.
 */
export function isPastFirst(tokens: readonly StoredToken[]): boolean {
  return tokens.some(({ scope }) => scope !== 'ingest');
}
