/** What is said of requests that do not fit a route's schema, and of our own faults. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { fastify, type InjectOptions } from 'fastify';
import { Type } from 'typebox';
import { answerProblems, answerUnrouted } from './problems.ts';
import { validatorCompiler } from './validate.ts';

async function told(t: TestContext, ...asked: InjectOptions[]) {
  const logged: unknown[] = [];
  const app = fastify({
    frameworkErrors: (error, _request, reply) => {
      answerUnrouted(error, reply);
    },
  });
  endOf(t).defer(() => app.close());
  app.setValidatorCompiler(validatorCompiler);
  app.removeContentTypeParser('text/plain');
  answerProblems(app, (error) => logged.push(error));
  const body = Type.Object({ key: Type.String(), deep: Type.Optional(Type.Array(Type.Integer())) });
  const querystring = Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1 })) });
  const params = Type.Object({ id: Type.Integer() });
  app.put('/things/:id', { schema: { body, params, querystring } }, ({ body: taken, query }) => ({
    taken,
    query,
  }));
  app.get('/fails', () => {
    throw new Error('the password is 1234');
  });
  const answers = await Promise.all(asked.map((options) => app.inject(options)));
  return { answers, logged };
}

const put = (url: string, payload: unknown, type = 'application/json'): InjectOptions => ({
  method: 'PUT',
  url,
  headers: { 'content-type': type },
  payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
});

test('each says by its code which part is wrong, and by its field what in it', async (t) => {
  const cases: readonly [InjectOptions, status: number, code: string, field?: string][] = [
    [put('/things/1', {}), 400, 'invalid-body', 'key'],
    [put('/things/1', { key: 5 }), 400, 'invalid-body', 'key'],
    [put('/things/1', { key: 'x', deep: [1, 'y'] }), 400, 'invalid-body', 'deep/1'],
    [put('/things/1', []), 400, 'invalid-body'],
    [put('/things/1?limit=0', { key: 'x' }), 400, 'invalid-query', 'limit'],
    [put('/things/1?limit=true', { key: 'x' }), 400, 'invalid-query', 'limit'],
    [put('/things/1?limit=1&limit=2', { key: 'x' }), 400, 'invalid-query', 'limit'],
    [put('/things/true', { key: 'x' }), 400, 'invalid-path', 'id'],
    [put('/things/one', { key: 'x' }), 400, 'invalid-path', 'id'],
    [put('/things/1', '{"key"'), 400, 'malformed-json'],
    [put('/things/1', ''), 400, 'malformed-json'],
    [put('/things/1', '{"key": "x", "__proto__": {}}'), 400, 'malformed-json'],
    [put('/things/1', 'key=x', 'text/plain'), 415, 'unsupported-media-type'],
    [put('/things/1', 'key=x', 'application/x-www-form-urlencoded'), 415, 'unsupported-media-type'],
    [put('/things/%zz', {}), 400, 'malformed-url'],
    [{ method: 'DELETE', url: '/things/1' }, 405, 'wrong-method'],
    [{ method: 'GET', url: '/things/' }, 404, 'not-found'],
    [{ method: 'GET', url: '/things' }, 404, 'not-found'],
  ];
  const { answers, logged } = await told(t, ...cases.map(([options]) => options));
  for (const [index, [options, status, code, field]] of cases.entries()) {
    const answer = answers[index];
    assert.ok(answer);
    const said = answer.json<Record<string, unknown>>();
    const where = `${JSON.stringify(options)} ${answer.body}`;
    assert.deepEqual(
      [answer.statusCode, said['status'], said['code'], said['field']],
      [status, status, code, field],
      where,
    );
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/, where);
  }
  assert.deepEqual(logged, []);
});

test('what is in a URL is read as what it must be, and a body is taken as it is', async (t) => {
  const { answers } = await told(t, put('/things/1?limit=5', { key: 'x', more: true }));
  assert.deepEqual(answers[0]?.json(), { taken: { key: 'x', more: true }, query: { limit: 5 } });
});

test('our own faults go to the log, and nobody is told of what they say', async (t) => {
  const { answers, logged } = await told(t, { method: 'GET', url: '/fails' });
  const [answer] = answers;
  assert.equal(answer?.statusCode, 500);
  assert.equal(answer.json<{ code: string }>().code, 'internal');
  assert.ok(!answer.body.includes('1234'));
  assert.match(String(logged), /1234/);
});
