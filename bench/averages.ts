/**
 * The long view of a building: what it costs to ask for it, beside InfluxDB 1.6, which makes it of raw readings each
 * time; to keep it up to date while commits go on; and to store it.
 *
 * Both stores are made first, for which their folder takes some gigabytes; with --folder they stay for the next time.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startChild } from '@climat-guardian/suite/processes/child';
import type { Influxd } from '@climat-guardian/suite/processes/influxd';
import { Averages } from '../bridge/src/average/averages.ts';
import { Calendar } from '../bridge/src/average/calendar.ts';
import { Reader } from '../bridge/src/store/reader.ts';
import { askStation, get, influxQlOf, pathOf, questions, type Asked } from './averages/asked.ts';
import { now, sensorCount, zone, type Building } from './averages/building.ts';
import { builtStore } from './averages/built-store.ts';
import { bucketTables, bytesOfYear } from './averages/bytes.ts';
import { measureFolding } from './averages/folding.ts';
import { database, startPeer } from './averages/peer.ts';
import { quantile, row, whole } from './figures.ts';

const { values: options } = parseArgs({
  options: {
    /** Of the large building, which nobody else is asked about. */
    years: { type: 'string', default: '10' },
    rooms: { type: 'string', default: '50' },
    minutes: { type: 'string', default: '30' },
    /** Of the one that both are asked about. */
    'peer-years': { type: 'string', default: '5' },
    'peer-rooms': { type: 'string', default: '10' },
    'peer-minutes': { type: 'string', default: '1' },
    'no-peer': { type: 'boolean', default: false },
    folds: { type: 'string', default: '12' },
    runs: { type: 'string', default: '40' },
    folder: { type: 'string' },
  },
});
const minuteMs = 60_000;
const large: Building = {
  years: Number(options.years),
  rooms: Number(options.rooms),
  quantities: ['temperature', 'humidity'],
  everyMs: Number(options.minutes) * minuteMs,
};
const small: Building = {
  years: Number(options['peer-years']),
  rooms: Number(options['peer-rooms']),
  quantities: ['temperature'],
  everyMs: Number(options['peer-minutes']) * minuteMs,
};
const runs = Number(options.runs);
const warmUp = 3;
/** From raw readings a single answer takes up to a minute. */
const [leastRuns, enoughMs] = [3, 60_000];

interface Figures {
  readonly http: readonly number[];
  readonly station: readonly number[];
  /** What the answers are made of. */
  readonly tier: string;
}

async function timed(what: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await what();
  return performance.now() - from;
}

/** By the name of the question. */
async function askedOf(path: string, building: Building): Promise<Map<string, Figures>> {
  await using end = new AsyncDisposableStack();
  const program = fileURLToPath(new URL('averages/bridge.ts', import.meta.url));
  const bridge = await startChild(process.execPath, [program, path, String(now)], {
    ready: /at (http:\/\/\S+\/)/,
    readyWithinMs: 600_000,
  });
  end.defer(() => bridge.end());
  const reader = end.use(new Reader(path, console.error));
  const station = new Averages(reader, new Calendar(zone));
  const ask = async (asked: Asked): Promise<string> => get(new URL(pathOf(asked), bridge.ready[1]));
  const figures = new Map<string, Figures>();
  for (const { name, parts } of questions) {
    let tier = '';
    const [http, alone]: [number[], number[]] = [[], []];
    for (let run = 0; run < warmUp + runs; run++) {
      const all = parts(building, run);
      let said = '';
      const httpMs = await timed(async () => {
        for (const one of all) said = await ask(one);
      });
      const aloneMs = await timed(async () => {
        for (const one of all) await askStation(station, one);
      });
      tier = tierOf(said);
      if (run < warmUp) continue;
      http.push(httpMs);
      alone.push(aloneMs);
    }
    figures.set(name, { http, station: alone, tier });
  }
  return figures;
}

function tierOf(answer: string): string {
  const { tier, every } = JSON.parse(answer) as { readonly tier?: string; readonly every?: string };
  return tier ?? every ?? '';
}

async function askedOfPeer(
  { url }: Influxd,
  building: Building,
  tiers: ReadonlyMap<string, Figures>,
): Promise<Map<string, readonly number[]>> {
  const figures = new Map<string, readonly number[]>();
  for (const { name, parts } of questions) {
    const times: number[] = [];
    const from = performance.now();
    for (let run = 0; run < runs; run++) {
      if (run >= leastRuns && performance.now() - from > enoughMs) break;
      const influxQl = influxQlOf(parts(building, run), tiers.get(name)?.tier ?? '');
      const asking = new URL('query', url);
      asking.search = new URLSearchParams({ db: database, q: influxQl, epoch: 'ms' }).toString();
      times.push(
        await timed(async () => {
          failWhereEmpty(await get(asking));
        }),
      );
    }
    figures.set(name, times);
  }
  return figures;
}

/** It answers mistakes with 200. */
function failWhereEmpty(answer: string): void {
  if (!answer.includes('"values"')) throw new Error(`InfluxDB answered ${answer.slice(0, 300)}`);
}

const both = (times: readonly number[]): string =>
  `${quantile(times, 0.5).toFixed(1)} / ${quantile(times, 0.99).toFixed(1)} ms`;
const titleOf = ({ years, rooms, quantities }: Building): string =>
  `${String(years)} years × ${String(rooms)} rooms × ${String(quantities.length)}`;

async function compare(folder: string): Promise<void> {
  const paths = { large: await builtStore(folder, large), small: await builtStore(folder, small) };
  const ofLarge = await askedOf(paths.large, large);
  const ofSmall = await askedOf(paths.small, small);
  let ofPeer = new Map<string, readonly number[]>();
  if (!options['no-peer']) {
    await using peer = await startPeer(small);
    ofPeer = await askedOfPeer(peer, small, ofSmall);
  }
  row('p50 / p99', 'goal', titleOf(large), 'without HTTP', titleOf(small), 'InfluxDB 1.6, raw', 'ours = 1');
  row('---', '---', '---', '---', '---', '---', '---');
  for (const { name, goalMs } of questions) {
    const [one, other, peer] = [ofLarge.get(name), ofSmall.get(name), ofPeer.get(name)];
    if (one === undefined || other === undefined) continue;
    const ratio = peer && quantile(peer, 0.5) / quantile(other.http, 0.5);
    row(
      one.tier === other.tier ? `${name} (${one.tier})` : `${name} (${one.tier}; ${other.tier})`,
      goalMs === undefined ? '' : `< ${String(goalMs)} ms`,
      both(one.http),
      both(one.station),
      both(other.http),
      peer === undefined ? '' : `${both(peer)}, ${String(peer.length)} runs`,
      ratio === undefined ? '' : ratio.toFixed(1),
    );
  }
}

async function tellFolding(folder: string): Promise<void> {
  const path = await builtStore(folder, large);
  const { folds, alone, during } = await measureFolding(path, large, Number(options.folds));
  console.log();
  row(
    `${String(sensorCount(large))} sensors × 10 s, a commit every 250 ms`,
    'commits',
    'p50 / p99',
    'longest',
  );
  row('---', '---', '---', '---');
  const tell = (name: string, times: readonly number[]): void => {
    row(name, String(times.length), both(times), `${Math.max(...times).toFixed(1)} ms`);
  };
  tell('alone', alone);
  tell('while an hour is folded and rolled', during);
  const ratio = (share: number): string => (quantile(during, share) / quantile(alone, share)).toFixed(2);
  row('alone = 1', '', `${ratio(0.5)} / ${ratio(0.99)}`, ratio(1));
  console.error(`folding and rolling an hour: ${both(folds)}`);
}

function tellBytes(path: string): void {
  const bytes = bytesOfYear(path, large);
  console.log();
  row('for a year of a sensor', ...bucketTables);
  row('---', ...bucketTables.map(() => '---'));
  row('bytes', ...bucketTables.map((name) => whole(bytes.get(name) ?? 0)));
}

const kept = options.folder === undefined ? undefined : resolve(options.folder);
if (kept !== undefined) mkdirSync(kept, { recursive: true });
const folder = kept ?? (await mkdtemp(join(tmpdir(), 'climat-bench-')));
try {
  await compare(folder);
  await tellFolding(folder);
  tellBytes(await builtStore(folder, large));
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}
