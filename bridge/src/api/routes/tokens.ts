/** For administrators: who may use the API, and what was noted of it. */
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import {
  Audit,
  CreatedToken,
  Problem,
  TokenRequest,
  Tokens as TokensAnswer,
  type Token,
} from '../../../api/schema.ts';
import { parseMac } from '../../reading/mac.ts';
import { statedName } from '../../reading/stated-text.ts';
import type { NewToken, StoredToken, TokenScope, TrustStore } from '../../store/types.ts';
import { callerOf } from '../caller.ts';
import type { Guests } from '../guests.ts';
import type { LiveRooms } from '../live-rooms.ts';
import { NewestFirstQuery, usualPage } from '../newest-first.ts';
import { Refused } from '../refused.ts';
import { tokenScope } from '../token-scope.ts';
import { hashOfToken, newToken, type Tokens } from '../tokens.ts';

export interface TokenRoutesOptions {
  readonly tokens: Tokens;
  readonly guests: Guests;
  readonly doors: TrustStore;
  readonly rooms: LiveRooms;
  /** Milliseconds UTC. */
  readonly now: () => number;
}

export function tokenRoutes(options: TokenRoutesOptions): FastifyPluginCallbackTypebox {
  const { tokens, guests, doors, rooms, now } = options;
  /** Who reads live shows its token once, at the beginning, and uses it until the end. */
  const lastUsed = (id: number): number | null => (guests.isHere(id) ? now() : tokens.lastUsed(id));
  return (app, _options, done) => {
    app.get(
      '/api/v1/tokens',
      {
        config: { access: 'admin' },
        schema: {
          operationId: 'getTokens',
          summary: 'Who may use the API, or could once',
          tags: ['administrators'],
          response: { 200: TokensAnswer },
        },
      },
      async () => ({
        tokens: (await tokens.all()).map((token) => tokenOf(token, lastUsed(token.id))),
      }),
    );

    app.post(
      '/api/v1/tokens',
      {
        config: { access: 'admin' },
        schema: {
          operationId: 'createToken',
          summary: 'Make a token, which is shown this once',
          tags: ['administrators'],
          body: TokenRequest,
          response: { 201: CreatedToken, 422: Problem },
        },
      },
      async (request, reply) => {
        const token = newToken();
        const made: NewToken = { ...tokenFrom(request.body, rooms, now()), hash: hashOfToken(token) };
        const id = await doors.createToken(made, { token: callerOf(request).token });
        const { device = null, rooms: limited = null, expiresAt = null } = made;
        const stored = { ...made, id, device, rooms: limited, expiresAt, revokedAt: null };
        return reply
          .code(201)
          .header('cache-control', 'no-store')
          .send({ ...tokenOf(stored, null), token });
      },
    );

    app.delete(
      '/api/v1/tokens/:id',
      {
        config: { access: 'admin' },
        schema: {
          operationId: 'revokeToken',
          summary:
            'Revoke a token: no request with it is answered any more, and its live connections are closed',
          tags: ['administrators'],
          params: Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }),
          response: { 204: Type.Null({ description: 'It is revoked.' }), 404: Problem },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        if (!(await doors.revokeToken(id, { at: now(), token: callerOf(request).token }))) {
          const detail = `There is no token ${String(id)} that is not revoked already.`;
          throw new Refused({ status: 404, code: 'no-such-token', title: 'Not found', detail });
        }
        await guests.look();
        return reply.code(204).send(null);
      },
    );

    app.get(
      '/api/v1/audit',
      {
        config: { access: 'admin' },
        schema: {
          operationId: 'getAudit',
          summary: 'Who was let in and who changed what, the newest first',
          tags: ['administrators'],
          querystring: NewestFirstQuery,
          response: { 200: Audit },
        },
      },
      async ({ query: { before = null, limit = usualPage } }) => {
        const entries = await doors.audit(before, limit);
        return {
          entries: entries.map((entry) => ({ ...entry, at: instantOf(entry.at) })),
          next: entries.length < limit ? null : (entries.at(-1)?.id ?? null),
        };
      },
    );
    done();
  };
}

function tokenOf(
  { id, name, scope, device, rooms, createdAt, expiresAt, revokedAt }: StoredToken,
  lastUsed: number | null,
): Token {
  return {
    id,
    name,
    scope,
    device,
    rooms: rooms && [...rooms],
    created: instantOf(createdAt) ?? '',
    expires: expiresAt === null ? null : instantOf(expiresAt),
    revoked: revokedAt === null ? null : instantOf(revokedAt),
    lastUsed: lastUsed === null ? null : instantOf(lastUsed),
  };
}

/** null: no instant that a calendar knows, as a clock that is wrong beyond measure says. */
function instantOf(at: number): string | null {
  return Number.isFinite(new Date(at).getTime()) ? new Date(at).toISOString() : null;
}

/** @throws {Refused} naming the field. */
function tokenFrom(
  body: TokenRequest,
  rooms: LiveRooms,
  now: number,
): Omit<NewToken, 'hash' | 'scope'> & TokenScope {
  const name = statedName(body.name);
  if (name === '') throw unprocessable('wrong-name', 'The name is empty.', 'name');
  const expiresAt = body.expires === undefined ? null : Date.parse(body.expires);
  if (expiresAt !== null && !(expiresAt > now)) {
    const detail = `It must expire after now, ${new Date(now).toISOString()}.`;
    throw unprocessable('expired-already', detail, 'expires');
  }
  const device = body.device === undefined ? undefined : parseMac(body.device);
  if (body.device !== undefined && device === undefined) {
    throw unprocessable('wrong-type', 'device must be a MAC address such as a0:b7:65:00:00:01.', 'device');
  }
  const known = rooms.rooms().map(({ id }) => id);
  const scope = tokenScope({ scope: body.scope, device, rooms: body.rooms }, known);
  if ('fault' in scope) throw unprocessable(scope.fault, scope.sentence, scope.field);
  return { name, createdAt: now, expiresAt, ...scope };
}

function unprocessable(code: string, detail: string, field: string): Refused {
  return new Refused({ status: 422, code, title: 'No such token can be', detail, field });
}
