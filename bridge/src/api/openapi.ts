/** The API described by its own routes: what `bridge/api/openapi.yaml` holds and `/docs` shows. */
import fastifySwagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';

/** Must be called before the routes that it is to describe. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Climat Guardian', version },
      tags: [
        { name: 'readers', description: 'Rooms and readings: pages, Home Assistant, programs' },
        { name: 'devices', description: 'Devices that post their readings themselves' },
        { name: 'administrators', description: 'Tokens, keys, pairing' },
        { name: 'operators', description: 'Whether the bridge is well' },
      ],
    },
  });
}
