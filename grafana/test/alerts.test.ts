/** Each provisioned alert rule, its query run and its condition evaluated: it fires when it should, and only then. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startInfluxd, type Influxd } from '@climat-guardian/suite/processes/influxd';
import { firing, provisionedRules, type Rule } from './grafana/alerts.ts';
import { Database } from './grafana/influxdb.ts';
import { committedDashboards } from './grafana/model.ts';

const [minuteMs, hourMs] = [60_000, 3_600_000];
const rules = provisionedRules();

let influxd: Influxd;
let databases = 0;
before(async () => {
  influxd = await startInfluxd();
});
after(() => influxd[Symbol.asyncDispose]());

/** A database of these lines alone. The rules ask for times before InfluxDB's own now. */
async function holding(lines: readonly string[]): Promise<Database> {
  const name = `long_${String(databases++)}`;
  await influxd.query('', `CREATE DATABASE ${name}`);
  if (lines.length > 0) await influxd.write(name, lines.join('\n'));
  return new Database(influxd.url, name);
}

function rule(uid: string): Rule {
  const found = rules.find((one) => one.uid === `climat-guardian-${uid}`);
  assert.ok(found, uid);
  return found;
}

/** Closed hours before this one. */
function hours(room: string, values: readonly (number | null)[], quantity = 'humidity'): string[] {
  const thisHour = Math.floor(Date.now() / hourMs) * hourMs;
  return values.map((value, i) => {
    const covered = value === null ? 0 : hourMs;
    const sum = (value ?? 0) * covered;
    const fields = `${quantity}_sum=${String(sum)},${quantity}_covered=${String(covered)},${quantity}_span=${String(hourMs)}`;
    return `room_hour,site=office,room=${room},hour=00 ${fields} ${String(thisHour - (values.length - i) * hourMs)}`;
  });
}

/** A minute apart, the last one so long ago. */
function beats(site: string, some: readonly Readonly<Record<string, number>>[], agoMs = 10_000): string[] {
  return some.map((fields, i) => {
    const at = Date.now() - agoMs - (some.length - 1 - i) * minuteMs;
    const written = Object.entries({ count: 1, ...fields }).map(
      ([name, value]) => `${name}=${String(value)}`,
    );
    return `event,site=${site},kind=heartbeat ${written.join(',')} ${String(at)}`;
  });
}

const minutes = (count: number, of: (i: number) => Readonly<Record<string, number>>) =>
  Array.from({ length: count }, (_, i) => of(i));

test('one silent room fires and is named; those that were heard do not', async () => {
  const heard = hours('kitchen', [50, 51, 50]);
  const silent = hours('bath', [60, 60, null]);
  // Of two quantities one is enough.
  const half = [...hours('hall', [50, 50, null]), ...hours('hall', [20, 20, 21], 'temperature')];
  const of = rule('silent-room');
  assert.deepEqual(await firing(of, await holding([...heard, ...silent, ...half])), [
    'No reading from bath for an hour',
  ]);
  assert.deepEqual(await firing(of, await holding(heard)), []);
});

test('a room that has been silent for long fires on, one that fell silent before the last hour and is back does not', async () => {
  const lines = [...hours('bath', [null, null, null]), ...hours('kitchen', [50, null, 50])];
  assert.deepEqual(await firing(rule('silent-room'), await holding(lines)), [
    'No reading from bath for an hour',
  ]);
});

test('humidity that is high for hours fires, a shower does not', async () => {
  const lines = [
    ...hours('bath', [72, 75, 71, 78, 74, 72]),
    ...hours('kitchen', [50, 52, 88, 60, 55, 50]),
    ...hours('cellar', [71, null, 73, null, 75, 72]),
  ];
  const fired = await firing(rule('humidity-high'), await holding(lines));
  assert.deepEqual(fired.sort(), [
    'bath is above 70 % humidity for hours',
    'cellar is above 70 % humidity for hours',
  ]);
});

test('a backlog that grows fires; one that is worked off, or none, does not', async () => {
  const growing = beats(
    'office',
    minutes(28, (i) => ({ waiting: 100 * i, waiting_seconds: 60 * i })),
  );
  const falling = beats(
    'barn',
    minutes(28, (i) => ({ waiting: 3000 - 100 * i, waiting_seconds: 7200 - 120 * i })),
  );
  const none = beats(
    'home',
    minutes(28, () => ({ waiting: 0, waiting_seconds: 0 })),
  );
  const fired = await firing(rule('backlog-grows'), await holding([...growing, ...falling, ...none]));
  assert.deepEqual(fired, ['Readings of office wait longer and longer for InfluxDB']);
});

test('a clock that is not trusted fires, one that is trusted by now does not', async () => {
  const untrusted = beats(
    'office',
    minutes(5, () => ({ clock_trusted: 0 })),
  );
  const trusted = beats(
    'home',
    minutes(5, (i) => ({ clock_trusted: i < 3 ? 0 : 1 })),
  );
  const fired = await firing(rule('clock-untrusted'), await holding([...untrusted, ...trusted]));
  assert.deepEqual(fired, ['The bridge of office does not know the time']);
});

test('a heartbeat that stopped fires, also where there never was one; one that goes on does not', async () => {
  const of = rule('no-heartbeat');
  const living = beats(
    'home',
    minutes(5, () => ({})),
  );
  const stopped = beats(
    'office',
    minutes(5, () => ({})),
    20 * minuteMs,
  );
  assert.equal((await firing(of, await holding([...living, ...stopped]))).length, 1);
  assert.deepEqual(await firing(of, await holding(living)), []);
  assert.equal((await firing(of, await holding([]))).length, 1);
});

test('each rule was tried, and leads to a panel that is there', () => {
  const tried = ['silent-room', 'humidity-high', 'backlog-grows', 'clock-untrusted', 'no-heartbeat'];
  assert.deepEqual(rules.map(({ uid }) => uid).sort(), tried.map((name) => `climat-guardian-${name}`).sort());
  for (const { uid, dashboardUid, panelId } of rules) {
    const dashboard = committedDashboards().find((one) => one.uid === dashboardUid);
    assert.ok(
      dashboard?.panels.some(({ id }) => id === panelId),
      uid,
    );
  }
});
