/** `GET /api/v1/days`: the last 24 hours of every room as /averages has them, and of nobody's else. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import type { FastifyInstance } from 'fastify';
import { Value } from 'typebox/value';
import { Averages, Days } from '../api/schema.ts';
import { averagesRoutes } from '../src/api/routes/averages.ts';
import { daysRoutes } from '../src/api/routes/days.ts';
import { validatorCompiler } from '../src/api/validate.ts';
import { Averages as LongView } from '../src/average/averages.ts';
import { Calendar } from '../src/average/calendar.ts';
import { systemClock } from '../src/clock/clock.ts';
import { device, openStore, temporaryPath, TestClock } from '../src/store/store-fixture.ts';
import type { Store } from '../src/store/store.ts';
import { partOfApi } from './part-of-api.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const now = Date.parse('2026-03-29T09:41:30.000Z');

interface Building {
  readonly store: Store;
  readonly ask: (question: string, rooms?: string) => Promise<Response>;
}

/** Rooms "lab" and "attic", with one device each whose sensors measure temperature (2, 5) and humidity (3, 6). */
async function building(t: TestContext, zone: string): Promise<Building> {
  const clock = new TestClock();
  clock.utcLessMono = now - clock.mono;
  const store = await openStore(await temporaryPath(t), { synchronous: 'OFF', zone, clock });
  endOf(t).defer(() => store[Symbol.asyncDispose]());
  await store.register(device(1, { area: 'Lab' }));
  await store.register(device(2, { area: 'Attic' }));
  const options = {
    site: { id: 'home', name: 'Home', timezone: zone },
    clock: { ...systemClock, now: () => now },
    averages: new LongView(store.longView, new Calendar(zone)),
    rooms: { rooms: () => [{ id: 'attic' }, { id: 'lab' }] },
  };
  const { port } = await partOfApi(t, async (app: FastifyInstance) => {
    app.setValidatorCompiler(validatorCompiler);
    await app.register(averagesRoutes(options));
    await app.register(daysRoutes(options));
  });
  const ask = (question: string, rooms?: string) =>
    fetch(`http://127.0.0.1:${String(port)}/api/v1/${question}`, {
      headers: rooms === undefined ? {} : { 'x-rooms': rooms },
    });
  return { store, ask };
}

/** One a minute, but for three hours of them. */
async function measure(store: Store, sensor: number, hours: number): Promise<void> {
  for (let at = now - hours * hourMs; at < now; at += minuteMs)
    if (at < now - 10 * hourMs || at >= now - 7 * hourMs)
      store.append({ sensor, measuredAt: at, value: 20 + ((at / minuteMs) % 7) });
  await store.commit();
  await store.fold(now - hourMs / 2);
}

async function days(ask: Building['ask'], query = '', rooms?: string): Promise<Days> {
  return Value.Parse(Days, await (await ask(`days${query}`, rooms)).json());
}

for (const zone of ['Europe/Zurich', 'Asia/Kolkata'])
  test(`each hour is that of /averages in ${zone}, also the open one`, async (t) => {
    const { store, ask } = await building(t, zone);
    await measure(store, 2, 40);
    await measure(store, 5, 5);
    const found = await days(ask);
    assert.deepEqual(
      [found.quantity, found.unit, found.timezone, found.to],
      ['temperature', '°C', zone, new Date(now).toISOString()],
    );
    assert.equal(found.hours.length, 25);
    assert.ok(Date.parse(found.hours[0] ?? '') > now - 25 * hourMs);
    assert.deepEqual(
      found.days.map(({ room }) => room),
      ['attic', 'lab'],
    );
    for (const day of found.days) {
      const { averages } = Value.Parse(
        Averages,
        await (
          await ask(
            `averages?room=${day.room}&quantity=temperature&every=hour&from=${found.hours[0] ?? ''}&to=${found.to}`,
          )
        ).json(),
      );
      const told = new Map(averages.map((one) => [one.from, one]));
      assert.deepEqual(
        day.mean,
        found.hours.map((from) => told.get(from)?.mean ?? null),
      );
      assert.deepEqual(
        [day.min, day.max],
        (['min', 'max'] as const).map((edge) =>
          found.hours.map((from) => told.get(from)?.[edge]?.value ?? null),
        ),
      );
      assert.deepEqual(
        day.coverage,
        found.hours.map((from) => told.get(from)?.coverage ?? 0),
      );
    }
    const [attic, lab] = found.days;
    assert.ok(lab?.mean.includes(null), 'the hours that are missing');
    assert.ok(Date.parse(attic?.firstReading ?? '') > now - 6 * hourMs);
    assert.ok((lab?.coverage.at(-1) ?? 0) > 0.9, 'of the open hour, as far as it has come');
  });

test('a room that never measured any such thing is there, and says so', async (t) => {
  const { store, ask } = await building(t, 'UTC');
  await measure(store, 2, 3);
  const [attic, lab] = (await days(ask, '?quantity=humidity')).days;
  assert.deepEqual(attic, { room: 'attic', firstReading: null, mean: [], min: [], max: [], coverage: [] });
  assert.equal(lab?.firstReading, null);
  const both = await days(ask);
  assert.equal(both.days[0]?.firstReading, null);
  assert.deepEqual(
    both.days[0].mean,
    both.hours.map(() => null),
  );
});

test('rooms are named once more, or after a comma, and each is told once', async (t) => {
  const { ask } = await building(t, 'UTC');
  const rooms = async (query: string) => (await days(ask, query)).days.map(({ room }) => room);
  assert.deepEqual(await rooms('?room=lab,attic'), ['lab', 'attic']);
  assert.deepEqual(await rooms('?room=lab&room=lab'), ['lab']);
  for (const query of ['?room=', '?quantity=warmth', `?room=${'a,'.repeat(50)}a`])
    assert.equal((await ask(`days${query}`)).status, 400, query);
});

test('who may read some rooms is told of these, and of no other that it is there', async (t) => {
  const { ask } = await building(t, 'UTC');
  assert.deepEqual(
    (await days(ask, '', 'lab')).days.map(({ room }) => room),
    ['lab'],
  );
  for (const hidden of ['attic', 'nowhere']) {
    const answer = await ask(`days?room=${hidden}`, 'lab');
    assert.equal(answer.status, 404);
    assert.equal(((await answer.json()) as { code: string }).code, 'unknown-room');
  }
});
