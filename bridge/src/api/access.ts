/** Lets a request pass or refuses it, before its body is read: by its token and by what its route asks for. */
import type { FastifyRequest } from 'fastify';
import type { StoredToken } from '../store/types.ts';
import { noteCaller, type Access, type Caller } from './caller.ts';
import { Refused } from './refused.ts';
import { bearerToken, type Tokens } from './tokens.ts';

/** @throws {Refused} */
export async function admit(request: FastifyRequest, tokens: Tokens): Promise<void> {
  const access = request.routeOptions.config.access ?? 'admin';
  if (access === 'anyone') return;
  if (access === 'read') {
    noteCaller(request, { token: null, scope: 'read', rooms: null, device: null });
    return;
  }
  noteCaller(request, callerBy(await tokenOf(request, tokens), access));
}

function callerBy({ id, scope, device }: StoredToken, wanted: Access): Caller {
  if (scope === wanted) return { token: id, scope, rooms: null, device };
  throw new Refused({
    status: 403,
    code: 'wrong-scope',
    title: 'Not with this token',
    detail: `This token is of scope ${scope}; this needs one of scope ${wanted}.`,
  });
}

/** @throws {Refused} */
async function tokenOf(request: FastifyRequest, tokens: Tokens): Promise<StoredToken> {
  const bearer = bearerToken(request.headers.authorization);
  if (bearer === undefined) throw unauthorized('token-missing', 'Send "Authorization: Bearer …".');
  const token = await tokens.find(bearer).catch((cause: unknown) => {
    throw new Refused(
      {
        status: 503,
        code: 'not-stored',
        title: 'Not stored',
        detail: `The store cannot be asked for its tokens: ${String(cause)}`,
      },
      { 'retry-after': '10' },
    );
  });
  if (token !== undefined) return token;
  throw unauthorized(
    'token-unknown',
    'This token is not known here, or was revoked. Make one: climat-guardian token create.',
  );
}

function unauthorized(code: string, detail: string): Refused {
  return new Refused(
    { status: 401, code, title: 'Who are you?', detail },
    { 'www-authenticate': 'Bearer realm="climat-guardian"' },
  );
}
