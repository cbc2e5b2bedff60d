/** The API described by its own routes: what `bridge/api/openapi.yaml` holds and `/docs` shows. */
import fastifySwagger from '@fastify/swagger';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { API_VERSION } from '../../api/schema.ts';
import type { Access } from './caller.ts';
import { documented, type Json } from './openapi-document.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Bodies of every media type are read: it never answers 415. */
    readonly takesAnyMedia?: boolean;
  }
}

const description = `
Rooms, readings and what goes with them. Each operation says by its tag whom it is for, and by its security what it asks \
for; \`docs/api.md\` has examples to copy.

A number goes up by one (\`info.version\`, and \`api\` in the WebSocket's first message) when a client written for the one \
before would misread an answer. New members and new paths come without it: overlook what you do not know.

Whatever is wrong is said as \`application/problem+json\` (RFC 9457); programs go by its \`code\`, which stays.
`.trim();

/** Must be called before the routes that it is to describe. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  app.addHook('onRoute', function (route) {
    // Who reads whatever comes has taken Fastify's own parser away; it cannot be asked for the one of all.
    route.config = { ...route.config, takesAnyMedia: !this.hasContentTypeParser('application/json') };
  });
  await app.register(fastifySwagger, {
    convertConstToEnum: false,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Climat Guardian',
        version: String(API_VERSION),
        description,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: [
        { name: 'readers', description: 'Rooms and readings: pages, Home Assistant, programs' },
        { name: 'devices', description: 'Devices that post their readings themselves' },
        { name: 'administrators', description: 'Tokens, keys, pairing' },
        { name: 'operators', description: 'Whether the bridge is well' },
      ],
    },
    transform: ({ schema, url, route }) => ({
      url,
      schema: schema.hide === true ? schema : { ...schema, ...factsOf(route) },
    }),
  });
}

/** The whole document. After `app.ready()`. */
export function openApiDocument(app: FastifyInstance): Json {
  // By way of text: schemas carry more than JSON.
  return documented(JSON.parse(JSON.stringify(app.swagger())) as Json);
}

/** What openapi-document.ts makes the rest of. */
function factsOf({ config, method, schema, ...route }: RouteOptions) {
  const access: Access = config?.access ?? 'admin';
  const isSocket = route.wsHandler !== undefined || route.websocket === true;
  const takesBody = [method].flat().some((one) => ['POST', 'PUT', 'PATCH', 'DELETE'].includes(one));
  const takesAnyMedia = config?.takesAnyMedia === true;
  const hasParams = route.url.includes('/:');
  const problems = [
    ...(takesBody || hasParams || schema?.querystring !== undefined ? [400] : []),
    ...(access === 'anyone' ? [] : [401, 503]),
    403,
    ...(takesBody ? [413] : []),
    ...(takesBody && !takesAnyMedia ? [415] : []),
    ...(isSocket ? [426] : []),
    500,
  ];
  return { 'x-access': access, 'x-problems': problems, 'x-socket': isSocket };
}
