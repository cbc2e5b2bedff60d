/** What an edit over the API is answered with when the store is slow, or fails. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { MadeEdit } from '../api/schema.ts';
import { LiveRooms } from '../src/api/live-rooms.ts';
import { editRoutes } from '../src/api/routes/edits.ts';
import { placeLists } from '../src/api/routes/place-lists.ts';
import { systemClock } from '../src/clock/clock.ts';
import type { AskedEdit, Edit, EditDesk, PlaceArchive } from '../src/store/edit-types.ts';
import { Value } from 'typebox/value';
import { partOfApi } from './part-of-api.ts';

const renamed: Edit = {
  id: 7,
  what: 'Room attic is called "Den"; it was called "Attic".',
  changes: [],
  rows: [
    {
      of: 'room',
      before: { id: 'attic', name: 'Attic', floor: null },
      after: { id: 'attic', name: 'Den', floor: null },
    },
  ],
  touched: { rooms: [], sensors: [] },
};

async function asking(
  t: TestContext,
  desk: EditDesk,
): Promise<(path: string, body?: unknown) => Promise<Response>> {
  const site = { id: 'home', name: 'Home', timezone: 'UTC' };
  const options = { site, clock: systemClock, rooms: new LiveRooms(), desk, now: Date.now, anewWithinMs: 20 };
  const { port } = await partOfApi(t, editRoutes(options));
  return (path, body) =>
    fetch(`http://127.0.0.1:${String(port)}/api/v1/${path}`, {
      method: 'POST',
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
}

const wish = { verb: 'room-rename', room: 'attic', name: 'Den' };
const made = (asked: AskedEdit[] = []): EditDesk['edit'] => {
  return (one) => {
    asked.push(one);
    return Promise.resolve({ is: 'made', edit: renamed });
  };
};

test('an edit whose averages take long, or fail, is made all the same, and says that they are pending', async (t) => {
  const never = Promise.withResolvers<undefined>();
  for (const roll of [() => never.promise, () => Promise.reject(new Error('the disk is full'))]) {
    const ask = await asking(t, { edit: made(), roll });
    for (const [path, body] of [['edits', wish], ['edits/6/undo']] as const) {
      const answer = await ask(path, body);
      assert.equal(answer.status, 202);
      const said: unknown = await answer.json();
      assert.ok(Value.Check(MadeEdit, said));
      assert.deepEqual([said.id, said.pending], [7, true]);
    }
  }
});

test('what is only tried waits for no averages, and is asked for as such', async (t) => {
  const asked: AskedEdit[] = [];
  const ask = await asking(t, {
    edit: made(asked),
    roll: () => assert.fail('nothing is rolled for a trial'),
  });
  for (const [path, body] of [['edits', wish], ['edits/6/undo']] as const) {
    const answer = await ask(`${path}?dryRun=true`, body);
    assert.equal(answer.status, 200);
    const said = (await answer.json()) as MadeEdit;
    assert.deepEqual([said.id, said.pending], [null, false]);
  }
  assert.deepEqual(
    asked.map(({ dryRun, by, wish: { verb } }) => [dryRun, by, verb]),
    [
      [true, 1, 'room-rename'],
      [true, 1, 'undo'],
    ],
  );
});

test('dryRun=false is an edit', async (t) => {
  const asked: AskedEdit[] = [];
  const ask = await asking(t, { edit: made(asked), roll: () => Promise.resolve() });
  assert.equal((await ask('edits?dryRun=false', wish)).status, 201);
  assert.equal(asked[0]?.dryRun, false);
});

test('a store that does not take it, or cannot be read, is a problem that passes', async (t) => {
  const fails = (): Promise<never> => Promise.reject(new Error('it has ended'));
  const ask = await asking(t, { edit: fails, roll: fails });
  const refused = await ask('edits', wish);
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get('retry-after'), '10');
  assert.equal(((await refused.json()) as { code: string }).code, 'not-stored');
  const places: PlaceArchive = {
    edits: fails,
    placements: fails,
    calibrations: fails,
    flags: fails,
    holds: fails,
  };
  const { port } = await partOfApi(t, placeLists({ places }));
  for (const list of Object.keys(places)) {
    const answer = await fetch(`http://127.0.0.1:${String(port)}/api/v1/${list}`);
    assert.deepEqual(
      [answer.status, ((await answer.json()) as { code: string }).code],
      [503, 'not-readable'],
      list,
    );
  }
});
