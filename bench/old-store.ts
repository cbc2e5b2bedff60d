/**
 * A store that has been kept for a year: 20 sensors, a reading a minute, ten million in all. How long it takes to
 * open, and what memory that takes, beside a new one.
 *
 * usage: old-store.ts [open PATH], which opens that store and says how it went
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseMac } from '../bridge/src/reading/mac.ts';
import { Store } from '../bridge/src/store/store.ts';
import { row, whole } from './figures.ts';

const [sensors, days] = [20, 365];
const [minuteMs, hourMs] = [60_000, 3_600_000];
const firstAt = Date.UTC(2025, 10, 21);
const runs = 3;

interface Opened {
  readonly openMs: number;
  readonly rssMb: number;
}

function openAt(path: string, now: () => number): Promise<Store> {
  const clock = { osBoot: 'bench', monotonic: now, offset: () => firstAt, accuracyMs: () => 0 };
  // Nothing of it needs to outlast a power cut.
  return Store.open({ path, commitIntervalMs: hourMs, clock, log: console.error, synchronous: 'OFF' });
}

async function fill(path: string, forHours: number): Promise<void> {
  let hour = 0;
  await using store = await openAt(path, () => hour * hourMs);
  const mac = parseMac('020000000001');
  if (mac === undefined) throw new Error('no MAC address');
  const names = Array.from({ length: sensors }, (_, i) => `temperature_${String(i)}`);
  const described = names.map((entity) => ({ entity, quantity: 'temperature', diagnostic: false }) as const);
  await store.register({ mac, name: 'esp', friendlyName: '', area: '', sensors: described });
  await store.trust();
  for (; hour < forHours; hour++) {
    for (let at = 0; at < hourMs; at += minuteMs) {
      for (let sensor = 1; sensor <= sensors; sensor++) {
        const measuredAt = firstAt + hour * hourMs + at + Math.round(Math.random() * 20);
        const value = 21 + 2 * Math.sin(hour / 4) + (Math.random() - 0.5) * 0.1;
        store.append({ sensor, measuredAt, value });
      }
    }
    await store.commit();
    if (hour % 12 === 11) await store.fold(firstAt + hour * hourMs);
  }
}

async function open(path: string): Promise<Opened> {
  const from = performance.now();
  await using store = await openAt(path, () => (days * 24 + 1) * hourMs);
  const openMs = performance.now() - from;
  if (store.troubles().length > 0) throw new Error(store.troubles().join(' '));
  const rssKb = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]);
  return { openMs, rssMb: rssKb / 1024 };
}

async function inOwnProcess(path: string): Promise<Opened> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'open', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return JSON.parse(said) as Opened;
}

async function compare(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-bench-'));
  try {
    row('20 sensors, a reading a minute', 'readings', 'file', 'time to open', 'RSS at most');
    row('---', '---', '---', '---', '---');
    for (const [name, hours] of [
      ['a day', 24],
      ['a year', days * 24],
    ] as const) {
      const path = join(folder, `${String(hours)}.db`);
      await fill(path, hours);
      const opened: Opened[] = [];
      for (let run = 0; run < runs; run++) opened.push(await inOwnProcess(path));
      const range = (values: readonly number[], unit: string): string =>
        `${whole(Math.min(...values))}–${whole(Math.max(...values))} ${unit}`;
      row(
        name,
        whole(hours * 60 * sensors),
        `${(statSync(path).size / 1e6).toFixed(1)} MB`,
        range(
          opened.map(({ openMs }) => openMs),
          'ms',
        ),
        range(
          opened.map(({ rssMb }) => rssMb),
          'MB',
        ),
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const [mode, path = ''] = process.argv.slice(2);
if (mode === 'open') console.log(JSON.stringify(await open(path)));
else await compare();
