/** Who reads live at the moment: counted from when they are let in until their connections end. */
import type { FastifyInstance } from 'fastify';

const kinds = { '/api/v1/ws': 'webSocket', '/api/v1/live': 'eventStream' } as const;
type Kind = (typeof kinds)[keyof typeof kinds];

export class Readers {
  readonly #counts = { webSocket: 0, eventStream: 0 };

  counts(): Readonly<Record<Kind, number>> {
    return { ...this.#counts };
  }

  /** To be called before the routes are registered. */
  watch(app: FastifyInstance): void {
    app.addHook('preHandler', (request, reply, done) => {
      const kind = kindOf(request.routeOptions.url);
      if (kind !== undefined) {
        // A WebSocket's answer has left its connection by then; a stream's connection may serve another request.
        const ends = kind === 'webSocket' ? request.raw.socket : reply.raw;
        // Who has left while the token was looked up says so no more.
        if (ends.destroyed) {
          done();
          return;
        }
        this.#counts[kind]++;
        ends.once('close', () => {
          this.#counts[kind]--;
        });
      }
      done();
    });
  }
}

/** Whether that route's answer lasts as long as its reader stays. */
export function isStream(route: string | undefined): boolean {
  return kindOf(route) !== undefined;
}

function kindOf(route: string | undefined): Kind | undefined {
  return route === '/api/v1/ws' || route === '/api/v1/live' ? kinds[route] : undefined;
}
