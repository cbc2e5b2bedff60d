/** For who keeps the bridge running. */
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Health, Problem, Sinks, Status } from '../../../api/schema.ts';
import type { Gate } from '../access.ts';
import { callerOf } from '../caller.ts';
import { metricFamilies } from '../metric-families.ts';
import type { Metrics } from '../metrics.ts';
import { Refused } from '../refused.ts';
import { statusOf, type ServerState, type StatusOptions } from '../status.ts';

export interface OperatingRoutesOptions extends StatusOptions {
  readonly metrics: Metrics;
  /** Whether readings are taken and kept. */
  readonly isReady: () => boolean;
}

export function operatingRoutes(
  options: OperatingRoutesOptions,
  server: ServerState,
  gate: Pick<Gate, 'mayReadAll'>,
): FastifyPluginCallbackTypebox {
  const { version, bridgeId, troubles, sinks, isReady, metrics, rooms, refusals, store, clock } = options;

  return (app, _options, done) => {
    app.get(
      '/health',
      {
        config: { access: 'anyone' },
        schema: {
          operationId: 'getHealth',
          summary: 'Whether it lives, whether it keeps readings, and what is not well',
          tags: ['operators'],
          querystring: Type.Object({
            ready: Type.Optional(
              Type.String({ description: 'whatever its value: 503 while no readings can be kept' }),
            ),
          }),
          response: { 200: Health, 503: Health },
        },
      },
      async (request, reply) => {
        const found = troubles();
        const ready = isReady();
        const status = found.length === 0 ? ('ok' as const) : ('degraded' as const);
        const isAsked = request.query.ready !== undefined;
        const reasons = (await gate.mayReadAll(request)) ? [...found] : counted(found.length);
        reply.code(isAsked && !ready ? 503 : 200);
        return { status, version, bridge: bridgeId, ready, reasons };
      },
    );
    app.get(
      '/metrics',
      {
        config: { access: 'read' },
        schema: {
          operationId: 'getMetrics',
          summary: 'For Prometheus',
          tags: ['operators'],
          response: { 200: { content: { 'text/plain': { schema: Type.String() } } }, 403: Problem },
        },
      },
      async (request, reply) => {
        forAllRooms(request);
        const offset = clock.offset();
        const families = metricFamilies({
          status: await statusOf(options, server),
          figures: store.figures(),
          refusals: refusals(),
          rooms: rooms.rooms(),
          now: offset === undefined ? undefined : clock.monotonic() + offset,
        });
        return reply.type(metrics.contentType).send(await metrics.text(families));
      },
    );
    app.get(
      '/api/v1/status',
      {
        config: { access: 'read' },
        schema: {
          operationId: 'getStatus',
          summary: 'How the bridge is: store, clock, sinks, devices, and what is not well',
          tags: ['operators'],
          response: { 200: Status, 403: Problem },
        },
      },
      (request) => {
        forAllRooms(request);
        return statusOf(options, server);
      },
    );
    app.get(
      '/api/v1/sinks',
      {
        config: { access: 'read' },
        schema: {
          operationId: 'getSinks',
          summary: 'Where readings are forwarded to, and what waits',
          tags: ['operators'],
          response: { 200: Sinks, 403: Problem },
        },
      },
      async (request) => {
        forAllRooms(request);
        return { sinks: await sinks() };
      },
    );
    done();
  };
}

/** What is about the whole bridge names rooms and devices of all. @throws {Refused} */
function forAllRooms(request: FastifyRequest): void {
  if (callerOf(request).rooms === null) return;
  throw new Refused({
    status: 403,
    code: 'all-rooms',
    title: 'Not with this token',
    detail: 'This is about all rooms, and this token may read some of them only.',
  });
}

function counted(troubles: number): string[] {
  if (troubles === 0) return [];
  const things = troubles === 1 ? '1 thing is' : `${String(troubles)} things are`;
  return [`${things} not well. Ask from the bridge's own host, or see its page, what it is.`];
}
