/** `GET /api/v1/averages` and `/series`: whole days of the site, gaps in the open, and a word where there is no answer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import { Averages, Series, type Problem } from '../api/schema.ts';
import { makeEdit } from '../src/store/edits.ts';
import { served, type Served } from './averages-served.ts';

const hourMs = 3_600_000;
/** Midnight in Zurich before the night in which the clocks go forward. */
const saturday = Date.parse('2026-03-27T23:00:00Z');
const days = 4;

/** 20 °C every minute by day and 10 °C by night, but from 22 to 6 o'clock of the first night nothing. */
async function fourDays(here: Served): Promise<void> {
  const { store } = here;
  for (let at = saturday; at < saturday + days * 24 * hourMs; at += 60_000) {
    const sinceCut = at - (saturday + 22 * hourMs);
    if (sinceCut >= 0 && sinceCut < 7 * hourMs) continue;
    const hour = new Date(at + 2 * hourMs).getUTCHours();
    store.append({ sensor: 2, measuredAt: at, value: hour >= 6 && hour < 22 ? 20 : 10 });
    if (at % (24 * hourMs) === 0) await store.commit();
  }
  await store.commit();
  await store.fold(saturday + days * 24 * hourMs + 60_000);
}

async function averages(here: Served, query: string): Promise<Averages> {
  return Value.Parse(Averages, await here.json(`averages?room=lab&quantity=temperature&${query}`));
}

async function series(here: Served, query: string): Promise<Series> {
  return Value.Parse(Series, await here.json(`series?room=lab&quantity=temperature&${query}`));
}

test('a day in which the clocks go forward has 23 hours, and says how much of it is covered', async (t) => {
  const here = await served(t, { zone: 'Europe/Zurich', now: saturday + days * 24 * hourMs + 90_000 });
  await fourDays(here);
  const { averages: found, period, firstReading } = await averages(here, 'from=2026-03-28&to=2026-03-31');
  assert.equal(firstReading, '2026-03-27T23:00:00.000Z');
  assert.deepEqual(period, { from: '2026-03-27T23:00:00.000Z', to: '2026-03-30T22:00:00.000Z' });
  assert.deepEqual(
    found.map(({ spanMs }) => spanMs / hourMs),
    [24, 23, 24],
  );
  const [first, second] = found;
  assert.ok(first && second);
  // The last reading before the cut holds on for its hold of 150 s.
  assert.equal(first.coveredMs, 22 * hourMs + 90_000);
  assert.equal(second.coveredMs, 18 * hourMs);
  assert.equal(second.coverage, 0.782609);
  assert.deepEqual(second.min, { value: 10, at: '2026-03-29T20:00:00.000Z' });
  assert.deepEqual(second.max, { value: 20, at: '2026-03-29T04:00:00.000Z' });
  assert.equal(second.mean, 18.888889, '16 hours of 20 °C and 2 of 10');
});

test('each of hours, days, weeks, months and years sums to the same', async (t) => {
  const here = await served(t, { zone: 'Europe/Zurich', now: saturday + days * 24 * hourMs + 90_000 });
  await fourDays(here);
  const sums = await Promise.all(
    (['hour', 'day', 'week', 'month', 'year'] as const).map(async (every) => {
      const { averages: found } = await averages(here, `from=2026-03-01&to=2026-04-02&every=${every}`);
      return [
        found.reduce((sum, { readings }) => sum + readings, 0),
        found.reduce((sum, { coveredMs }) => sum + coveredMs, 0),
      ];
    }),
  );
  assert.deepEqual(new Set(sums.map((sum) => sum.join())).size, 1, JSON.stringify(sums));
  const { averages: weeks } = await averages(here, 'from=2026-03-28&to=2026-03-31&every=week');
  assert.deepEqual(
    weeks.map(({ from }) => from),
    ['2026-03-22T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    'weeks begin on Mondays there',
  );
});

test('what is not folded yet counts, and a reading holds no longer than it has yet', async (t) => {
  const end = saturday + days * 24 * hourMs;
  const now = end + 600_000;
  const here = await served(t, { zone: 'Europe/Zurich', now });
  await fourDays(here);
  const query = 'from=2026-03-28&to=2026-04-02&every=day';
  const before = await averages(here, query);
  const late = saturday + 26 * hourMs;
  here.store.append({ sensor: 2, measuredAt: late, value: 100 });
  here.store.append({ sensor: 2, measuredAt: now - 10_000, value: 15 });
  await here.store.commit();
  const after = await averages(here, query);
  const more = after.averages.map(({ coveredMs }, i) => coveredMs - (before.averages[i]?.coveredMs ?? 0));
  assert.deepEqual(more, [0, 150_000, 0, 0, 10_000]);
  assert.deepEqual(after.averages[1]?.max, { value: 100, at: new Date(late).toISOString() });
  // In the tables it is the same.
  await here.store.fold(now + hourMs);
  const folded = await averages(here, query);
  assert.deepEqual(folded.averages.slice(0, 4), after.averages.slice(0, 4));
});

test('a series has no more points than were asked for, and names its gaps', async (t) => {
  const here = await served(t, { zone: 'Europe/Zurich', now: saturday + days * 24 * hourMs + 90_000 });
  await fourDays(here);
  const tiers = [];
  for (const points of [10_000, 100, 20, 2]) {
    const found = await series(here, `from=2020-01-01&to=2026-04-01&points=${String(points)}`);
    assert.ok(found.points.length <= points);
    tiers.push(found.tier);
    const [first] = found.points;
    assert.equal(first?.from && Date.parse(first.from) <= saturday, true);
    if (found.tier === 'raw') {
      const cut = saturday + 22 * hourMs;
      assert.deepEqual(found.gaps[0], {
        from: new Date(cut + 90_000).toISOString(),
        to: new Date(cut + 7 * hourMs).toISOString(),
      });
    }
    if (found.tier === 'hour') assert.equal(found.gaps.length, 1);
  }
  assert.deepEqual(tiers, ['raw', 'hour', 'day', 'week']);
});

test('a device that was moved takes what it measures to the other room, and undoing brings each answer back', async (t) => {
  const now = saturday + days * 24 * hourMs + 90_000;
  const here = await served(t, { zone: 'Europe/Zurich', now });
  await fourDays(here);
  const ask = async (room: string): Promise<string> =>
    (
      await here.ask(`averages?room=${room}&quantity=temperature&from=2026-03-28&to=2026-04-01&every=hour`)
    ).text();
  const before = await ask('lab');
  const from = saturday + 30 * hourMs + 12_345;
  const moved = { verb: 'device-move', device: here.device, to: { newRoom: 'Attic' }, from } as const;
  here.edit((database) => makeEdit(database, moved, now));
  const [lab, attic] = [await ask('lab'), await ask('attic')];
  assert.notEqual(lab, before);
  const count = (text: string): number =>
    Value.Parse(Averages, JSON.parse(text)).averages.reduce((sum, { readings }) => sum + readings, 0);
  assert.equal(count(lab) + count(attic), count(before));
  here.edit((database) => makeEdit(database, { verb: 'undo', edit: undefined }, now));
  assert.equal(await ask('lab'), before);
});

const refused: readonly [string, number, string][] = [
  ['averages?room=cellar&quantity=temperature', 404, 'unknown-room'],
  ['averages?room=lab&quantity=co2', 404, 'never-measured'],
  ['averages?room=lab&quantity=smell', 400, 'invalid-query'],
  ['averages?room=lab', 400, 'invalid-query'],
  ['averages?room=lab&quantity=temperature&every=decade', 400, 'invalid-query'],
  ['averages?room=lab&quantity=temperature&from=2026-04-01&to=2026-03-01', 422, 'empty-period'],
  ['averages?room=lab&quantity=temperature&from=2020-01-01&to=2021-01-01', 422, 'before-first-reading'],
  ['averages?room=lab&quantity=temperature&from=2036-01-01&to=2037-01-01', 422, 'in-the-future'],
  ['averages?room=lab&quantity=temperature&from=soon', 422, 'bad-time'],
  ['averages?room=lab&quantity=temperature&every=week&corrected=true', 422, 'not-corrected'],
  ['series?room=lab&quantity=temperature&points=10000000', 400, 'invalid-query'],
  ['series?room=lab&quantity=temperature&points=-1', 400, 'invalid-query'],
  ['series?room=cellar&quantity=temperature', 404, 'unknown-room'],
  ['series?room=lab&quantity=temperature&from=2020-01-01&to=2021-01-01', 422, 'before-first-reading'],
];

test('what has no answer is told so, never by an empty one', async (t) => {
  const here = await served(t, { zone: 'Europe/Zurich', now: saturday + days * 24 * hourMs + 90_000 });
  await fourDays(here);
  for (const [question, status, code] of refused) {
    const answer = await here.ask(question);
    const problem = (await answer.json()) as Problem;
    assert.deepEqual([answer.status, problem.code], [status, code], question + JSON.stringify(problem));
    assert.match(problem.detail, /\w{3,} .*\.$/, 'a sentence');
  }
});

test('hours from before the first reading are not too many', async (t) => {
  const here = await served(t, { zone: 'Europe/Zurich', now: saturday + days * 24 * hourMs + 90_000 });
  await fourDays(here);
  const { averages: found } = await averages(here, 'every=hour&from=1970-01-01&to=2026-04-01');
  assert.equal(found.length, days * 24 - 1);
  assert.equal(Date.parse(found[0]?.from ?? ''), saturday);
});

test('hours begin by UTC where that is asked for, and hold the same together', async (t) => {
  const begin = Date.parse('2026-01-10T00:00:00Z');
  const here = await served(t, { zone: 'Asia/Kolkata', now: begin + 12.5 * hourMs });
  for (let time = begin; time < begin + 12.5 * hourMs; time += 60_000) {
    here.store.append({ sensor: 2, measuredAt: time, value: Math.floor((time - begin) / hourMs) });
  }
  await here.store.commit();
  await here.store.fold(begin + 10 * hourMs);
  const query = 'every=hour&from=2026-01-10T00:30:00Z&to=2026-01-10T12:30:00Z';
  const [{ averages: site }, { averages: utc }] = [
    await averages(here, query),
    await averages(here, `${query}&hours=utc`),
  ];
  assert.equal(site[0]?.from, '2026-01-10T00:30:00.000Z');
  assert.deepEqual(
    utc.map(({ from, mean }) => [from.slice(11, 16), mean]),
    Array.from({ length: 13 }, (_, n) => [`${String(n).padStart(2, '0')}:00`, n]),
  );
  assert.equal(utc.at(-1)?.spanMs, hourMs / 2, 'it goes on');
  assert.equal(site[0].mean, 0.5);
});

test('a table has units in its head, and line protocol the sums of which means are made', async (t) => {
  const here = await served(t, { zone: 'Europe/Zurich', now: saturday + days * 24 * hourMs + 90_000 });
  await fourDays(here);
  const query = 'averages?room=lab&quantity=temperature&from=2026-03-28&to=2026-03-29&format=';
  const csv = await (await here.ask(`${query}csv`)).text();
  const [head, line] = csv.split('\r\n');
  assert.match(head ?? '', /^from,to,room,temperature_mean \[°C\],.*,coverage,covered \[ms\],span \[ms\]$/);
  assert.match(line ?? '', /^2026-03-27T23:00:00\.000Z,2026-03-28T23:00:00\.000Z,lab,\d+\.\d+,10,/);
  const lines = await (await here.ask(`${query}line`)).text();
  const [, sum, covered] = /temperature_sum=(\d+),temperature_covered=(\d+),/.exec(lines) ?? [];
  const mean = Number(line?.split(',')[3]);
  assert.ok(Math.abs(Number(sum) / Number(covered) - mean) < 1e-6);
});

test('the mean that a cut day would have had stands beside the plain one, and says when it cannot be told', async (t) => {
  const last = saturday + 30 * 24 * hourMs;
  const here = await served(t, { zone: 'UTC', now: last + 90_000 });
  // Colder the later at night, and cut from 22 to 6 o'clock but each third night.
  const valueAt = (at: number): number =>
    20 - 3 * Math.cos(((at % (24 * hourMs)) / (24 * hourMs)) * 2 * Math.PI);
  for (let at = saturday; at < last; at += 300_000) {
    const [hour, day] = [
      new Date(at + 2 * hourMs).getUTCHours(),
      Math.floor((at + 2 * hourMs) / (24 * hourMs)),
    ];
    if (hour >= 8 || day % 3 === 0) here.store.append({ sensor: 2, measuredAt: at, value: valueAt(at) });
  }
  await here.store.commit();
  await here.store.fold(last + 60_000);
  const { averages: found } = await averages(here, 'from=2026-04-05&to=2026-04-20&corrected=true');
  assert.equal(found.length, 15);
  const cut = found.filter(({ coverage }) => coverage < 0.8);
  assert.ok(cut.length >= 8);
  for (const { mean, corrected } of cut) {
    assert.equal(corrected?.is, 'estimate');
    assert.ok(mean !== null && mean > 20.5);
    assert.ok(Math.abs(corrected.mean - 20) < 0.1, `${String(corrected.mean)} °C`);
    assert.ok(corrected.low <= corrected.mean && corrected.mean <= corrected.high);
  }
  const { averages: plain } = await averages(here, 'from=2026-04-05&to=2026-04-20');
  assert.deepEqual(
    plain.map(({ mean }) => mean),
    found.map(({ mean }) => mean),
  );
  assert.ok(plain.every(({ corrected }) => corrected === undefined));
  const csv = await (
    await here.ask(
      'averages?room=lab&quantity=temperature&from=2026-04-05&to=2026-04-06&corrected=true&format=csv',
    )
  ).text();
  assert.match(
    csv,
    /^[^\r]*,corrected_mean \[°C\],corrected_low \[°C\],corrected_high \[°C\]\r\n[^\r]*,(\d+\.?\d*,?){3}\r\n$/,
  );
  const [early] = (await averages(here, 'from=2026-04-26&to=2026-04-27&corrected=true')).averages;
  assert.deepEqual(early?.corrected, { is: 'not-enough', why: 'not-ended' });
});

test('a dew point is asked for as what is measured is: folded or not, in tables, and never of humidity that nobody measures', async (t) => {
  const midnight = Date.parse('2026-03-28T00:00:00Z');
  const here = await served(t, { zone: 'UTC', now: midnight + 2 * hourMs + 30 * 60_000 });
  const { store } = here;
  const missing = await here.ask('averages?room=lab&quantity=dew_point&from=2026-03-28');
  assert.equal(((await missing.json()) as Problem).code, 'never-measured');
  // Warm and dry, then cold and damp: about as much water, which no mean of both would tell.
  const put = (from: number, until: number, temperature: number, humidity: number): void => {
    for (let at = from; at < until; at += 60_000) {
      store.append({ sensor: 2, measuredAt: at, value: temperature });
      store.append({ sensor: 3, measuredAt: at + 3000, value: humidity });
    }
  };
  put(midnight, midnight + hourMs / 2, 30, 30);
  put(midnight + hourMs / 2, midnight + hourMs, 12, 90);
  await store.commit();
  await store.fold(midnight + hourMs + 60_000);
  put(midnight + 2 * hourMs, midnight + 2 * hourMs + 10 * 60_000, 20, 50);
  await store.commit();
  const asked = 'room=lab&quantity=dew_point&from=2026-03-28T00:00:00Z&to=2026-03-28T03:00:00Z';
  const found = Value.Parse(Averages, await here.json(`averages?${asked}&every=hour`));
  assert.equal(found.unit, '°C');
  // Of 30 °C and 30 % it is 10.5 °C, of 12 °C and 90 % 10.4 °C, of 21 °C and 60 % it would be 13.
  assert.deepEqual(
    found.averages.map(({ mean, readings }) => [mean === null ? null : Math.round(mean * 10) / 10, readings]),
    [
      [10.5, 119],
      // What goes on for 60 s with the hold that the sensors have told.
      [10.4, 0],
      [9.3, 19],
    ],
  );
  const drawn = Value.Parse(Series, await here.json(`series?${asked}&points=1000`));
  assert.equal(drawn.tier, 'raw');
  const sum = drawn.points.reduce((ms, { coveredMs }) => ms + coveredMs, 0);
  assert.equal(
    sum,
    found.averages.reduce((ms, { coveredMs }) => ms + coveredMs, 0),
  );
  const csv = await (await here.ask(`averages?${asked}&every=hour&format=csv`)).text();
  assert.match(csv, /^from,to,room,dew_point_mean \[°C\],dew_point_min \[°C\]/);
  const water = asked.replace('dew_point', 'absolute_humidity');
  const lines = await (await here.ask(`averages?${water}&every=hour&format=line`)).text();
  assert.match(lines, /^# absolute_humidity in g\/m³/);
  assert.match(
    lines,
    /\nroom_hour,site=home,room=lab absolute_humidity_sum=[\d.]+,absolute_humidity_covered=/,
  );
});
