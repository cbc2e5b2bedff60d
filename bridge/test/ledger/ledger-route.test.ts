/** `GET /api/v1/ledger`, asked of a store whose clock a test moves. */
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { Value } from 'typebox/value';
import { GapCause, Ledger, type Problem } from '../../api/schema.ts';
import { ledgerRoutes } from '../../src/api/routes/ledger.ts';
import { Chronicle } from '../../src/chronicle.ts';
import { widerCause } from '../../src/store/explaining.ts';
import { device, mac, openStore, temporaryPath, TestClock } from '../../src/store/store-fixture.ts';
import { partOfApi } from '../part-of-api.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const sensor = 'a0b765000001.temperature.temperature';
/** 2026-11-21, when the store of each test begins. */
const start = Date.UTC(2026, 10, 21, 12);

/** Two readings a minute from 12:00 on, the bridge stopped from 12:20 until 12:30, the host cut from 12:40 until 12:50. */
async function dayOf(t: TestContext, now = start + hour) {
  const path = await temporaryPath(t);
  const clock = new TestClock();
  const measure = async (from: number, until: number, word: 'stopped' | 'cut'): Promise<void> => {
    clock.mono = start + from - (clock.utcLessMono ?? 0);
    const store = await openStore(path, { clock, synchronous: 'OFF' });
    const chronicle = new Chronicle({ note: store.note.bind(store), elapsed: clock.monotonic });
    chronicle.bridge('bridge-started', '1');
    await store.register(device(1, { area: 'Lab' }));
    await store.register(device(2, { area: 'Cellar' }));
    chronicle.device(mac(1), 'online', null);
    for (let at = from; at < until; at += 30 * second)
      store.append({ sensor: 2, measuredAt: start + at, value: 20 });
    clock.mono += until - from;
    if (word === 'stopped') chronicle.bridge('bridge-stopped', '1');
    await store[Symbol.asyncDispose]();
  };
  await measure(0, 20 * minute, 'stopped');
  await measure(30 * minute, 40 * minute, 'cut');
  clock.osBoot = 'boot-2';
  clock.utcLessMono = start + 49 * minute;
  await measure(50 * minute, 55 * minute, 'cut');
  clock.mono = 6 * minute;
  const store = await openStore(path, { clock, synchronous: 'OFF' });
  endOf(t).defer(() => store[Symbol.asyncDispose]());
  const site = { id: 'home', name: 'Home', timezone: 'Europe/Zurich' };
  const { port } = await partOfApi(t, ledgerRoutes({ site, ledger: store.reader, now: () => now }));
  const ask = (question: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${String(port)}/api/v1/ledger?${question}`, { headers });
  return {
    path,
    ask,
    ledger: async (question: string): Promise<Ledger> => {
      const answer: unknown = await (await ask(question)).json();
      assert.ok(Value.Check(Ledger, answer), JSON.stringify(answer));
      return answer;
    },
  };
}

function clockTimes({ segments }: Ledger): string[] {
  return segments.map(
    ({ from, to, cause }) => `${from.slice(11, 19)}-${to.slice(11, 19)} ${cause ?? 'readings'}`,
  );
}

const period = 'from=2026-11-21T11:59:00Z&to=2026-11-21T12:55:00Z';

test('readings and gaps with their causes follow on each other, and add up to the period', async (t) => {
  const { ledger } = await dayOf(t);
  const whole = await ledger(`room=lab&${period}`);
  assert.deepEqual(clockTimes(whole), [
    '11:59:00-12:00:00 before-first',
    // Each reading holds for 150 s, as nothing is folded yet.
    '12:00:00-12:22:00 readings',
    '12:22:00-12:30:00 bridge-stopped',
    '12:30:00-12:42:00 readings',
    '12:42:00-12:50:00 power-cut',
    '12:50:00-12:55:00 readings',
  ]);
  assert.equal(whole.next, null);
  assert.equal(
    whole.totals.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    56 * minute,
  );
  assert.deepEqual(await ledger(`sensor=${sensor}&${period}`), whole, 'the room’s one sensor says the same');
});

test('a period that begins or ends in a gap explains it as the whole does', async (t) => {
  const { ledger } = await dayOf(t);
  const part = await ledger('room=lab&from=2026-11-21T12:44:00Z&to=2026-11-21T12:45:00.001Z');
  assert.deepEqual(part.totals, [{ cause: 'power-cut', milliseconds: minute + 1 }]);
});

test('no more segments than were asked for, and from where the others begin; the totals are of all', async (t) => {
  const { ledger } = await dayOf(t);
  const whole = await ledger(`room=lab&${period}`);
  const first = await ledger(`room=lab&${period}&limit=4`);
  assert.deepEqual(first.totals, whole.totals);
  assert.deepEqual(first.segments, whole.segments.slice(0, 4));
  const rest = await ledger(`room=lab&from=${first.next ?? ''}&to=2026-11-21T12:55:00Z&limit=2`);
  assert.deepEqual([...first.segments, ...rest.segments], whole.segments);
  assert.equal(rest.next, null);
});

test('as a table', async (t) => {
  const { ask } = await dayOf(t);
  const answer = await ask('room=lab&from=2026-11-21T12:30:00Z&to=2026-11-21T12:45:00Z', {
    accept: 'text/csv',
  });
  assert.match(answer.headers.get('content-type') ?? '', /^text\/csv/);
  assert.equal(
    await answer.text(),
    'from,to,milliseconds,cause\r\n' +
      '2026-11-21T12:30:00.000Z,2026-11-21T12:42:00.000Z,720000,\r\n' +
      '2026-11-21T12:42:00.000Z,2026-11-21T12:45:00.000Z,180000,power-cut\r\n',
  );
});

test('the last seven days are asked about, as far as they are over; what is to come is not', async (t) => {
  const { ledger } = await dayOf(t);
  const week = await ledger('room=lab');
  assert.deepEqual(week.period, { from: '2026-11-14T13:00:00.000Z', to: '2026-11-21T13:00:00.000Z' });
  const late = await ledger('room=lab&from=2026-11-21T12:50:00Z&to=2027-01-01');
  assert.deepEqual(late.period, { from: '2026-11-21T12:50:00.000Z', to: '2026-11-21T13:00:00.000Z' });
});

test('a flag is a cause; a room’s other quantities and rooms that were never measured in have theirs', async (t) => {
  const { ledger, path } = await dayOf(t);
  {
    using database = new DatabaseSync(path);
    database.exec(`INSERT INTO edit (at_ms, what, undo) VALUES (0, 'a flag', '[]');
      INSERT INTO flag (sensor, from_ms, until_ms, reason, edit)
      VALUES (2, ${String(start + 5 * minute)}, ${String(start + 10 * minute)}, 'touched', 1)`);
  }
  const flagged = await ledger(`sensor=${sensor}&from=2026-11-21T12:04:00Z&to=2026-11-21T12:11:00Z`);
  assert.deepEqual(clockTimes(flagged), [
    '12:04:00-12:05:00 readings',
    '12:05:00-12:10:00 flagged',
    '12:10:00-12:11:00 readings',
  ]);
  for (const [question, cause] of [
    [`room=lab&quantity=co2&${period}`, 'not-placed'],
    [`room=cellar&${period}`, 'before-first'],
  ] as const)
    assert.deepEqual((await ledger(question)).totals, [{ cause, milliseconds: 56 * minute }]);
});

test('what cannot be answered is refused with what is wrong', async (t) => {
  const { ask } = await dayOf(t);
  const cases: readonly (readonly [string, number, string])[] = [
    ['', 422, 'bad-parameter'],
    [`room=lab&sensor=${sensor}`, 422, 'bad-parameter'],
    ['sensor=temperature', 422, 'bad-parameter'],
    ['room=nowhere', 404, 'not-found'],
    ['sensor=a0b765000009.temperature.temperature', 404, 'not-found'],
    ['room=lab&from=2026-11-20&to=2026-11-19', 422, 'empty-period'],
    ['room=lab&from=2027-01-01&to=2027-01-02', 422, 'future-period'],
    ['room=lab&from=yesterday', 422, 'bad-time'],
  ];
  for (const [question, status, code] of cases) {
    const answer = await ask(question);
    const problem = (await answer.json()) as Problem;
    assert.deepEqual([answer.status, problem.code], [status, code], question);
  }
});

test('who may read some rooms hears of no other, nor of a sensor while it stands there', async (t) => {
  const { ask } = await dayOf(t);
  const headers = { 'x-rooms': 'cellar' };
  assert.equal((await ask(`room=lab&${period}`, headers)).status, 404);
  assert.equal((await ask(`sensor=${sensor}&${period}`, headers)).status, 404);
  assert.equal((await ask(`room=cellar&${period}`, headers)).status, 200);
  assert.equal((await ask(`sensor=${sensor}&${period}`, { 'x-rooms': 'lab' })).status, 200);
});

test('the API knows the very causes that the ledger does', () => {
  assert.deepEqual(
    Object.keys(widerCause).filter((cause) => !Value.Check(GapCause, cause)),
    [],
  );
  assert.equal(GapCause.enum.length, Object.keys(widerCause).length);
});
