/** The configuration as a promise: what the documents say of it is so, and `config` tells what holds. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startChild } from '@climat-guardian/suite/processes/child';
import { documentFile, written } from '../dev/configuration-table.ts';
import { settingsOf } from '../src/config/as-taken.ts';
import { parseConfig, takeConfig } from '../src/config/config.ts';
import { rootNode, type Node } from '../src/config/schema-walk.ts';
import { climatGuardian, climatGuardianIn, program } from './climat-guardian.ts';

const root = join(import.meta.dirname, '..', '..');

async function folderWith(t: TestContext, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-configuration-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

function blocksOf(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter((block) => block[1] === language)
    .map((block) => block[2] ?? '');
}

test('the table of all keys is what the schema says', async () => {
  const text = await readFile(documentFile, 'utf8');
  assert.equal(text, await written(text), 'it is not: node bridge/dev/configuration-table.ts');
});

test('every example of a configuration in the documents is one', async (t) => {
  const folder = await folderWith(t, { 'influx.pass': 'x' });
  let examples = 0;
  for (const document of ['README.md', 'docs/configuration.md', 'docs/install.md', 'docs/operations.md']) {
    for (const text of blocksOf(await readFile(join(root, document), 'utf8'), 'yaml')) {
      if (!/^(site|devices|sinks|store|clock|api|log):/m.test(text)) continue;
      const sink = text.includes('sinks:') ? '' : 'sinks: [{ name: a, type: influxdb1, url: "http://x" }]';
      assert.doesNotThrow(() => parseConfig(text + sink, join(folder, 'c.yaml')), document);
      examples++;
    }
  }
  assert.ok(examples >= 3);
});

test('the example of an environment is one, but for its files that are not there', async () => {
  const [text = ''] = blocksOf(await readFile(documentFile, 'utf8'), 'sh');
  const pairs = text
    .trim()
    .split('\n')
    .map((line) => /^(CLIMAT_GUARDIAN_\w+)=(.*)$/.exec(line) ?? []);
  assert.ok(pairs.length > 5 && pairs.every((pair) => pair.length > 0));
  const all = Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]));
  const env = Object.fromEntries(Object.entries(all).filter(([name]) => !name.endsWith('_FILE')));
  const { config } = takeConfig({ file: undefined, env, folder: '/' });
  assert.equal(config.sinks[0]?.url.href, 'http://influxdb:8086/');
  assert.throws(
    () => takeConfig({ file: undefined, env: all, folder: '/' }),
    /environment has 2 faults:\n.*A0B765000001_FILE: cannot be read.*\n.*PASSWORD_FILE: cannot be read/,
  );
});

test('each default that the table states is the one that holds, and each key can be looked at', () => {
  const full = `
devices: { static: [ { host: a, mac: "a0:b7:65:00:00:01", key: x } ] }
sinks:
  - { name: one, type: influxdb1, url: "http://x", username: u, password: p }
  - { name: two, type: influxdb2, url: "http://x", org: o, token: t }
`;
  const held = new Map(settingsOf(parseConfig(full, '/srv/c.yaml')).map(({ key, value }) => [key, value]));
  let compared = 0;
  for (const [key, node] of leavesOf(rootNode, '')) {
    // Shown where they lead to.
    if (key.endsWith('_file')) continue;
    const shown = [0, 1].map((n) => key.replace('[N]', `[${String(n)}]`)).filter((one) => held.has(one));
    assert.notDeepEqual(shown, [], `config shows ${key}`);
    if (!('fallback' in node) || node.fallback === undefined) continue;
    const expected =
      key === 'store.path'
        ? '/srv/data/climat-guardian.db'
        : key === 'store.commit_interval'
          ? '1000ms'
          : node.fallback;
    for (const one of shown) assert.deepEqual(held.get(one) ?? [], expected, one);
    compared++;
  }
  assert.ok(compared > 15);
});

function leavesOf(node: Node, key: string): [string, Node][] {
  if (node.kind === 'object') {
    return [...node.keys].flatMap(([name, child]) => leavesOf(child, key === '' ? name : `${key}.${name}`));
  }
  if (node.kind === 'list' && node.items.kind === 'object') return leavesOf(node.items, `${key}[N]`);
  return [[key, node]];
}

test('config says what holds and who says so: file, environment, option, nobody; and no secret', async (t) => {
  const folder = await folderWith(t, {
    'c.yaml':
      'site: { id: office }\nsinks:\n  - { name: a, type: influxdb1, url: "http://x", password: hunter2 }\n',
  });
  const file = join(folder, 'c.yaml');
  const env = {
    CLIMAT_GUARDIAN_SITE__NAME: 'Attic',
    CLIMAT_GUARDIAN_DEVICES__KEYS__A0B765000001: 'hunter3',
    CLIMAT_GUARDIAN_CONFIG: file,
  };
  const { code, out } = await climatGuardianIn({ cwd: folder, env }, 'config', '--data', 'kept', '--json');
  assert.equal(code, 0);
  const { file: taken, settings } = JSON.parse(out) as {
    file: string;
    settings: { key: string; value: unknown; from: string }[];
  };
  assert.equal(taken, file);
  const about = (key: string): unknown[] => {
    const { value, from } = settings.find((setting) => setting.key === key) ?? {};
    return [value, from];
  };
  assert.deepEqual(about('site.id'), ['office', `${file}:1`]);
  assert.deepEqual(about('site.name'), ['Attic', 'CLIMAT_GUARDIAN_SITE__NAME']);
  assert.deepEqual(about('sinks[0].password'), ['(set)', `${file}:3`]);
  assert.deepEqual(about('devices.keys.a0:b7:65:00:00:01'), [
    '(set)',
    'CLIMAT_GUARDIAN_DEVICES__KEYS__A0B765000001',
  ]);
  assert.deepEqual(about('store.path'), [join(folder, 'kept', 'climat-guardian.db'), '--data']);
  assert.deepEqual(about('api.listen'), ['0.0.0.0:8321', 'default']);
  const { out: table } = await climatGuardianIn({ cwd: folder, env }, 'config');
  assert.match(table, new RegExp(`^# ${file}$`, 'm'));
  assert.match(table, /^site\.name +Attic +CLIMAT_GUARDIAN_SITE__NAME$/m);
  assert.doesNotMatch(out + table, /hunter/);

  const wrong = await climatGuardianIn(
    { env: { CLIMAT_GUARDIAN_LOG__LEVEL: 'loud' } },
    'config',
    '--config',
    file,
  );
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /the environment has a fault:\n +CLIMAT_GUARDIAN_LOG__LEVEL: "loud" must be debug/);
});

test('climat-guardian.yaml of this folder is taken by itself, unless another is named', async (t) => {
  const folder = await folderWith(t, {
    'climat-guardian.yaml': 'site: { id: here }\n',
    'other.yaml': 'site: { id: there }\n',
  });
  await mkdir(join(folder, 'deeper'));
  const idIn = async (cwd: string, ...args: string[]): Promise<string | undefined> =>
    /^site\.id +(\S+)/m.exec((await climatGuardianIn({ cwd }, 'config', ...args)).out)?.[1];
  assert.equal(await idIn(folder), 'here');
  assert.equal(await idIn(folder, '--config', 'other.yaml'), 'there');
  assert.equal(await idIn(join(folder, 'deeper')), 'home');
});

test('a configuration that is not there, or is a folder, is a fault and no default', async (t) => {
  const folder = await folderWith(t);
  for (const [name, said] of [
    ['none.yaml', /none\.yaml has a fault:\n +it cannot be read: ENOENT: no such file/],
    ['.', /it cannot be read: EISDIR/],
  ] as const) {
    const { code, err } = await climatGuardian('run', '--config', join(folder, name));
    assert.equal(code, 1);
    assert.match(err, said);
  }
});

test('the bridge runs by variables alone, and logs as little as it is told', async (t) => {
  const folder = await folderWith(t);
  const env = {
    ...process.env,
    CLIMAT_GUARDIAN_SITE__ID: 'by-variables',
    CLIMAT_GUARDIAN_DEVICES__DISCOVERY: 'false',
    CLIMAT_GUARDIAN_CLOCK__TRUST: 'system',
    CLIMAT_GUARDIAN_API__LISTEN: '127.0.0.1:0',
    CLIMAT_GUARDIAN_LOG__LEVEL: 'error',
    CLIMAT_GUARDIAN_DATA: folder,
  };
  const child = await startChild(process.execPath, [program, 'run'], {
    env,
    cwd: folder,
    ready: /at (http:\S+)/,
  });
  try {
    const rooms = await (await fetch(new URL('api/v1/rooms', child.ready[1]))).text();
    assert.match(rooms, /by-variables/);
  } finally {
    await child.end('SIGTERM');
  }
  assert.doesNotMatch(child.log(), /"level"/);
});
