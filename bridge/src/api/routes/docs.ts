/**
 * The API's description: the document for programs, and a page of it for people. The page is Swagger UI's own files,
 * served from here; nothing of it asks another host for anything.
 */
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync, FastifySchema } from 'fastify';
import { Type } from 'typebox';
import { openApiDocument } from '../openapi.ts';
import type { Json } from '../openapi-json.ts';

export interface DocsFiles {
  /** The page: what is ours of it. */
  readonly page: string;
  /** Where Swagger UI's files lie. */
  readonly swaggerUi: string;
}

/** Swagger UI shows pictures that stand in its style sheet; it needs nothing else. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

export function docsRoutes({ page, swaggerUi }: DocsFiles): FastifyPluginAsync {
  return async (app) => {
    let document: Json | undefined;
    app.get(
      '/api/v1/openapi.json',
      {
        config: { access: 'anyone' },
        schema: {
          operationId: 'getOpenApi',
          summary: 'This document',
          tags: ['operators'],
          response: { 200: Type.Object({ openapi: Type.String() }, { additionalProperties: true }) },
        },
      },
      () => (document ??= openApiDocument(app)),
    );
    await app.register(fastifyStatic, { serve: false });
    const serve = (url: string, folder: string, file: string, schema: FastifySchema): void => {
      app.get(url, { config: { access: 'anyone' }, schema }, (_request, reply) =>
        reply
          .header('content-security-policy', contentSecurityPolicy)
          .sendFile(file, folder, { cacheControl: false }),
      );
    };
    serve('/docs', page, 'index.html', {
      operationId: 'getDocs',
      summary: 'This document, to be read and tried out',
      tags: ['operators'],
      response: { 200: { content: { 'text/html': { schema: Type.String() } } } },
    });
    const hidden = { hide: true };
    serve('/docs/start.js', page, 'start.js', hidden);
    serve('/docs/swagger-ui.css', swaggerUi, 'swagger-ui.css', hidden);
    serve('/docs/swagger-ui-bundle.js', swaggerUi, 'swagger-ui-bundle.js', hidden);
    // By way of a relative address, as nobody here knows the prefix.
    app.get('/docs/', { config: { access: 'anyone' }, schema: hidden }, (_request, reply) =>
      reply.redirect('../docs'),
    );
  };
}
