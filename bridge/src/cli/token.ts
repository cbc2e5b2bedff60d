/** `token create`, `list`, `revoke`: on the store itself, whether the bridge runs or not. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { hashOfToken, newToken } from '../api/tokens.ts';
import type { Mac } from '../reading/mac.ts';
import { TokenTable } from '../store/tokens.ts';
import { configured, type WhereOptions } from './configured.ts';

export interface CreateTokenOptions extends WhereOptions {
  readonly name: string;
  readonly scope: 'ingest';
  readonly device: Mac;
}

/** Only the token goes to standard output, so that a script can take it. */
export function createToken({ name, scope, device, ...where }: CreateTokenOptions): void {
  const { path } = configured(where).store;
  const isNew = !existsSync(path);
  if (isNew) mkdirSync(dirname(path), { recursive: true });
  using table = new TokenTable(path);
  const token = newToken();
  const id = table.add({ name, scope, device, hash: hashOfToken(token), createdAt: Date.now() });
  console.error(
    `Token ${String(id)}, with which ${device} may post its readings; it is shown this once.` +
      (isNew ? ` The store ${path} was made: is it the bridge’s?` : ''),
  );
  console.log(token);
}

export function listTokens(where: WhereOptions): void {
  using table = openExisting(where);
  for (const { id, name, scope, device, createdAt, revokedAt } of table.all()) {
    const state = revokedAt === null ? 'good' : `revoked ${dayOf(revokedAt)}`;
    console.log([String(id), scope, device ?? '-', `since ${dayOf(createdAt)}`, state, name].join('  '));
  }
}

export function revokeToken(id: number, where: WhereOptions): void {
  using table = openExisting(where);
  if (!table.revoke(id, Date.now())) throw new Error(`There is no token ${String(id)} that is good.`);
  console.error(`Token ${String(id)} is revoked.`);
}

function openExisting(where: WhereOptions): TokenTable {
  const { path } = configured(where).store;
  if (!existsSync(path)) throw new Error(`There is no store ${path}. Say where with --data or --config.`);
  return new TokenTable(path);
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
