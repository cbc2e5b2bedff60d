/** `climat-guardian seed`: years of a building, as the store of a bridge that was there all that time would hold them. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { checkStore } from '../src/store/check-store.ts';
import { openStore } from '../src/store/store-fixture.ts';
import { climatGuardian, climatGuardianIn, program } from './climat-guardian.ts';
import { storedReadings, type Stored } from './stored-readings.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Two months of the coldest time in two rooms: one is not heated, the other is. */
const winter = ['--years', '0.17', '--rooms', '2', '--seed', '5', '--end', '2026-03-01', '--interval', '2m'];

interface Boot {
  readonly id: number;
  readonly osBoot: string;
  /** Milliseconds UTC: when it began, and when it was last known to run. */
  readonly from: number;
  readonly beat: number;
}

interface Event {
  readonly boot: number;
  readonly at: number;
  readonly kind: string;
  readonly device: string | null;
}

let folder = '';
let path = '';
let said = '';
let stored: Stored;
let boots: Boot[];
let events: Event[];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'climat-seed-'));
  path = join(folder, 'climat-guardian.db');
  const { code, out, err } = await climatGuardian('seed', ...winter, '--data', folder);
  assert.equal(code, 0, err);
  said = out;
  stored = storedReadings(path);
  boots = rowsOf(
    'SELECT id, os_boot AS osBoot, from_mono + offset_ms AS "from", last_mono + offset_ms AS beat FROM boot ORDER BY id',
  ) as unknown as Boot[];
  events = rowsOf(
    'SELECT boot, mono_ms + offset_ms AS at, kind, device FROM event JOIN boot ON boot.id = boot ORDER BY event.id',
  ) as unknown as Event[];
});
after(() => rm(folder, { recursive: true, force: true }));

function rowsOf(sql: string, of = path): Record<string, unknown>[] {
  using database = new DatabaseSync(of, { readOnly: true });
  return database.prepare(sql).all();
}

async function emptyFolder(t: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'climat-seed-'));
  endOf(t).defer(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** All that it made: readings, rooms, edits, boots and events. */
function hashOf(of: string): string {
  const all = [
    storedReadings(of),
    ...['boot', 'event', 'hold', 'block', 'rollup', 'room_hour', 'room_month'].map((table) =>
      rowsOf(`SELECT * FROM ${table} ORDER BY 1`, of).map((row) => ({ ...row })),
    ),
  ];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}

/** Of one device, in the order of time: measured at, and the value in its unit. */
function measured(device: string | undefined, entity: string): { at: number; value: number }[] {
  return stored.readings
    .filter(([mac, of]) => mac === device && of === entity)
    .map(([, , at, thousandths]) => ({ at, value: thousandths / 1000 }));
}

function mean(values: readonly { value: number }[]): number {
  assert.ok(values.length > 0, 'there are values');
  return values.reduce((sum, { value }) => sum + value, 0) / values.length;
}

/** The device of a line of what it says is worth a look, and the day. */
function toldOf(pattern: RegExp): { day: number; macs: string[] } {
  const line = said.split('\n').find((one) => pattern.test(one)) ?? '';
  const day = Date.parse(/\d{4}-\d\d-\d\d/.exec(line)?.[0] ?? '');
  assert.ok(Number.isFinite(day), `${String(pattern)} in ${said}`);
  return { day, macs: line.match(/(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/g) ?? [] };
}

test('the same arguments make the same store, another seed another one', async (t) => {
  const hashes: string[] = [];
  for (const seed of ['5', '5', '6']) {
    const data = await emptyFolder(t);
    const args = ['--years', '0.05', '--rooms', '2', '--end', '2026-03-01', '--seed', seed, '--data', data];
    assert.equal((await climatGuardian('seed', ...args)).code, 0);
    hashes.push(hashOf(join(data, 'climat-guardian.db')));
  }
  assert.equal(hashes[0], hashes[1]);
  assert.notEqual(hashes[0], hashes[2]);
});

test('it says what it made, and the store holds that', () => {
  const [, rooms, devices, readings] = /holds (\d+) rooms, (\d+) devices, ([\d,]+) readings/.exec(said) ?? [];
  assert.equal(Number(rooms), stored.rooms.length);
  assert.equal(Number(devices), new Set(stored.readings.map(([device]) => device)).size);
  assert.equal(Number(readings?.replaceAll(',', '')), stored.readings.length);
  assert.deepEqual(checkStore(path).faults, []);
  assert.match(said, / from 2025-12-29 to 2026-02-28;/);
});

test('each night without power looks as it does in a real store', () => {
  const times = stored.readings.map(([, , at]) => at).sort((a, b) => a - b);
  let cuts = 0;
  for (const [i, boot] of boots.entries()) {
    const next = boots[i + 1];
    const last = times.findLast((at) => next === undefined || at < next.from) ?? 0;
    const isStopped = events.some((event) => event.boot === boot.id && event.kind === 'bridge-stopped');
    assert.ok(
      last >= boot.from && last - boot.beat <= minuteMs,
      'nothing is measured long after the last heartbeat',
    );
    if (next === undefined) continue;
    assert.equal(next.osBoot === boot.osBoot, isStopped, 'a bridge whose power is cut says nothing');
    if (isStopped) continue;
    // There is a reading every two minutes, of two devices at different seconds of them.
    assert.ok(boot.beat - last <= 2 * minuteMs, 'the heartbeat is of the last minute');
    assert.ok(next.from - boot.beat > 60 * minuteMs);
    cuts++;
  }
  assert.ok(cuts >= 35 && cuts <= 58, `${String(cuts)} of 62 nights, and one in six is forgotten`);
  const started = events.filter(({ kind }) => kind === 'bridge-started');
  assert.deepEqual(
    started.map(({ boot }) => boot),
    boots.map(({ id }) => id),
  );
});

test('whoever is lost is online again before it measures, and measures nothing between', () => {
  let losses = 0;
  for (const device of new Set(stored.readings.map(([mac]) => mac))) {
    const own = events.filter((event) => event.device === device && event.kind.startsWith('device-'));
    const times = measured(device, 'temperature').map(({ at }) => at);
    for (const [i, { kind, at, boot }] of own.entries()) {
      if (kind !== 'device-lost') continue;
      losses++;
      const until = own[i + 1]?.at ?? Infinity;
      assert.ok(!times.some((one) => one >= at && one < until), `${device} is lost at ${String(at)}`);
      assert.equal(own[i - 1]?.kind, 'device-online');
      assert.equal(own[i - 1]?.boot, boot);
    }
    for (const { from, beat } of boots) {
      const first = times.find((at) => at >= from && at <= beat);
      if (first === undefined) continue;
      assert.ok(own.some(({ kind, at }) => kind === 'device-online' && at >= from && at <= first));
    }
  }
  assert.ok(losses >= 4, String(losses));
});

test('a sensor that gives no number is refused and noted, and one that froze says the same for hours', () => {
  const refused = events.filter(({ kind }) => kind === 'reading-refused');
  assert.ok(refused.length >= 2, 'temperature and humidity, once an hour each');
  for (const { device, at, boot } of refused) {
    const until = boots.find(({ id }) => id === boot)?.beat ?? 0;
    const next = measured(device ?? '', 'humidity').find((one) => one.at >= at && one.at < until);
    assert.ok(next === undefined || next.at - at > 2 * minuteMs, 'what is refused is not stored');
  }
  let longest = 0;
  for (const device of new Set(stored.readings.map(([mac]) => mac))) {
    let same = 1;
    for (const [i, { value }] of measured(device, 'humidity').entries()) {
      same = value === measuredAt(device, i - 1) ? same + 1 : 1;
      longest = Math.max(longest, same);
    }
  }
  assert.ok(longest >= 30, `${String(longest)} readings of the same`);
});

/** So that each list is made once. */
const humidities = new Map<string, number[]>();
function measuredAt(device: string, index: number): number | undefined {
  const known = humidities.get(device) ?? measured(device, 'humidity').map(({ value }) => value);
  humidities.set(device, known);
  return known[index];
}

test('a device that dies is replaced: its room goes on with the other one, and has no third room', () => {
  const { macs, day } = toldOf(/ replaces /);
  const [by, old] = macs;
  const [last, first] = [measured(old, 'temperature').at(-1), measured(by, 'temperature').at(0)];
  assert.ok(last !== undefined && first !== undefined && last.at < first.at - dayMs);
  assert.equal(first.at - (first.at % dayMs), day);
  assert.deepEqual(
    stored.rooms.map(([id]) => id),
    ['office', 'workshop'],
  );
  const places = stored.placements.filter(([, , room]) => room === 'workshop');
  // Two sensors of each, and two of the one that was lent.
  assert.equal(places.length, 6);
  const ends = places.map(([, , , , until]) => until);
  assert.ok(places.some(([, , , from]) => from === first.at && ends.includes(from)));
});

test('a device that is lent measures the air of the room where it is, and stands there meanwhile', () => {
  const { macs, day: lent } = toldOf(/ is moved from Office to Workshop/);
  const { day: back } = toldOf(/ and back to Office/);
  const [device] = macs;
  const [there] = toldOf(/ replaces /).macs.slice(1);
  const between = (of: string | undefined, from: number, until: number): number =>
    mean(measured(of, 'temperature').filter(({ at }) => at >= from && at < until));
  const here = between(device, lent - 5 * dayMs, lent);
  assert.ok(
    Math.abs(here - between(there, lent - 5 * dayMs, lent)) > 4,
    'one room is heated, the other is not',
  );
  const [from, until] = [lent + dayMs, back];
  assert.ok(Math.abs(between(device, from, until) - between(there, from, until)) < 1.5);
  const stays = stored.placements.filter(([, , , from]) => from >= lent && from < lent + dayMs);
  assert.equal(stays.length, 2);
  for (const [, , room, , until] of stays)
    assert.ok(room === 'workshop' && until !== null && until >= back && until < back + dayMs);
});

test('a thermometer is corrected for what was before as well', () => {
  const [calibration] = stored.calibrations;
  const edit = stored.edits.find(([, , what]) => what.includes('is calibrated'));
  assert.ok(calibration !== undefined && edit !== undefined);
  assert.ok(calibration[2] < edit[1] - 10 * dayMs);
});

test('averages are rolled to the end, by the zone of the site', () => {
  const closed = Math.max(...boots.map(({ beat }) => beat)) - 2 * 60 * minuteMs;
  assert.equal(rowsOf(`SELECT 1 FROM stale WHERE from_ms < ${String(closed)}`).length, 0);
  const counted = (sql: string): number => Number(rowsOf(sql)[0]?.['n']);
  const rolled = counted('SELECT sum(count) AS n FROM rollup');
  assert.equal(rolled + counted('SELECT coalesce(sum(n), 0) AS n FROM inbox'), stored.readings.length);
  const signals = counted(
    "SELECT sum(count) AS n FROM rollup JOIN sensor ON sensor.id = sensor WHERE quantity = 'signal'",
  );
  assert.ok(signals > 1500, `${String(signals)}: one an hour of each device, while there is power`);
  const ofRooms = counted(
    `SELECT sum(count) AS n FROM room_month JOIN series ON series.id = series
     WHERE quantity IN ('temperature', 'humidity')`,
  );
  assert.equal(ofRooms, rolled - signals);
});

test('the ledger knows the cause of nearly all the time in which nothing was measured', async () => {
  await using store = await openStore(path);
  const [from, until] = [
    Math.min(...boots.map((boot) => boot.from)),
    Math.max(...boots.map(({ beat }) => beat)),
  ];
  const of = { room: 'workshop' };
  const segments = (await store.reader.ledger({ of, rooms: null, from, until, now: until })) ?? [];
  const lasted = (cause: string | null): number =>
    segments.filter((one) => one.cause === cause).reduce((sum, one) => sum + one.until - one.from, 0);
  const gaps = until - from - lasted(null);
  assert.ok(lasted('power-cut') > 0.7 * gaps, `${String(lasted('power-cut'))} of ${String(gaps)}`);
  assert.ok(lasted('device-away') > dayMs, 'two days without a device');
  assert.ok(lasted('sensor-fault') > 60 * minuteMs, 'hours without a number');
  assert.ok(lasted('unknown') < 0.01 * gaps, `${String(lasted('unknown'))} of ${String(gaps)}`);
});

test('a sink that takes all from the beginning finds everything waiting', async () => {
  await using store = await openStore(path);
  await store.outbox.addSink('influx', 'all');
  let sent = 0;
  for (const lane of ['block', 'inbox'] as const) {
    for (;;) {
      const page = await store.outbox.next('influx', lane, 50_000);
      if (page.to === page.from) break;
      sent += page.rows.length;
      await store.outbox.settle('influx', lane, page, []);
    }
  }
  assert.equal(sent, stored.readings.length);
});

test('an unheated room is near 10 °C and 40 % in January, near 30 °C and 60 % in July', async (t) => {
  const data = await emptyFolder(t);
  const year = ['--years', '1', '--rooms', '1', '--interval', '10m', '--end', '2026-01-31', '--data', data];
  const { code, err } = await climatGuardian('seed', ...year);
  assert.equal(code, 0, err);
  const all = storedReadings(join(data, 'climat-guardian.db')).readings;
  for (const [month, temperature, humidity] of [
    [0, 10, 40],
    [6, 30, 60],
  ] as const) {
    const ofMonth = (entity: string): number =>
      mean(
        all
          .filter(([, of, at]) => of === entity && new Date(at).getUTCMonth() === month)
          .map(([, , , value]) => ({ value: value / 1000 })),
      );
    const [warm, wet] = [ofMonth('temperature'), ofMonth('humidity')];
    assert.ok(Math.abs(warm - temperature) <= 3, `${warm.toFixed(1)} °C in month ${String(month + 1)}`);
    assert.ok(Math.abs(wet - humidity) <= 8, `${wet.toFixed(1)} % in month ${String(month + 1)}`);
  }
});

test('it touches no store that is there, and says whether a bridge uses it', async (t) => {
  const before = (await stat(path)).mtimeMs;
  const refused = await climatGuardian('seed', ...winter, '--data', folder);
  assert.equal(refused.code, 1);
  assert.match(
    refused.err,
    /There is a store .* already, and what is made up must not be mixed .*--data FOLDER/,
  );
  assert.equal((await stat(path)).mtimeMs, before);
  const data = await emptyFolder(t);
  await using _store = await openStore(join(data, 'climat-guardian.db'));
  const { code, err } = await climatGuardian('seed', ...winter, '--data', data);
  assert.equal(code, 1);
  assert.match(err, /There is a store .* already, and a bridge uses it/);
});

for (const [args, words] of [
  [['--years', '0'], /a number from 0\.01 to 50/],
  [['--years', '-3'], /a number from 0\.01 to 50/],
  [['--years', '1', '--rooms', '0'], /a whole number from 1 to 200/],
  [['--years', '1', '--rooms', '100000'], /a whole number from 1 to 200/],
  [['--years', '1', '--end', '2026-02-30'], /a date or a time/],
  [['--years', '1', '--end', '2999-01-01'], /still to come/],
  [['--years', '1', '--interval', '10ms'], /a duration such as .*from 1s/],
  [['--rooms', '3'], /--years <number>' not specified/],
] as const) {
  test(`seed ${args.join(' ')} is a wrong use, and makes nothing`, async (t) => {
    const data = await emptyFolder(t);
    const { code, err } = await climatGuardian('seed', ...args, '--data', data);
    assert.equal(code, 2);
    assert.match(err, words);
    assert.deepEqual(await readdir(data), []);
  });
}

test('the zone of the site says when its days begin', async (t) => {
  const data = await emptyFolder(t);
  const env = { CLIMAT_GUARDIAN_SITE__TIMEZONE: 'America/New_York' };
  const args = ['--years', '0.01', '--rooms', '1', '--end', '2026-03-01T12:00Z', '--data', data];
  assert.equal((await climatGuardianIn({ env }, 'seed', ...args)).code, 0);
  const [first] = rowsOf('SELECT min(start_ms) AS at FROM room_day', join(data, 'climat-guardian.db'));
  assert.equal(new Date(Number(first?.['at'])).toISOString(), '2026-02-25T05:00:00.000Z');
});

for (const [signal, code] of [
  ['SIGINT', 1],
  ['SIGKILL', null],
] as const) {
  test(`${signal} in the middle of it leaves a store that opens, and in it whole days`, async (t) => {
    const data = await emptyFolder(t);
    const args = [program, 'seed', '--years', '20', '--rooms', '10', '--data', data];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const closed = once(child, 'close');
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const file = join(data, 'climat-guardian.db');
    await eventually('some months', async () => {
      const size = await stat(file).then(
        (found) => found.size,
        () => 0,
      );
      return size > 2e6 ? { found: size } : { not: size };
    });
    child.kill(signal);
    assert.equal((await closed)[0], code);
    if (signal === 'SIGINT') assert.match(err, /It was stopped on \d{4}-\d\d-\d\d; what is there is whole/);
    {
      await using store = await openStore(file);
      assert.deepEqual(store.troubles(), []);
      assert.ok(store.figures().readings > 10_000);
    }
    assert.deepEqual(checkStore(file).faults, []);
  });
}
