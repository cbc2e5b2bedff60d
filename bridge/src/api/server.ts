/** The bridge's HTTP server. What is asked of a request before it reaches its route is here; the routes are in routes/. */
import { fastify } from 'fastify';
import { admit } from './access.ts';
import { refusal } from './guard.ts';
import { deviceRoutes } from './routes/devices.ts';
import { describeApi } from './openapi.ts';
import { answerProblems, answerUnrouted } from './problems.ts';
import { Refused } from './refused.ts';
import { deviceKeyRoutes, type DeviceKeyRoutesOptions } from './routes/device-key.ts';
import { docsRoutes, type DocsFiles } from './routes/docs.ts';
import { liveRoutes } from './routes/live.ts';
import { operatingRoutes, type OperatingRoutesOptions } from './routes/operating.ts';
import { pageRoutes, type PageFiles } from './routes/page.ts';
import { postedReadings, type PostedReadingsOptions } from './routes/post-readings.ts';
import { readingsRoutes, type ReadingsRoutesOptions } from './routes/readings.ts';
import { roomRoutes } from './routes/rooms.ts';
import type { LiveFeedOptions } from './live-feed.ts';
import { Readers } from './readers.ts';
import { logRequests, requestId, type Log } from './request-log.ts';
import { Tokens } from './tokens.ts';
import { validatorCompiler } from './validate.ts';
import { answerOnTheWire } from './wire-problems.ts';

export interface ApiOptions
  extends
    LiveFeedOptions,
    PostedReadingsOptions,
    OperatingRoutesOptions,
    DeviceKeyRoutesOptions,
    ReadingsRoutesOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Names beside its addresses that this bridge is reached by. */
  readonly hosts: readonly string[];
  readonly page: PageFiles & { readonly docs: DocsFiles };
  readonly log: Log;
}

export interface ApiServer extends AsyncDisposable {
  readonly port: number;
}

/** Ten times what a large house has. Whoever holds more open without asking anything is cut off in 20 s. */
const maxConnections = 4096;

const contentSecurityPolicy =
  "default-src 'self'; frame-ancestors 'self'; base-uri 'self'; form-action 'none'";

/** @throws {Error} when it cannot listen there. */
export async function serveApi(options: ApiOptions): Promise<ApiServer> {
  const { clock, inlet, log } = options;
  const tokens = new Tokens({ load: () => inlet.tokens(), elapsed: clock.monotonic });
  const app = fastify({
    bodyLimit: 1024 * 1024,
    forceCloseConnections: true,
    // For one that sends a byte now and then.
    requestTimeout: 30_000,
    http: {
      headersTimeout: 15_000,
      connectionsCheckingInterval: 5_000,
      maxHeaderSize: 16 * 1024,
      // Node would answer without a word.
      requireHostHeader: false,
    },
    // As long as a header may be: the routes' own schemas say what is too long.
    routerOptions: { maxParamLength: 16 * 1024 },
    clientErrorHandler: answerOnTheWire,
    frameworkErrors: (error, _request, reply) => {
      answerUnrouted(error, reply);
    },
    genReqId: requestId,
  });
  app.server.maxConnections = maxConnections;
  app.setValidatorCompiler(validatorCompiler);
  // Only JSON: a form of a foreign page could send text without being asked whether it may.
  app.removeContentTypeParser('text/plain');
  const readers = new Readers();
  logRequests(app, log, clock.monotonic);
  options.metrics.watch(app);
  readers.watch(app);

  app.addHook('onRequest', async (request, reply) => {
    const { host, origin } = request.headers;
    if (host === undefined) {
      const detail = 'It has no Host header.';
      throw new Refused({ status: 400, code: 'host-missing', title: 'Bad request', detail });
    }
    const refused = refusal({ host, origin }, options.hosts);
    if (refused !== undefined) {
      // The socket of a refused upgrade is nobody's any more; left open, it would hold up our stopping.
      reply.raw.once('finish', () => {
        request.raw.socket.destroySoon();
      });
      throw new Refused({
        status: 403,
        code: 'host-or-origin',
        title: 'Not for this page',
        detail: refused,
      });
    }
    // What is not there is not there for anybody.
    if (!request.is404) await admit(request, tokens);
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    if (!reply.hasHeader('content-security-policy')) {
      reply.header('content-security-policy', contentSecurityPolicy);
    }
  });
  answerProblems(app, (err, requestId) => {
    log.error({ err, requestId }, 'A request failed.');
  });

  await describeApi(app);
  await app.register(pageRoutes(options.page));
  await app.register(docsRoutes(options.page.docs));
  await app.register(operatingRoutes(options, readers));
  await app.register(roomRoutes(options));
  await app.register(deviceRoutes(options));
  await app.register(readingsRoutes(options));
  await app.register(postedReadings(options));
  await app.register(deviceKeyRoutes(options));
  await app.register(liveRoutes(options));

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
