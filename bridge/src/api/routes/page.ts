/** The bridge's own web page: files, and nothing of them is a secret. */
import { basename, dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';

export interface PageFiles {
  /** The folder that is served at `/`. */
  readonly folder: string;
  /** The card's bundle, which the page shares with Home Assistant. */
  readonly bundle: string;
}

export function pageRoutes({ folder, bundle }: PageFiles): FastifyPluginAsync {
  return async (app) => {
    app.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'anyone' };
    });
    await app.register(fastifyStatic, { root: folder, cacheControl: false });
    app.get('/status', { schema: { hide: true } }, (_request, reply) =>
      reply.sendFile('status.html', { cacheControl: false }),
    );
    app.get('/climat-guardian-card.js', { schema: { hide: true } }, (_request, reply) =>
      reply.sendFile(basename(bundle), dirname(bundle), { cacheControl: false }),
    );
  };
}
