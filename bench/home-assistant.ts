/**
 * A real Home Assistant with 200 rooms: how long it takes to add them, how long after the bridge's live message a value
 * is in its state machine, what a room takes of memory; and for how long it answers nobody while a year of 50 rooms
 * is imported into its statistics. Everything is asked over its websocket, so a question's own way is in the times.
 *
 * options: --import-years NUMBER --import-rooms NUMBER, to import less; --import-only; --store FILE: of a building that is
 * there already, as `averages --folder` leaves one, in place of a year that is made first
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startBridgeProcess, type BridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { startHomeAssistant, type HomeAssistant } from '@climat-guardian/suite/processes/home-assistant';
import type { Rooms, ServerMessage } from '../bridge/api/schema.ts';
import { addIntegration, post } from '../e2e/home-assistant-frontend.ts';
import { quantile, row, whole } from './figures.ts';
import { memoryMb } from './process-figures.ts';
import { startSimulated } from './simulated.ts';

const rooms = 200;
const intervalMs = 10_000;
const forMs = 60_000;
const { values: chosen } = parseArgs({
  options: {
    'import-years': { type: 'string', default: '1' },
    'import-rooms': { type: 'string', default: '50' },
    'import-only': { type: 'boolean', default: false },
    store: { type: 'string' },
  },
});
const imported = {
  years: chosen['import-years'],
  days: Math.floor(Number(chosen['import-years']) * 365) - 2,
  rooms: Number(chosen['import-rooms']),
};
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const bridgeProgram = fileURLToPath(new URL('../bridge/bin/climat-guardian.js', import.meta.url));
/** Of one quantity of a room in Home Assistant's registry (entity.py). */
const named = /^[^_]+_([^_]+)_temperature$/;

await using end = new AsyncDisposableStack();
const folder = await mkdtemp(join(tmpdir(), 'climat-bench-'));
end.defer(() => rm(folder, { recursive: true, force: true }));
row('what', 'measured');
row('---', '---');
if (!chosen['import-only']) await measureRooms();
await measureImport();

async function measureRooms(): Promise<void> {
  await using own = new AsyncDisposableStack();
  const simulated = own.use(await startSimulated({ count: rooms, intervalMs }));
  const bridge = own.use(await startBridge(storeIn('rooms'), simulated.addresses));
  await eventually('every device is online', async () => {
    const { rooms: all } = (await (await fetch(new URL('api/v1/rooms', bridge.url))).json()) as Rooms;
    const online = all.filter(({ devices: [one] }) => one?.state === 'online').length;
    return online === rooms ? { found: true } : { not: online };
  });
  const hass = own.use(await startHomeAssistant());
  await settled();
  const before = memoryMb(hass.pid).rssMb;
  const from = performance.now();
  await add(hass, bridge);
  const entities = await eventually('all rooms are shown', async () => {
    const all = await temperatures(hass);
    const states = (await hass.send({ type: 'get_states' })) as { entity_id: string; state: string }[];
    const there = states.filter((one) => all.has(one.entity_id) && !Number.isNaN(Number(one.state)));
    return there.length === rooms ? { found: all } : { not: there.length };
  });
  row(`added → a temperature of each of ${String(rooms)} rooms`, seconds(performance.now() - from));

  const late: number[] = [];
  const told = new Map<string, number>();
  const keyOf = (room: string, value: number): string => `${room} ${String(value)}`;
  // As its frontend does it; of all events it would cut off who cannot keep up with 200 rooms.
  await hass.follow({ type: 'subscribe_entities', entity_ids: [...entities.keys()] }, (said) => {
    const { c: changed = {} } = said as { c?: Record<string, { '+'?: { s?: string } }> };
    for (const [entityId, { '+': now }] of Object.entries(changed)) {
      const key = keyOf(entities.get(entityId) ?? '', Number(now?.s));
      const at = told.get(key);
      told.delete(key);
      if (at !== undefined) late.push(performance.now() - at);
    }
  });
  const page = new WebSocket(new URL('api/v1/ws', bridge.url));
  own.defer(() => {
    page.close();
  });
  await once(page, 'open');
  page.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as ServerMessage;
    if (message.type === 'reading' && message.quantity === 'temperature')
      told.set(keyOf(message.room, message.value.value), performance.now());
  });
  await wait(forMs);
  row(
    `the bridge’s live message → Home Assistant’s state machine, p50 / p99 of ${whole(late.length)}`,
    `${milliseconds(quantile(late, 0.5))} / ${milliseconds(quantile(late, 0.99))}`,
  );
  const after = memoryMb(hass.pid).rssMb;
  row(
    'memory (RSS) a room, of its entities and states',
    `${((after - before) / rooms).toFixed(2)} MB (${whole(before)} → ${whole(after)} MB)`,
  );
}

async function measureImport(): Promise<void> {
  await using own = new AsyncDisposableStack();
  const store = chosen.store ?? makeYear();
  const bridge = own.use(await startBridge(store, []));
  const hass = own.use(await startHomeAssistant());
  const entryId = await add(hass, bridge);
  const entities = await eventually('all rooms are there', async () => {
    const all = await temperatures(hass);
    return all.size >= imported.rooms ? { found: [...all.keys()] } : { not: all.size };
  });
  const until = Math.floor(Date.now() / dayMs) * dayMs - dayMs;
  const first = until - imported.days * dayMs;
  // Each series begins then, with an hour that Home Assistant made.
  for (const entityId of entities) {
    const metadata = {
      ...{ statistic_id: entityId, source: 'recorder', name: null, has_sum: false },
      ...{ mean_type: 1, unit_class: 'temperature', unit_of_measurement: '°C' },
    };
    const stats = [{ start: new Date(first).toISOString(), mean: 99, min: 99, max: 99 }];
    await hass.send({ type: 'recorder/import_statistics', metadata, stats });
  }
  await settled();
  const idle = await stallsDuring(hass, () => wait(forMs / 2));
  const from = performance.now();
  const busy = await stallsDuring(hass, async () => {
    await post(hass, `/api/config/config_entries/entry/${entryId}/reload`, {});
    await eventually(
      'the year is imported',
      async () => {
        const answer = (await hass.send({
          type: 'recorder/statistics_during_period',
          start_time: new Date(until - hourMs).toISOString(),
          end_time: new Date(until).toISOString(),
          statistic_ids: entities,
          period: 'hour',
          types: ['mean'],
        })) as object;
        const there = Object.keys(answer).length;
        await wait(1000);
        return there === entities.length ? { found: there } : { not: there };
      },
      1_800_000,
    );
  });
  row(
    `${imported.years} years of ${String(entities.length)} rooms’ temperatures imported (${whole(entities.length * imported.days * 24)} hours)`,
    seconds(performance.now() - from),
  );
  row(
    'meanwhile the longest wait for an answer, p99 (beside it when idle)',
    `${milliseconds(Math.max(...busy))}, ${milliseconds(quantile(busy, 0.99))} (${milliseconds(
      Math.max(...idle),
    )}, ${milliseconds(quantile(idle, 0.99))})`,
  );
}

/** How long each of many small questions took, one after another, for as long as something is done. */
async function stallsDuring(hass: HomeAssistant, does: () => Promise<void>): Promise<number[]> {
  const took: number[] = [];
  const over = new AbortController();
  const asking = (async () => {
    while (!over.signal.aborted) {
      const from = performance.now();
      await hass.send({ type: 'ping' });
      took.push(performance.now() - from);
      await wait(2);
    }
  })();
  await does();
  over.abort();
  await asking;
  return took;
}

/** @returns its store. */
function makeYear(): string {
  // A reading an hour: hours are what is imported, whatever they were made of.
  const seed = ['seed', '--years', imported.years, '--rooms', String(imported.rooms)];
  seed.push('--interval', '60m', '--data', join(folder, 'year'));
  execFileSync(process.execPath, [bridgeProgram, ...seed], { stdio: ['ignore', 'ignore', 'inherit'] });
  return storeIn('year');
}

function storeIn(name: string): string {
  return join(folder, name, 'climat-guardian.db');
}

async function startBridge(
  store: string,
  devices: readonly { readonly host: string; readonly port: number }[],
): Promise<BridgeProcess> {
  const config = join(folder, 'climat-guardian.yaml');
  await writeFile(
    config,
    JSON.stringify({
      devices: { discovery: false, static: devices },
      store: { path: store },
      clock: { trust: 'system' },
      api: { listen: '127.0.0.1:0' },
    }),
  );
  return await startBridgeProcess(['run', '--config', config]);
}

/** @returns the id of its entry. */
async function add(hass: HomeAssistant, { url }: BridgeProcess): Promise<string> {
  const { hostname, port } = new URL(url);
  await addIntegration(hass, hostname, Number(port));
  const entries = (await hass.send({ type: 'config_entries/get', domain: 'climat_guardian' })) as {
    entry_id: string;
  }[];
  return entries[0]?.entry_id ?? '';
}

/** Each room's entity, and which room it is of. */
async function temperatures(hass: HomeAssistant): Promise<Map<string, string>> {
  const all = (await hass.send({ type: 'config/entity_registry/list' })) as {
    entity_id: string;
    unique_id: string;
  }[];
  return new Map(
    all.flatMap(({ entity_id, unique_id }) => {
      const room = named.exec(unique_id)?.[1];
      return room === undefined ? [] : [[entity_id, room] as const];
    }),
  );
}

/** What starting left to do is done. */
async function settled(): Promise<void> {
  await wait(10_000);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}
