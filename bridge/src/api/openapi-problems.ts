/** What goes wrong in the same way on many routes, said once. Which of them a route may answer, openapi.ts knows. */
import type { Json, JsonObject } from './openapi-json.ts';
import type { NamedSchemas } from './openapi-schemas.ts';

export const problemMedia = 'application/problem+json';

interface CommonProblem {
  readonly description: string;
  readonly headers?: JsonObject;
}

const retryAfter: JsonObject = {
  'Retry-After': { description: 'seconds', schema: { type: 'integer' } },
};

const problems: Readonly<Record<string, CommonProblem>> = {
  400: {
    description:
      'Not understood. `code`: `malformed-json`, `malformed-url`, `invalid-path`, `invalid-query`, `invalid-body`; `field` names what is at fault.',
  },
  401: {
    description:
      'A token is needed (`token-missing`), or the one that came is not good any more (`token-…`).',
    headers: { 'WWW-Authenticate': { schema: { type: 'string' } } },
  },
  403: {
    description:
      'Not with this token (`wrong-scope`); or under a name that is not this bridge’s, or from another site’s page (`host-or-origin`).',
  },
  413: { description: 'The body is too long (`too-large`).' },
  415: { description: 'Bodies are `application/json` (`unsupported-media-type`).' },
  426: {
    description: 'This is a WebSocket; ask for an upgrade (`upgrade-required`).',
    headers: { Upgrade: { schema: { type: 'string' } } },
  },
  500: { description: 'The bridge failed (`internal`); its log says how.' },
  503: { description: 'The store does not answer just now.', headers: retryAfter },
};

export function commonProblems(named: NamedSchemas): JsonObject {
  return Object.fromEntries(
    Object.entries(problems).map(([status, { description, headers }]): [string, Json] => [
      status,
      {
        description,
        ...(headers !== undefined && { headers }),
        content: { [problemMedia]: { schema: named.reference('Problem') } },
      },
    ]),
  );
}
