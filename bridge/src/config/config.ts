/**
 * What the bridge runs with. Parsed at the door: whatever is here is known to be right, and secrets that
 * lay in files have been read.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Errors } from 'typebox/schema';
import { isMap, LineCounter, parseDocument } from 'yaml';
import { ConfigError, faultsOf, keyPath } from './faults.ts';
import { ConfigFile } from './schema.ts';
import { parseSink, type SinkConfig } from './sinks.ts';

export interface StaticDeviceConfig {
  readonly host: string;
  readonly port: number;
  /** As written; checked to be a MAC address. */
  readonly mac?: string | undefined;
  readonly key?: string | undefined;
}

export interface Config {
  readonly site: { readonly id: string; readonly name: string; readonly timezone: string };
  readonly devices: {
    readonly discovery: boolean;
    readonly static: readonly StaticDeviceConfig[];
    /** By MAC as written; a malformed key is that device's named state, not a reason to stop all others. */
    readonly keys: ReadonlyMap<string, string>;
    readonly requireEncryption: boolean;
  };
  readonly sinks: readonly SinkConfig[];
  readonly store: {
    readonly path: string;
    readonly commitIntervalMs: number;
    /** Room that is kept on the disk for the day it is full. */
    readonly ballastBytes: number;
    /** So many readings of the inbox are packed before the hour is over, where their hours have closed. */
    readonly foldAbove?: number;
    /** undefined: raw readings are kept for ever. */
    readonly keepRawMs?: number | undefined;
  };
  readonly clock: {
    /** `system`: the operator vouches for this host's clock. */
    readonly trust: 'auto' | 'system';
    /** NTP servers, each `host` or `host:port`; asked only while no time daemon of this host is synchronised. */
    readonly servers: readonly string[];
  };
  readonly api: {
    readonly host: string;
    readonly port: number;
    /** Names beside its addresses that this bridge is reached by. */
    readonly hosts: readonly string[];
    /** Addresses or CIDR ranges whose X-Forwarded-* are believed. */
    readonly trustedProxies: readonly string[];
    /** Origins of other sites whose pages may read here. */
    readonly corsOrigins: readonly string[];
    /** The path that a reverse proxy puts before all of ours; with slashes at both ends. */
    readonly path: string;
  };
}

export const nativeApiPort = 6053;
/** Each name stands for several servers; only the second has IPv6. No more names: looking one up may block a thread. */
const publicServers = ['pool.ntp.org', '2.pool.ntp.org'];
const ballastBytes = 32 * 1024 * 1024;
const commitBounds = [250, 10_000] as const;

/** @throws {ConfigError} naming the file and each faulty key. */
export function readConfig(file: string): Config {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(file, [`it cannot be read: ${String(cause)}`]);
  }
  return parseConfig(text, file);
}

/** @param file for messages, and for paths in it, which are relative to its folder. */
export function parseConfig(text: string, file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    throw new ConfigError(
      file,
      document.errors.map((error) => `line ${String(lines.linePos(error.pos[0]).line)}: ${error.message}`),
    );
  }
  const raw: unknown = document.contents === null ? {} : document.toJS();
  const [isValid, errors] = Errors(ConfigFile, raw);
  if (!isValid) throw new ConfigError(file, faultsOf(errors, keysAt));
  if (document.contents !== null && !isMap(document.contents)) {
    throw new ConfigError(file, ['the file: must hold keys and values']);
  }
  return new Parser(file).parse(raw as ConfigFile);
}

/** The keys that the schema knows at a JSON pointer into the configuration. */
function keysAt(pointer: string): string[] {
  let schema: unknown = ConfigFile;
  for (const part of pointer.split('/').slice(1)) {
    schema = /^\d+$/.test(part) ? field(schema, 'items') : field(field(schema, 'properties'), part);
  }
  const properties = field(schema, 'properties');
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([k]) => k === key)?.[1]
    : undefined;
}

/** What a schema cannot say: time zones, addresses, durations, files with secrets. */
class Parser {
  readonly #file: string;
  readonly #faults: string[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  parse(raw: ConfigFile): Config {
    const { site = {}, devices = {}, sinks = [], store = {}, clock = {}, api = {} } = raw;
    const config: Config = {
      site: {
        id: site.id ?? 'home',
        name: site.name ?? 'Home',
        timezone: this.#timezone(site.timezone),
      },
      devices: {
        discovery: devices.discovery ?? true,
        static: (devices.static ?? []).map((one, i) => ({
          host: one.host,
          port: one.port ?? nativeApiPort,
          mac: this.#mac(one.mac, `/devices/static/${String(i)}/mac`),
          key: this.#secret(one.key, one.key_file, `/devices/static/${String(i)}/key`),
        })),
        keys: this.#keys(devices),
        requireEncryption: devices.require_encryption ?? false,
      },
      sinks: sinks.flatMap(
        (sink, i) =>
          parseSink(sink, i, {
            url: this.#url.bind(this),
            secret: this.#secret.bind(this),
            fault: this.#fault.bind(this),
            note: (fault) => this.#faults.push(fault),
          }) ?? [],
      ),
      store: {
        path: this.#path(store.path ?? 'data/climat-guardian.db'),
        commitIntervalMs: this.#commitInterval(store.commit_interval ?? '1s'),
        ballastBytes,
        ...(store.fold_above !== undefined && { foldAbove: store.fold_above }),
        keepRawMs: this.#keepRaw(store.keep_raw),
      },
      clock: {
        trust: this.#trust(clock.trust ?? 'auto'),
        servers: (clock.servers ?? publicServers).map((server, i) =>
          this.#server(server, `/clock/servers/${String(i)}`),
        ),
      },
      api: {
        ...this.#listen(api.listen ?? '127.0.0.1:8321'),
        hosts: api.hosts ?? [],
        trustedProxies: api.trusted_proxies ?? [],
        corsOrigins: api.cors_origins ?? [],
        path: api.path ?? '/',
      },
    };
    const names = config.sinks.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) this.#fault('/sinks', `two sinks are called "${twice}"; names must differ`);
    if (store.keep_raw !== undefined && !config.sinks.some(({ from }) => from === 'all')) {
      this.#fault('/store/keep_raw', 'needs a sink with from: all, as nothing is dropped that no sink has');
    }
    if (this.#faults.length > 0) throw new ConfigError(this.#file, this.#faults);
    return config;
  }

  #fault(pointer: string, message: string): void {
    this.#faults.push(`${keyPath(pointer)}: ${message}`);
  }

  #path(path: string): string {
    return resolve(dirname(this.#file), path);
  }

  #timezone(name: string | undefined): string {
    const system = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (name === undefined) return system;
    try {
      return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    } catch {
      this.#fault('/site/timezone', `"${name}" is no IANA time zone, such as Europe/Zurich`);
      return system;
    }
  }

  #keys(devices: NonNullable<ConfigFile['devices']>): Map<string, string> {
    const fromFile = devices.keys_file === undefined ? {} : this.#keysFile(devices.keys_file);
    const keys = new Map<string, string>();
    for (const [mac, key] of [...Object.entries(fromFile), ...Object.entries(devices.keys ?? {})]) {
      if (this.#mac(mac, `/devices/keys/${mac}`) !== undefined) keys.set(mac, key);
    }
    return keys;
  }

  #keysFile(path: string): Record<string, string> {
    const text = this.#read(path, '/devices/keys_file');
    if (text === undefined) return {};
    const raw: unknown = parseDocument(text).toJS();
    const entries = typeof raw === 'object' && raw !== null ? Object.entries(raw) : [];
    const keys = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    if (keys.length !== entries.length || keys.length === 0) {
      this.#fault('/devices/keys_file', `${path} must hold lines of the form "mac": "key"`);
    }
    return Object.fromEntries(keys);
  }

  #mac(text: string | undefined, pointer: string): string | undefined {
    if (text === undefined || /^([0-9a-f]{2}[:-]?){5}[0-9a-f]{2}$/i.test(text)) return text;
    this.#fault(pointer, `"${text}" is no MAC address, such as a0:b7:65:00:00:01`);
    return undefined;
  }

  #secret(value: string | undefined, path: string | undefined, pointer: string): string | undefined {
    if (path === undefined) return value;
    if (value !== undefined) this.#fault(pointer, `give it here or in ${keyPath(pointer)}_file, not both`);
    return this.#read(path, `${pointer}_file`)?.trim();
  }

  #read(path: string, pointer: string): string | undefined {
    try {
      return readFileSync(this.#path(path), 'utf8');
    } catch (cause) {
      this.#fault(pointer, `cannot be read: ${String(cause)}`);
      return undefined;
    }
  }

  #url(text: string, pointer: string): URL {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
    this.#fault(pointer, `"${text}" is no address such as http://127.0.0.1:8086`);
    return new URL('http://invalid.invalid');
  }

  #commitInterval(text: string): number {
    const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*(ms|s)$/.exec(text) ?? [];
    const ms = Number(number) * (unit === 's' ? 1000 : 1);
    const [least, most] = commitBounds;
    if (number !== '' && ms >= least && ms <= most) return ms;
    this.#fault('/store/commit_interval', `"${text}" must be from 250ms to 10s`);
    return 1000;
  }

  #keepRaw(text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    const [, number = '', unit = ''] = /^([1-9]\d{0,4})\s*([dwy])$/.exec(text) ?? [];
    // The longest year, so that it is never less than asked for.
    const days = { d: 1, w: 7, y: 366 }[unit];
    if (days !== undefined) return Number(number) * days * 86_400_000;
    this.#fault('/store/keep_raw', `"${text}" must be days, weeks or years, such as 90d, 26w or 2y`);
    return undefined;
  }

  #trust(text: string): 'auto' | 'system' {
    if (text === 'auto' || text === 'system') return text;
    this.#fault(
      '/clock/trust',
      `"${text}" must be auto, or system where this host's clock is known to be right`,
    );
    return 'auto';
  }

  #server(text: string, pointer: string): string {
    const [whole, , , port = '123'] = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]]+))(?::(\d+))?$/.exec(text) ?? [];
    if (whole === undefined || Number(port) < 1 || Number(port) > 65_535) {
      this.#fault(pointer, `"${text}" is no NTP server, such as ntp.example, 10.0.3.1:123 or [fd00::1]`);
    }
    return text;
  }

  #listen(text: string): { host: string; port: number } {
    const [, v6, v4, portText = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text) ?? [];
    const host = v6 ?? v4;
    const port = Number(portText);
    if (host !== undefined && port <= 65_535) return { host, port };
    this.#fault('/api/listen', `"${text}" must be an address and a port, such as 0.0.0.0:8321`);
    return { host: '127.0.0.1', port: 8321 };
  }
}
