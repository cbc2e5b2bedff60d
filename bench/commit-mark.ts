/**
 * From the frame that leaves a device to the mark that says it is durable, at a program that reads the WebSocket; and
 * how long the commit itself, write and sync, takes of that, with the same number of readings in a store of its own.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startSimulator } from '@climat-guardian/simulator';
import { startBridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import type { ServerMessage } from '../bridge/api/schema.ts';
import { parseMac } from '../bridge/src/reading/mac.ts';
import { Store } from '../bridge/src/store/store.ts';
import { quantile, row } from './figures.ts';

const frames = 200;
/** Frames come at any moment of the commit interval. */
const [shortestMs, longestMs] = [20, 320];

async function measure(folder: string, commitIntervalMs: number) {
  await using end = new AsyncDisposableStack();
  const simulator = end.use(await startSimulator({ rooms: 1, hold: true }));
  const [device] = simulator.devices;
  if (device === undefined) throw new Error('no device');
  const config = join(folder, 'climat-guardian.yaml');
  await writeFile(
    config,
    JSON.stringify({
      devices: { discovery: false, static: [{ host: device.address, port: device.port }] },
      store: { path: 'readings.db', commit_interval: `${String(commitIntervalMs)}ms` },
      clock: { trust: 'system' },
      api: { listen: '127.0.0.1:0' },
    }),
  );
  const bridge = end.use(await startBridgeProcess(['run', '--config', config]));
  const page = new WebSocket(new URL('api/v1/ws', bridge.url));
  end.defer(() => {
    page.close();
  });
  /** When a frame of this value left. */
  const sentAt = new Map<number, number>();
  /** By number: when the frame left that it was given to. */
  const waiting = new Map<number, number>();
  const [shown, marked]: number[][] = [[], []];
  page.addEventListener('message', ({ data }) => {
    const now = performance.now();
    const message = JSON.parse(String(data)) as ServerMessage;
    if (message.type === 'reading' && message.seq !== null) {
      const at = sentAt.get(message.value.value);
      if (at === undefined) return;
      shown?.push(now - at);
      waiting.set(message.seq, at);
    } else if (message.type === 'committed') {
      for (const [seq, at] of waiting) {
        if (seq > message.through) continue;
        marked?.push(now - at);
        waiting.delete(seq);
      }
    }
  });
  await eventually('the device is connected', () =>
    Promise.resolve(device.clients > 0 ? { found: true } : { not: device.clients }),
  );
  // What follows on connecting is repeated, and never stored.
  await wait(1000);
  for (let i = 0; i < frames; i++) {
    const temperature = (1000 + i) / 100;
    sentAt.set(temperature, performance.now());
    device.publish({ temperature });
    await wait(shortestMs + Math.random() * (longestMs - shortestMs));
  }
  await eventually('every frame is durable', () =>
    Promise.resolve(marked?.length === frames ? { found: true } : { not: marked?.length }),
  );
  return { shown: shown ?? [], marked: marked ?? [] };
}

/** @returns how long each of so many commits of as many readings takes. */
async function commits(folder: string, count: number, readings: number): Promise<number[]> {
  let now = 0;
  const clock = { osBoot: 'bench', monotonic: () => now, offset: () => 0, accuracyMs: () => 0 };
  const path = join(folder, 'commits.db');
  await using store = await Store.open({ path, commitIntervalMs: 3_600_000, clock, log: console.error });
  const mac = parseMac('020000000001');
  if (mac === undefined) throw new Error('no MAC address');
  const sensors = [{ entity: 'temperature', quantity: 'temperature', diagnostic: false }] as const;
  await store.register({ mac, name: 'esp', friendlyName: '', area: '', sensors });
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < readings; j++) store.append({ sensor: 1, measuredAt: ++now, value: 20 });
    const from = performance.now();
    await store.commit();
    times.push(performance.now() - from);
    await wait(20);
  }
  return times;
}

row('frame → seen at a WebSocket, p50 / p99', 'shown', 'committed', 'of that, the commit itself');
row('---', '---', '---', '---');
const both = (values: readonly number[]): string =>
  `${quantile(values, 0.5).toFixed(1)} / ${quantile(values, 0.99).toFixed(1)} ms`;
for (const commitIntervalMs of [250, 1000]) {
  const folder = await mkdtemp(join(tmpdir(), 'climat-bench-'));
  try {
    const { shown, marked } = await measure(folder, commitIntervalMs);
    const perCommit = Math.max(1, Math.round((2 * commitIntervalMs) / (shortestMs + longestMs)));
    const own = await commits(folder, frames, perCommit);
    row(`a commit every ${String(commitIntervalMs)} ms`, both(shown), both(marked), both(own));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
