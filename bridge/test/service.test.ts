/** The bridge as a service: what it tells its manager, and how it ends. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startSimulator } from '@climat-guardian/simulator';
import { startBridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { ChildEnded, startChild } from '@climat-guardian/suite/processes/child';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import type { Rooms } from '../api/schema.ts';
import { Heard } from './heard.ts';
import { readLive } from './live-reader.ts';
import { storedReadings } from './stored-readings.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface Configured {
  readonly folder: string;
  readonly args: readonly string[];
}

async function configured(
  t: TestContext,
  devices: readonly object[] = [],
  store: object = {},
): Promise<Configured> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-service-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  const config = {
    devices: { discovery: false, static: devices },
    store: { path: 'readings.db', commit_interval: '250ms', ...store },
    clock: { trust: 'system' },
    api: { listen: '127.0.0.1:0' },
  };
  // JSON is YAML too.
  await writeFile(join(folder, 'climat-guardian.yaml'), JSON.stringify(config));
  return { folder, args: ['run', '--config', join(folder, 'climat-guardian.yaml')] };
}

/** All that is told at the socket, a list of variables each time. */
async function listenAt(path: string, t: TestContext): Promise<Heard<string[]>> {
  const ear = spawn('/usr/bin/python3', [here('notify-socket.py'), path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  endOf(t).defer(() => void ear.stdin.end());
  const heard = new Heard<string[]>();
  createInterface({ input: ear.stdout }).on('line', (line) => {
    heard.hear(JSON.parse(line) as string[]);
  });
  await heard.until(([first]) => first === 'bound');
  return heard;
}

const isPing = (words: string[]): boolean => words.includes('WATCHDOG=1');

test('a service manager is told when the bridge is ready, that it lives, and that it stops', async (t) => {
  const { folder, args } = await configured(t, [{ host: '127.0.0.1', port: 1, mac: '02:00:00:00:00:01' }]);
  const heard = await listenAt(join(folder, 'notify'), t);
  const env = { NOTIFY_SOCKET: join(folder, 'notify'), WATCHDOG_USEC: '400000' };
  await using bridge = await startBridgeProcess(args, env);
  const ready = await heard.until((words) => words.includes('READY=1'));
  assert.ok(ready.some((word) => word.startsWith('STATUS=')));
  const health = await fetch(new URL('health', bridge.url));
  assert.notEqual(health.status, 404);
  await health.text();
  await heard.until(isPing, heard.all.findIndex(isPing) + 1);
  // What is wrong becomes the status.
  await heard.until((words) => words.some((word) => /^STATUS=.*127\.0\.0\.1:1\b.*refused/.test(word)));
  assert.ok(!heard.all.some((words) => words.includes('STOPPING=1')));
  await bridge.stop();
  await heard.until((words) => words.includes('STOPPING=1'));
  const order = ['READY=1', 'WATCHDOG=1', 'STOPPING=1'].map((word) =>
    heard.all.findIndex((words) => words.includes(word)),
  );
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
  );
});

test('the watchdog hears nothing while the thread that writes the store hangs, and again once it goes on', async (t) => {
  const { folder, args } = await configured(t);
  const heard = await listenAt(join(folder, 'notify'), t);
  const hangs = join(folder, 'hangs');
  await using bridge = await startBridgeProcess(args, {
    NOTIFY_SOCKET: join(folder, 'notify'),
    WATCHDOG_USEC: '200000',
    NODE_OPTIONS: `--import=${here('writer-faults.ts')}`,
    WRITER_HANGS: hangs,
  });
  await heard.until(isPing);
  await writeFile(hangs, '');
  await eventually('the thread hangs', () =>
    Promise.resolve(existsSync(`${hangs}.hung`) ? { found: true } : { not: 'yet' }),
  );
  // One may have been on its way.
  await pause(500);
  const before = heard.all.length;
  // Time for twenty of them: that something does not come has no event.
  await pause(2000);
  assert.equal(heard.all.length, before);
  assert.equal((await fetch(new URL('api/v1/rooms', bridge.url))).status, 200, 'the main thread lives');
  await rm(hangs);
  await heard.until(isPing, before);
});

test('a watchdog that looks after another process is not pinged', async (t) => {
  const { folder, args } = await configured(t);
  const heard = await listenAt(join(folder, 'notify'), t);
  const env = { NOTIFY_SOCKET: join(folder, 'notify'), WATCHDOG_USEC: '20000', WATCHDOG_PID: '1' };
  await using bridge = await startBridgeProcess(args, env);
  await heard.until((words) => words.includes('READY=1'));
  await bridge.stop();
  await heard.until((words) => words.includes('STOPPING=1'));
  assert.ok(!heard.all.some(isPing));
});

test('where the service manager cannot be told, the bridge says so and goes on', async (t) => {
  const { folder, args } = await configured(t);
  const env = { NOTIFY_SOCKET: join(folder, 'nobody'), WATCHDOG_USEC: '100000', PATH: '/nonexistent' };
  await using bridge = await startBridgeProcess(args, env);
  await eventually('it says so', () =>
    Promise.resolve(bridge.log().includes('systemd-notify') ? { found: true } : { not: bridge.log() }),
  );
  assert.equal((await fetch(new URL('api/v1/rooms', bridge.url))).status, 200);
  await bridge.stop();
  assert.equal(bridge.log().match(/systemd-notify:/g)?.length, 1, 'once');
});

test('a bridge whose store’s thread has died ends with a sentence and exit code 1', async (t) => {
  const { folder, args } = await configured(t);
  const dies = join(folder, 'dies');
  const program = here('../bin/climat-guardian.js');
  const bridge = await startChild(process.execPath, [program, ...args], {
    env: { ...process.env, NODE_OPTIONS: `--import=${here('writer-faults.ts')}`, WRITER_DIES: dies },
    ready: /at (http:\S+)/,
  });
  await writeFile(dies, '');
  await eventually('the process is gone', () =>
    Promise.resolve(isThere(bridge.pid) ? { not: bridge.log() } : { found: true }),
  );
  await assert.rejects(bridge.end(), (error) => error instanceof ChildEnded && error.code === 1);
  assert.match(bridge.log(), /climat-guardian: the store's writer failed: Error: the test says so/);
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('asked to stop, the bridge first writes down every reading that it had shown', async (t) => {
  await using simulator = await startSimulator({ rooms: 4, hold: true });
  for (const device of simulator.devices) device.publish({ temperature: 5, humidity: 40 });
  const { folder, args } = await configured(
    t,
    simulator.devices.map(({ port }) => ({ host: '127.0.0.1', port })),
    { commit_interval: '10s' },
  );
  const shown: number[] = [];
  await using bridge = await startBridgeProcess(args);
  {
    using reader = readLive(bridge.url);
    // What a device repeats on connecting is shown and not stored: it has to be told before anything is measured.
    await eventually('all four have told what they are like', async () => {
      const { rooms } = (await (await fetch(new URL('api/v1/rooms', bridge.url))).json()) as Rooms;
      const told = rooms.filter(
        ({ values }) => values.temperature?.value === 5 && values.humidity?.value === 40,
      );
      return told.length === 4 ? { found: told } : { not: rooms };
    });
    let last = 0;
    for (let i = 0; i < 40; i++) {
      const value = (1000 + i) / 100;
      simulator.devices[i % 4]?.publish({ temperature: value });
      shown.push(value);
      const told = await reader.messages.until((one) => one.type === 'reading' && one.value.value === value);
      last = told.type === 'reading' ? (told.seq ?? 0) : 0;
    }
    assert.equal(last, 40);
    assert.ok(
      !reader.messages.all.some((one) => one.type === 'committed' && one.through >= last),
      'it waits',
    );
  }
  await bridge.stop();
  assert.deepEqual(
    storedReadings(join(folder, 'readings.db'))
      .readings.map(([, , , thousandths]) => thousandths / 1000)
      .sort((a, b) => a - b),
    shown,
  );
});
