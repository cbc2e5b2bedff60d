/**
 * What @fastify/swagger makes of the routes, made whole: schemas that have a name in `bridge/api/schema.ts` become
 * components, what every route may answer is added, and examples go to where they belong.
 */
import { STATUS_CODES } from 'node:http';
import { examples } from '../../api/examples.ts';
import { isObject, type Json, type JsonObject, sortedByKey } from './openapi-json.ts';
import type { Access } from './caller.ts';
import { commonProblems, problemMedia } from './openapi-problems.ts';
import { NamedSchemas } from './openapi-schemas.ts';

export type { Json } from './openapi-json.ts';

const securitySchemes: JsonObject = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'climat-guardian-xxxxxxxx',
    description:
      'What the bridge’s own page has, once it is paired; the name ends with the beginning of the bridge’s id.',
  },
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'By pairing, or `climat-guardian token create`. What it may do goes by its scope.',
  },
};

/** By whom a route is for. Reading from the bridge's own computer needs nothing until a first token exists. */
const security: Readonly<Record<Access, Json>> = {
  anyone: [],
  read: [{ token: [] }, { session: [] }, {}],
  ingest: [{ token: [] }],
  admin: [{ token: [] }, { session: [] }],
};

/** @param made by @fastify/swagger, with the facts of each route that openapi.ts adds. */
export function documented(made: Json): Json {
  if (!isObject(made) || !isObject(made['paths'])) throw new Error('this is no OpenAPI document');
  const named = new NamedSchemas();
  const paths: JsonObject = {};
  for (const [path, operations] of sortedByKey(made['paths'])) {
    if (!isObject(operations)) continue;
    paths[path] = Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [
        method,
        isObject(operation) ? operationOf(operation, named) : operation,
      ]),
    );
  }
  const responses = commonProblems(named);
  const { openapi = '', info = {}, tags = [] } = made;
  return {
    openapi,
    info,
    // As seen from /api/v1/openapi.json: right under any path prefix.
    servers: [{ url: '../..', description: 'this bridge' }],
    tags,
    paths,
    components: { responses, schemas: named.used(), securitySchemes },
  };
}

function operationOf(made: JsonObject, named: NamedSchemas): JsonObject {
  const { 'x-problems': problems, 'x-socket': isSocket, responses, parameters, requestBody, ...rest } = made;
  const { 'x-access': access, operationId } = made;
  const given = (typeof operationId === 'string' ? examples[operationId] : undefined) ?? {};
  const answers = isSocket === true ? { 101: socketAnswer } : isObject(responses) ? responses : {};
  const all: JsonObject = {};
  for (const status of problems as number[]) all[status] = problemRef(status);
  for (const [status, answer] of Object.entries(answers)) {
    const said = named.replacedIn(answer);
    if (isObject(said)) all[status] = answerOf(status, said, given.answers?.[Number(status)]);
  }
  return {
    ...rest,
    security: security[access as Access],
    ...(parameters !== undefined && { parameters: named.replacedIn(parameters) }),
    ...(isObject(requestBody) && { requestBody: named.replacedIn(withExample(requestBody, given.body)) }),
    responses: all,
    ...(isSocket === true && {
      'x-messages': {
        description: 'What the server says, one text frame each: hello, snapshot, then changes.',
        schema: named.reference('ServerMessage'),
        ...(given.messages !== undefined && { example: given.messages as Json[] }),
      },
    }),
  };
}

const socketAnswer: JsonObject = {
  description:
    'It is a WebSocket now. The server speaks first; each of its text frames is one message of `x-messages`. It reads nothing.',
};

const problemRef = (status: number): JsonObject => ({
  $ref: `#/components/responses/${String(status)}`,
});

function answerOf(status: string, made: JsonObject, example: unknown): JsonObject {
  const said = made['description'];
  const answer: JsonObject = {
    ...made,
    description:
      typeof said === 'string' && said !== 'Default Response' ? said : (STATUS_CODES[status] ?? ''),
  };
  const { content } = answer;
  if (!isObject(content)) return answer;
  const json = content['application/json'];
  // Whatever a route says is wrong, it says as a problem. (A bridge that is not ready is well enough to say so.)
  const isProblem = isObject(json) && JSON.stringify(json['schema']).includes('/Problem"');
  if (Number(status) >= 400 && isProblem) return { ...answer, content: { [problemMedia]: json } };
  return withExample(answer, example);
}

function withExample(message: JsonObject, example: unknown): JsonObject {
  const { content } = message;
  if (example === undefined || !isObject(content)) return message;
  return {
    ...message,
    content: Object.fromEntries(
      Object.entries(content).map(([type, media]) => [
        type,
        type.endsWith('json') && isObject(media) ? { ...media, example: example as Json } : media,
      ]),
    ),
  };
}
