/** Who asks: a token of the `Authorization` header, known by its hash alone. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { StoredToken } from '../store/types.ts';

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
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^bearer +([\w.~+/-]+=*) *$/i.exec(authorization ?? '')?.[1];
}

/** A token that was revoked may still be taken for this long. */
const maxAgeMs = 1000;

export interface TokensOptions {
  readonly load: () => Promise<readonly StoredToken[]>;
  /** Milliseconds of a clock that never steps. */
  readonly elapsed: () => number;
}

/** The store's tokens, asked for again where they are old or one is not among them: it may just have been made. */
export class Tokens {
  readonly #options: TokensOptions;
  #known: readonly StoredToken[] = [];
  #loadedAt = -Infinity;
  #loading: Promise<void> = Promise.resolve();
  /** The load that begins when the one that is under way is over; all who ask meanwhile wait for it. */
  #next: Promise<void> | undefined;

  constructor(options: TokensOptions) {
    this.#options = options;
  }

  /** @returns undefined for one that is not known, or revoked. */
  async find(token: string): Promise<StoredToken | undefined> {
    const hash = hashOfToken(token);
    if (this.#options.elapsed() - this.#loadedAt < maxAgeMs) {
      const found = this.#match(hash);
      if (found !== undefined) return found;
    }
    await this.#load();
    return this.#match(hash);
  }

  #match(hash: Uint8Array): StoredToken | undefined {
    return this.#known.find((token) => token.revokedAt === null && timingSafeEqual(token.hash, hash));
  }

  #load(): Promise<void> {
    this.#next ??= this.#loading
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        this.#loading = this.#read();
        return this.#loading;
      });
    return this.#next;
  }

  async #read(): Promise<void> {
    this.#known = await this.#options.load();
    this.#loadedAt = this.#options.elapsed();
  }
}
