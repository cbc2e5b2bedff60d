import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { run } from '@climat-guardian/suite/needs/machine';
import { Disk } from './disk.ts';
import { deedsIn } from './recording.ts';
import { buildShim, killing, recording, type Kill } from './shim.ts';

const meddler = fileURLToPath(new URL('meddler.ts', import.meta.url));
const victim = fileURLToPath(new URL('victim.ts', import.meta.url));
/** SQLite's file format: the WAL's head, and that of each frame; a frame's page follows it. */
const walHead = 32;
const frameHead = 24;
const pageSize = 4096;

let folder: string;
let shim: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'climat-shim-'));
  shim = await buildShim(folder);
});

after(() => rm(folder, { recursive: true, force: true }));

type Choice = (run: { database: string; port: number; file: string; folder: string }) => Kill;

interface Death {
  readonly signal: NodeJS.Signals | null;
  /** The last that it said to have done. */
  readonly last: string | undefined;
  readonly database: string;
  readonly folder: string;
  /** Bytes that it sent and that arrived. */
  readonly arrived: number;
}

async function die(t: TestContext, choose: Choice, extra: (data: string) => NodeJS.ProcessEnv = () => ({})) {
  const data = await mkdtemp(join(folder, 'victim-'));
  let arrived = 0;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      arrived += chunk.length;
      socket.write(chunk);
    });
  });
  endOf(t).defer(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const database = join(data, 'victim.db');
  const file = `${data}.now`;
  const kill = choose({ database, port, file, folder: data });
  const child = spawn(process.execPath, [victim, database, String(port), file], {
    env: { ...process.env, ...extra(data), ...killing(shim, kill) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  const death: Death = { signal, last: said.trimEnd().split('\n').at(-1), database, folder: data, arrived };
  return death;
}

function rows(path: string): number {
  using database = new DatabaseSync(path);
  return Number(database.prepare('SELECT count(*) AS n FROM row').get()?.['n']);
}

test('killed at the n-th write of a commit, counted from when a file is there', async (t) => {
  const first = await die(t, ({ database, file }) => ({ at: 'commit', database, nth: 1, onceThere: file }));
  assert.deepEqual([first.signal, first.last], ['SIGKILL', 'commit 2']);
  assert.equal(rows(first.database), 2);
  // A frame's head and its page are two writes, and this commit is of one page: the third is the next transaction's.
  const third = await die(t, ({ database, file }) => ({ at: 'commit', database, nth: 3, onceThere: file }));
  assert.deepEqual([third.signal, third.last], ['SIGKILL', 'commit 3']);
  assert.equal(rows(third.database), 3);
});

test('killed within a big transaction, before the eighth of its pages or a later one', async (t) => {
  const sizes: number[] = [];
  for (const nth of [1, 5]) {
    const { signal, last, database } = await die(t, ({ file, ...run }) => ({
      at: 'fold',
      database: run.database,
      nth,
      onceThere: file,
    }));
    assert.deepEqual([signal, last], ['SIGKILL', 'commit 12']);
    const { size } = await stat(`${database}-wal`);
    assert.equal((size - walHead) % (frameHead + pageSize), frameHead, 'a page is missing after its head');
    sizes.push(size);
    assert.equal(rows(database), 12, 'none of the transaction is there');
  }
  assert.equal((sizes[1] ?? 0) - (sizes[0] ?? 0), 4 * (frameHead + pageSize));
});

test('killed at a write of a checkpoint', async (t) => {
  const { signal, last, database } = await die(t, (run) => ({
    at: 'checkpoint',
    database: run.database,
    nth: 2,
    onceThere: run.file,
  }));
  assert.deepEqual([signal, last], ['SIGKILL', 'fold']);
  assert.equal(rows(database), 32);
});

test('killed before the n-th time that it sends to a port', async (t) => {
  const { signal, last, arrived } = await die(t, ({ port }) => ({ at: 'forward', port, nth: 2 }));
  assert.deepEqual([signal, last, arrived], ['SIGKILL', 'sent 1', 1]);
});

test('not killed while what it waits for does not happen', async (t) => {
  const never: Choice[] = [
    ({ database }) => ({ at: 'commit', database, nth: 1000 }),
    ({ database }) => ({ at: 'checkpoint', database: `${database}.other`, nth: 1 }),
    ({ database }) => ({ at: 'commit', database, nth: 1, onceThere: `${database}.never` }),
    ({ port }) => ({ at: 'forward', port: port === 9 ? 10 : 9, nth: 1 }),
  ];
  for (const choose of never) {
    const { signal, last } = await die(t, choose);
    assert.deepEqual([signal, last], [null, 'end']);
  }
});

test('a recording that a kill ends is whole, the WAL included', async (t) => {
  const { signal, folder: data } = await die(
    t,
    ({ database, file }) => ({ at: 'checkpoint', database, nth: 3, onceThere: file }),
    (data) => recording(shim, { folder: data, log: `${data}.log` }),
  );
  assert.equal(signal, 'SIGKILL');
  assert.ok((await readdir(data)).includes('victim.db-wal'));
  await isWhole(data);
});

test('a recording holds whatever Node does to files, and what was there before', async () => {
  const data = await mkdtemp(join(folder, 'meddled-'));
  await writeFile(join(data, 'there before'), 'something');
  await writeFile(join(data, 'replaced'), 'the old one');
  await run(process.execPath, [meddler, data], {
    env: { ...process.env, ...recording(shim, { folder: data, log: `${data}.log` }) },
  });
  await isWhole(data);
});

async function isWhole(data: string): Promise<void> {
  const disk = new Disk();
  for (const deed of deedsIn(await readFile(`${data}.log`))) disk.do(deed);
  const files = disk.afterPowerCut({ of: 'all' });
  const there = (await readdir(data)).filter((name) => !name.endsWith('-shm')).sort();
  assert.deepEqual([...files.keys()].sort(), there);
  for (const [name, bytes] of files) {
    assert.equal(Buffer.compare(bytes, await readFile(join(data, name))), 0, name);
  }
}
