/** The bridge as users get it: one file and what it reads, where nothing else of ours is. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startSimulator } from '@climat-guardian/simulator';
import { startChild, type Child } from '@climat-guardian/suite/processes/child';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { storedReadings } from '../../bridge/test/stored-readings.ts';
import { build, root, ship, type Shipped } from './shipped.ts';

let shipped: Shipped;
before(async () => {
  shipped = await ship();
});
after(() => shipped[Symbol.asyncDispose]());

const program = (): string => join(shipped.installed, 'bin', 'climat-guardian.js');

async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-packaging-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function running(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Child & AsyncDisposable & { readonly url: string }> {
  const child = await startChild(process.execPath, [program(), ...args], {
    cwd,
    env: { ...process.env, ...env },
    ready: /at (http:\/\/\S+\/)/,
  });
  return { ...child, url: child.ready[1] ?? '', [Symbol.asyncDispose]: () => child.end() };
}

function said(file: string, ...args: string[]): string {
  return execFileSync(process.execPath, [file, ...args], { encoding: 'utf8' });
}

test('inside node_modules it says the same as in a checkout', () => {
  const checkout = join(root, 'bridge', 'bin', 'climat-guardian.js');
  for (const args of [['--version'], ['--help'], ['run', '--help']]) {
    assert.equal(said(program(), ...args), said(checkout, ...args));
  }
  const wrong = spawnSync(process.execPath, [program(), 'nonsense'], { encoding: 'utf8' });
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /unknown command/);
});

test('npm links it as a command, which a shell can start', () => {
  const command = join(shipped.installed, '..', '..', '..', 'bin', 'climat-guardian');
  const env = { PATH: `${join(process.execPath, '..')}:${String(process.env['PATH'])}` };
  assert.match(execFileSync(command, ['--version'], { env, encoding: 'utf8' }), /^\d+\.\d+\.\d+\n$/);
});

test('it keeps what a device measures, over restarts', async (t) => {
  const folder = await emptyFolder(t);
  await using simulator = await startSimulator({ rooms: 1, hold: true });
  const [device] = simulator.devices;
  assert.ok(device);
  const config = {
    devices: { discovery: false, static: [{ host: '127.0.0.1', port: device.port }] },
    store: { path: 'readings.db', commit_interval: '250ms' },
    clock: { trust: 'system' },
    api: { listen: '127.0.0.1:0' },
  };
  await writeFile(join(folder, 'climat-guardian.yaml'), JSON.stringify(config));
  const stored = (): number[] =>
    storedReadings(join(folder, 'readings.db')).readings.map(([, , , thousandths]) => thousandths);
  for (const temperature of [19.5, 20.25]) {
    await using bridge = await running(['run', '--config', 'climat-guardian.yaml'], folder);
    await eventually(`${String(temperature)} is stored`, async () => {
      const rooms = await (await fetch(new URL('api/v1/rooms', bridge.url))).text();
      // Once it is connected; before that nobody hears it.
      if (rooms.includes('"online"')) device.publish({ temperature });
      const all = stored();
      return all.includes(temperature * 1000) ? { found: all } : { not: { all, rooms } };
    });
  }
  assert.deepEqual(new Set(stored()), new Set([19_500, 20_250]));
});

test('the demo serves the page, the card that Home Assistant has, the API’s description and what was measured', async (t) => {
  const folder = await emptyFolder(t);
  const args = ['demo', '--rooms', '2', '--port', '0', '--data', 'kept'];
  await using demo = await running(args, folder);
  const get = async (path: string): Promise<string> => {
    const answer = await fetch(new URL(path, demo.url));
    assert.equal(answer.status, 200, path);
    return answer.text();
  };
  const source = (path: string): Promise<string> => readFile(join(root, path), 'utf8');
  assert.equal(await get(''), await source('card/page/index.html'));
  assert.equal(await get('page.css'), await source('card/page/page.css'));
  for (const part of ['card', 'page', 'history', 'heat-map']) {
    const file = `climat-guardian-${part}.js`;
    assert.equal(await get(file), await source(`custom_components/climat_guardian/www/${file}`));
  }
  assert.equal(await get('docs'), await source('bridge/docs-page/index.html'));
  for (const file of (await get('docs')).match(/(?<=(src|href)=")docs\/[^"]+/g) ?? []) await get(file);
  assert.equal(
    await get('docs/swagger-ui-bundle.js'),
    await source('node_modules/swagger-ui-dist/swagger-ui-bundle.js'),
  );
  const notices = await readFile(join(shipped.installed, 'NOTICES'), 'utf8');
  for (const bundled of ['swagger-ui-dist', 'lit', 'uplot']) {
    assert.match(notices, new RegExp(`^${bundled} `, 'm'));
  }
  await eventually('both rooms measure', async () => {
    const rooms = await get('api/v1/rooms');
    return rooms.match(/"temperature"/g)?.length === 2 ? { found: true } : { not: rooms };
  });
  // By the thread that reads, which is in the same one file.
  await eventually('a reading is in the store', async () => {
    const table = await get('api/v1/readings?room=reception&format=csv');
    return /temperature,[\d.]+,/.test(table) ? { found: true } : { not: table };
  });
  assert.deepEqual(await readdir(folder), ['kept']);
});

test('a stack trace names the lines of the source, also of the thread that writes the store', async (t) => {
  const folder = await emptyFolder(t);
  const hook = join(import.meta.dirname, 'say-stack.mjs');
  await using demo = await running(['demo', '--rooms', '1', '--port', '0'], folder, {
    NODE_OPTIONS: `--import=${hook}`,
  });
  const [, line] = /at migrations .*bridge\/src\/store\/schema\.ts:(\d+):\d+/.exec(demo.log()) ?? [];
  assert.ok(line !== undefined, demo.log());
  const source = await readFile(join(root, 'bridge/src/store/schema.ts'), 'utf8');
  assert.match(source.split('\n')[Number(line) - 1] ?? '', /readdirSync\(/);
  assert.match(demo.log(), /bridge\/src\/store\/writer-thread\.ts:\d+/);
});

test('nothing of the machine that built it is in it, and it is the same each time', async (t) => {
  const again = join(await emptyFolder(t), 'deeper', 'again');
  build(again);
  const map = JSON.parse(await readFile(join(shipped.built, 'climat-guardian.js.map'), 'utf8')) as {
    sources: string[];
  };
  const ours = /^(bridge|simulator|node_modules)\/|^nothing:/;
  assert.deepEqual(
    map.sources.filter((source) => !ours.test(source)),
    [],
  );
  const files = await readdir(shipped.built, { recursive: true, withFileTypes: true });
  const names = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  for (const path of names) {
    const content = await readFile(path);
    for (const place of [root, tmpdir()]) {
      assert.ok(!content.includes(`${place}/`), `${path} names ${place}`);
    }
    const other = await readFile(path.replace(shipped.built, again));
    assert.ok(content.equals(other), `${path} differs`);
  }
  assert.deepEqual((await readdir(shipped.built)).sort(), [
    'LICENSE',
    'NOTICES',
    'bin',
    'climat-guardian.js',
    'climat-guardian.js.map',
    'climat-guardian.yaml',
    'docs-page',
    'migrations',
    'package.json',
    'page',
    'systemd',
  ]);
});

test('every package that is bundled is named with its licence, Lit in the page too', async () => {
  const text = await readFile(join(shipped.installed, 'NOTICES'), 'utf8');
  const stated = JSON.parse(await readFile(join(root, 'bridge', 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  // Ours, and what is nothing but types.
  const unnamed = /^@climat-guardian\/|^@fastify\/type-provider-typebox$/;
  const direct = Object.keys(stated.dependencies).filter((name) => !unnamed.test(name));
  // What they bring along is there as well.
  for (const name of [...direct, 'ws', 'ajv', 'lit', 'lit-html', '@lit/context']) {
    assert.ok(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\([\\w.-]+\\)$`, 'm').test(text), name);
  }
  assert.ok(text.includes('Copyright (c) 2017 Google LLC'));
  assert.ok(!text.includes('\nsource-map-support '), 'stack traces are left to Node');
});
