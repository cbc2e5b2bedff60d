import fastifyWebsocket from '@fastify/websocket';
import type { FastifyPluginAsync } from 'fastify';
import { serveLive, type LiveSocketOptions } from '../live-socket.ts';

/** The rooms as they change. */
export function liveRoutes(options: LiveSocketOptions): FastifyPluginAsync {
  return async (app) => {
    await app.register(fastifyWebsocket, { options: { maxPayload: 16 * 1024 } });
    app.get(
      '/api/v1/ws',
      {
        websocket: true,
        config: { access: 'read' },
        schema: {
          operationId: 'liveBySocket',
          summary: 'Hello, the rooms as they are, then each change: by WebSocket',
          tags: ['readers'],
        },
      },
      (socket) => {
        serveLive(socket, options);
      },
    );
  };
}
