import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Rooms, type Site } from '../../../api/schema.ts';
import { callerOf, mayReadRoom } from '../caller.ts';
import type { LiveRooms } from '../live-rooms.ts';

export interface RoomRoutesOptions {
  readonly site: Site;
  readonly rooms: LiveRooms;
}

export function roomRoutes({ site, rooms }: RoomRoutesOptions): FastifyPluginCallbackTypebox {
  return (app, _options, done) => {
    app.get(
      '/api/v1/rooms',
      {
        config: { access: 'read' },
        schema: {
          operationId: 'getRooms',
          summary: 'Every room as it is now',
          tags: ['readers'],
          response: { 200: Rooms },
        },
      },
      (request) => {
        const caller = callerOf(request);
        return { site, rooms: rooms.rooms().filter(({ id }) => mayReadRoom(caller, id)) };
      },
    );
    done();
  };
}
