/** What the comparison with the reference could not tell apart by itself, and that it can fail. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { differences, type Cells } from './cells.ts';
import { expectationOf } from './expectations/all.ts';
import { committedDashboards, type Dashboard, type Panel } from './grafana/model.ts';
import { filledVariables } from './grafana/variables.ts';
import { looks, specialLooks, wholeYears, type Look } from './looks.ts';
import { databaseNames, oughtCells, shownCells, startWorld, viewOf, type World } from './world.ts';
import { fiveYears, otherYears, site } from './years/built.ts';

const dashboards = committedDashboards();
const longRange = dashboardOf('climat-guardian-long-range');

let world: World;
before(async () => {
  world = await startWorld(fiveYears);
});
after(() => world[Symbol.asyncDispose]());

function dashboardOf(uid: string): Dashboard {
  const found = dashboards.find((one) => one.uid === uid);
  if (found === undefined) throw new Error(`there is no dashboard ${uid}`);
  return found;
}

function panelOf({ panels }: Dashboard, id: number): Panel {
  const found = panels.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no panel ${String(id)}`);
  return found;
}

async function cellsAt(
  where: World,
  { dashboard, panel, look }: { dashboard: Dashboard; panel: Panel; look: Look },
  changed?: (query: string) => string,
): Promise<Cells> {
  return shownCells(panel, expectationOf(dashboard, panel), await viewOf(dashboard, where, look), changed);
}

/** Those in which a panel has something to show. */
function looksOf(dashboard: Dashboard, panel: Panel): Look[] {
  const names = expectationOf(dashboard, panel).looks;
  if (names === undefined) return Object.values(looks);
  return names.flatMap((name) => ({ ...looks, ...specialLooks })[name] ?? []);
}

for (const dashboard of dashboards) {
  test(`${dashboard.title}: each variable offers what there is, and a floor its own rooms`, async () => {
    const offered = async (picked: Look['picked']) => {
      const variables = await filledVariables(dashboard, world.databases, picked);
      return Object.fromEntries([...variables].map(([name, { values }]) => [name, [...values]]));
    };
    const all = await offered({});
    const rooms = ['living-room', 'office', 'workshop'];
    const expected: Readonly<Record<string, readonly string[]>> = {
      datasource: [databaseNames.long],
      readings: [databaseNames.raw],
      site: [site.id],
      zone: [site.zone],
      floor: ['-', 'First floor', 'Ground floor'],
      room: rooms,
      quantity: ['temperature'],
      ...{ temperature_low: ['20'], temperature_high: ['26'], humidity_low: ['25'], humidity_high: ['60'] },
    };
    for (const [name, values] of Object.entries(all)) assert.deepEqual(values.sort(), expected[name], name);
    assert.deepEqual((await offered({ floor: ['First floor'] }))['room'], ['office']);
    assert.deepEqual((await offered({ floor: ['-', 'Ground floor'] }))['room']?.sort(), [
      'living-room',
      'workshop',
    ]);
    await assert.rejects(
      offered({ floor: ['First floor'], room: ['workshop'] }),
      /room does not offer workshop/,
    );
  });
}

test('the data sources are called as they are provisioned', () => {
  const file = join(import.meta.dirname, '..', 'provisioning', 'datasources', 'climat-guardian.yaml');
  const { datasources } = parse(readFileSync(file, 'utf8')) as {
    readonly datasources: readonly {
      readonly name: string;
      readonly jsonData: { readonly dbName: string };
    }[];
  };
  assert.deepEqual(Object.fromEntries(datasources.map(({ name, jsonData }) => [name, jsonData.dbName])), {
    [databaseNames.long]: 'climate_long',
    [databaseNames.raw]: 'climate',
  });
});

/** Mistakes that somebody could make; each is looked for in every panel whose query it changes. */
const mistakes: Readonly<Record<string, (query: string) => string>> = {
  'a mean of the sums, as if they were means': (query) =>
    query.replaceAll(/sum\("(\w+)_sum"\) \/ sum\("\w+_covered"\)/g, 'mean("$1_sum")'),
  'a mean where a sum ought to be': (query) => query.replaceAll(/sum\(("\w+_sum")\)/g, 'mean($1)'),
  'days of a zone an hour away': (query) => query.replaceAll(`tz('${site.zone}')`, `tz('Europe/London')`),
};
/** Of each day and room there is one row: its mean and its sum are the same. */
const oneRowEach = ['Dew point of each room', 'Absolute humidity of each room'];

for (const [mistake, make] of Object.entries(mistakes)) {
  for (const dashboard of dashboards) {
    test(`${dashboard.title}: ${mistake} is found in every panel that it touches`, async () => {
      for (const panel of dashboard.panels) {
        if (mistake === 'a mean where a sum ought to be' && oneRowEach.includes(panel.title)) continue;
        const expectation = expectationOf(dashboard, panel);
        let [touched, found] = [false, false];
        for (const look of looksOf(dashboard, panel)) {
          if (found) break;
          const viewed = await viewOf(dashboard, world, look);
          const shown = await shownCells(panel, expectation, viewed, (query) => {
            touched ||= make(query) !== query;
            return make(query);
          });
          if (!touched) break;
          found = differences(shown, await oughtCells(expectation, world, viewed)).length > 0;
        }
        assert.equal(found, touched, panel.title);
      }
    });
  }
}

test('days, weeks and months begin at local midnights, weeks on Mondays, months on their first day', async () => {
  const local = new Intl.DateTimeFormat('en', {
    timeZone: site.zone,
    ...{ weekday: 'long', day: 'numeric', hour: 'numeric', minute: 'numeric', hourCycle: 'h23' },
  });
  const startsOf = async (id: number): Promise<number[]> => {
    const look = { ...wholeYears, picked: {} };
    const cells = await cellsAt(world, { dashboard: longRange, panel: panelOf(longRange, id), look });
    return [...new Set([...cells.keys()].map((key) => Number(key.split(' | ')[1])))].sort((a, b) => a - b);
  };
  const parts = (at: number): Record<string, string> =>
    Object.fromEntries(local.formatToParts(at).map(({ type, value }) => [type, value]));
  const [days, weeks, months] = [await startsOf(2), await startsOf(4), await startsOf(6)];
  for (const at of [...days, ...weeks, ...months]) {
    const { hour, minute } = parts(at);
    assert.equal(`${hour ?? ''}:${minute ?? ''}`, '00:00', new Date(at).toISOString());
  }
  assert.equal(days.length, 1826);
  assert.ok(weeks.length === 262 && weeks.every((at) => parts(at)['weekday'] === 'Monday'));
  assert.ok(months.length === 60 && months.every((at) => parts(at)['day'] === '1'));
  const lengths = days.slice(1).map((at, i) => (at - (days[i] ?? 0)) / 3_600_000);
  const counted = (hours: number): number => lengths.filter((one) => one === hours).length;
  // Clocks were set five times in spring and five times in autumn.
  assert.deepEqual([counted(23), counted(24), counted(25)], [5, 1815, 5]);
});

test('while a room is silent its coverage is 0 and no mean is drawn', async () => {
  const [from, to] = [Date.parse('2023-05-20T22:00:00Z'), Date.parse('2023-06-20T21:59:59Z')];
  const look = { from, to, picked: { room: ['living-room'] } };
  const of = (id: number): Promise<Cells> =>
    cellsAt(world, { dashboard: longRange, panel: panelOf(longRange, id), look });
  const [means, coverage] = [await of(1), await of(2)];
  const silent = [...coverage].filter(([, value]) => value === 0).map(([key]) => key.split(' | ')[1]);
  assert.ok(silent.length >= 5, `${String(silent.length)} days`);
  assert.equal(coverage.size, 31);
  for (const at of silent)
    for (const name of ['mean', 'min', 'max']) assert.ok(!means.has(`${name} temperature °C | ${at ?? ''}`));
  assert.equal(means.size, 3 * (31 - silent.length));
});

test('the long range asks for rows of rooms only, never for a reading', () => {
  for (const { targets, title } of longRange.panels) {
    for (const { query, datasource } of targets) {
      assert.equal(datasource.uid, '${datasource}', title);
      const measurements = [...query.matchAll(/FROM\s+"?(\w+)/g)].map(([, name]) => name);
      assert.ok(
        measurements.length > 0 && measurements.every((name) => /^room_(hour|day|month)$/.test(name ?? '')),
        query,
      );
    }
  }
});

test('with another seed every panel of rooms shows something else', async () => {
  await using other = await startWorld(otherYears);
  const look = { from: Date.parse('2025-11-01T00:00:00Z'), to: wholeYears.to, picked: {} };
  for (const dashboard of dashboards.filter(({ uid }) => uid !== 'climat-guardian-rooms-now')) {
    for (const panel of dashboard.panels) {
      // Of heartbeats, which no seed makes, and of who is silent.
      if (looksOf(dashboard, panel).some((one) => Object.values(specialLooks).includes(one))) continue;
      const [ours, theirs] = await Promise.all(
        [world, other].map((one) => cellsAt(one, { dashboard, panel, look })),
      );
      assert.ok(ours && theirs && ours.size > 0 && theirs.size > 0, panel.title);
      const isOther = [...ours].some(([key, value]) => theirs.get(key) !== value);
      assert.ok(isOther, panel.title);
    }
  }
});
