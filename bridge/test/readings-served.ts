/** `GET /api/v1/readings` of a store of its own. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { Value } from 'typebox/value';
import { Readings } from '../api/schema.ts';
import { readingsRoutes } from '../src/api/routes/readings.ts';
import { systemClock } from '../src/clock/clock.ts';
import { openStore, temporaryPath } from '../src/store/store-fixture.ts';
import type { Store } from '../src/store/store.ts';
import type { Archive } from '../src/store/types.ts';
import { partOfApi } from './part-of-api.ts';

const zone = 'Europe/Zurich';

export interface Served {
  readonly store: Store;
  readonly path: string;
  readonly ask: (query: Record<string, string>, headers?: Record<string, string>) => Promise<Response>;
  readonly json: (query: Record<string, string>, headers?: Record<string, string>) => Promise<Readings>;
}

export async function served(
  t: TestContext,
  around = (archive: Archive): Archive => archive,
): Promise<Served> {
  const path = await temporaryPath(t);
  const store = await openStore(path, { synchronous: 'OFF' });
  endOf(t).defer(() => store[Symbol.asyncDispose]());
  const site = { id: 'home', name: 'Home', timezone: zone };
  const clock = { ...systemClock, now: () => Date.UTC(2026, 9, 26) };
  const { port } = await partOfApi(t, readingsRoutes({ site, clock, archive: around(store.reader) }));
  const ask: Served['ask'] = (query, headers = {}) =>
    fetch(`http://127.0.0.1:${String(port)}/api/v1/readings?${new URLSearchParams(query).toString()}`, {
      headers,
    });
  return {
    store,
    path,
    ask,
    async json(query, headers) {
      const answer: unknown = await (await ask(query, headers)).json();
      assert.ok(Value.Check(Readings, answer), JSON.stringify(answer).slice(0, 1000));
      return answer;
    },
  };
}
