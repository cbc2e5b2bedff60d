/** What a sink is configured with, by its type. */
import { pointerPart, unknownKey } from './faults.ts';
import type { ConfigFile } from './schema.ts';

interface SinkBase {
  readonly name: string;
  readonly url: URL;
  /** Where it begins when it is new: with everything there is, or with what comes now. */
  readonly from: 'all' | 'now';
  /** Whether it gets hours, days, months, events and the heartbeat, beside readings. */
  readonly longView: boolean;
}

export interface InfluxDb1Config extends SinkBase {
  readonly type: 'influxdb1';
  readonly database: string;
  readonly longDatabase: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

export interface InfluxDb2Config extends SinkBase {
  readonly type: 'influxdb2';
  readonly org: string;
  readonly bucket: string;
  readonly longBucket: string;
  readonly token?: string | undefined;
}

export type SinkConfig = InfluxDb1Config | InfluxDb2Config;

type RawSink = NonNullable<ConfigFile['sinks']>[number];

/** Reads one key's value, or notes what is wrong with it. */
export interface SinkParser {
  url(text: string, pointer: string): URL;
  secret(value: string | undefined, path: string | undefined, pointer: string): string | undefined;
  fault(pointer: string, message: string): void;
}

const common = ['name', 'type', 'url', 'from', 'long_view'];
const keysOf = {
  influxdb1: [...common, 'database', 'long_database', 'username', 'password', 'password_file'],
  influxdb2: [...common, 'org', 'bucket', 'long_bucket', 'token', 'token_file'],
} as const satisfies Record<SinkConfig['type'], readonly string[]>;

export function parseSink(raw: RawSink, at: number, door: SinkParser): SinkConfig | undefined {
  const pointer = `/sinks/${String(at)}`;
  const { name, type, from = 'all' } = raw;
  if (type !== 'influxdb1' && type !== 'influxdb2') {
    door.fault(`${pointer}/type`, `"${type}" is no type of sink; known: ${Object.keys(keysOf).join(', ')}`);
    return undefined;
  }
  const known: readonly string[] = keysOf[type];
  for (const key of Object.keys(raw)) {
    if (!known.includes(key)) {
      door.fault(`${pointer}/${pointerPart(key)}`, `${unknownKey(key, known)} (with type ${type})`);
    }
  }
  const url = door.url(raw.url, `${pointer}/url`);
  if (from !== 'all' && from !== 'now') door.fault(`${pointer}/from`, `"${from}" must be all or now`);
  const base = { name, url, from: from === 'now' ? from : 'all', longView: raw.long_view ?? true } as const;

  if (type === 'influxdb1') {
    const database = raw.database ?? 'climate';
    return {
      ...base,
      type,
      database,
      longDatabase: raw.long_database ?? `${database}_long`,
      username: raw.username,
      password: door.secret(raw.password, raw.password_file, `${pointer}/password`),
    };
  }
  const bucket = raw.bucket ?? 'climate';
  if (raw.org === undefined) {
    door.fault(`${pointer}/org`, 'is needed: the organization (any word for InfluxDB 3 and VictoriaMetrics)');
  }
  return {
    ...base,
    type,
    org: raw.org ?? '',
    bucket,
    longBucket: raw.long_bucket ?? `${bucket}_long`,
    token: door.secret(raw.token, raw.token_file, `${pointer}/token`),
  };
}
