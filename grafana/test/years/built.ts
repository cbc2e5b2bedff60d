/**
 * Years of a building in a real InfluxDB: `climat-guardian seed` makes the store, a bridge forwards it, and what
 * InfluxDB then holds is kept in the cache under a name of all that goes into it.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { cached } from '@climat-guardian/suite/needs/cache';
import { startChild } from '@climat-guardian/suite/processes/child';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { startInfluxd, type Influxd } from '@climat-guardian/suite/processes/influxd';

export interface Years {
  readonly seed: number;
  readonly years: number;
  readonly rooms: number;
  /** The day before whose midnight they end. */
  readonly end: string;
  /** When the bridge forwards them; ISO 8601. */
  readonly now: string;
}

/** Nightly cuts, a moved device (half a year two in one room), a replaced one, one that is away, and ten changes of clocks. */
export const fiveYears: Years = {
  seed: 7,
  years: 5,
  rooms: 3,
  end: '2026-01-01',
  now: '2026-01-01T10:30:00Z',
};
/** The same months of another building. */
export const otherYears: Years = { ...fiveYears, seed: 8, years: 0.25 };

export const site = { id: 'seeded', zone: 'Europe/Zurich' } as const;
/** One room has no floor. */
const floors = { workshop: 'Ground floor', office: 'First floor' } as const;

const root = join(import.meta.dirname, '..', '..', '..');
const program = join(root, 'bridge', 'bin', 'climat-guardian.js');

/** What was kept: `influxdb/`, and `places.json` of the store's own tables. */
export async function builtYears(years: Years): Promise<string> {
  const name = `${String(years.years)}-${String(years.seed)}`;
  const folder = cached('grafana', `${name}-${keyOf(years)}`);
  if (existsSync(folder)) return folder;
  await mkdir(cached('grafana'), { recursive: true });
  const unfinished = await mkdtemp(cached('grafana', 'unfinished-'));
  try {
    await build(years, unfinished);
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  await forgetOthers(name, folder);
  return folder;
}

/** Of the programs that make it, of this file and of what is asked for. */
function keyOf(years: Years): string {
  const hash = createHash('sha256').update(JSON.stringify([years, site, floors]));
  for (const part of ['bridge/src', 'simulator/src', 'grafana/test/years', 'package-lock.json']) {
    const names = part.endsWith('.json')
      ? ['']
      : readdirSync(join(root, part), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((one) => !one.endsWith('.test.ts')).sort()) {
      const path = join(root, part, name);
      if (/\.(ts|sql|json)$/.test(path)) hash.update(`${part}/${name}\n`).update(readFileSync(path));
    }
  }
  return hash.digest('hex').slice(0, 12);
}

/** Those of programs of before: each takes some 100 MB. */
async function forgetOthers(name: string, kept: string): Promise<void> {
  for (const other of await readdir(cached('grafana'))) {
    const path = cached('grafana', other);
    if (other.startsWith(`${name}-`) && path !== kept) await rm(path, { recursive: true, force: true });
  }
}

async function build({ seed, years, rooms, end, now }: Years, folder: string): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'climat-years-'));
  try {
    const what = [
      '--years',
      years,
      '--rooms',
      rooms,
      '--seed',
      seed,
      '--interval',
      '10m',
      '--end',
      `${end}T12:00Z`,
    ];
    await climatGuardian('seed', ...what.map(String), '--data', data);
    for (const [room, floor] of Object.entries(floors))
      await climatGuardian('room', 'floor', room, floor, '--data', data);
    const store = join(data, 'climat-guardian.db');
    await using influxd = await startInfluxd();
    await forward(store, influxd, Date.parse(now));
    await writeFile(join(folder, 'places.json'), JSON.stringify(placesOf(store)));
    await influxd.keep(join(folder, 'influxdb'));
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

async function climatGuardian(...args: string[]): Promise<void> {
  const env = { ...process.env, CLIMAT_GUARDIAN_SITE__TIMEZONE: site.zone };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`climat-guardian ${args.join(' ')}: ${said}`);
}

/** Resolves when nothing waits any more. */
async function forward(store: string, influxd: Influxd, now: number): Promise<void> {
  const file = `${store}.yaml`;
  await writeFile(
    file,
    JSON.stringify({
      site: { id: site.id, timezone: site.zone },
      devices: { discovery: false },
      sinks: [{ name: 'influx', type: 'influxdb1', url: influxd.url }],
      store: { path: store },
      api: { listen: '127.0.0.1:0' },
    }),
  );
  const bridge = await startChild(
    process.execPath,
    [join(import.meta.dirname, 'bridge.ts'), file, String(now)],
    {
      ready: /at (http:\/\/\S+\/)/,
      readyWithinMs: 300_000,
    },
  );
  try {
    await untilForwarded(`${bridge.ready[1] ?? ''}api/v1/sinks`, influxd);
  } finally {
    await bridge.end();
  }
}

const patienceMs = 600_000;

async function untilForwarded(sinks: string, influxd: Influxd): Promise<void> {
  const look = async (): Promise<{ found: true } | { not: string }> => {
    const said = await (await fetch(sinks)).text();
    const isEmpty = !/"waiting":[1-9]|"failure":"/.test(said) && said.includes('"waiting":0');
    // The heartbeat is no lane, and tells of nothing that waits once nothing does.
    return isEmpty && (await hasHeartbeat(influxd)) ? { found: true } : { not: said };
  };
  await eventually('all is forwarded', look, patienceMs);
}

async function hasHeartbeat(influxd: Influxd): Promise<boolean> {
  const rows = await influxd.query(
    'climate_long',
    `SELECT count("count") FROM event WHERE kind = 'heartbeat'`,
  );
  return rows.length > 0;
}

/** What the readings' own database does not say; the words are docs/store.md's. */
function placesOf(store: string): Record<string, unknown[]> {
  using database = new DatabaseSync(store, { readOnly: true });
  const all = (sql: string): unknown[] => database.prepare(sql).all();
  return {
    rooms: all('SELECT id, name, floor FROM room ORDER BY id'),
    sensors: all('SELECT id, device, entity, quantity, diagnostic FROM sensor ORDER BY id'),
    placements: all(
      'SELECT sensor, room, from_ms AS "from", until_ms AS "until" FROM placement ORDER BY sensor, from_ms',
    ),
    calibrations: all(
      'SELECT sensor, from_ms AS "from", gain, offset FROM calibration ORDER BY sensor, from_ms',
    ),
    events: all('SELECT at_ms AS at, kind, device, cause FROM event WHERE at_ms IS NOT NULL ORDER BY id'),
    holds: all('SELECT sensor, from_ms AS "from", hold_ms AS hold FROM hold ORDER BY sensor, from_ms'),
  };
}
