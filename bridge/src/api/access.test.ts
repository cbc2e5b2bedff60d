import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FastifyRequest } from 'fastify';
import { Gate } from './access.ts';
import { Guests } from './guests.ts';
import { Refused } from './refused.ts';
import { Tokens } from './tokens.ts';

test('a store that hangs is answered for in time: nobody waits for ever to hear who they are', async () => {
  const tokens = new Tokens({ load: () => new Promise(() => undefined), now: () => 0 });
  using guests = new Guests(tokens);
  const gate = new Gate({
    tokens,
    guests,
    isThisHost: () => true,
    sessionOf: () => undefined,
    storeWithinMs: 10,
  });
  const request = { headers: {}, host: '127.0.0.1', socket: { remoteAddress: '127.0.0.1' } };
  const asked = request as unknown as FastifyRequest;
  await assert.rejects(
    gate.identify(asked),
    (error) => error instanceof Refused && error.problem.status === 503,
  );
  assert.equal(await gate.mayReadAll(asked), false, 'and what everybody is told is told');
});
