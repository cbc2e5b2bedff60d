/** Some routes on a server of their own, for callers that may read the rooms of the header `x-rooms`, or all. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { fastify, type FastifyInstance, type FastifyPluginAsync, type FastifyPluginCallback } from 'fastify';
import { noteCaller } from '../src/api/caller.ts';
import { answerProblems } from '../src/api/problems.ts';

export interface PartOfApi {
  readonly app: FastifyInstance;
  readonly port: number;
}

export async function partOfApi(
  t: TestContext,
  routes: FastifyPluginAsync | FastifyPluginCallback,
): Promise<PartOfApi> {
  const app = fastify({ forceCloseConnections: true });
  app.addHook('onRequest', (request, _reply, done) => {
    const only = request.headers['x-rooms'];
    const rooms = typeof only === 'string' ? new Set(only.split(',')) : null;
    noteCaller(request, { token: 1, scope: 'read', rooms, device: null });
    done();
  });
  answerProblems(app, (error) => {
    t.diagnostic(String(error));
  });
  await app.register(routes);
  await app.listen({ host: '127.0.0.1', port: 0 });
  endOf(t).defer(() => app.close());
  const address = app.server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return { app, port: address.port };
}
