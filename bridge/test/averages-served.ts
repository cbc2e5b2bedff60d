/** The long view of a store of its own, with one device in the room "lab" whose sensor 2 measures its temperature. */
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { averagesRoutes } from '../src/api/routes/averages.ts';
import { Averages } from '../src/average/averages.ts';
import { Calendar } from '../src/average/calendar.ts';
import { systemClock } from '../src/clock/clock.ts';
import type { Mac } from '../src/reading/mac.ts';
import { device, mac, openStore, temporaryPath, TestClock } from '../src/store/store-fixture.ts';
import type { Store } from '../src/store/store.ts';
import { partOfApi } from './part-of-api.ts';

export interface Served {
  readonly store: Store;
  readonly device: Mac;
  readonly ask: (question: string) => Promise<Response>;
  readonly json: (question: string) => Promise<unknown>;
  /** As another process does it. */
  readonly edit: (change: (database: DatabaseSync) => unknown) => void;
}

/** @param now milliseconds UTC. */
export async function served(
  t: TestContext,
  { zone, now }: { readonly zone: string; readonly now: number },
): Promise<Served> {
  const path = await temporaryPath(t);
  const clock = new TestClock();
  clock.utcLessMono = now - clock.mono;
  const store = await openStore(path, { synchronous: 'OFF', zone, clock });
  endOf(t).defer(() => store[Symbol.asyncDispose]());
  await store.register(device(1, { area: 'Lab' }));
  const site = { id: 'home', name: 'Home', timezone: zone };
  const averages = new Averages(store.longView, new Calendar(zone));
  const { port } = await partOfApi(
    t,
    averagesRoutes({ site, clock: { ...systemClock, now: () => now }, averages }),
  );
  const ask = (question: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${String(port)}/api/v1/${question}`);
  return {
    store,
    device: mac(1),
    ask,
    json: async (question) => (await ask(question)).json(),
    edit(change) {
      using database = new DatabaseSync(path, { timeout: 5000 });
      change(database);
    },
  };
}
