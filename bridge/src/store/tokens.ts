/**
 * The tokens of the API. They are made and revoked by the command line, which is another process and may be at
 * it while the bridge runs: SQLite lets it write for a moment, and the bridge reads them anew whenever it asks.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Mac } from '../reading/mac.ts';
import { macIn, maybeNumberIn, numberIn, StoreDamaged, textIn, type Row } from './rows.ts';
import { openDatabase } from './schema.ts';
import type { Scope, StoredToken } from './types.ts';

export interface NewToken {
  readonly name: string;
  /** SHA-256 of the token. */
  readonly hash: Uint8Array;
  readonly scope: 'ingest';
  readonly device: Mac;
  /** Milliseconds UTC. */
  readonly createdAt: number;
}

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
  add({ name, scope, device, hash, createdAt }: NewToken): number {
    const row = this.#database
      .prepare(
        'INSERT INTO token (name, scope, device, hash, created_ms) VALUES (?, ?, ?, ?, ?) RETURNING id',
      )
      .get(name, scope, device, hash, createdAt);
    return numberIn(row, 'id');
  }

  /** @param at milliseconds UTC. @returns whether there was such a token, and it was good. */
  revoke(id: number, at: number): boolean {
    const { changes } = this.#database
      .prepare('UPDATE token SET revoked_ms = ? WHERE id = ? AND revoked_ms IS NULL')
      .run(at, id);
    return changes === 1;
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

export function tokensIn(database: DatabaseSync): StoredToken[] {
  return database
    .prepare('SELECT * FROM token ORDER BY id')
    .all()
    .map((row) => ({
      id: numberIn(row, 'id'),
      name: textIn(row, 'name'),
      scope: scopeIn(row),
      device: row['device'] === null ? null : macIn(row, 'device'),
      hash: hashIn(row),
      createdAt: numberIn(row, 'created_ms'),
      revokedAt: maybeNumberIn(row, 'revoked_ms'),
    }));
}

function scopeIn(row: Row): Scope {
  const scope = textIn(row, 'scope');
  if (scope === 'ingest' || scope === 'read' || scope === 'admin') return scope;
  throw new StoreDamaged('scope is none that is known');
}

function hashIn(row: Row): Uint8Array {
  const hash = row['hash'];
  if (hash instanceof Uint8Array) return hash;
  throw new StoreDamaged('hash is no blob');
}
