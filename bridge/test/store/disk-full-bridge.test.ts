/** The whole bridge on a small disk of its own, which others fill. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startSimulator, type SimulatedDevice } from '@climat-guardian/simulator';
import { ownMounts } from '@climat-guardian/suite/needs/namespaces';
import { ChildEnded, startChild, type Child } from '@climat-guardian/suite/processes/child';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import type { ServerMessage } from '../../api/schema.ts';
import { readLive, type LiveReader } from '../live-reader.ts';
import { storedReadings } from '../stored-readings.ts';

const program = fileURLToPath(new URL('../../bin/climat-guardian.js', import.meta.url));
/** A file system of its own, which only this process sees, and who enters its namespace; gone with it. */
const holdDisk = 'mount -t tmpfs -o size="$1" tmpfs "$2" && echo mounted && exec sleep infinity';

interface OnSmallDisk {
  readonly device: SimulatedDevice;
  readonly reader: LiveReader;
  readonly url: string;
  /** The folder on that disk, as seen from here. */
  readonly disk: string;
  readonly bridge: Child;
  /** Ends the bridge, if it is not `gone` and well. @returns where a copy of its store is. */
  readonly stop: (from?: 'gone') => Promise<string>;
}

async function onSmallDisk(t: TestContext, size: string): Promise<OnSmallDisk> {
  const end = new AsyncDisposableStack();
  endOf(t).defer(() => end.disposeAsync());
  const folder = await mkdtemp(join(tmpdir(), 'climat-full-'));
  end.defer(() => rm(folder, { recursive: true, force: true }));
  const mounted = await mkdtemp(join(tmpdir(), 'climat-disk-'));
  end.defer(() => rm(mounted, { recursive: true, force: true }));
  const simulator = end.use(await startSimulator({ rooms: 1, hold: true }));
  const [device] = simulator.devices;
  assert.ok(device);
  device.publish({ temperature: 5, humidity: 40 });
  const file = join(folder, 'climat-guardian.yaml');
  const config = {
    devices: { discovery: false, static: [{ host: '127.0.0.1', port: device.port }] },
    store: { path: join(mounted, 'readings.db'), commit_interval: '250ms' },
    clock: { trust: 'system' },
    api: { listen: '127.0.0.1:0' },
  };
  await writeFile(file, JSON.stringify(config));
  const holding = [...ownMounts(), 'sh', '-c', holdDisk, 'sh', size, mounted];
  const holder = await startChild('unshare', holding, { ready: /mounted/ });
  end.defer(() => holder.end());
  const disk = join('/proc', String(holder.pid), 'root', mounted);
  const entering = [`--mount=/proc/${String(holder.pid)}/ns/mnt`, process.execPath, program];
  const bridge = await startChild('nsenter', [...entering, 'run', '--config', file], {
    ready: /at (http:\S+)/,
  });
  let isEnded = false;
  end.defer(() => (isEnded ? undefined : bridge.end()));
  const url = bridge.ready[1] ?? '';
  const reader = end.use(readLive(url));
  await reader.messages.until((message) => JSON.stringify(message).includes('"value":5,'));
  async function stop(from?: 'gone'): Promise<string> {
    isEnded = true;
    await bridge.end().catch((error: unknown) => {
      if (!(from === 'gone' && error instanceof ChildEnded && error.code === 0)) throw error;
    });
    // SQLite does not find its way through /proc.
    for (const name of await readdir(disk)) {
      if (/db(-wal)?$/.test(name)) await copyFile(join(disk, name), join(folder, name));
    }
    return join(folder, 'readings.db');
  }
  return { device, reader, url, disk, bridge, stop };
}

/** To the last byte. */
async function fill(disk: string): Promise<void> {
  const file = await open(join(disk, 'filler'), 'w');
  try {
    for (let bytes = 1024 * 1024; bytes >= 1;) {
      try {
        const { bytesWritten } = await file.write(Buffer.alloc(bytes, 1));
        if (bytesWritten < bytes) bytes = Math.floor(bytes / 2);
      } catch (error) {
        assert.match(String(error), /ENOSPC/);
        bytes = Math.floor(bytes / 2);
      }
    }
  } finally {
    await file.close();
  }
}

type Told = Extract<ServerMessage, { type: 'reading' }>;

/** A device that measures again and again. */
class Measuring {
  readonly #of: OnSmallDisk;
  readonly told: Told[] = [];

  constructor(of: OnSmallDisk) {
    this.#of = of;
  }

  async once(): Promise<Told> {
    const value = (1000 + this.told.length) / 100;
    this.#of.device.publish({ temperature: value });
    const told = await this.#of.reader.messages.until(
      (one) => one.type === 'reading' && one.value.value === value,
    );
    assert.ok(told.type === 'reading');
    this.told.push(told);
    return told;
  }

  /** Until it is so; each is one look. */
  until(what: string, isSo: (last: Told) => Promise<boolean>): Promise<true> {
    return eventually(what, async () => {
      const last = await this.once();
      return (await isSo(last)) ? { found: true } : { not: last };
    });
  }

  /** What the bridge has said to be on the disk. */
  acknowledged(): number[] {
    const marks = this.#of.reader.messages.all.map((one) => (one.type === 'committed' ? one.through : 0));
    const through = Math.max(0, ...marks);
    return this.told.filter(({ seq }) => seq !== null && seq <= through).map(({ value }) => value.value);
  }
}

const healthOf = async ({ url }: OnSmallDisk): Promise<string> =>
  (await fetch(new URL('health', url))).text();

function storedValues(store: string): number[] {
  return storedReadings(store)
    .readings.map(([, , , thousandths]) => thousandths / 1000)
    .sort((one, other) => one - other);
}

function diskEvents(store: string): unknown[] {
  using database = new DatabaseSync(store);
  return database
    .prepare("SELECT kind, cause FROM event WHERE kind LIKE 'disk-%' ORDER BY id")
    .all()
    .map(({ kind, cause }) => [kind, cause]);
}

test('on a full disk nothing is acknowledged that is not there, and once there is room it goes on by itself', async (t) => {
  const of = await onSmallDisk(t, '4m');
  const measuring = new Measuring(of);
  await measuring.until('the first are durable', () => Promise.resolve(measuring.acknowledged().length > 2));
  await fill(of.disk);
  await measuring.until('the disk is full', async () => (await healthOf(of)).includes('The disk is full'));
  for (let i = 0; i < 5; i++) assert.equal((await measuring.once()).seq, null, 'shown, and not promised');

  await rm(join(of.disk, 'filler'));
  await measuring.until('it is kept again', ({ seq }) => Promise.resolve(seq !== null));
  const last = measuring.told.at(-1)?.seq ?? Infinity;
  await of.reader.messages.until((one) => one.type === 'committed' && one.through >= last);
  const acknowledged = measuring.acknowledged();
  const store = await of.stop();
  assert.deepEqual(storedValues(store), acknowledged);
  const lost = measuring.told.length - acknowledged.length;
  assert.ok(lost >= 5);
  assert.deepEqual(diskEvents(store), [
    ['disk-full', null],
    ['disk-recovered', `${String(lost)} readings were not kept`],
  ]);
});

test('asked to stop while the disk is full, it ends, and says so where something could not be kept', async (t) => {
  const of = await onSmallDisk(t, '4m');
  await fill(of.disk);
  const measuring = new Measuring(of);
  await measuring.until('the disk is full', async () => (await healthOf(of)).includes('The disk is full'));
  of.bridge.signal('SIGTERM');
  await eventually('it ends', () => {
    const isThere = existsSync(`/proc/${String(of.bridge.pid)}`);
    return Promise.resolve(isThere ? { not: of.bridge.log() } : { found: true });
  });
  const promised = measuring.told.filter(({ seq }) => seq !== null).map(({ value }) => value.value);
  const end = await of.stop('gone').then(
    (store) => ({ store }),
    (error: unknown) => ({ error }),
  );
  // A last commit can still find a page that was free in the files.
  if ('store' in end) assert.deepEqual(storedValues(end.store), promised);
  else {
    assert.ok(end.error instanceof ChildEnded);
    assert.equal(end.error.code, 1, end.error.message);
    assert.match(of.bridge.log(), /climat-guardian: .*disk is full/);
  }
});

test('on a disk that becomes full the room that was kept for that day is given up, and readings go on', async (t) => {
  const of = await onSmallDisk(t, '80m');
  const ballast = join(of.disk, 'readings.db.ballast');
  assert.ok(existsSync(ballast));
  const measuring = new Measuring(of);
  await fill(of.disk);
  await measuring.until('the ballast is gone', () => Promise.resolve(!existsSync(ballast)));
  const last = await measuring.once();
  await of.reader.messages.until((one) => one.type === 'committed' && one.through >= (last.seq ?? Infinity));
  assert.deepEqual(
    storedValues(await of.stop()),
    measuring.told.map(({ value }) => value.value),
  );
});
