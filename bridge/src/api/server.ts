/** The bridge's HTTP server: health, rooms, the live WebSocket, and the page. */
import { basename, dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import fastifyWebsocket from '@fastify/websocket';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastify, type FastifyReply } from 'fastify';
import { Health, Rooms, Sinks, type Problem, type Sink } from '../../api/schema.ts';
import { refusal } from './guard.ts';
import { serveLive, type LiveSocketOptions } from './live-socket.ts';
import { postedReadings, type PostedReadingsOptions } from './readings.ts';
import { Refused } from './refused.ts';

export interface ApiOptions extends LiveSocketOptions, PostedReadingsOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Names beside its addresses that this bridge is reached by. */
  readonly hosts: readonly string[];
  /** A sentence for each thing that is not well. */
  readonly troubles: () => readonly string[];
  readonly sinks: () => Promise<Sink[]>;
  readonly page: PageFiles;
  /** Of what is our fault. */
  readonly log: (error: unknown) => void;
}

export interface PageFiles {
  /** The folder that is served at `/`. */
  readonly folder: string;
  /** The card's bundle, which the page shares with Home Assistant. */
  readonly bundle: string;
}

export interface ApiServer extends AsyncDisposable {
  readonly port: number;
}

const contentSecurityPolicy =
  "default-src 'self'; frame-ancestors 'self'; base-uri 'self'; form-action 'none'";

/** @throws {Error} when it cannot listen there. */
export async function serveApi(options: ApiOptions): Promise<ApiServer> {
  const { rooms, site, version, page } = options;
  const app = fastify({
    bodyLimit: 1024 * 1024,
    forceCloseConnections: true,
    // For one that sends a byte now and then.
    requestTimeout: 60_000,
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.addHook('onRequest', async (request, reply) => {
    const { host, origin } = request.headers;
    const refused = refusal({ host, origin }, options.hosts);
    if (refused !== undefined) {
      // The socket of a refused upgrade is nobody's any more; left open, it would hold up our stopping.
      reply.raw.once('finish', () => {
        request.raw.socket.destroySoon();
      });
      await problem(reply, {
        status: 403,
        code: 'host-or-origin',
        title: 'Not for this page',
        detail: refused,
      });
    }
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    reply.header('content-security-policy', contentSecurityPolicy);
  });
  app.setNotFoundHandler((request, reply) =>
    problem(reply, {
      status: 404,
      code: 'not-found',
      title: 'Not found',
      detail: `There is no ${request.url} here.`,
    }),
  );
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof Refused) return problem(reply.headers(error.headers), error.problem);
    const status = statusOf(error);
    if (status >= 500) options.log(error);
    return problem(reply, {
      status,
      code: status >= 500 ? 'internal' : status === 413 ? 'too-large' : 'bad-request',
      title: status >= 500 ? 'The bridge failed' : 'Bad request',
      detail: status >= 500 ? 'It is in the log.' : error instanceof Error ? error.message : String(error),
    });
  });

  await app.register(fastifyWebsocket, { options: { maxPayload: 16 * 1024 } });
  await app.register(fastifyStatic, { root: page.folder, cacheControl: false });

  app.get('/climat-guardian-card.js', (_request, reply) =>
    reply.sendFile(basename(page.bundle), dirname(page.bundle), { cacheControl: false }),
  );
  app.get('/health', { schema: { response: { 200: Health } } }, () => {
    const reasons = [...options.troubles()];
    return { status: reasons.length === 0 ? ('ok' as const) : ('degraded' as const), version, reasons };
  });
  app.get('/api/v1/rooms', { schema: { response: { 200: Rooms } } }, () => ({ site, rooms: rooms.rooms() }));
  app.get('/api/v1/sinks', { schema: { response: { 200: Sinks } } }, async () => ({
    sinks: await options.sinks(),
  }));
  await app.register(postedReadings(options));
  app.get('/api/v1/ws', { websocket: true }, (socket) => {
    serveLive(socket, options);
  });

  await app.listen({ host: options.host, port: options.port });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      await app.close();
    },
  };
}

function problem(reply: FastifyReply, { status, ...rest }: Omit<Problem, 'type'>): FastifyReply {
  const body: Problem = { type: 'about:blank', status, ...rest };
  return reply.code(status).type('application/problem+json').send(body);
}

function statusOf(error: unknown): number {
  if (!(error instanceof Error) || !('statusCode' in error)) return 500;
  return typeof error.statusCode === 'number' ? error.statusCode : 500;
}
