/** Tokens and pairing for the command line: a connection of its own, whether the bridge runs or not. */
import type { DatabaseSync } from 'node:sqlite';
import { openPairing } from './pairing.ts';
import { textIn } from './rows.ts';
import { openDatabase } from './schema.ts';
import { createToken, revokeToken, tokensIn } from './tokens.ts';
import type { Moment, NewToken, StoredToken } from './types.ts';

const commandLine = { token: null };

export class TokenTable implements Disposable {
  readonly #database: DatabaseSync;

  /** Makes the store where there is none yet. @throws {StoreUnusable} */
  constructor(path: string) {
    this.#database = openDatabase(path);
    // The bridge may be in the middle of a fold, on a slow card.
    this.#database.exec('PRAGMA busy_timeout = 10000');
  }

  all(): StoredToken[] {
    return tokensIn(this.#database);
  }

  /** @returns its number. */
  add(token: NewToken): number {
    return createToken(this.#database, token, commandLine);
  }

  /** @param at milliseconds UTC. @returns whether there was such a token, and it was good. */
  revoke(id: number, at: number): boolean {
    return revokeToken(this.#database, id, { at, ...commandLine });
  }

  openPairing(code: string, moment: Moment, at: number): void {
    openPairing(this.#database, code, moment, { at, ...commandLine });
  }

  roomIds(): string[] {
    return this.#database
      .prepare('SELECT id FROM room ORDER BY id')
      .all()
      .map((row) => textIn(row, 'id'));
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
