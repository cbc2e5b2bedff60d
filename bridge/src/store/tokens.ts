/**
 * The tokens of the API. They are made and revoked by the bridge and by the command line, which is another process and
 * may be at it while the bridge runs: SQLite lets it write for a moment, and the bridge reads them anew whenever it asks.
 */
import type { DatabaseSync } from 'node:sqlite';
import { audit } from './audit.ts';
import {
  macIn,
  maybeNumberIn,
  maybeTextIn,
  numberIn,
  StoreDamaged,
  textIn,
  transaction,
  type Row,
} from './rows.ts';
import type { AuditNote, NewToken, Scope, StoredToken } from './types.ts';

export function tokensIn(database: DatabaseSync): StoredToken[] {
  return database
    .prepare('SELECT * FROM token ORDER BY id')
    .all()
    .map((row) => ({
      id: numberIn(row, 'id'),
      name: textIn(row, 'name'),
      scope: scopeIn(row),
      device: row['device'] === null ? null : macIn(row, 'device'),
      rooms: roomsIn(row),
      hash: hashIn(row),
      createdAt: numberIn(row, 'created_ms'),
      expiresAt: maybeNumberIn(row, 'expires_ms'),
      revokedAt: maybeNumberIn(row, 'revoked_ms'),
    }));
}

/** To be called in a transaction. @returns its number. */
export function addToken(database: DatabaseSync, token: NewToken): number {
  const { name, scope, device = null, rooms = null, hash, createdAt, expiresAt = null } = token;
  const row = database
    .prepare(
      `INSERT INTO token (name, scope, device, rooms, hash, created_ms, expires_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    )
    .get(name, scope, device, rooms && JSON.stringify(rooms), hash, createdAt, expiresAt);
  return numberIn(row, 'id');
}

/** @returns its number. */
export function createToken(
  database: DatabaseSync,
  token: NewToken,
  { token: by }: Pick<AuditNote, 'token'>,
): number {
  const { name, scope, device, rooms, createdAt: at } = token;
  const limits = device ?? (rooms ? `rooms ${rooms.join(', ')}` : undefined);
  const what = limits === undefined ? scope : `${scope}, ${limits}`;
  return transaction(database, () => {
    const id = addToken(database, token);
    audit(database, { at, token: by, action: 'token-created', detail: `${String(id)} ${name}: ${what}` });
    return id;
  });
}

/** @returns whether there was such a token, not revoked yet. */
export function revokeToken(
  database: DatabaseSync,
  id: number,
  { at, token: by }: Pick<AuditNote, 'at' | 'token'>,
): boolean {
  return transaction(database, () => {
    const row = database
      .prepare('UPDATE token SET revoked_ms = ? WHERE id = ? AND revoked_ms IS NULL RETURNING name')
      .get(at, id);
    if (row === undefined) return false;
    audit(database, {
      at,
      token: by,
      action: 'token-revoked',
      detail: `${String(id)} ${textIn(row, 'name')}`,
    });
    return true;
  });
}

function scopeIn(row: Row): Scope {
  const scope = textIn(row, 'scope');
  if (scope === 'ingest' || scope === 'read' || scope === 'admin') return scope;
  throw new StoreDamaged('scope is none that is known');
}

/** A list that cannot be read must not become the right to read all. */
function roomsIn(row: Row): string[] | null {
  const text = maybeTextIn(row, 'rooms');
  if (text === null) return null;
  let rooms: unknown;
  try {
    rooms = JSON.parse(text);
  } catch (cause) {
    throw new StoreDamaged('rooms is no JSON', { cause });
  }
  if (Array.isArray(rooms) && rooms.every((room) => typeof room === 'string')) return rooms;
  throw new StoreDamaged('rooms is no list of room ids');
}

function hashIn(row: Row): Uint8Array {
  const hash = row['hash'];
  if (hash instanceof Uint8Array) return hash;
  throw new StoreDamaged('hash is no blob');
}
