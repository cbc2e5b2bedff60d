/** `token create`, `list`, `revoke`: on the store itself, whether the bridge runs or not. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { tokenScope } from '../api/token-scope.ts';
import { hashOfToken, newToken } from '../api/tokens.ts';
import type { Mac } from '../reading/mac.ts';
import { lastTrust } from '../store/last-trust.ts';
import { TokenTable } from '../store/token-table.ts';
import type { Scope, StoredToken, TokenScope } from '../store/types.ts';
import { configured, type WhereOptions } from './configured.ts';

export interface CreateTokenOptions extends WhereOptions {
  readonly name: string;
  readonly scope: Scope;
  readonly device?: Mac;
  readonly rooms?: readonly string[];
  /** Milliseconds from now. */
  readonly expires?: number;
  readonly json?: boolean;
}

export interface ListTokensOptions extends WhereOptions {
  readonly json?: boolean;
}

/** Only the token goes to standard output, so that a script can take it. */
export function createToken({ name, expires, json = false, ...options }: CreateTokenOptions): void {
  const { path } = configured(options).store;
  const isNew = !existsSync(path);
  const createdAt = knownNow(path);
  if (isNew) mkdirSync(dirname(path), { recursive: true });
  using table = new TokenTable(path);
  const scope = tokenScope(options, table.roomIds());
  if ('fault' in scope) throw new Error(scope.sentence);
  const token = newToken();
  const expiresAt = expires === undefined ? null : createdAt + expires;
  const id = table.add({ name, ...scope, hash: hashOfToken(token), createdAt, expiresAt });
  console.error(
    `Token ${String(id)}, which ${mayDo(scope)}` +
      `${expiresAt === null ? '' : ` until ${dayOf(expiresAt)}`}; it is shown this once.` +
      (isNew ? ` The store ${path} was made: is it the bridge’s?` : ''),
  );
  const made = table.all().find((one) => one.id === id);
  if (json && made !== undefined) console.log(JSON.stringify({ ...shown(made), token }, undefined, 2));
  else console.log(token);
}

export function listTokens({ json = false, ...where }: ListTokensOptions): void {
  const now = knownNow(configured(where).store.path);
  using table = openExisting(where);
  const tokens = table.all();
  if (json) {
    console.log(JSON.stringify({ tokens: tokens.map(shown) }, undefined, 2));
    return;
  }
  for (const token of tokens) {
    const { id, name, scope, device, rooms, createdAt } = token;
    const limits = device ?? rooms?.join(',') ?? '-';
    console.log(
      [String(id), scope, limits, `since ${dayOf(createdAt)}`, stateOf(token, now), name].join('  '),
    );
  }
}

export function revokeToken(id: number, where: WhereOptions): void {
  const { path } = configured(where).store;
  using table = openExisting(where);
  if (!table.revoke(id, knownNow(path)))
    throw new Error(`There is no token ${String(id)} that is not revoked already.`);
  console.error(`Token ${String(id)} is revoked.`);
}

/** A host whose clock is behind what the bridge knew already: a token is not born expired for that. */
function knownNow(path: string): number {
  const trust = lastTrust(path);
  return Math.max(Date.now(), trust === undefined ? 0 : trust.monotonicMs + trust.offsetMs);
}

function mayDo({ scope, device, rooms }: TokenScope): string {
  if (scope === 'ingest') return `may post the readings of ${device}`;
  if (scope === 'admin') return 'may do everything but post readings';
  return rooms ? `may read ${rooms.join(', ')}` : 'may read all rooms';
}

function stateOf({ revokedAt, expiresAt }: StoredToken, now: number): string {
  if (revokedAt !== null) return `revoked ${dayOf(revokedAt)}`;
  if (expiresAt === null) return 'good';
  return expiresAt > now ? `good until ${dayOf(expiresAt)}` : `expired ${dayOf(expiresAt)}`;
}

/** As the API shows it. */
function shown({ id, name, scope, device, rooms, createdAt, expiresAt, revokedAt }: StoredToken): object {
  const instant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  return {
    id,
    name,
    scope,
    device,
    rooms,
    created: instant(createdAt),
    expires: instant(expiresAt),
    revoked: instant(revokedAt),
  };
}

function openExisting(where: WhereOptions): TokenTable {
  const { path } = configured(where).store;
  if (!existsSync(path)) throw new Error(`There is no store ${path}. Say where with --data or --config.`);
  return new TokenTable(path);
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
