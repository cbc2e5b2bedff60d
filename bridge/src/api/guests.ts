/** Those who read on and on: each is shown out when its token is revoked or has expired. */
import { isPastFirst, type Tokens } from './tokens.ts';

/** A token that was revoked may still hear for this long. */
const lookMs = 1000;

interface Guest {
  /** null: this host itself, before the first token. */
  readonly token: number | null;
  readonly dismiss: () => void;
}

export class Guests implements Disposable {
  readonly #tokens: Tokens;
  readonly #guests = new Set<Guest>();
  #timer: NodeJS.Timeout | undefined;

  constructor(tokens: Tokens) {
    this.#tokens = tokens;
  }

  /** @returns what is called when it has left by itself. */
  watch(token: number | null, dismiss: () => void): () => void {
    const guest = { token, dismiss };
    this.#guests.add(guest);
    this.#timer ??= setInterval(() => {
      void this.look();
    }, lookMs);
    return () => {
      this.#leave(guest);
    };
  }

  /** Whether somebody with this token reads on and on just now. */
  isHere(token: number): boolean {
    return [...this.#guests].some((guest) => guest.token === token);
  }

  /** Where the store does not answer, nobody is shown out: whoever comes anew is not let in either. */
  async look(): Promise<void> {
    const tokens = await this.#tokens.all().catch(() => undefined);
    if (tokens === undefined) return;
    const good = new Set(tokens.filter((token) => this.#tokens.isGood(token)).map(({ id }) => id));
    const isOpen = !isPastFirst(tokens);
    for (const guest of this.#guests) {
      if (guest.token === null ? isOpen : good.has(guest.token)) continue;
      this.#leave(guest);
      guest.dismiss();
    }
  }

  [Symbol.dispose](): void {
    this.#guests.clear();
    clearInterval(this.#timer);
  }

  #leave(guest: Guest): void {
    this.#guests.delete(guest);
    if (this.#guests.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
