import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { parseConfig, takeConfig, type Config } from './config.ts';
import { ConfigError } from './faults.ts';

function readConfig(file: string): Config {
  return takeConfig({ file, env: {}, folder: '/' }).config;
}

function faultsOf(text: string): readonly string[] {
  try {
    parseConfig(text, 'building.yaml');
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    assert.match(error.message, /^building\.yaml has /);
    return error.faults;
  }
  return [];
}

test('without any configuration everything has a default that works', () => {
  const config = parseConfig('', '/srv/climat/climat-guardian.yaml');
  assert.equal(config.devices.discovery, true);
  assert.equal(config.store.path, '/srv/climat/data/climat-guardian.db');
  assert.deepEqual([config.api.host, config.api.port], ['0.0.0.0', 8321]);
  assert.equal(config.store.commitIntervalMs, 1000);
  assert.equal(config.clock.trust, 'auto');
  assert.deepEqual(config.clock.servers, ['pool.ntp.org', '2.pool.ntp.org']);
});

test('a full configuration is read, with the secrets out of their files', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'climat-config-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'influx.pass'), 'hush\n');
  await writeFile(join(folder, 'influx.token'), 'secret\n');
  await writeFile(join(folder, 'keys'), '"A0B765000001": one\n"a0:b7:65:00:00:02": two\n');
  const file = join(folder, 'climat-guardian.yaml');
  await writeFile(
    file,
    `
site: { id: office, name: Office, timezone: Europe/Zurich }
devices:
  discovery: false
  static: [ { host: 10.0.3.17 }, { host: sensor.example, port: 6054, mac: "a0:b7:65:00:00:02" } ]
  keys_file: keys
  require_encryption: true
sinks:
  - { name: influx, type: influxdb1, url: "http://127.0.0.1:8086", username: bridge, password_file: influx.pass }
  - { name: cloud, type: influxdb2, url: "http://127.0.0.1:8087/influx", org: office, bucket: rooms, token_file: influx.token, from: now, long_view: false }
store: { path: readings.db, commit_interval: 250ms, fold_above: 5000, keep_raw: 2y }
clock: { trust: system, servers: ["10.0.3.1", "[fd00::1]:1123"] }
api: { listen: "[::]:80", hosts: [rooms.example] }
`,
  );
  const config = readConfig(file);
  assert.deepEqual(config.site, { id: 'office', name: 'Office', timezone: 'Europe/Zurich' });
  assert.deepEqual(config.devices.static[0], {
    host: '10.0.3.17',
    port: 6053,
    mac: undefined,
    key: undefined,
  });
  assert.deepEqual([...config.devices.keys.values()], ['one', 'two']);
  assert.deepEqual(config.sinks, [
    {
      name: 'influx',
      type: 'influxdb1',
      url: new URL('http://127.0.0.1:8086'),
      from: 'all',
      longView: true,
      database: 'climate',
      longDatabase: 'climate_long',
      username: 'bridge',
      password: 'hush',
    },
    {
      name: 'cloud',
      type: 'influxdb2',
      url: new URL('http://127.0.0.1:8087/influx'),
      from: 'now',
      longView: false,
      org: 'office',
      bucket: 'rooms',
      longBucket: 'rooms_long',
      token: 'secret',
    },
  ]);
  assert.deepEqual(config.store, {
    path: join(folder, 'readings.db'),
    commitIntervalMs: 250,
    ballastBytes: 32 * 1024 * 1024,
    foldAbove: 5000,
    keepRawMs: 2 * 366 * 86_400_000,
  });
  assert.deepEqual(config.clock, { trust: 'system', servers: ['10.0.3.1', '[fd00::1]:1123'] });
  assert.deepEqual(config.api, {
    host: '::',
    port: 80,
    hosts: ['rooms.example'],
    trustedProxies: [],
    corsOrigins: [],
    path: '/',
    ingress: undefined,
  });
});

test('all faults are told at once, each with its key and what would be right', () => {
  const faults = faultsOf(`
site: { timezome: Europe/Zurich }
devices: { static: [ { prot: 6053, host: a } ] }
store: { commit_interval: 5 }
`);
  assert.deepEqual(faults, [
    'line 2: site.timezome: unknown key; did you mean "timezone"?',
    'line 3: devices.static[0].prot: unknown key; did you mean "port"?',
    'line 4: store.commit_interval: must be text: put it into quotes',
  ]);
});

test('what a schema cannot say is told too', () => {
  const faults = faultsOf(`
site: { timezone: Europe/Züri }
devices:
  static: [ { host: a, mac: nonsense, key: x, key_file: y } ]
  keys: { "not-a-mac": abc }
  keys_file: /nonexistent
sinks:
  - { name: a, type: influxdb1, url: "ftp://x" }
  - { name: a, type: influxdb1, url: "http://x" }
store: { commit_interval: 1h, keep_raw: soon }
clock: { trust: sytem, servers: [ "ntp://a", "fine.example:99999" ] }
api: { listen: "8321" }
`);
  for (const expected of [
    /^line 2: site\.timezone: "Europe\/Züri" is no IANA time zone/,
    /^line 4: devices\.static\[0\]\.mac: "nonsense" is no MAC address/,
    /^line 4: devices\.static\[0\]\.key: give it here or in devices\.static\[0\]\.key_file, not both/,
    /^line 5: devices\.keys\.not-a-mac: /,
    /^line 6: devices\.keys_file: cannot be read/,
    /^line 8: sinks\[0\]\.url: "ftp:\/\/x" is no address/,
    /^line 9: sinks\[1\]\.name: another sink has this name already/,
    /^line 10: store\.commit_interval: "1h" must be from 250ms to 10s/,
    /^line 10: store\.keep_raw: "soon" must be days, weeks or years, such as 90d, 26w or 2y/,
    /^line 11: clock\.trust: "sytem" must be auto, or system/,
    /^line 11: clock\.servers\[0\]: "ntp:\/\/a" is no NTP server/,
    /^line 11: clock\.servers\[1\]: "fine\.example:99999" is no NTP server/,
    /^line 12: api\.listen: "8321" must be an address and a port/,
  ]) {
    assert.ok(
      faults.some((fault) => expected.test(fault)),
      `${String(expected)} in\n${faults.join('\n')}`,
    );
  }
});

test('raw readings are dropped only where a sink is to have them all', () => {
  assert.deepEqual(faultsOf('store: { keep_raw: 90d }'), [
    'line 1: store.keep_raw: needs a sink with from: all, as nothing is dropped that no sink has',
  ]);
});

test('a key of another type of sink, a missing one and an unknown type are told', () => {
  assert.deepEqual(
    faultsOf(`
sinks:
  - { name: a, type: influxdb2, url: "http://x", database: climate, token: t, token_file: /nonexistent }
  - { name: b, type: influxdb1, url: "http://x", long_bucket: b, from: yesterday }
  - { name: c, type: influx, url: "http://x" }
`).map((fault) => fault.replace(/(cannot be read).*/, '$1')),
    [
      'line 3: sinks[0].database: unknown key; known here: name, type, url, from, long_view, org, bucket, long_bucket, token, token_file (with type influxdb2)',
      'line 3: sinks[0].org: is needed: the organization (any word for InfluxDB 3 and VictoriaMetrics)',
      'line 3: sinks[0].token: give it here or in sinks[0].token_file, not both',
      'line 3: sinks[0].token_file: cannot be read',
      'line 4: sinks[1].long_bucket: unknown key; known here: name, type, url, from, long_view, database, long_database, username, password, password_file (with type influxdb1)',
      'line 4: sinks[1].from: "yesterday" must be all or now',
      'line 5: sinks[2].type: "influx" is no type of sink; known: influxdb1, influxdb2',
    ],
  );
  assert.deepEqual(faultsOf('sinks: [ { name: a, type: influxdb2, url: "http://x", org: o, buckett: b } ]'), [
    'line 1: sinks[0].buckett: unknown key; did you mean "bucket"?',
  ]);
});

test('an unknown key that resembles none is answered with those that there are', () => {
  assert.deepEqual(faultsOf('clock: { synchronise: true }'), [
    'line 1: clock.synchronise: unknown key; known here: trust, servers',
  ]);
});

test('broken YAML, a list, a word and a file that is not there are refused with the place', () => {
  assert.match(faultsOf('site:\n  id: [1')[0] ?? '', /^line \d/);
  assert.match(faultsOf('- a\n- b')[0] ?? '', /^the file: must hold keys and values/);
  assert.match(faultsOf('hello')[0] ?? '', /^the file: must hold keys and values/);
  assert.throws(() => readConfig('/nonexistent.yaml'), /cannot be read/);
});

test('a secret never appears in a fault', () => {
  const faults = faultsOf('sinks: [ { name: a, type: influxdb1, url: x, password: [hunter2] } ]');
  assert.ok(faults.length > 0);
  assert.doesNotMatch(faults.join(), /hunter2/);
});
