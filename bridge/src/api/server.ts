/** The bridge's HTTP server. What is asked of a request before it reaches its route is here; the routes are in routes/. */
import { fastify } from 'fastify';
import type { TrustStore } from '../store/types.ts';
import { Gate } from './access.ts';
import { letPagesIn, refuseForeign, tellBrowsers } from './doorway.ts';
import type { GuardOptions } from './guard.ts';
import { Guests } from './guests.ts';
import { inTime } from './in-time.ts';
import { knownTime } from './known-time.ts';
import { describeApi } from './openapi.ts';
import { isThisHost } from './own-host.ts';
import { Pairing, openFirstPairing } from './pairing.ts';
import { underPath } from './path.ts';
import { answerProblems, answerUnrouted } from './problems.ts';
import { averagesRoutes, type AveragesRoutesOptions } from './routes/averages.ts';
import { daysRoutes } from './routes/days.ts';
import { deviceRoutes } from './routes/devices.ts';
import { deviceKeyRoutes, type DeviceKeyRoutesOptions } from './routes/device-key.ts';
import { docsRoutes, type DocsFiles } from './routes/docs.ts';
import { editRoutes, type EditRoutesOptions } from './routes/edits.ts';
import { ledgerRoutes, type LedgerRoutesOptions } from './routes/ledger.ts';
import { liveRoutes } from './routes/live.ts';
import { meansRoutes } from './routes/means.ts';
import { operatingRoutes, type OperatingRoutesOptions } from './routes/operating.ts';
import { pageRoutes, type PageFiles } from './routes/page.ts';
import { pairRoutes } from './routes/pair.ts';
import { placeLists, type PlaceListsOptions } from './routes/place-lists.ts';
import { postedReadings, type PostedReadingsOptions } from './routes/post-readings.ts';
import { readingsRoutes, type ReadingsRoutesOptions } from './routes/readings.ts';
import { roomRoutes } from './routes/rooms.ts';
import type { LiveFeedOptions } from './live-feed.ts';
import { Readers } from './readers.ts';
import { logRequests, requestId, type Log } from './request-log.ts';
import { sessionRoutes } from './routes/session.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { sessionCookie, sessionOf } from './session.ts';
import { Tokens } from './tokens.ts';
import { validatorCompiler } from './validate.ts';
import { answerOnTheWire } from './wire-problems.ts';

export interface ApiOptions
  extends
    LiveFeedOptions,
    PostedReadingsOptions,
    OperatingRoutesOptions,
    DeviceKeyRoutesOptions,
    ReadingsRoutesOptions,
    AveragesRoutesOptions,
    EditRoutesOptions,
    PlaceListsOptions,
    Pick<LedgerRoutesOptions, 'ledger'>,
    GuardOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Addresses or CIDR ranges whose X-Forwarded-* are believed. */
  readonly trustedProxies: readonly string[];
  /** The path that a reverse proxy puts before all of ours; with slashes at both ends. */
  readonly path: string;
  readonly doors: TrustStore;
  /** The last trusted instant before this start, milliseconds UTC; 0 where there is none. */
  readonly floorMs: number;
  /** For tests, all of whose requests come from this host. */
  readonly isThisHost?: ((address: string) => boolean) | undefined;
  readonly page: PageFiles & { readonly docs: DocsFiles };
  readonly log: Log;
}

export interface ApiServer extends AsyncDisposable {
  readonly port: number;
}

/**
 * Ten times what a large house has. Who sends no whole header is cut off in 20 s, who does not read in 2 minutes; who asks
 * again within 72 s stays.
 */
const maxConnections = 4096;

/** @throws {Error} when it cannot listen there. */
export async function serveApi(options: ApiOptions): Promise<ApiServer> {
  const { bridgeId, clock, doors, inlet, log } = options;
  const { ingress } = options;
  const trustedProxies =
    ingress === undefined ? options.trustedProxies : [...options.trustedProxies, ingress];
  const now = knownTime(clock, options.floorMs);
  const tokens = new Tokens({ load: () => inlet.tokens(), now });
  const guests = new Guests(tokens);
  const pairing = new Pairing({ doors, clock, now });
  const cookie = sessionCookie(bridgeId);
  const gate = new Gate({
    tokens,
    guests,
    isThisHost: options.isThisHost ?? isThisHost,
    ingress,
    sessionOf: (request) => sessionOf(request, cookie),
  });
  const app = fastify({
    // What is posted is a dozen members; anything longer costs a stranger nothing and this host its time.
    bodyLimit: 16 * 1024,
    forceCloseConnections: true,
    // For one that sends a byte now and then.
    requestTimeout: 30_000,
    // For one that does not read what it asked for. The live view says something each 15 s.
    connectionTimeout: 120_000,
    http: {
      headersTimeout: 15_000,
      connectionsCheckingInterval: 5_000,
      maxHeaderSize: 16 * 1024,
      // Node would answer without a word.
      requireHostHeader: false,
    },
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    rewriteUrl: ({ url = '/' }) => underPath(url, options.path),
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

  refuseForeign(app, options);
  // Before any route: also those that a plug-in adds.
  answerProblems(app, (err, requestId) => {
    log.error({ err, requestId }, 'A request failed.');
  });
  await letPagesIn(app, options.corsOrigins);
  app.addHook('onRequest', (request) => gate.admit(request));
  tellBrowsers(app);
  app.addHook('onClose', () => {
    guests[Symbol.dispose]();
  });

  await describeApi(app);
  if (options.path !== '/') {
    const to = options.path;
    app.get(
      to.slice(0, -1),
      { config: { access: 'anyone' }, schema: { hide: true } },
      // Relative addresses of the page would be wrong without the slash.
      (_request, reply) => reply.redirect(to, 308),
    );
  }
  await app.register(pageRoutes(options.page));
  await app.register(docsRoutes(options.page.docs));
  await app.register(
    operatingRoutes(
      options,
      {
        readers,
        isPairingOpen: () =>
          inTime(pairing.state(), 2000, () => new Error('late')).then(
            (open) => open !== undefined,
            () => false,
          ),
      },
      gate,
    ),
  );
  await app.register(roomRoutes(options));
  await app.register(deviceRoutes(options));
  await app.register(readingsRoutes(options));
  await app.register(averagesRoutes(options));
  await app.register(meansRoutes(options));
  await app.register(daysRoutes(options));
  await app.register(placeLists(options));
  await app.register(editRoutes({ ...options, now }));
  await app.register(ledgerRoutes({ ...options, now }));
  await app.register(postedReadings(options));
  await app.register(deviceKeyRoutes(options));
  await app.register(liveRoutes(options));
  await app.register(tokenRoutes({ ...options, tokens, guests, now }));
  await app.register(pairRoutes({ ...options, pairing, gate, now }));
  await app.register(sessionRoutes({ ...options, tokens, cookie, now }));

  await app.listen({ host: options.host, port: options.port });
  await openFirstPairing(pairing, tokens, (sentence) => {
    log.info({}, sentence);
  });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      await app.close();
    },
  };
}
