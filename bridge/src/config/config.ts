/**
 * What the bridge runs with. Parsed at the door: whatever is here is known to be right, and secrets that
 * lay in files have been read.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Errors } from 'typebox/schema';
import { corsOrigins, ingress, pathPrefix, trustedProxies } from './api.ts';
import { Settings } from 'typebox/system';
import { overlaid, type Environment } from './environment.ts';
import { ConfigError, faultsOf, keyPath, pointerPart, sentenceOf, type Fault } from './faults.ts';
import { Places, type Place } from './places.ts';
import { readYaml, readYamlFile, type ReadYaml } from './yaml-file.ts';
import { keysAt } from './schema-walk.ts';
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
    /** By MAC, in small letters with colons; a malformed key is that device's named state, not a reason to stop all others. */
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
    /** The address of Home Assistant's ingress; undefined: there is none. */
    readonly ingress: string | undefined;
  };
  readonly log: { readonly level: LogLevel };
}

const logLevels = ['debug', 'info', 'warn', 'error'] as const;
type LogLevel = (typeof logLevels)[number];

export const nativeApiPort = 6053;
/** Each name stands for several servers; only the second has IPv6. No more names: looking one up may block a thread. */
const publicServers = ['pool.ntp.org', '2.pool.ntp.org'];
const ballastBytes = 32 * 1024 * 1024;
const commitBounds = [250, 10_000] as const;

/** What is given by whom: options of the command line are above the environment, and that is above the file. */
export interface Given {
  /** undefined: there is none. */
  readonly file: string | undefined;
  readonly env: Environment;
  /** What relative paths of the environment are relative to, and the store where there is no file. */
  readonly folder: string;
}

export interface TakenConfig {
  readonly config: Config;
  /** Of the value at a JSON pointer; undefined for a default. */
  readonly placeOf: (pointer: string) => Place | undefined;
}

/** @throws {ConfigError} with all that is wrong, in the file and in the environment. */
export function takeConfig({ file, env, folder }: Given): TakenConfig {
  if (file === undefined) return take(readYaml(''), undefined, env, folder);
  let yaml: ReadYaml;
  try {
    yaml = readYamlFile(file);
  } catch (cause) {
    throw new ConfigError(file, [`it cannot be read: ${sentenceOf(cause)}`]);
  }
  return take(yaml, file, env, folder);
}

/** @param file for messages, and for paths in it, which are relative to its folder. */
export function parseConfig(text: string, file: string): Config {
  return take(readYaml(text), file, {}, dirname(file)).config;
}

function take(yaml: ReadYaml, file: string | undefined, env: Environment, folder: string): TakenConfig {
  const places = new Places(yaml, file, folder);
  const read = (path: string): string => readFileSync(resolve(folder, path), 'utf8');
  const { raw, variables, faults } = overlaid(yaml.raw, env, read);
  places.setVariables(variables);
  for (const fault of faults) places.fault(fault);
  const ofSchema = schemaFaults(raw);
  for (const fault of ofSchema) places.fault(fault);
  const config = new Parser(places).parse(withoutFaulty(raw, ofSchema));
  if (places.isFaulty) throw places.error();
  return { config, placeOf: places.placeOf.bind(places) };
}

/** More faults than these are of a file that is something else. The library stops at 8, unless told. */
const mostFaults = 200;

function schemaFaults(raw: unknown): Fault[] {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: mostFaults });
  try {
    const [, errors] = Errors(ConfigFile, raw);
    return faultsOf(errors, keysAt);
  } finally {
    Settings.Set({ maxErrors });
  }
}

/** What the schema takes, so that it can be looked at more closely; a list with a fault in it is left out as a whole. */
function withoutFaulty(raw: unknown, faults: readonly Fault[]): ConfigFile {
  const left: unknown = structuredClone(raw);
  for (const { pointer } of faults) {
    const parts = pointer.split('/').slice(1);
    // Whether a sink is there that gets everything is not known.
    if (parts[0] === 'sinks') remove(left, ['store', 'keep_raw']);
    remove(left, parts);
  }
  return faults.some(({ pointer }) => pointer === '') ? {} : (left as ConfigFile);
}

function remove(from: unknown, [key = '', ...deeper]: readonly string[]): void {
  if (typeof from !== 'object' || from === null) return;
  const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
  const value: unknown = Reflect.get(from, name);
  if (deeper.length === 0 || Array.isArray(value)) Reflect.deleteProperty(from, name);
  else remove(value, deeper);
}

/** What a schema cannot say: time zones, addresses, durations, files with secrets. */
class Parser {
  readonly #places: Places;

  constructor(places: Places) {
    this.#places = places;
  }

  parse(raw: ConfigFile): Config {
    const { site = {}, devices = {}, sinks = [], store = {}, clock = {}, api = {}, log = {} } = raw;
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
          }) ?? [],
      ),
      store: {
        path: this.#path(store.path ?? 'data/climat-guardian.db', '/store/path'),
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
        ...this.#listen(api.listen ?? '0.0.0.0:8321'),
        hosts: api.hosts ?? [],
        trustedProxies: trustedProxies(api.trusted_proxies ?? [], this.#fault.bind(this)),
        corsOrigins: corsOrigins(api.cors_origins ?? [], this.#fault.bind(this)),
        path: pathPrefix(api.path ?? '/', this.#fault.bind(this)),
        ingress: ingress(api.ingress, this.#fault.bind(this)),
      },
      log: { level: this.#level(log.level ?? 'info') },
    };
    const names = sinks.map(({ name }) => name);
    const twice = names.findIndex((name, i) => names.indexOf(name) !== i);
    if (twice >= 0) this.#fault(`/sinks/${String(twice)}/name`, 'another sink has this name already');
    if (store.keep_raw !== undefined && !config.sinks.some(({ from }) => from === 'all')) {
      this.#fault('/store/keep_raw', 'needs a sink with from: all, as nothing is dropped that no sink has');
    }
    return config;
  }

  #fault(pointer: string, message: string): void {
    this.#places.fault({ pointer, message });
  }

  #path(path: string, pointer: string): string {
    return resolve(this.#places.folderOf(pointer), path);
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
      if (mac.length > 20) {
        // Where key and address were confused, the key is not to be told.
        this.#fault('/devices/keys', 'a name in it is no MAC address, such as a0:b7:65:00:00:01');
        continue;
      }
      const known = this.#mac(mac, `/devices/keys/${pointerPart(mac)}`);
      // However it is written, so that keys has the last word over keys_file.
      const digits = known?.toLowerCase().replaceAll(/[:-]/g, '');
      if (digits !== undefined) keys.set(digits.match(/../g)?.join(':') ?? digits, key);
    }
    return keys;
  }

  #keysFile(path: string): Record<string, string> {
    const text = this.#read(path, '/devices/keys_file');
    if (text === undefined) return {};
    const { raw, faults } = readYaml(text);
    for (const fault of faults) this.#fault('/devices/keys_file', `${path}: ${fault}`);
    if (faults.length > 0) return {};
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
    if (value !== undefined) {
      this.#fault(pointer, `give it here or in ${keyPath(pointer)}_file, not both`);
    }
    return this.#read(path, `${pointer}_file`);
  }

  #read(path: string, pointer: string): string | undefined {
    try {
      const text = readFileSync(this.#path(path, pointer), 'utf8').trim();
      if (text !== '') return text;
      this.#fault(pointer, `${path} is empty`);
    } catch (cause) {
      this.#fault(pointer, `cannot be read: ${sentenceOf(cause)}`);
    }
    return undefined;
  }

  #url(text: string, pointer: string): URL {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
    if (text.includes('@')) {
      this.#fault(pointer, 'must be an address without user and password: these have keys of their own');
    } else if (!isHttp) {
      this.#fault(pointer, `"${text}" is no address such as http://127.0.0.1:8086`);
    } else return url;
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

  #level(text: string): LogLevel {
    const level = logLevels.find((one) => one === text);
    if (level === undefined) this.#fault('/log/level', `"${text}" must be ${logLevels.join(', ')}`);
    return level ?? 'info';
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
