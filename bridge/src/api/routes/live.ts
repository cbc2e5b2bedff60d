import fastifyWebsocket from '@fastify/websocket';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { EventStream } from '../../../api/schema.ts';
import { callerOf, mayReadRoom, onDismissal } from '../caller.ts';
import { serveEvents } from '../live-events.ts';
import { LiveFeed, type LiveFeedOptions, type LiveListener } from '../live-feed.ts';
import { serveSocket } from '../live-socket.ts';
import { Refused } from '../refused.ts';

/** A WebSocket's policy violation (RFC 6455, section 7.4.1). */
const notAllowed = 1008;

/** The rooms as they change. */
export function liveRoutes(options: LiveFeedOptions): FastifyPluginAsync {
  return async (app) => {
    const feed = new LiveFeed(options);
    app.addHook('onClose', () => {
      feed[Symbol.dispose]();
    });
    const roomsOf = (request: FastifyRequest): LiveListener['mayReadRoom'] => {
      const caller = callerOf(request);
      return (room) => mayReadRoom(caller, room);
    };
    await app.register(fastifyWebsocket, { options: { maxPayload: 16 * 1024 } });
    app.route({
      method: 'GET',
      url: '/api/v1/ws',
      config: { access: 'read' },
      schema: {
        operationId: 'liveBySocket',
        summary: 'Hello, the rooms as they are, then each change: by WebSocket',
        tags: ['readers'],
      },
      handler: () => {
        throw new Refused(
          {
            status: 426,
            code: 'upgrade-required',
            title: 'This is a WebSocket',
            detail: 'Ask for an upgrade: ws://… in place of http://….',
          },
          { upgrade: 'websocket', connection: 'upgrade' },
        );
      },
      wsHandler: (socket, request) => {
        const stop = onDismissal(request, () => {
          socket.close(notAllowed, 'the token was revoked or has expired');
        });
        socket.once('close', stop);
        serveSocket(socket, request.raw.socket, feed, roomsOf(request));
      },
    });
    app.get(
      '/api/v1/live',
      {
        // It would begin and never end.
        exposeHeadRoute: false,
        config: { access: 'read' },
        schema: {
          operationId: 'liveByEvents',
          summary: 'Hello, the rooms as they are, then each change: by Server-Sent Events',
          description:
            'The messages of the WebSocket, each an event of its type with the message as its data. It never ends by itself.',
          tags: ['readers'],
          response: { 200: { content: { 'text/event-stream': { schema: EventStream } } } },
        },
      },
      (request, reply) => {
        const stop = onDismissal(request, () => reply.raw.destroy());
        // Who has left while the token was looked up says so no more.
        if (reply.raw.destroyed) stop();
        else reply.raw.once('close', stop);
        return serveEvents(reply, feed, roomsOf(request));
      },
    );
  };
}
