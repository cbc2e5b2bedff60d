/** How the API says that something is wrong: RFC 9457, with a code for programs. */
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify';
import type { Problem } from '../../api/schema.ts';
import { KnownPaths } from './known-paths.ts';
import { Refused } from './refused.ts';

type Stated = Omit<Problem, 'type'>;

/** Of Fastify's own errors, by their codes; the others are told by their status. */
const codes: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'malformed-url',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'wrong-length',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
};

const parts: Readonly<Record<string, string>> = {
  body: 'invalid-body',
  headers: 'invalid-header',
  params: 'invalid-path',
  querystring: 'invalid-query',
};

/** Of what was asked, in an answer. */
const maxShown = 200;

/**
 * Must be called before the routes.
 *
 * @param log of what is our fault, and the request that met it.
 */
export function answerProblems(app: FastifyInstance, log: (error: unknown, requestId: string) => void): void {
  const paths = new KnownPaths();
  app.addHook('onRoute', (route) => {
    paths.note(route);
  });
  const nothingThere = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const url = request.url.length > maxShown ? `${request.url.slice(0, maxShown)}…` : request.url;
    const methods = paths.methodsOf(request.url);
    if (methods.length === 0) {
      const detail = `There is no ${url} here.`;
      return problem(reply, { status: 404, code: 'not-found', title: 'Not found', detail });
    }
    return problem(reply.header('allow', methods.join(', ')), {
      status: 405,
      code: 'wrong-method',
      title: 'Not by this method',
      detail: `${url} is asked for by ${methods.join(' or ')}, not by ${request.method}.`,
    });
  };
  app.setNotFoundHandler(nothingThere);
  // Before its body is looked at, of which nobody will ask.
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) await nothingThere(request, reply);
  });
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof Refused) return problem(reply.headers(error.headers), error.problem);
    const stated = statedBy(error);
    if (stated === undefined) log(error, request.id);
    return problem(reply, stated ?? failed);
  });
}

/** For what Fastify finds wrong before it has looked for a route. */
export function answerUnrouted(error: unknown, reply: FastifyReply): void {
  problem(reply, statedBy(error) ?? failed);
}

function problem(reply: FastifyReply, { status, ...rest }: Stated): FastifyReply {
  const body: Problem = { type: 'about:blank', status, ...rest, requestId: reply.request.id };
  return reply.code(status).type('application/problem+json').send(body);
}

const failed: Stated = {
  status: 500,
  code: 'internal',
  title: 'The bridge failed',
  detail: 'It is in the log.',
};

/** @returns undefined where it is our own fault, whose words are nobody's business. */
function statedBy(error: unknown): Stated | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  const { statusCode: status, message: detail } = error;
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  if ('validation' in error && Array.isArray(error.validation)) {
    const part = 'validationContext' in error ? String(error.validationContext) : 'body';
    return invalid(part, error.validation as FastifySchemaValidationError[]);
  }
  const code = 'code' in error ? codes[String(error.code)] : undefined;
  const byStatus = error instanceof SyntaxError ? 'malformed-json' : 'bad-request';
  return { status, code: code ?? byStatus, title: 'Bad request', detail };
}

function invalid(part: string, [first]: readonly FastifySchemaValidationError[]): Stated {
  const field = first === undefined ? undefined : fieldOf(first);
  return {
    status: 400,
    code: parts[part] ?? 'bad-request',
    title: 'Bad request',
    detail: `${field ?? (part === 'body' ? 'The body' : 'It')} ${first?.message ?? 'is wrong'}.`,
    ...(field !== undefined && { field }),
  };
}

/** `rooms/0` of `/rooms/0`; of a member that is missing, its own name; undefined: the whole. */
function fieldOf({ instancePath, params }: FastifySchemaValidationError): string | undefined {
  const { requiredProperties: missing } = params;
  const inner = Array.isArray(missing) && typeof missing[0] === 'string' ? `/${missing[0]}` : '';
  const field = `${instancePath}${inner}`.slice(1, 1 + maxShown);
  return field === '' ? undefined : field;
}
