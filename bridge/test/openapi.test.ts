/** The API's description: what is committed is what a running bridge says of itself, by the rules of OpenAPI 3.1. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Errors } from 'typebox/schema';
import { parse } from 'yaml';
import { openApiFile, openApiYaml } from '../api/build-openapi.ts';
import { examples } from '../api/examples.ts';
import { isObject, type JsonObject } from '../src/api/openapi-json.ts';

const committed = readFileSync(openApiFile, 'utf8');
const description: unknown = parse(committed);

/** A member of a member … of what must be an object. */
function at(value: unknown, ...path: string[]): unknown {
  return path.reduce((inner, key) => {
    assert.ok(isObject(inner), `${path.join(' ')}: nothing to look for ${key} in`);
    return inner[key];
  }, value);
}

/** With every reference replaced by what it refers to. */
const whole = await (async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(committed);
  assert.ok(valid, JSON.stringify(errors));
  return validator.resolveRefs();
})();

interface Operation {
  readonly name: string;
  readonly said: JsonObject;
}

const operations: Operation[] = Object.entries(at(whole, 'paths') as JsonObject).flatMap(([path, methods]) =>
  Object.entries(methods as JsonObject).map(([method, said]) => {
    assert.ok(isObject(said));
    return { name: `${method} ${path}`, said };
  }),
);

test('openapi.yaml is what a running bridge says of its routes (else: npm run build:openapi)', async () => {
  assert.equal(committed, await openApiYaml());
});

test('the validator of OpenAPI 3.1 finds nothing in it, and would', async () => {
  assert.deepEqual(await new Validator().validate(committed), { valid: true });
  const wrong = structuredClone(description) as Record<string, Record<string, object>>;
  wrong['paths'] = { '/health': { get: { responses: { 200: { describtion: 'OK' } } } } };
  assert.equal((await new Validator().validate(wrong)).valid, false);
});

test('each operation says for whom it is, what it asks for, and what is wrong as a problem', () => {
  const ids = operations.map(({ said }) => said['operationId']);
  assert.equal(new Set(ids).size, operations.length);
  const tags = at(whole, 'tags') as { readonly name: string }[];
  const audiences = tags.map(({ name }) => name);
  for (const { name, said } of operations) {
    assert.equal(typeof said['summary'], 'string', name);
    const { tags: of } = said;
    assert.ok(Array.isArray(of) && of.length > 0, name);
    for (const tag of of) assert.ok(typeof tag === 'string' && audiences.includes(tag), name);
    const access = said['x-access'];
    assert.ok(typeof access === 'string', name);
    const asks = JSON.stringify(said['security']);
    const token = '{"token":[]}';
    const session = '{"session":[]}';
    const expected = {
      anyone: '[]',
      read: `[${token},${session},{}]`,
      ingest: `[${token}]`,
      admin: `[${token},${session}]`,
    }[access];
    assert.equal(asks, expected, name);
    const { responses } = said;
    assert.ok(isObject(responses), name);
    assert.ok('401' in responses || access === 'anyone', name);
    for (const [status, answer] of Object.entries(responses)) {
      assert.notEqual(at(answer, 'description'), 'Default Response', name);
      if (Number(status) < 400 || (name === 'get /health' && status === '503')) continue;
      assert.deepEqual(Object.keys(at(answer, 'content') as JsonObject), ['application/problem+json'], name);
    }
  }
});

test('a parameter that has a default may be left out', () => {
  const defaults = operations
    .flatMap(({ said }) => (said['parameters'] ?? []) as JsonObject[])
    .filter((parameter) => at(parameter, 'schema', 'default') !== undefined);
  assert.ok(defaults.length > 0);
  for (const parameter of defaults) assert.notEqual(parameter['required'], true, JSON.stringify(parameter));
});

test('each example is of an operation, stands in the description, and is what its schema promises', () => {
  const folder = join(import.meta.dirname, '..', 'api', 'examples');
  const unseen = new Map(
    // What a client makes of a stream of events is no answer; live.test.ts holds the stream against it.
    readdirSync(folder)
      .filter((file) => file !== 'live-events.json')
      .map((file) => {
        const value: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
        return [JSON.stringify(value), file];
      }),
  );
  let count = 0;
  const check = (name: string, schema: unknown, example: unknown): void => {
    assert.ok(isObject(schema), name);
    const [isValid, errors] = Errors(schema, example);
    assert.ok(isValid, `${name}: ${JSON.stringify(errors)}`);
    unseen.delete(JSON.stringify(example));
    count += 1;
  };
  for (const { name, said } of operations) {
    const messages = said['x-messages'];
    if (messages !== undefined) {
      const all = at(messages, 'example');
      assert.ok(Array.isArray(all), name);
      for (const one of all) check(name, at(messages, 'schema'), one);
      unseen.delete(JSON.stringify(all));
    }
    const bodies = [said['requestBody'], ...Object.values(said['responses'] as JsonObject)];
    for (const body of bodies.filter(isObject)) {
      for (const media of Object.values(body['content'] ?? {})) {
        if (!isObject(media) || media['example'] === undefined) continue;
        check(name, media['schema'], media['example']);
      }
    }
  }
  assert.deepEqual([...unseen.values()], [], 'files that bridge/api/examples.ts gives to no operation');
  const known = new Set(operations.map(({ said }) => said['operationId']));
  for (const id of Object.keys(examples)) assert.ok(known.has(id), `there is no operation ${id}`);
  assert.ok(count >= Object.keys(examples).length);
});
