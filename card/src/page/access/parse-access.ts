/** What the page reads of who may come in. */
import type { CreatedToken, Session, Token } from '../../../../bridge/api/schema.ts';
import { fields, instant, list, maybe, number, oneOf, text, type Fields } from '../../sources/parse.ts';

export type ShownToken = Pick<
  Token,
  'id' | 'name' | 'scope' | 'device' | 'rooms' | 'created' | 'expires' | 'revoked' | 'lastUsed'
>;
export type ShownCreatedToken = Pick<CreatedToken, 'name' | 'scope' | 'token'>;
export type ShownSession = Pick<Session, 'token' | 'name' | 'scope'>;
export type Scope = Token['scope'];

const scopes: Readonly<Record<Scope, true>> = { ingest: true, read: true, admin: true };

/** @throws {TypeError} that names the place. */
export function parseSession(data: unknown): ShownSession {
  const session = fields(data, 'session');
  return {
    token: maybe(session['token'], (token) => number(token, 'session.token')),
    name: maybe(session['name'], (name) => text(name, 'session.name')),
    scope: oneOf(scopes, session['scope'], 'session.scope'),
  };
}

/** @throws {TypeError} that names the place. */
export function parseTokens(data: unknown): ShownToken[] {
  return list(fields(data, 'tokens')['tokens'], 'tokens').map((one) => {
    const token = fields(one, 'token');
    return {
      id: number(token['id'], 'token.id'),
      ...namedOf(token),
      device: maybe(token['device'], (device) => text(device, 'token.device')),
      rooms: maybe(token['rooms'], (rooms) => list(rooms, 'token.rooms').map((room) => text(room, 'room'))),
      created: text(token['created'], 'token.created'),
      expires: maybe(token['expires'], (expires) => instant(expires, 'token.expires')),
      revoked: maybe(token['revoked'], (revoked) => instant(revoked, 'token.revoked')),
      lastUsed: maybe(token['lastUsed'], (used) => instant(used, 'token.lastUsed')),
    };
  });
}

/** @throws {TypeError} that names the place. */
export function parseCreatedToken(data: unknown): ShownCreatedToken {
  const token = fields(data, 'token');
  return { ...namedOf(token), token: text(token['token'], 'token.token') };
}

function namedOf(token: Fields): Pick<Token, 'name' | 'scope'> {
  return { name: text(token['name'], 'token.name'), scope: oneOf(scopes, token['scope'], 'token.scope') };
}
