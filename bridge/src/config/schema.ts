/**
 * The configuration's keys. From here come the validation, the names of the environment's variables and the table in
 * docs/configuration.md. `default` is stated where it is a constant; `writeOnly` marks a secret, which is never shown.
 */
import { Type, type Static } from 'typebox';

const strict = { additionalProperties: false } as const;

function secretFile(of: string) {
  return Type.Optional(Type.String({ minLength: 1, description: `A file that holds the ${of}.` }));
}

const Site = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9][a-z0-9-]{0,47}$',
        default: 'home',
        description: 'The tag `site` in InfluxDB: small letters, digits and hyphens, 48 at most.',
      }),
    ),
    name: Type.Optional(
      Type.String({ minLength: 1, default: 'Home', description: 'For people: on the page, and by mDNS.' }),
    ),
    timezone: Type.Optional(
      Type.String({
        description:
          'The IANA time zone that its days begin in, such as `Europe/Zurich`. Unless given: this host’s.',
      }),
    ),
  },
  { ...strict, description: 'The building.' },
);

const StaticDevice = Type.Object(
  {
    host: Type.String({ minLength: 1, description: 'Its address, or a name that leads to it.' }),
    port: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 65_535,
        default: 6053,
        description: 'The port of its native API.',
      }),
    ),
    mac: Type.Optional(
      Type.String({
        description: 'Its MAC address. Whoever answers at the address with another one is refused.',
      }),
    ),
    key: Type.Optional(
      Type.String({ writeOnly: true, description: 'Its encryption key: 32 bytes in base64.' }),
    ),
    key_file: secretFile('key'),
  },
  { ...strict, description: 'A device beside those that are found.' },
);

const Devices = Type.Object(
  {
    discovery: Type.Optional(
      Type.Boolean({ default: true, description: 'Finds ESPHome devices of its own network, by mDNS.' }),
    ),
    static: Type.Optional(
      Type.Array(StaticDevice, { description: 'Devices that are not found by themselves.' }),
    ),
    keys: Type.Optional(
      Type.Record(Type.String(), Type.String({ writeOnly: true }), {
        description:
          'Encryption keys by MAC address, each 32 bytes in base64: `api: encryption: key` of the device’s YAML.',
      }),
    ),
    keys_file: Type.Optional(
      Type.String({ minLength: 1, description: 'A file with such keys, one a line: `"mac": "key"`.' }),
    ),
    require_encryption: Type.Optional(
      Type.Boolean({ default: false, description: 'Readings are taken from encrypted devices only.' }),
    ),
  },
  { ...strict, description: 'The ESP32s.' },
);

const Sink = Type.Object(
  {
    name: Type.String({
      pattern: '^[A-Za-z0-9_-]{1,64}$',
      description: 'For people and commands, and what it is known again by: letters, digits, `_` and `-`.',
    }),
    type: Type.String({
      description: '`influxdb1`, or `influxdb2` (also for InfluxDB 3 and VictoriaMetrics).',
    }),
    url: Type.String({ description: 'Where it answers, such as `http://127.0.0.1:8086`.' }),
    from: Type.Optional(
      Type.String({
        default: 'all',
        description: 'What it gets when it is new: `all` that is kept, or what comes from `now` on.',
      }),
    ),
    long_view: Type.Optional(
      Type.Boolean({
        default: true,
        description:
          '`false`: readings only, as for VictoriaMetrics, which has no text and keeps every version of a point.',
      }),
    ),
    database: Type.Optional(
      Type.String({ minLength: 1, default: 'climate', description: 'influxdb1: for readings as they come.' }),
    ),
    long_database: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'influxdb1: for hours, days and months. Unless given: the database’s name and `_long`.',
      }),
    ),
    username: Type.Optional(Type.String({ description: 'influxdb1: where it asks for one.' })),
    password: Type.Optional(Type.String({ writeOnly: true, description: 'influxdb1: of that user.' })),
    password_file: secretFile('password'),
    org: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'influxdb2: the organization; any word for InfluxDB 3 and VictoriaMetrics.',
      }),
    ),
    bucket: Type.Optional(
      Type.String({ minLength: 1, default: 'climate', description: 'influxdb2: for readings as they come.' }),
    ),
    long_bucket: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'influxdb2: for hours, days and months. Unless given: the bucket’s name and `_long`.',
      }),
    ),
    token: Type.Optional(
      Type.String({ writeOnly: true, description: 'influxdb2: one that may write to both buckets.' }),
    ),
    token_file: secretFile('token'),
  },
  { ...strict, description: 'A place that readings are forwarded to.' },
);

const Store = Type.Object(
  {
    path: Type.Optional(
      Type.String({
        minLength: 1,
        default: 'data/climat-guardian.db',
        description: 'The file that everything is kept in; others lie beside it.',
      }),
    ),
    commit_interval: Type.Optional(
      Type.String({
        default: '1s',
        description: 'How often readings are brought to the disk: `250ms` to `10s`. Longer spares a card.',
      }),
    ),
    fold_above: Type.Optional(
      Type.Integer({
        minimum: 1000,
        maximum: 1_000_000,
        description: 'More waiting readings than this are packed before their hour is over.',
      }),
    ),
    keep_raw: Type.Optional(
      Type.String({
        description:
          'How long raw readings are kept here, such as `90d`, `26w` or `2y`, once every sink has them. Unless given: for ever.',
      }),
    ),
  },
  { ...strict, description: 'What is kept on this host.' },
);

const Clock = Type.Object(
  {
    trust: Type.Optional(
      Type.String({
        default: 'auto',
        description:
          '`auto`: readings wait until the time is known. `system`: this host’s clock is known to be right.',
      }),
    ),
    servers: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        maxItems: 16,
        default: ['pool.ntp.org', '2.pool.ntp.org'],
        description: 'NTP servers, asked while no time daemon of this host has told: a host, or `host:port`.',
      }),
    ),
  },
  { ...strict, description: 'How the time is known.' },
);

const Api = Type.Object(
  {
    listen: Type.Optional(
      Type.String({
        default: '0.0.0.0:8321',
        description:
          'Address and port of page and API. `127.0.0.1:8321`: for this computer only, as behind a reverse proxy on it.',
      }),
    ),
    hosts: Type.Optional(
      Type.Array(Type.String(), {
        default: [],
        description: 'Names beside its addresses that it is reached by.',
      }),
    ),
    trusted_proxies: Type.Optional(
      Type.Array(Type.String(), {
        default: [],
        description: 'Addresses, or ranges such as `10.0.3.0/24`, whose `X-Forwarded-…` are believed.',
      }),
    ),
    cors_origins: Type.Optional(
      Type.Array(Type.String(), {
        default: [],
        description: 'Origins of other sites whose pages may read here, such as `https://home.example`.',
      }),
    ),
    path: Type.Optional(
      Type.String({ default: '/', description: 'The path that a reverse proxy puts before all of ours.' }),
    ),
    ingress: Type.Optional(
      Type.String({
        description:
          'Where Home Assistant’s ingress asks from, in its app: `172.30.32.2`. Who comes by it has signed in to Home Assistant, and may read here and pair.',
      }),
    ),
  },
  { ...strict, description: 'The page and the API.' },
);

const Log = Type.Object(
  {
    level: Type.Optional(
      Type.String({ default: 'info', description: 'What is logged: `debug`, `info`, `warn` or `error`.' }),
    ),
  },
  { ...strict, description: 'The log, on standard output.' },
);

export const ConfigFile = Type.Object(
  {
    site: Type.Optional(Site),
    devices: Type.Optional(Devices),
    sinks: Type.Optional(Type.Array(Sink)),
    store: Type.Optional(Store),
    clock: Type.Optional(Clock),
    api: Type.Optional(Api),
    log: Type.Optional(Log),
  },
  strict,
);
export type ConfigFile = Static<typeof ConfigFile>;
