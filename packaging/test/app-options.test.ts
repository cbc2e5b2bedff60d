/** The app's options are the bridge's configuration, whichever of them are given. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { configurationOf } from '../../app/options.ts';
import { parseConfig, type Config } from '../../bridge/src/config/config.ts';
import { root } from './shipped.ts';

const key = Buffer.alloc(32, 7).toString('base64');
const mac = 'a0:b7:65:00:00:01';

interface Sample {
  readonly value: unknown;
  /** What the bridge makes of it. */
  readonly taken: (config: Config) => unknown;
  readonly as: unknown;
  /** What is wrong, and what the bridge says of it. */
  readonly wrong: unknown;
  readonly fault: RegExp;
}

const influx = {
  name: 'influx',
  type: 'influxdb1',
  url: 'http://influx:8086',
  database: 'rooms',
  password: '',
};

const samples: Readonly<Record<string, Sample>> = {
  name: {
    value: 'Büro «3»',
    taken: ({ site }) => site.name,
    as: 'Büro «3»',
    wrong: 7,
    fault: /site\.name: must be text/,
  },
  site_id: {
    value: 'office',
    taken: ({ site }) => site.id,
    as: 'office',
    wrong: 'Büro',
    fault: /site\.id: /,
  },
  timezone: {
    value: 'Europe/Zurich',
    taken: ({ site }) => site.timezone,
    as: 'Europe/Zurich',
    wrong: 'Zurich',
    fault: /site\.timezone: "Zurich" is no IANA time zone/,
  },
  discovery: {
    value: false,
    taken: ({ devices }) => devices.discovery,
    as: false,
    wrong: 'no',
    fault: /devices\.discovery: /,
  },
  devices: {
    value: [
      { host: '10.0.3.17', port: null, mac: '', key: '' },
      { host: 'attic.local', mac, key },
    ],
    taken: ({ devices }) => devices.static.map(({ host, port, mac: of, key: by }) => [host, port, of, by]),
    as: [
      ['10.0.3.17', 6053, undefined, undefined],
      ['attic.local', 6053, mac, key],
    ],
    wrong: [{ host: 'attic.local', mac: 'attic' }],
    fault: /devices\.static\[0\]\.mac: "attic" is no MAC address/,
  },
  keys: {
    value: [{ mac, key }],
    taken: ({ devices }) => Object.fromEntries(devices.keys),
    as: { [mac]: key },
    wrong: [{ mac: 'kitchen', key }],
    fault: /devices\.keys\.kitchen: "kitchen" is no MAC address/,
  },
  require_encryption: {
    value: true,
    taken: ({ devices }) => devices.requireEncryption,
    as: true,
    wrong: 'yes',
    fault: /devices\.require_encryption: /,
  },
  sinks: {
    value: [influx],
    taken: ({ sinks }) => sinks.map(({ name, url, from }) => [name, url.href, from]),
    as: [['influx', 'http://influx:8086/', 'all']],
    wrong: [{ ...influx, url: 'influx' }],
    fault: /sinks\[0\]\.url: "influx" is no address/,
  },
  commit_interval: {
    value: '5s',
    taken: ({ store }) => store.commitIntervalMs,
    as: 5000,
    wrong: '5m',
    fault: /store\.commit_interval: "5m" must be/,
  },
  trust_clock: {
    value: true,
    taken: ({ clock }) => clock.trust,
    as: 'system',
    wrong: 'me',
    fault: /clock\.trust: "me"/,
  },
  hosts: {
    value: ['rooms.example'],
    taken: ({ api }) => api.hosts,
    as: ['rooms.example'],
    wrong: 'a',
    fault: /api\.hosts: /,
  },
  log_level: {
    value: 'debug',
    taken: ({ log }) => log.level,
    as: 'debug',
    wrong: 'loud',
    fault: /log\.level: "loud" must be/,
  },
};

function taken(options: unknown): Config {
  return parseConfig(JSON.stringify(configurationOf(options)), '/data/climat-guardian.yaml');
}

test('in every combination the bridge takes them for what they are, and what is left out is its own default', () => {
  const names = Object.keys(samples);
  const defaults = taken({});
  for (let chosen = 0; chosen < 2 ** names.length; chosen++) {
    const isChosen = (i: number): boolean => (chosen & (1 << i)) !== 0;
    const options = Object.fromEntries(
      names.filter((_, i) => isChosen(i)).map((name) => [name, samples[name]?.value]),
    );
    const config = taken(options);
    for (const [i, name] of names.entries()) {
      const sample = samples[name];
      assert.ok(sample);
      const expected = isChosen(i) ? sample.as : sample.taken(defaults);
      assert.deepEqual(sample.taken(config), expected, `${name} of ${Object.keys(options).join(', ')}`);
    }
  }
});

test('raw readings are dropped by option only where a sink has them', () => {
  assert.equal(taken({ sinks: [influx], keep_raw: '26w' }).store.keepRawMs, 26 * 7 * 86_400_000);
  assert.throws(() => taken({ keep_raw: '26w' }), /store\.keep_raw: needs a sink/);
});

test('what was left empty in the form is as not given', () => {
  const names = [...Object.keys(samples), 'keep_raw'];
  for (const nothing of ['', null, []]) {
    assert.deepEqual(
      configurationOf(Object.fromEntries(names.map((name) => [name, nothing]))),
      configurationOf({}),
    );
  }
});

test('each wrong one is told by the bridge, at its own key', () => {
  for (const [name, { wrong, fault }] of Object.entries(samples)) {
    assert.throws(() => taken({ [name]: wrong }), fault, name);
  }
  for (const keys of ['x', [1], [{ key }]]) assert.throws(() => taken({ keys }), /devices\.keys/);
});

test('the form has these options and no others, and only Home Assistant’s ingress is trusted', () => {
  const { schema, options } = parse(readFileSync(join(root, 'app', 'config.yaml'), 'utf8')) as {
    schema: object;
    options: object;
  };
  assert.deepEqual(Object.keys(schema).toSorted(), [...Object.keys(samples), 'keep_raw'].toSorted());
  assert.deepEqual(configurationOf(options), { api: { ingress: '172.30.32.2' } });
  assert.equal(taken(options).api.ingress, '172.30.32.2');
  assert.deepEqual(taken(options).api.trustedProxies, []);
});
