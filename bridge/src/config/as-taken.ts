/** A configuration as its file would say it, complete: what is shown to whoever asks what holds. */
import { keyPath, pointerPart } from './faults.ts';
import type { Config } from './config.ts';
import type { SinkConfig } from './sinks.ts';

export interface Setting {
  /** JSON pointer. */
  readonly pointer: string;
  /** As `sinks[0].url`. */
  readonly key: string;
  /** A secret is shown as `(set)`; null: there is none. */
  readonly value: string | number | boolean | readonly string[] | null;
}

const set = '(set)';

export function settingsOf(config: Config): Setting[] {
  return leaves(asTaken(config), '');
}

/** In the order, and by the names, of the file. */
function asTaken({ site, devices, sinks, store, clock, api, log }: Config): object {
  return {
    site,
    devices: {
      discovery: devices.discovery,
      static: devices.static.map(({ host, port, mac, key }) => ({ host, port, mac, key: secret(key) })),
      keys: Object.fromEntries([...devices.keys.keys()].map((mac) => [mac, set])),
      require_encryption: devices.requireEncryption,
    },
    sinks: sinks.map(sinkAsTaken),
    store: {
      path: store.path,
      commit_interval: `${String(store.commitIntervalMs)}ms`,
      fold_above: store.foldAbove,
      keep_raw: store.keepRawMs === undefined ? undefined : `${String(store.keepRawMs / 86_400_000)}d`,
    },
    clock,
    api: {
      listen: `${api.host.includes(':') ? `[${api.host}]` : api.host}:${String(api.port)}`,
      hosts: api.hosts,
      trusted_proxies: api.trustedProxies,
      cors_origins: api.corsOrigins,
      path: api.path,
      ingress: api.ingress,
    },
    log,
  };
}

function sinkAsTaken(sink: SinkConfig): object {
  const { name, type, url, from, longView } = sink;
  const common = { name, type, url: url.href, from, long_view: longView };
  if (sink.type === 'influxdb1') {
    const { database, longDatabase, username, password } = sink;
    return { ...common, database, long_database: longDatabase, username, password: secret(password) };
  }
  const { org, bucket, longBucket, token } = sink;
  return { ...common, org, bucket, long_bucket: longBucket, token: secret(token) };
}

function secret(value: string | undefined): string | undefined {
  return value === undefined ? undefined : set;
}

/** What holds things is gone into; what holds none is a value. */
function leaves(value: unknown, pointer: string): Setting[] {
  const leaf = (shown: Setting['value']): Setting[] => [{ pointer, key: keyPath(pointer), value: shown }];
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return leaf(value);
  if (typeof value !== 'object' || value === null) return leaf(null);
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return leaf(value);
  const parts = Object.entries(value);
  if (parts.length === 0) return leaf(null);
  return parts.flatMap(([key, one]) => leaves(one, `${pointer}/${pointerPart(key)}`));
}
