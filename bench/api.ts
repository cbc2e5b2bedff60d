/**
 * Everybody at once: 200 simulated devices that are connected to, four devices that post 200 times a second together,
 * 500 WebSocket readers; and how long it then takes from a frame to the live message, from a post to its 201 (which
 * comes after the commit, each second), to GET /rooms, and to GET /readings of a room's day. Beside it the same with
 * nobody else there.
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '@climat-guardian/simulator';
import { startChild } from '@climat-guardian/suite/processes/child';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import type { Rooms, ServerMessage } from '../bridge/api/schema.ts';
import { parseMac } from '../bridge/src/reading/mac.ts';
import { Store } from '../bridge/src/store/store.ts';
import { quantile, row, whole } from './figures.ts';
import { cpuS, memoryMb } from './process-figures.ts';
import { startSimulated, type Address } from './simulated.ts';

const devices = 200;
const readers = 500;
const posters = 4;
const postsPerS = 200;
const forS = 30;
const dayMs = 86_400_000;
const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const program = file('../bridge/bin/climat-guardian.js');
/** Each asks every so often; a device's frame and a question are rare beside what is measured. */
const everyMs = { frame: 50, rooms: 200, day: 1000 };

interface Times {
  readonly frame: number[];
  readonly post: number[];
  readonly rooms: number[];
  readonly day: number[];
}

interface Load {
  readonly addresses: readonly Address[];
  readonly readers: number;
  readonly postsPerS: number;
}

function macOf(n: number): string {
  return `02:00:00:00:01:${n.toString(16).padStart(2, '0')}`;
}

/** A room of two sensors and a reading every 10 s, until now. */
async function fillDay(path: string): Promise<string> {
  let now = 0;
  const clock = { osBoot: 'bench', monotonic: () => now, offset: () => 0, accuracyMs: () => 0 };
  await using store = await Store.open({ path, commitIntervalMs: 3_600_000, clock, log: console.error });
  const mac = parseMac(macOf(0));
  if (mac === undefined) throw new Error('no MAC address');
  const sensors = (['temperature', 'humidity'] as const).map((quantity) => ({
    entity: quantity,
    quantity,
    diagnostic: false,
  }));
  const { rooms } = await store.register({ mac, name: 'old', friendlyName: 'Old', area: '', sensors });
  const until = Date.now();
  for (now = until - dayMs; now < until; now += 10_000) {
    for (const sensor of [1, 2])
      store.append({ sensor, measuredAt: now, value: Math.round(20_000 + Math.random() * 999) / 1000 });
  }
  await store.commit();
  await store.fold(until);
  return rooms[0]?.id ?? '';
}

async function measure(folder: string, load: Load) {
  await using end = new AsyncDisposableStack();
  // The building's last: in a room of its own, as a room shows the mean of its sensors.
  const own = end.use(await startSimulator({ rooms: devices, hold: true, seed: 2 }));
  const device = own.devices.at(-1);
  if (device === undefined) throw new Error('no device');
  const room = await fillDay(join(folder, 'readings.db'));
  const config = join(folder, 'climat-guardian.yaml');
  await writeFile(
    config,
    JSON.stringify({
      devices: {
        discovery: false,
        static: [...load.addresses, { host: device.address, port: device.port }],
      },
      store: { path: 'readings.db' },
      clock: { trust: 'system' },
      api: { listen: '127.0.0.1:0' },
    }),
  );
  const tokenOf = (...args: string[]): string =>
    execFileSync(
      process.execPath,
      [program, 'token', 'create', '--name', 'bench', '--config', config, '--scope', ...args],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    ).trim();
  const tokens = Array.from({ length: posters }, (_, i) => tokenOf('ingest', '--device', macOf(i + 1)));
  const authorization = `Bearer ${tokenOf('read')}`;
  const bridge = await startChild(process.execPath, [program, 'run', '--config', config], {
    ready: /at (http:\/\/\S+\/)/,
  });
  end.defer(() => bridge.end().catch(() => undefined));
  const url = bridge.ready[1] ?? '';
  const times: Times = { frame: [], post: [], rooms: [], day: [] };
  await eventually('every device is online', async () => {
    const { rooms } = (await (
      await fetch(new URL('api/v1/rooms', url), { headers: { authorization } })
    ).json()) as Rooms;
    const online = rooms.filter(({ devices: [one] }) => one?.state === 'online').length;
    return online > load.addresses.length ? { found: true } : { not: online };
  });

  const others =
    load.readers > 0
      ? fork(file('api-readers.ts'), [new URL(url).port, String(load.readers), authorization])
      : null;
  end.defer(() => void others?.kill());
  let heard = { open: 0, bytes: 0 };
  others?.on('message', (said: typeof heard) => (heard = said));
  if (others) await once(others, 'message');

  const sentAt = new Map<number, number>();
  const page = new WebSocket(new URL('api/v1/ws', url), { headers: { authorization } });
  end.defer(() => {
    page.close();
  });
  page.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as ServerMessage;
    const at = message.type === 'reading' ? sentAt.get(message.value.value) : undefined;
    if (at !== undefined) times.frame.push(performance.now() - at);
  });
  await once(page, 'open');
  // What follows on connecting is repeated, and never stored.
  await wait(2000);

  const agent = new Agent({ keepAlive: true });
  const stop = new AbortController();
  const failures: unknown[] = [];
  const timed = async (into: number[], what: () => Promise<void>): Promise<void> => {
    const from = performance.now();
    try {
      await what();
      into.push(performance.now() - from);
    } catch (error) {
      failures.push(error);
    }
  };
  const asked: Promise<void>[] = [];
  const every = async (ms: number, what: (i: number) => void): Promise<void> => {
    const from = performance.now();
    for (let i = 0; !stop.signal.aborted; i++) {
      what(i);
      await wait(Math.max(0, from + (i + 1) * ms - performance.now()));
    }
  };
  const get = async (path: string): Promise<void> => {
    const answer = await fetch(new URL(path, url), { headers: { authorization } });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)}`);
  };
  const post = (i: number): Promise<void> => {
    const body = JSON.stringify({
      temperature: 10 + (i % 100) / 1000,
      humidity: 40,
      unix_timestamp: Date.now(),
    });
    const headers = {
      authorization: `Bearer ${tokens[i % posters] ?? ''}`,
      'content-type': 'application/json',
    };
    return new Promise((resolve, reject) => {
      const asking = request(
        new URL('api/v1/readings', url),
        { method: 'POST', headers, agent },
        (answer) => {
          answer.resume().on('end', () => {
            if (answer.statusCode === 201) resolve();
            else reject(new Error(`a post was answered ${String(answer.statusCode)}`));
          });
        },
      );
      asking.on('error', reject).end(body);
    });
  };
  const from = cpuS(bridge.pid);
  const bytesBefore = heard.bytes;
  const loops = [
    every(everyMs.frame, (i) => {
      const temperature = 30 + (i + 1) / 1000;
      sentAt.set(temperature, performance.now());
      device.publish({ temperature });
    }),
    every(1000 / load.postsPerS, (i) => void asked.push(timed(times.post, () => post(i)))),
    every(everyMs.rooms, () => void asked.push(timed(times.rooms, () => get('api/v1/rooms')))),
    every(everyMs.day, () => {
      asked.push(timed(times.day, () => get(`api/v1/readings?room=${room}&format=csv`)));
    }),
  ];
  await wait(forS * 1000);
  const cpu = (cpuS(bridge.pid) - from) / forS;
  const mbPerS = (heard.bytes - bytesBefore) / forS / 1e6;
  stop.abort();
  await Promise.all(loops);
  const memory = memoryMb(bridge.pid);
  await Promise.all(asked);
  agent.destroy();
  const lost = load.readers - heard.open;
  if (lost > 0) console.error(`${String(lost)} readers were let go of`);
  if (failures.length > 0) console.error(`${String(failures.length)} requests failed, first:`, failures[0]);
  return { times, cpu, mbPerS, ...memory, posts: times.post.length / forS };
}

const folder = await mkdtemp(join(tmpdir(), 'climat-bench-'));
try {
  const run = async (load: Load) => measure(await mkdtemp(join(folder, 'run-')), load);
  // Two posts a second, so that there is something to measure.
  const alone = await run({ addresses: [], readers: 0, postsPerS: 2 });
  using simulated = await startSimulated({ count: devices - 1, intervalMs: 10_000, encrypted: true });
  const all = await run({ addresses: simulated.addresses, readers, postsPerS });
  row(
    'p50 / p99, for 30 s',
    'alone',
    `${String(devices)} devices, ${String(readers)} readers, ${String(postsPerS)} posts/s`,
    'p99, alone = 1',
  );
  row('---', '---', '---', '---');
  const both = (values: readonly number[]): string =>
    `${quantile(values, 0.5).toFixed(1)} / ${quantile(values, 0.99).toFixed(1)} ms`;
  const tell = (name: string, of: (times: Times) => number[]): void => {
    const [one, other] = [of(alone.times), of(all.times)];
    row(name, both(one), both(other), (quantile(other, 0.99) / quantile(one, 0.99)).toFixed(2));
  };
  tell('frame → live message', ({ frame }) => frame);
  tell('post → 201, after the commit', ({ post }) => post);
  tell('GET /rooms', ({ rooms }) => rooms);
  tell('GET /readings of a room’s day (17,280), CSV', ({ day }) => day);
  const ratio = (one: number, other: number): string => (other / one).toFixed(2);
  row(
    'processor',
    ...[alone, all].map(({ cpu }) => `${(cpu * 100).toFixed(1)} % of a core`),
    ratio(alone.cpu, all.cpu),
  );
  row(
    'RSS (without files)',
    ...[alone, all].map(({ rssMb, ownMb }) => `${whole(rssMb)} MB (${whole(ownMb)} MB)`),
    ratio(alone.rssMb, all.rssMb),
  );
  console.error(`posts/s: ${all.posts.toFixed(0)}; to the readers: ${all.mbPerS.toFixed(1)} MB/s`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
