/** `check` and `replay` beside a bridge that runs, with a real InfluxDB. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startSimulator } from '@climat-guardian/simulator';
import { startBridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { startInfluxd, type Influxd } from '@climat-guardian/suite/processes/influxd';
import { systemClock } from '../../src/clock/clock.ts';
import { device, mac, openStore } from '../../src/store/store-fixture.ts';
import { climatGuardian } from '../climat-guardian.ts';

const hour = 3_600_000;

interface Site {
  readonly folder: string;
  readonly path: string;
  /** The configuration's file. */
  readonly config: string;
}

async function site(t: TestContext, sink: object, devices: readonly object[] = []): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-commands-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  const config = join(folder, 'building.yaml');
  const text = {
    devices: { discovery: false, static: devices },
    sinks: [{ name: 'influx', type: 'influxdb1', ...sink }],
    store: { path: 'climat-guardian.db', commit_interval: '250ms' },
    clock: { trust: 'system' },
    api: { listen: '127.0.0.1:0' },
  };
  await writeFile(config, JSON.stringify(text));
  return { folder, path: join(folder, 'climat-guardian.db'), config };
}

/** Two days of a reading every ten minutes, and the last minutes by the second. @returns how many. */
async function fill(path: string): Promise<number> {
  await using store = await openStore(path, { clock: systemClock });
  await store.register(device(1, { area: 'Kitchen' }));
  const now = Date.now();
  let count = 0;
  const write = (from: number, until: number, step: number): void => {
    for (let at = from; at < until; at += step, count++) {
      store.append({ sensor: 2, measuredAt: at, value: 20 + (count % 100) / 10 });
    }
  };
  write(now - 48 * hour, now - 2 * hour, 600_000);
  await store.commit();
  write(now - 60_000, now, 1000);
  await store.commit();
  await store.fold(now);
  return count;
}

const ofOurs = `SELECT time, temperature, room, sensor, site FROM climate WHERE device = '${mac(1)}' ORDER BY time`;

function inInflux(influx: Influxd): Promise<Record<string, unknown>[]> {
  return influx.query('climate', ofOurs);
}

function whenThere(influx: Influxd, count: number): Promise<Record<string, unknown>[]> {
  return eventually(`${String(count)} readings in InfluxDB`, async () => {
    const rows = await inInflux(influx).catch(() => []);
    return rows.length === count ? { found: rows } : { not: rows.length };
  });
}

test('replay beside a running bridge brings back what a sink has lost, and changes nothing else', async (t) => {
  await using influx = await startInfluxd();
  // It makes commits, as devices do all day.
  await using simulator = await startSimulator({ rooms: 1, intervalMs: 500 });
  const port = simulator.devices[0]?.port;
  const { path, config } = await site(t, { url: influx.url }, [{ host: '127.0.0.1', port }]);
  const count = await fill(path);
  await using bridge = await startBridgeProcess(['run', '--config', config]);
  const before = await whenThere(influx, count);

  const since = Date.now() - 24 * hour;
  await influx.query(
    'climate',
    `DELETE FROM climate WHERE time >= ${String(since)}ms AND device = '${mac(1)}'`,
  );
  const left = (await inInflux(influx)).length;
  assert.ok(left > 100 && left < count - 100, `${String(left)} of ${String(count)} are left`);
  const replay = await climatGuardian(
    ...['replay', '--sink', 'influx', '--since', new Date(since).toISOString(), '--config', config],
  );
  assert.equal(replay.code, 0, replay.err);
  assert.match(replay.out, /readings measured since 20.*go to influx again/);
  assert.deepEqual(await whenThere(influx, count), before);

  // Again at once: the cursor that the bridge has only in its memory stands where the first replay had set it.
  await influx.query('climate', `DELETE FROM climate WHERE device = '${mac(1)}'`);
  assert.equal(
    (await climatGuardian('replay', '--sink', 'influx', '--since', '2020-01-01', '--config', config)).code,
    0,
  );
  assert.deepEqual(await whenThere(influx, count), before);
  assert.equal(
    (await climatGuardian('replay', '--sink', 'influx', '--since', '2020-01-01', '--config', config)).code,
    0,
  );

  const unknown = await climatGuardian(
    'replay',
    '--sink',
    'infux',
    '--since',
    '2020-01-01',
    '--config',
    config,
  );
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /no sink "infux": it knows influx/);
  await bridge.stop();
  assert.deepEqual(await whenThere(influx, count), before);
});

test('a time that is none is a wrong use', async () => {
  for (const since of ['yesterday', '2026-02-30', '2026-11-20T25:00', '1763596800000', '2026-11']) {
    const { code, err } = await climatGuardian('replay', '--sink', 'influx', '--since', since);
    assert.equal(code, 2, since);
    assert.match(err, /must be a date or a time/);
  }
  const { code, err } = await climatGuardian('replay', '--sink', 'influx');
  assert.equal(code, 2);
  assert.match(err, /--since/);
});

interface Report {
  readonly isWell: boolean;
  readonly findings: readonly {
    readonly part: string;
    readonly isWell: boolean;
    readonly sentence: string;
  }[];
}

async function checked(config: string): Promise<Report & { code: number | null }> {
  const { code, out } = await climatGuardian('check', '--config', config, '--json');
  return { code, ...(JSON.parse(out) as Report) };
}

function wrong({ findings }: Report): string {
  return findings.flatMap(({ part, isWell, sentence }) => (isWell ? [] : `${part}: ${sentence}`)).join('\n');
}

test('check reads a store beside its bridge and asks its sinks, and leaves both as they were', async (t) => {
  const admin = { username: 'admin', password: 'secret' };
  await using influx = await startInfluxd({ admin });
  const { path, config } = await site(t, { url: influx.url, ...admin });
  const count = await fill(path);
  const notRunning = await climatGuardian('check', '--config', config);
  assert.equal(notRunning.code, 0, notRunning.out);
  assert.match(
    notRunning.out,
    new RegExp(`store: .*1 room, 3 sensors, ${String(count)} readings.*No bridge is running`),
  );
  await using bridge = await startBridgeProcess(['run', '--config', config]);
  assert.ok(bridge.url);
  const report = await checked(config);
  assert.equal(wrong(report), '');
  assert.equal(report.code, 0);
  assert.deepEqual(
    report.findings.map(({ part }) => part),
    ['store', 'disk', 'api', 'clock', 'sink influx'],
  );
  assert.match(report.findings[0]?.sentence ?? '', /A bridge is running/);
  assert.match(report.findings[1]?.sentence ?? '', /some are kept for the day it is full/);

  const { config: other } = await site(t, { url: influx.url, username: 'admin', password: 'wrong' });
  assert.match(
    wrong(await checked(other)),
    /store: there is no store at [^]*sink influx: .*refused the user name or password/,
  );
  await influx.stop();
  const gone = await checked(config);
  assert.equal(gone.code, 1);
  assert.match(wrong(gone), /^sink influx: .*refuses connections\. Is it running\?$/);
});

test('check tells a damaged store, what is damaged of it, and what to do', async (t) => {
  const { path, config } = await site(t, { url: 'http://127.0.0.1:1' });
  await fill(path);
  for (const [said, sql] of [
    [/60 of \d+ readings are missing/, 'DELETE FROM inbox; UPDATE site SET last_seq = 1'],
    [
      /checksums of 1 rows of its table "block" do not fit: \d readings\. Start its bridge again/,
      'UPDATE block SET crc = 1 WHERE rev = 7',
    ],
    [/tables are not described/, 'CREATE TABLE other (x)'],
    [/newer climat-guardian/, 'PRAGMA user_version = 999'],
  ] as const) {
    {
      using database = new DatabaseSync(path);
      database.exec(sql);
    }
    const report = await checked(config);
    assert.equal(report.code, 1);
    assert.match(wrong(report), said);
  }
});

test('the commands of docs/operations.md, one after the other', async (t) => {
  await using influx = await startInfluxd();
  const { folder, path, config } = await site(t, { url: influx.url });
  await fill(path);
  {
    await using store = await openStore(path, { clock: systemClock });
    await store.outbox.addSink('influx', 'all');
  }
  const document = await readFile(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
  const commands = [...document.matchAll(/^```sh\nnpx climat-guardian (.*)\n```$/gm)].map(
    (match) => match[1] ?? '',
  );
  assert.deepEqual(
    commands.map((command) => command.split(' ')[0]),
    ['backup', 'restore', 'check', 'replay'],
  );
  for (const command of commands) {
    const here = command.replace('/media/usb', folder).replace('climat-guardian.yaml', config);
    const { code, out, err } = await climatGuardian(...here.split(' '));
    assert.equal(code, 0, `${here}: ${out} ${err}`);
  }
});
