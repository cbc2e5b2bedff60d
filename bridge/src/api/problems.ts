/** How the API says that something is wrong: RFC 9457, with a code for programs. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Problem } from '../../api/schema.ts';
import { Refused } from './refused.ts';

/** @param log of what is our fault. */
export function answerProblems(app: FastifyInstance, log: (error: unknown) => void): void {
  app.setNotFoundHandler((request, reply) =>
    problem(reply, {
      status: 404,
      code: 'not-found',
      title: 'Not found',
      detail: `There is no ${request.url} here.`,
    }),
  );
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof Refused) return problem(reply.headers(error.headers), error.problem);
    const status = statusOf(error);
    if (status >= 500) log(error);
    return problem(reply, {
      status,
      code: status >= 500 ? 'internal' : status === 413 ? 'too-large' : 'bad-request',
      title: status >= 500 ? 'The bridge failed' : 'Bad request',
      detail: status >= 500 ? 'It is in the log.' : error instanceof Error ? error.message : String(error),
    });
  });
}

export function problem(reply: FastifyReply, { status, ...rest }: Omit<Problem, 'type'>): FastifyReply {
  const body: Problem = { type: 'about:blank', status, ...rest };
  return reply.code(status).type('application/problem+json').send(body);
}

function statusOf(error: unknown): number {
  if (!(error instanceof Error) || !('statusCode' in error)) return 500;
  return typeof error.statusCode === 'number' ? error.statusCode : 500;
}
