/** The bridge's own web page: files, and nothing of them is a secret. */
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';

export interface PageFiles {
  /** The folder that is served at `/`. */
  readonly folder: string;
  /** The folder of what it shares with Home Assistant. */
  readonly card: string;
}

/** The card's entry, and what that loads from beside it. */
const CARD = ['card', 'page', 'history', 'heat-map'].map((part) => `climat-guardian-${part}.js`);

export function pageRoutes({ folder, card }: PageFiles): FastifyPluginAsync {
  return async (app) => {
    app.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'anyone' };
    });
    await app.register(fastifyStatic, { root: folder, cacheControl: false });
    app.get('/status', { schema: { hide: true } }, (_request, reply) =>
      reply.sendFile('status.html', { cacheControl: false }),
    );
    for (const file of CARD) {
      app.get(`/${file}`, { schema: { hide: true } }, (_request, reply) =>
        reply.sendFile(file, card, { cacheControl: false }),
      );
    }
  };
}
