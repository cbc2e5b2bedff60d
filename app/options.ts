/** The app's options as the bridge's configuration. What is right the bridge knows; here only the places differ. */

type Plain = Readonly<Record<string, unknown>>;

/** Its key in the bridge's configuration (docs/configuration.md), and how its value is written there. */
type Place = readonly [part: string, key: string, as?: (value: unknown) => unknown];

const places: Readonly<Record<string, Place>> = {
  name: ['site', 'name'],
  site_id: ['site', 'id'],
  timezone: ['site', 'timezone'],
  discovery: ['devices', 'discovery'],
  devices: ['devices', 'static'],
  keys: ['devices', 'keys', byMac],
  require_encryption: ['devices', 'require_encryption'],
  commit_interval: ['store', 'commit_interval'],
  keep_raw: ['store', 'keep_raw'],
  trust_clock: ['clock', 'trust', (value) => (value === true ? 'system' : value === false ? 'auto' : value)],
  hosts: ['api', 'hosts'],
  log_level: ['log', 'level'],
};

/** Where the Supervisor's ingress asks from: https://developers.home-assistant.io/docs/apps/presentation#ingress */
const ingress = '172.30.32.2';

/** @throws {Error} with a sentence. */
export function configurationOf(options: unknown): Plain {
  if (!isPlain(options)) throw new Error('The options are no list of names and values.');
  const given = Object.entries(options).filter(([, value]) => !isEmpty(value));
  const configuration: Record<string, Record<string, unknown>> = { api: { ingress } };
  const { sinks } = options;
  for (const [name, value] of given) {
    if (name === 'sinks') continue;
    const place = places[name];
    if (place === undefined) throw new Error(`There is no option "${name}".`);
    const [part, key, as = asItIs] = place;
    (configuration[part] ??= {})[key] = as(withoutEmpty(value));
  }
  return isEmpty(sinks) ? configuration : { ...configuration, sinks: withoutEmpty(sinks) };
}

function asItIs(value: unknown): unknown {
  return value;
}

/** A map has names that are not known before; an app's options may have none such. */
function byMac(keys: unknown): unknown {
  if (!Array.isArray(keys) || !keys.every(isPlain)) return keys;
  return Object.fromEntries(keys.map(({ mac, key }) => [String(mac), key]));
}

/** What was left empty in the form is not said. */
function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => !isEmpty(inner)));
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
