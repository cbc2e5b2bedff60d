/** Six digits, shown where the bridge is, for a token: how Home Assistant and the page are let in. */
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Paired, Pairing as PairingAnswer, PairingRequest, Problem, type Site } from '../../../api/schema.ts';
import { statedName } from '../../reading/stated-text.ts';
import type { OpenPairing } from '../../store/types.ts';
import { unauthorized, type Gate } from '../access.ts';
import type { Pairing } from '../pairing.ts';
import { Refused } from '../refused.ts';
import { hashOfToken, newToken } from '../tokens.ts';

export interface PairRoutesOptions {
  readonly pairing: Pairing;
  readonly gate: Gate;
  readonly bridgeId: string;
  readonly site: Site;
  /** Milliseconds UTC. */
  readonly now: () => number;
}

export function pairRoutes(options: PairRoutesOptions): FastifyPluginCallbackTypebox {
  const { pairing, gate, bridgeId, site, now } = options;

  /** @returns whose token may see the code and open pairing; null: who needs none; undefined: not who asks. */
  const opener = async (request: FastifyRequest): Promise<number | null | undefined> => {
    const identity = await gate.identify(request);
    if (identity.is !== 'token') return identity.is === 'nobody' ? undefined : null;
    return identity.token.scope === 'admin' ? identity.token.id : undefined;
  };

  return (app, _options, done) => {
    app.addHook('onSend', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });

    app.get(
      '/api/v1/pair',
      {
        config: { access: 'anyone' },
        schema: {
          operationId: 'getPairing',
          summary: 'Whether pairing is open, and to whom it may be shown, the code',
          tags: ['administrators'],
          response: { 200: PairingAnswer },
        },
      },
      async (request) => answerOf(await pairing.state(), (await opener(request)) !== undefined),
    );

    app.post(
      '/api/v1/pair/open',
      {
        config: { access: 'anyone' },
        schema: {
          operationId: 'openPairing',
          summary:
            'Open pairing for ten minutes, with a new code: administrators, Home Assistant’s ingress, or the bridge’s own host at first',
          tags: ['administrators'],
          response: { 200: PairingAnswer, 401: Problem, 403: Problem },
        },
      },
      async (request) => {
        const by = await opener(request);
        if (by === undefined) throw await refusedToOpen(request, gate);
        await pairing.open(by);
        return answerOf(await pairing.state(), true);
      },
    );

    app.post(
      '/api/v1/pair',
      {
        config: { access: 'anyone' },
        schema: {
          operationId: 'pair',
          summary: 'Trade the code for a token, which is shown this once',
          tags: ['readers', 'administrators'],
          body: PairingRequest,
          response: { 201: Paired, 403: Problem, 409: Problem },
        },
      },
      async ({ body: { code, name, scope = 'admin' } }, reply) => {
        const token = newToken();
        const outcome = await pairing.try(code.replaceAll(/[ -]/g, ''), {
          name: statedName(name) || 'unnamed',
          scope,
          hash: hashOfToken(token),
          createdAt: now(),
        });
        if (outcome.is === 'closed') throw closed();
        if (outcome.is === 'wrong') throw wrongCode(outcome.triesLeft);
        return reply.code(201).send({ token, id: outcome.token, scope, bridge: bridgeId, site });
      },
    );
    done();
  };
}

function answerOf(open: OpenPairing | undefined, isShown: boolean): PairingAnswer {
  if (open === undefined) return { open: false, triesLeft: 0, secondsLeft: 0, code: null };
  const { code, triesLeft, leftMs } = open;
  return { open: true, triesLeft, secondsLeft: Math.ceil(leftMs / 1000), code: isShown ? code : null };
}

async function refusedToOpen(request: FastifyRequest, gate: Gate): Promise<Refused> {
  const identity = await gate.identify(request);
  if (identity.is === 'nobody') return unauthorized(identity.code);
  const detail =
    'Pairing is opened with a token of scope admin, or on the bridge’s host: climat-guardian pair.';
  return new Refused({ status: 403, code: 'wrong-scope', title: 'Not with this token', detail });
}

function wrongCode(triesLeft: number): Refused {
  const left =
    triesLeft === 0
      ? 'Pairing is closed now; open it anew: climat-guardian pair.'
      : `${String(triesLeft)} ${triesLeft === 1 ? 'try is' : 'tries are'} left.`;
  return new Refused({
    status: 403,
    code: 'wrong-code',
    title: 'Wrong code',
    detail: `That is not the code. ${left}`,
    triesLeft,
  });
}

function closed(): Refused {
  return new Refused({
    status: 409,
    code: 'pairing-closed',
    title: 'Pairing is closed',
    detail:
      'Open it where the bridge is: climat-guardian pair, or its page. It shows six digits, good for ten minutes.',
  });
}
