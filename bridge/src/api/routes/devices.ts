import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Devices } from '../../../api/schema.ts';
import { callerOf } from '../caller.ts';
import { allDevices, deviceInRooms, type DeviceListOptions } from '../device-list.ts';

export function deviceRoutes(options: DeviceListOptions): FastifyPluginCallbackTypebox {
  return (app, _options, done) => {
    app.get(
      '/api/v1/devices',
      {
        config: { access: 'read' },
        schema: {
          operationId: 'getDevices',
          summary:
            'Every device that is known or seen: where it is, how it stands and why, what it said last',
          tags: ['operators'],
          response: { 200: Devices },
        },
      },
      (request) => {
        const { rooms } = callerOf(request);
        const devices = allDevices(options);
        if (rooms === null) return { devices };
        return { devices: devices.flatMap((device) => deviceInRooms(device, rooms) ?? []) };
      },
    );
    done();
  };
}
