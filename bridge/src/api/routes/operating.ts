/** For who keeps the bridge running. */
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Health, Sinks, type Sink } from '../../../api/schema.ts';

export interface OperatingRoutesOptions {
  readonly version: string;
  /** A sentence for each thing that is not well. */
  readonly troubles: () => readonly string[];
  readonly sinks: () => Promise<Sink[]>;
}

export function operatingRoutes(options: OperatingRoutesOptions): FastifyPluginCallbackTypebox {
  const { version, troubles, sinks } = options;
  return (app, _options, done) => {
    app.get(
      '/health',
      {
        config: { access: 'anyone' },
        schema: {
          operationId: 'getHealth',
          summary: 'Whether it lives, and what is not well',
          tags: ['operators'],
          response: { 200: Health },
        },
      },
      () => {
        const reasons = [...troubles()];
        return { status: reasons.length === 0 ? ('ok' as const) : ('degraded' as const), version, reasons };
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
          response: { 200: Sinks },
        },
      },
      async () => ({ sinks: await sinks() }),
    );
    done();
  };
}
