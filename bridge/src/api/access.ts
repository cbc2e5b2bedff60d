/** Lets a request pass or refuses it, before its body is read: by its token and by what its route asks for. */
import type { FastifyRequest } from 'fastify';
import type { StoredToken } from '../store/types.ts';
import { noteCaller, type Access, type Caller } from './caller.ts';
import { inTime } from './in-time.ts';
import { isSameOrigin } from './guard.ts';
import { isByIngress } from './ingress.ts';
import type { Guests } from './guests.ts';
import { isThroughProxy } from './own-host.ts';
import { Refused } from './refused.ts';
import { bearerToken, isPastFirst, type Tokens } from './tokens.ts';

export interface GateOptions {
  readonly tokens: Tokens;
  readonly guests: Guests;
  /** Whether an address is one of this very host's. */
  readonly isThisHost: (address: string) => boolean;
  /** The address of Home Assistant's ingress; undefined: there is none. */
  readonly ingress?: string | undefined;
  /** What a browser holds, which can send no header with a WebSocket; undefined where it may not be taken. */
  readonly sessionOf: (request: FastifyRequest) => string | undefined;
  /** A store that takes longer to say who has tokens does not answer: 5 s. */
  readonly storeWithinMs?: number;
}

/** Who somebody is; `nobody` with what they are told where that is not enough. */
export type Identity =
  | { readonly is: 'token'; readonly token: StoredToken }
  /** This very host, before anybody was let in. */
  | { readonly is: 'this-host' }
  /** Whom Home Assistant has let in to itself, and to our page there. */
  | { readonly is: 'home-assistant' }
  | { readonly is: 'nobody'; readonly code: NobodyCode };

type NobodyCode = 'token-missing' | 'token-unknown' | 'token-expired';

const pairFirst =
  'Pair: `climat-guardian pair` shows six digits, which POST /api/v1/pair turns into a token. ' +
  'Or make one: climat-guardian token create.';

const sentences: Readonly<Record<NobodyCode, string>> = {
  'token-missing': `Send "Authorization: Bearer …" with a token. ${pairFirst}`,
  'token-unknown': `This token is not known here, or was revoked. ${pairFirst}`,
  'token-expired': `This token has expired. ${pairFirst}`,
};

export class Gate {
  readonly #options: GateOptions;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** @throws {Refused} */
  async admit(request: FastifyRequest): Promise<void> {
    const access = request.is404 ? 'anyone' : (request.routeOptions.config.access ?? 'admin');
    if (access === 'anyone') return;
    const identity = await this.identify(request);
    const caller = callerBy(identity, access);
    // No token of ours that could be revoked lets Home Assistant's people in.
    if (identity.is === 'home-assistant') noteCaller(request, caller);
    else noteCaller(request, caller, (dismiss) => this.#options.guests.watch(caller.token, dismiss));
  }

  /** For routes that are for anyone and show more to some. @throws {Refused} where the store does not answer. */
  identify(request: FastifyRequest): Promise<Identity> {
    const late = (): Refused => noTokens(new Error('it takes too long'));
    return inTime(this.#identify(request), this.#options.storeWithinMs ?? 5000, late);
  }

  async #identify(request: FastifyRequest): Promise<Identity> {
    const { tokens, sessionOf } = this.#options;
    const { authorization } = request.headers;
    try {
      if (authorization !== undefined) {
        const bearer = bearerToken(authorization);
        if (bearer === undefined) return { is: 'nobody', code: 'token-missing' };
        const found = await tokens.find(bearer);
        return found.is === 'good'
          ? { is: 'token', token: found.token }
          : { is: 'nobody', code: `token-${found.is}` };
      }
      const session = sessionOf(request);
      const found = session === undefined ? undefined : await tokens.find(session);
      if (found?.is === 'good') return { is: 'token', token: found.token };
      if (this.#isByIngress(request)) return { is: 'home-assistant' };
      // Nobody can take a cookie out of a browser by hand: one that has become worthless is as none.
      if (this.#isFromThisHost(request) && !isPastFirst(await tokens.all())) return { is: 'this-host' };
      return { is: 'nobody', code: found?.is === 'expired' ? 'token-expired' : 'token-missing' };
    } catch (cause) {
      throw noTokens(cause);
    }
  }

  /** For what tells everybody something and those who may read all rooms more; a store that does not answer is no reason to fail. */
  async mayReadAll(request: FastifyRequest): Promise<boolean> {
    const identity = await this.identify(request).catch(() => undefined);
    if (identity?.is !== 'token') return identity !== undefined && identity.is !== 'nobody';
    const { scope, rooms } = identity.token;
    return scope === 'admin' || (scope === 'read' && rooms === null);
  }

  #isByIngress(request: FastifyRequest): boolean {
    return !isOfOtherSite(request) && isByIngress(request, this.#options.ingress);
  }

  #isFromThisHost(request: FastifyRequest): boolean {
    const { headers, socket } = request;
    const { remoteAddress } = socket;
    if (isOfOtherSite(request)) return false;
    return remoteAddress !== undefined && !isThroughProxy(headers) && this.#options.isThisHost(remoteAddress);
  }
}

/** A page of another site that may ask here asks by a token of its own. */
function isOfOtherSite({ headers: { origin }, host }: FastifyRequest): boolean {
  return origin !== undefined && !isSameOrigin({ host, origin });
}

function noTokens(cause: unknown): Refused {
  const detail = 'The store cannot be asked for its tokens.';
  return new Refused(
    { status: 503, code: 'not-stored', title: 'Not stored', detail },
    { 'retry-after': '10' },
    { cause },
  );
}

/** @throws {Refused} */
function callerBy(identity: Identity, wanted: Exclude<Access, 'anyone'>): Caller {
  if (identity.is === 'nobody') throw unauthorized(identity.code);
  if (identity.is !== 'token') {
    if (wanted === 'read') return { token: null, scope: 'read', rooms: null, device: null };
    throw unauthorized('token-missing');
  }
  const { id, scope, device, rooms } = identity.token;
  if (scope === wanted || (scope === 'admin' && wanted === 'read')) {
    return { token: id, scope, rooms: rooms && new Set(rooms), device };
  }
  throw new Refused({
    status: 403,
    code: 'wrong-scope',
    title: 'Not with this token',
    detail: `This token is of scope ${scope}; this needs one of scope ${wanted}.`,
  });
}

export function unauthorized(code: NobodyCode): Refused {
  return new Refused(
    { status: 401, code, title: 'Who are you?', detail: sentences[code] },
    { 'www-authenticate': 'Bearer realm="climat-guardian"' },
  );
}
