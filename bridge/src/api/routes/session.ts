/** For browsers: the token as a cookie, and who one is. */
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Session, type Site } from '../../../api/schema.ts';
import type { StoredToken, TrustStore } from '../../store/types.ts';
import { unauthorized } from '../access.ts';
import { callerOf } from '../caller.ts';
import { endSession, keepSession, sessionOf } from '../session.ts';
import { bearerToken, type Tokens } from '../tokens.ts';

export interface SessionRoutesOptions {
  readonly tokens: Tokens;
  readonly doors: TrustStore;
  readonly cookie: string;
  readonly site: Site;
  /** Milliseconds UTC. */
  readonly now: () => number;
}

export function sessionRoutes(options: SessionRoutesOptions): FastifyPluginCallbackTypebox {
  const { tokens, doors, cookie, site, now } = options;
  const tokenOf = async (request: FastifyRequest): Promise<StoredToken | undefined> => {
    const { token } = callerOf(request);
    return (await tokens.all()).find(({ id }) => id === token);
  };
  const leftMs = (token: StoredToken | undefined): number | undefined =>
    token?.expiresAt == null ? undefined : token.expiresAt - now();

  return (app, _options, done) => {
    app.addHook('onSend', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });

    app.get(
      '/api/v1/session',
      {
        config: { access: 'read' },
        schema: {
          operationId: 'getSession',
          summary: 'Who the asker is to the bridge; a browser keeps its cookie longer for having asked',
          tags: ['readers'],
          response: { 200: Session },
        },
      },
      async (request, reply) => {
        const token = await tokenOf(request);
        const session = request.headers.authorization === undefined ? sessionOf(request, cookie) : undefined;
        if (session !== undefined && token !== undefined) keepSession(reply, cookie, session, leftMs(token));
        return answerOf(token, site);
      },
    );

    app.put(
      '/api/v1/session',
      {
        config: { access: 'read' },
        schema: {
          operationId: 'openSession',
          summary: 'Keep the token of the Authorization header in a cookie, for WebSocket and EventSource',
          tags: ['readers'],
          response: { 200: Session },
        },
      },
      async (request, reply) => {
        const bearer = bearerToken(request.headers.authorization ?? '');
        const token = await tokenOf(request);
        if (bearer === undefined || token === undefined) throw unauthorized('token-missing');
        await doors.note({ at: now(), token: token.id, action: 'session-opened', detail: token.name });
        keepSession(reply, cookie, bearer, leftMs(token));
        return answerOf(token, site);
      },
    );

    app.delete(
      '/api/v1/session',
      {
        config: { access: 'anyone' },
        schema: {
          operationId: 'endSession',
          summary: 'Forget the cookie; the token stays good',
          tags: ['readers'],
          response: { 204: Type.Null({ description: 'It is forgotten.' }) },
        },
      },
      async (request, reply) => {
        endSession(reply, cookie);
        const session = sessionOf(request, cookie);
        // Who goes is let go, whether the store can write that down or not.
        const found = session === undefined ? undefined : await tokens.find(session).catch(() => undefined);
        if (found?.is === 'good') {
          const { id, name } = found.token;
          await doors
            .note({ at: now(), token: id, action: 'session-ended', detail: name })
            .catch(() => undefined);
        }
        return reply.code(204).send(null);
      },
    );
    done();
  };
}

/** @param token undefined: who needs none, as this host itself before anybody was let in. */
function answerOf(token: StoredToken | undefined, site: Site): Session {
  if (token === undefined)
    return { token: null, name: null, scope: 'read', rooms: null, expires: null, site };
  const { id, name, scope, rooms, expiresAt } = token;
  const expires = expiresAt === null ? null : new Date(expiresAt).toISOString();
  return { token: id, name, scope, rooms: rooms && [...rooms], expires, site };
}
