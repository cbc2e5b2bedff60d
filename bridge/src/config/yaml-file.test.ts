import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { takeConfig } from './config.ts';
import { ConfigError } from './faults.ts';
import { readYaml } from './yaml-file.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'climat-yaml-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function faultsOf(content: string | Buffer): Promise<readonly string[]> {
  const file = join(folder, 'c.yaml');
  await writeFile(file, content);
  try {
    takeConfig({ file, env: {}, folder });
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.faults;
  }
  return [];
}

/** Nine to the eighth power. */
const bomb = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  .map(
    (name, i, all) =>
      `${name}: &${name} [${Array(9)
        .fill(i === 0 ? 'x' : `*${all[i - 1] ?? ''}`)
        .join()}]`,
  )
  .join('\n');

test('whatever is in the file, there is a sentence for it, with the line where there is one', async () => {
  for (const [content, said] of [
    ['site:\n\tname: Office\n', /^line 2: a tab: YAML is indented with spaces$/],
    ['site: { id: a }\nsite: { id: b }\n', /^line 2: this key is there already/],
    [
      'site:\n  name: Office: Attic\n',
      /^line 2: two keys on one line: put a value that holds ": " into quotes$/,
    ],
    ['site: { name: "Office }\n', /^line 2: something is not closed/],
    ['site:\n  name: @home\n', /^line 2: what begins like this has a meaning in YAML: put it into quotes$/],
    [
      'sinks:\n  - { name: a, type: influxdb1, url: "http://x", password: !secret influx }\n',
      /^line 2: words such as !secret/,
    ],
    ['site: { name: *home }\n', /^line 1: what begins with \* stands for a part marked with &/],
    ['site: { id: a }\n---\nsite: { id: b }\n', /^line 2: a line of --- begins a second document/],
    ['['.repeat(100_000), /nested|not closed|bracket/],
    [bomb, /^it is nested, or refers to itself, beyond all measure/],
    ['site: &site\n  name: *site\n', /^line 2: site.name: must be text/],
    [Buffer.from('\ufeffsite: { id: a }', 'utf16le'), /^it is UTF-16: save it as UTF-8$/],
    [Buffer.from('site: { name: Büro }', 'latin1'), /^it is not UTF-8, perhaps Latin-1: save it as UTF-8$/],
    [Buffer.from('7f454c4602010100', 'hex'), /^it is no text: is it another file\?$/],
    ['x'.repeat(1_000_000), /^it holds 1,000,000 bytes, more than any configuration/],
  ] as const) {
    const faults = await faultsOf(content);
    assert.match(faults[0] ?? '', said, `${content.toString('utf8').slice(0, 60)}\n${faults.join('\n')}`);
    assert.ok(faults.length < 20, 'each thing is said once');
  }
});

test('a byte order mark is passed over, and anchors stand for what they mark', async () => {
  assert.deepEqual(await faultsOf('\ufeffsite: { id: office }\n'), []);
  const anchors = 'site: { name: &name Office }\napi: { hosts: [*name] }\n';
  assert.deepEqual(await faultsOf(anchors), []);
});

test('more faults than eight are told, too', async () => {
  const faults = await faultsOf(Array.from({ length: 30 }, (_, i) => `key_${String(i)}: 1\n`).join(''));
  assert.equal(faults.length, 30);
  assert.match(faults[29] ?? '', /^line 30: key_29: unknown key/);
});

test('what is wrong in one list does not keep what is wrong elsewhere from being told', async () => {
  const faults = await faultsOf(`
devices: { static: [ { port: 6053 } ], keys: { nonsense: x } }
sinks: [ { name: a } ]
store: { keep_raw: 90d }
site: { id: OFFICE, timezone: nowhere }
`);
  assert.deepEqual(
    faults.map((fault) => /^line \d+: [^:]+/.exec(fault)?.[0]),
    [
      'line 2: devices.static[0]',
      'line 2: devices.keys.nonsense',
      'line 3: sinks[0]',
      'line 5: site.id',
      'line 5: site.timezone',
    ],
  );
});

test('a password that YAML takes for something else is not repeated', async () => {
  for (const password of [
    '*hunter2',
    '!hunter2',
    '&hunter2 x',
    '@hunter2',
    '`hunter2',
    '%hunter2',
    '"\\hunter2"',
    'x: hunter2',
    '|hunter2',
    '[hunter2',
    '{hunter2',
    "'hunter2",
    '- hunter2',
    '? hunter2',
  ]) {
    const faults = await faultsOf(
      `sinks:\n  - name: a\n    type: influxdb1\n    url: "http://x"\n    password: ${password}\n`,
    );
    assert.ok(faults.length > 0 || password.startsWith('&'), password);
    assert.doesNotMatch(faults.join('\n'), /hunter2/, password);
  }
});

test('a device’s key given as its name is not repeated', async () => {
  const key = Buffer.alloc(32, 42).toString('base64');
  const faults = await faultsOf(`devices:\n  keys: { "${key}": "a0:b7:65:00:00:01" }\n`);
  assert.equal(faults.length, 1);
  assert.ok(!faults.join().includes(key.slice(0, 20)), faults.join());
});

test('the line of each value is known', () => {
  const { lineOf, lineNear } = readYaml('a:\n  - b: 1\n  - b: 2\n    c/d: 3\n');
  assert.deepEqual(
    ['/a', '/a/0/b', '/a/1/b', '/a/1/c~1d', '/a/1/none', '/none'].map((pointer) => lineOf(pointer)),
    [1, 2, 3, 4, undefined, undefined],
  );
  assert.equal(lineNear('/a/1/none'), 3);
});
