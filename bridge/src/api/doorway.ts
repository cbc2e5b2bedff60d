/** What each request passes before its route, and before its body is read. */
import fastifyCookie from '@fastify/cookie';
import fastifyCors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { refusal, type GuardOptions } from './guard.ts';
import { isByIngress } from './ingress.ts';
import { Refused } from './refused.ts';

/** Names and pages that are not the bridge's get no further. */
export function refuseForeign(app: FastifyInstance, options: GuardOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers.upgrade !== undefined) {
      // The socket of a refused upgrade is nobody's any more; left open, it would hold up our stopping.
      reply.raw.once('finish', () => {
        request.raw.socket.destroySoon();
      });
      // Or a client that keeps connections sends its next request, the digits of its pairing, into the closing one.
      reply.header('connection', 'close');
    }
    if (request.headers.host === undefined) {
      const detail = 'It has no Host header.';
      throw new Refused({ status: 400, code: 'host-missing', title: 'Bad request', detail });
    }
    // Behind a trusted proxy, the name that the browser asked for.
    const { host, headers } = request;
    const asking = { host, origin: headers.origin, isByIngress: isByIngress(request, options.ingress) };
    const refused = refusal(asking, options);
    if (refused === undefined) return;
    throw new Refused({ status: 403, code: 'host-or-origin', title: 'Not for this page', detail: refused });
  });
}

/** What browsers need: the bridge's own page its cookie, pages of other sites leave to ask. */
export async function letPagesIn(app: FastifyInstance, corsOrigins: readonly string[]): Promise<void> {
  if (corsOrigins.length > 0) {
    await app.register(fastifyCors, {
      origin: [...corsOrigins],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
      allowedHeaders: ['authorization', 'content-type', 'last-event-id'],
      // No cookies: a page of another site must show its own token.
      credentials: false,
      strictPreflight: false,
      maxAge: 600,
    });
  }
  await app.register(fastifyCookie);
}

const contentSecurityPolicy =
  "default-src 'self'; frame-ancestors 'self'; base-uri 'self'; form-action 'none'";

/** What browsers are told about every answer. */
export function tellBrowsers(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    if (!reply.hasHeader('content-security-policy')) {
      reply.header('content-security-policy', contentSecurityPolicy);
    }
  });
}
