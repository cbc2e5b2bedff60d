/** `GET /api/v1/means`: the last day, week and month of every room, and of nobody's else. */
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import type { FastifyInstance } from 'fastify';
import { Value } from 'typebox/value';
import { Averages, Means, type Problem } from '../api/schema.ts';
import { averagesRoutes } from '../src/api/routes/averages.ts';
import { meansRoutes } from '../src/api/routes/means.ts';
import { validatorCompiler } from '../src/api/validate.ts';
import { Averages as LongView } from '../src/average/averages.ts';
import { Calendar } from '../src/average/calendar.ts';
import { systemClock } from '../src/clock/clock.ts';
import { makeEdit } from '../src/store/edits.ts';
import { device, mac, openStore, temporaryPath, TestClock } from '../src/store/store-fixture.ts';
import type { Store } from '../src/store/store.ts';
import { chance } from './chance.ts';
import { partOfApi } from './part-of-api.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface Building {
  readonly store: Store;
  readonly path: string;
  now: number;
  readonly ask: (question: string, rooms?: string) => Promise<Response>;
}

/** Rooms "lab" and "attic", with one device each whose sensors measure temperature (2, 5) and humidity (3, 6). */
async function building(t: TestContext, zone: string, now: number): Promise<Building> {
  const path = await temporaryPath(t);
  const clock = new TestClock();
  clock.utcLessMono = now - clock.mono;
  const store = await openStore(path, { synchronous: 'OFF', zone, clock });
  endOf(t).defer(() => store[Symbol.asyncDispose]());
  await store.register(device(1, { area: 'Lab' }));
  await store.register(device(2, { area: 'Attic' }));
  const averages = new LongView(store.longView, new Calendar(zone));
  const here = { now };
  const options = {
    site: { id: 'home', name: 'Home', timezone: zone },
    clock: { ...systemClock, now: () => here.now },
    averages,
    places: store.reader,
    rooms: { rooms: () => [{ id: 'attic' }, { id: 'lab' }] },
  };
  const { port } = await partOfApi(t, async (app: FastifyInstance) => {
    app.setValidatorCompiler(validatorCompiler);
    await app.register(averagesRoutes(options));
    await app.register(meansRoutes(options));
  });
  return Object.assign(here, {
    store,
    path,
    ask: (question: string, rooms?: string) =>
      fetch(`http://127.0.0.1:${String(port)}/api/v1/${question}`, {
        headers: rooms === undefined ? {} : { 'x-rooms': rooms },
      }),
  });
}

/** Of both rooms, each some minutes, with holes of hours; all of it but the last half hour in the tables. */
async function measure({ store }: Building, from: number, until: number): Promise<void> {
  const next = chance(3);
  for (let at = from; at < until; at += Math.round(60_000 + next() * 540_000)) {
    if (next() < 0.01) at += Math.round(next() * 9 * hourMs);
    for (const sensor of [2, 3, 5])
      store.append({ sensor, measuredAt: at + sensor, value: Math.round(next() * 30_000) / 1000 });
  }
  await store.commit();
  await store.fold(until - hourMs / 2);
}

async function means(here: Building, query = '', rooms?: string): Promise<Means> {
  return Value.Parse(Means, await (await here.ask(`means${query}`, rooms)).json());
}

const at = (time: string): number => Date.parse(time);
const zones = [
  {
    zone: 'Europe/Zurich',
    about: 'the clocks go forward',
    from: at('2026-03-01T00:00:00Z'),
    nows: [
      '2026-03-29T21:59:59.999Z',
      '2026-03-29T22:00:00Z',
      '2026-03-30T09:00:00Z',
      '2026-04-02T09:41:30.500Z',
    ],
  },
  {
    zone: 'Europe/Zurich',
    about: 'the clocks go back, after which 24 hours ago is today still',
    from: at('2026-09-25T00:00:00Z'),
    nows: ['2026-10-25T22:30:00Z', '2026-10-26T00:15:00Z', '2026-10-31T23:00:00.001Z'],
  },
  {
    zone: 'Asia/Kolkata',
    about: 'an hour is made of quarters',
    from: at('2026-01-01T00:00:00Z'),
    nows: ['2026-02-04T12:37:00Z', '2026-02-04T18:30:00Z'],
  },
];

for (const { zone, about, from, nows } of zones) {
  test(`they are the sums of their hours where ${about}`, async (t) => {
    const here = await building(t, zone, at(nows.at(-1) ?? ''));
    let measured = from;
    for (const now of nows) {
      here.now = at(now);
      await measure(here, measured, here.now);
      measured = here.now;
      const found = await means(here);
      assert.deepEqual(
        found.means.map(({ room, quantity }) => `${room} ${quantity}`),
        ['attic humidity', 'attic temperature', 'lab humidity', 'lab temperature'],
      );
      assert.equal(found.to, new Date(here.now).toISOString());
      for (const { room, quantity, over } of found.means) {
        if (room === 'attic' && quantity === 'humidity') continue; // Never measured; below.
        assert.deepEqual(
          over.map((one) => one.over),
          ['24h', '7d', '30d'],
        );
        for (const one of over) {
          const days = { '24h': 1, '7d': 7, '30d': 30 }[one.over];
          const bucketMs = zone === 'Asia/Kolkata' ? hourMs / 4 : hourMs;
          assert.equal(at(one.from), Math.floor((here.now - days * dayMs) / bucketMs) * bucketMs);
          const hours = Value.Parse(
            Averages,
            await (
              await here.ask(
                `averages?room=${room}&quantity=${quantity}&every=hour&from=${one.from}&to=${found.to}`,
              )
            ).json(),
          ).averages;
          const sum = (of: (hour: (typeof hours)[number]) => number): number =>
            hours.reduce((so, hour) => so + of(hour), 0);
          const covered = sum(({ coveredMs }) => coveredMs);
          const context = `${room} ${quantity} ${one.over} at ${now}`;
          assert.equal(one.coveredMs, covered, context);
          assert.equal(one.spanMs, here.now - at(one.from), context);
          const mean = sum((hour) => (hour.mean ?? 0) * hour.coveredMs) / covered;
          assert.ok(
            Math.abs((one.mean ?? NaN) - mean) < 2e-6,
            `${context}: ${String(one.mean)}, ${String(mean)}`,
          );
          assert.ok(Math.abs(one.coverage - one.coveredMs / one.spanMs) < 1e-6, context);
        }
      }
    }
  });
}

const now = at('2026-03-20T09:41:30Z');

test('what was not measured for so long lowers the coverage, also before the first reading', async (t) => {
  const here = await building(t, 'UTC', now);
  // Two days, the last of them until three days ago.
  for (let time = now - 5 * dayMs; time < now - 3 * dayMs; time += 60_000)
    here.store.append({ sensor: 2, measuredAt: time, value: 20 });
  await here.store.commit();
  await here.store.fold(now);
  const { means: found } = await means(here, '?room=lab');
  const [, temperature] = found;
  assert.deepEqual(temperature?.quantity, 'temperature');
  const [day, week, month] = temperature.over;
  assert.deepEqual([day?.mean, day?.coverage, day?.coveredMs], [null, 0, 0]);
  assert.deepEqual([week?.mean, month?.mean], [20, 20]);
  assert.equal(week?.coveredMs, month?.coveredMs);
  assert.equal(month?.spanMs, 30 * dayMs + 41.5 * 60_000);
  assert.ok(month.coverage < 0.07);
});

test('the open hour counts, as far as it has come', async (t) => {
  const here = await building(t, 'UTC', now);
  here.store.append({ sensor: 2, measuredAt: now - 60_000, value: 17 });
  await here.store.commit();
  const { means: found } = await means(here, '?room=lab&over=24h');
  const [day, ...others] = found.find(({ quantity }) => quantity === 'temperature')?.over ?? [];
  assert.deepEqual([day?.mean, day?.coveredMs, others], [17, 60_000, []]);
});

test('rooms and lengths are named once more, or after a comma', async (t) => {
  const here = await building(t, 'UTC', now);
  const asked = async (query: string): Promise<string[]> =>
    (await means(here, query)).means
      .filter(({ quantity }) => quantity === 'humidity')
      .map(({ room, over }) => `${room} ${over.map((one) => one.over).join()}`);
  assert.deepEqual(await asked('?over=30d,24h'), ['attic 24h,30d', 'lab 24h,30d']);
  assert.deepEqual(await asked('?over=7d&over=7d&room=lab'), ['lab 7d']);
  assert.deepEqual(await asked('?room=lab&room=attic&over=7d'), ['attic 7d', 'lab 7d']);
  for (const query of ['?over=1h', '?over=', '?room=', '?room=lab,', '?over=24h,,7d'])
    assert.equal((await here.ask(`means${query}`)).status, 400, query);
});

test('who may read some rooms is told of these, and of no other that it is there', async (t) => {
  const here = await building(t, 'UTC', now);
  const rooms = new Set((await means(here, '', 'lab')).means.map(({ room }) => room));
  assert.deepEqual([...rooms], ['lab']);
  const [hidden, none] = await Promise.all(
    [here.ask('means?room=attic', 'lab'), here.ask('means?room=nowhere', 'lab')].map(async (answer) => {
      const problem = (await (await answer).json()) as Problem;
      return [problem.status, problem.code];
    }),
  );
  assert.deepEqual(hidden, [404, 'unknown-room']);
  assert.deepEqual(none, hidden);
});

test('a room from which a sensor was moved keeps what was measured there, until that is too long ago', async (t) => {
  const here = await building(t, 'UTC', now);
  for (let time = now - 9 * dayMs; time < now; time += 60_000)
    here.store.append({ sensor: 2, measuredAt: time, value: time < now - 3 * dayMs ? 10 : 30 });
  await here.store.commit();
  await here.store.fold(now);
  const moved = {
    verb: 'device-move',
    device: mac(1),
    to: { room: 'attic' },
    from: now - 3 * dayMs,
  } as const;
  {
    using database = new DatabaseSync(here.path, { timeout: 5000 });
    makeEdit(database, moved, now);
  }
  const temperature = async (query: string) =>
    (await means(here, query)).means
      .filter(({ quantity }) => quantity === 'temperature')
      .map(({ room, over }) => [room, over[0]?.mean]);
  assert.deepEqual(await temperature('?over=7d'), [
    ['attic', 30],
    ['lab', 10],
  ]);
  assert.deepEqual(await temperature('?over=24h'), [['attic', 30]]);
});
