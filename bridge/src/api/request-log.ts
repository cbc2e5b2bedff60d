/** One line for each request, under an id that its answer names too. No header and no query: they hold secrets. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** As pino writes it. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const maxPath = 200;
/** Of refused requests, and of failed ones: a scan of this port must not fill a disk that may be full already. */
const linesAMinute = 60;
const minuteMs = 60_000;

/** What whoever asks calls it, where that is harmless in a log; else one of our own. */
export function requestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

/** @param elapsed milliseconds of a clock that never steps. */
export function logRequests(app: FastifyInstance, log: Log, elapsed: () => number): void {
  const budgets = { warn: budget(log, elapsed), info: budget(log, elapsed), debug: () => true };

  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  app.addHook('onResponse', (request, { statusCode: status, elapsedTime }, done) => {
    const level = status >= 500 ? 'warn' : status >= 400 ? 'info' : 'debug';
    if (budgets[level]()) {
      const { id, method, ip } = request;
      const fields = { requestId: id, method, path: pathOf(request.url), status, from: ip };
      log[level]({ ...fields, ms: Math.round(elapsedTime) }, 'request');
    }
    done();
  });
}

/** Whether one more line may be told in this minute; the first of the next says how many were not. */
function budget(log: Log, elapsed: () => number): () => boolean {
  let minute = { since: elapsed(), lines: 0 };
  return () => {
    const now = elapsed();
    if (now - minute.since >= minuteMs) {
      const leftOut = minute.lines - linesAMinute;
      if (leftOut > 0) log.info({ leftOut }, 'Requests of which nothing was told.');
      minute = { since: now, lines: 0 };
    }
    return ++minute.lines <= linesAMinute;
  };
}

/** Printable ASCII, as an address is written. */
function pathOf(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  return path.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, maxPath);
}
