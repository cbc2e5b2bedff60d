/**
 * Years of a building by `seed`: how fast they go through the store, and what they take on the disk, averages apart.
 *
 * usage: seed.ts [YEARS …], 1 and 5 by default
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fill } from '../bridge/src/cli/seed/fill.ts';
import { Zone } from '../bridge/src/reading/zone.ts';
import { row, whole } from './figures.ts';

const rooms = 10;
/** Temperature and humidity of each room. */
const sensors = 2 * rooms;
const until = Date.UTC(2026, 10, 1);
const dayMs = 86_400_000;

interface Sizes {
  readonly all: number;
  /** Bytes of a table and its indexes. */
  readonly of: (table: string) => number;
}

function sizesOf(path: string): Sizes {
  using database = new DatabaseSync(path, { readOnly: true });
  const bytes = new Map(
    database
      .prepare(
        `SELECT tbl_name AS name, sum(pgsize) AS bytes FROM dbstat
         JOIN sqlite_schema ON sqlite_schema.name = dbstat.name GROUP BY tbl_name`,
      )
      .all()
      .map((table) => [String(table['name']), Number(table['bytes'])]),
  );
  const all = [...bytes.values()].reduce((sum, one) => sum + one, 0);
  return { all, of: (table) => bytes.get(table) ?? 0 };
}

const averages = ['rollup', 'room_hour', 'room_day', 'room_month'] as const;
const asked = process.argv.slice(2).map(Number);
const measured: { years: number; readings: number; seconds: number; cpuSeconds: number; sizes: Sizes }[] = [];
for (const years of asked.length > 0 ? asked : [1, 5]) {
  const folder = await mkdtemp(join(tmpdir(), 'climat-bench-'));
  try {
    const path = join(folder, 'climat-guardian.db');
    const [from, before] = [performance.now(), process.cpuUsage()];
    const { readings } = await fill({
      path,
      rooms,
      seed: 1,
      intervalMs: 60_000,
      zone: new Zone('UTC'),
      from: until - Math.round(years * 365.2425) * dayMs,
      until,
      told: () => undefined,
      stop: new AbortController().signal,
    });
    const { user, system } = process.cpuUsage(before);
    const seconds = (performance.now() - from) / 1000;
    measured.push({ years, readings, seconds, cpuSeconds: (user + system) / 1e6, sizes: sizesOf(path) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

row(
  '10 rooms × 2, one a minute',
  'readings',
  'time',
  'readings/s',
  'a second of processor',
  'file',
  'a reading',
  'without averages',
);
row('---', '---', '---', '---', '---', '---', '---', '---');
for (const { years, readings, seconds, cpuSeconds, sizes } of measured) {
  const ofAverages = averages.reduce((sum, table) => sum + sizes.of(table), 0);
  const each = (bytes: number): string => `${(bytes / readings).toFixed(2)} bytes`;
  row(
    `${String(years)} years`,
    whole(readings),
    `${whole(seconds)} s`,
    whole(readings / seconds),
    whole(readings / cpuSeconds),
    `${(sizes.all / 1e6).toFixed(1)} MB`,
    each(sizes.all),
    each(sizes.all - ofAverages),
  );
}
console.log();
row('bytes a sensor and year', ...averages);
row('---', ...averages.map(() => '---'));
for (const { years, sizes } of measured)
  row(`${String(years)} years`, ...averages.map((table) => whole(sizes.of(table) / sensors / years)));
