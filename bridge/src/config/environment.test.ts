import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { takeConfig, type Config, type TakenConfig } from './config.ts';
import { ConfigError } from './faults.ts';

async function folderWith(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-environment-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

function prefixed(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, text]) => [`CLIMAT_GUARDIAN_${name}`, text]),
  );
}

function taken(variables: Readonly<Record<string, string>>, folder = '/srv', file?: string): TakenConfig {
  return takeConfig({ file, env: prefixed(variables), folder });
}

function configOf(variables: Readonly<Record<string, string>>): Config {
  return taken(variables).config;
}

function faultsOf(variables: Readonly<Record<string, string>>, folder?: string, file?: string): string[] {
  try {
    taken(variables, folder, file);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.message.split('\n').map((line) => line.trim());
  }
  return [];
}

test('each kind of key can be set by a variable: texts, numbers, yes and no, lists, maps', () => {
  const config = configOf({
    SITE__TIMEZONE: 'Asia/Kathmandu',
    DEVICES__DISCOVERY: 'false',
    DEVICES__STATIC__0__HOST: '10.0.3.17',
    DEVICES__STATIC__0__PORT: '6054',
    DEVICES__STATIC__1__HOST: '10.0.3.18',
    DEVICES__KEYS__A0B765000001: 'one',
    DEVICES__KEYS__a0b765000002: 'two',
    STORE__FOLD_ABOVE: '5000',
    STORE__PATH: 'kept/readings.db',
    CLOCK__SERVERS: '10.0.3.1, ntp.example',
    API__HOSTS__0: 'rooms.example',
    LOG__LEVEL: 'warn',
  });
  assert.equal(config.site.timezone, 'Asia/Katmandu');
  assert.equal(config.devices.discovery, false);
  assert.deepEqual(
    config.devices.static.map(({ host, port }) => [host, port]),
    [
      ['10.0.3.17', 6054],
      ['10.0.3.18', 6053],
    ],
  );
  assert.deepEqual(Object.fromEntries(config.devices.keys), {
    'a0:b7:65:00:00:01': 'one',
    'a0:b7:65:00:00:02': 'two',
  });
  assert.equal(config.store.foldAbove, 5000);
  assert.equal(config.store.path, '/srv/kept/readings.db');
  assert.deepEqual(config.clock.servers, ['10.0.3.1', 'ntp.example']);
  assert.deepEqual(config.api.hosts, ['rooms.example']);
  assert.equal(config.log.level, 'warn');
});

test('the environment is above the file, key by key and item by item', async (t) => {
  const folder = await folderWith(t, {
    'c.yaml': `
site: { id: office, name: Office }
devices: { keys: { "a0:b7:65:00:00:01": of-the-file } }
sinks:
  - { name: a, type: influxdb1, url: "http://a", username: u, password: of-the-file }
clock: { servers: [ a, b, c ] }
`,
    secret: 'of-a-secret-file\n',
  });
  const { config, placeOf } = taken(
    {
      SITE__NAME: 'Attic',
      DEVICES__KEYS__A0B765000001: 'of-the-environment',
      SINKS__0__PASSWORD_FILE: 'secret',
      SINKS__1__NAME: 'b',
      SINKS__1__TYPE: 'influxdb1',
      SINKS__1__URL: 'http://b',
      CLOCK__SERVERS__1: 'other',
    },
    folder,
    join(folder, 'c.yaml'),
  );
  assert.deepEqual([config.site.id, config.site.name], ['office', 'Attic']);
  assert.deepEqual([...config.devices.keys.values()], ['of-the-environment']);
  assert.deepEqual(
    config.sinks.map((sink) => sink.type === 'influxdb1' && [sink.name, sink.username, sink.password]),
    [
      ['a', 'u', 'of-a-secret-file'],
      ['b', undefined, undefined],
    ],
  );
  assert.deepEqual(config.clock.servers, ['a', 'other', 'c']);
  assert.deepEqual(placeOf('/site/id'), { line: 2 });
  assert.deepEqual(placeOf('/site/name'), { variable: 'CLIMAT_GUARDIAN_SITE__NAME' });
  assert.deepEqual(placeOf('/sinks/0/password'), { variable: 'CLIMAT_GUARDIAN_SINKS__0__PASSWORD_FILE' });
  assert.equal(placeOf('/site/timezone'), undefined);
});

test('the faults of file and environment are told together, each with its line or its variable', async (t) => {
  const folder = await folderWith(t, { 'c.yaml': 'site: { timezome: x }\nstore: { commit_interval: 1h }\n' });
  const file = join(folder, 'c.yaml');
  const faults = faultsOf(
    {
      SITE_TIMEZONE: 'Europe/Zurich',
      SINKS__7__URL: 'http://x',
      SINKS__0__URL: 'http://x',
      STORE__FOLD_ABOVE: 'many',
      DEVICES__DISCOVERY: 'yes',
      DEVICES__STATIC: '10.0.3.17',
      DEVICES__KEYS__A0B765000001_FILE: 'none',
      LOG__LEVEL: 'loud',
      NONSENSE: '1',
    },
    folder,
    file,
  );
  assert.deepEqual(faults, [
    `${file} and the environment have 11 faults:`,
    'line 1: site.timezome: unknown key; did you mean "timezone"?',
    'line 2: store.commit_interval: "1h" must be from 250ms to 10s',
    `CLIMAT_GUARDIAN_DEVICES__DISCOVERY: must be true or false`,
    `CLIMAT_GUARDIAN_DEVICES__KEYS__A0B765000001_FILE: cannot be read: ENOENT: no such file or directory, open '${join(folder, 'none')}'`,
    'CLIMAT_GUARDIAN_DEVICES__STATIC: must be set part by part, as CLIMAT_GUARDIAN_DEVICES__STATIC__0__…',
    'CLIMAT_GUARDIAN_NONSENSE: unknown variable; all that there are: docs/configuration.md',
    'CLIMAT_GUARDIAN_SINKS__7__URL: there is nothing before number 7: the next is 1',
    'CLIMAT_GUARDIAN_SITE_TIMEZONE: unknown variable; did you mean CLIMAT_GUARDIAN_SITE__TIMEZONE?',
    'CLIMAT_GUARDIAN_STORE__FOLD_ABOVE: must be a whole number',
    'CLIMAT_GUARDIAN_SINKS__0__…: needs name, type',
    'CLIMAT_GUARDIAN_LOG__LEVEL: "loud" must be debug, info, warn, error',
  ]);
});

test('a misspelt variable of a list is answered with the number that it has', () => {
  const [, fault] = faultsOf({ SINKS__0__PASWORD: 'x' });
  assert.match(fault ?? '', /did you mean CLIMAT_GUARDIAN_SINKS__0__PASSWORD\?/);
});

test('what others make of the name is passed over: empty variables, Kubernetes, our own options', () => {
  const nothing = {
    SITE__NAME: '',
    SERVICE_HOST: '10.96.0.7',
    SERVICE_PORT: '8321',
    SERVICE_PORT_HTTP: '8321',
    PORT: 'tcp://10.96.0.7:8321',
    PORT_8321_TCP: 'tcp://10.96.0.7:8321',
    PORT_8321_TCP_ADDR: '10.96.0.7',
    CONFIG: '/etc/climat-guardian.yaml',
    DATA: '/data',
  };
  assert.deepEqual(faultsOf(nothing), []);
  assert.equal(configOf(nothing).site.name, 'Home');
  assert.notDeepEqual(faultsOf({ PORTS: '1' }), []);
});

test('a device’s key is read from a file of its own, and an empty file is a fault', async (t) => {
  const folder = await folderWith(t, { kitchen: 'the-key\n', empty: '\n' });
  const { config, placeOf } = taken({ DEVICES__KEYS__A0B765000001_FILE: 'kitchen' }, folder);
  assert.deepEqual(Object.fromEntries(config.devices.keys), { 'a0:b7:65:00:00:01': 'the-key' });
  assert.deepEqual(placeOf('/devices/keys/a0:b7:65:00:00:01'), {
    variable: 'CLIMAT_GUARDIAN_DEVICES__KEYS__A0B765000001_FILE',
  });
  assert.match(faultsOf({ DEVICES__KEYS_FILE: 'empty' }, folder)[1] ?? '', /KEYS_FILE: empty is empty$/);
});

test('no secret of the environment appears in a fault', () => {
  const secret = 'aHVudGVyMiBodW50ZXIyIGh1bnRlcjIgaHVudGVyMiE=';
  const faults = faultsOf({
    SINKS__0__NAME: 'a',
    SINKS__0__TYPE: 'influxdb1',
    SINKS__0__URL: `ftp://bridge:${secret}@influx`,
    SINKS__0__PASSWORD: secret,
    SINKS__0__PASSWORD_FILE: '/nonexistent',
    [`DEVICES__KEYS__${secret}`]: 'a0:b7:65:00:00:01',
    DEVICES__KEYS: secret,
    SITE__TIMEZONE: 'nowhere',
  });
  // The variable's own name cannot be left out; nothing of the key is repeated after it.
  const told = faults.map((fault) => fault.replace(`CLIMAT_GUARDIAN_DEVICES__KEYS__${secret}`, ''));
  assert.ok(told.length > 4, told.join('\n'));
  assert.doesNotMatch(told.join('\n'), /aHVudGVyMiB/);
});

test('a variable named like a part of every object harms nothing', () => {
  for (const name of [
    '__PROTO__',
    '__PROTO____POLLUTED',
    'SITE____PROTO____POLLUTED',
    'CONSTRUCTOR__PROTOTYPE',
  ]) {
    assert.match(faultsOf({ [name]: 'x' })[1] ?? '', /unknown variable/);
  }
  assert.match(faultsOf({ DEVICES__KEYS____PROTO__: 'x' })[1] ?? '', /unknown variable|no MAC/);
  assert.equal(Reflect.get({}, 'polluted'), undefined);
});
