/** What of the network the bridge stands on: its own port, mDNS, and the devices. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Config } from '../../config/config.ts';
import { parseMac } from '../../reading/mac.ts';
import { parsePsk } from '../../devices/psk.ts';
import { counted } from '../holdings.ts';
import { lookAround, type Announced } from '../look-around.ts';
import { ownAddress } from '../running-bridge.ts';
import { allKeys, tryDevice } from '../try-device.ts';
import { well, wrong, type Finding } from './finding.ts';
import { lookAtMulticast } from './multicast.ts';

/** As long as a browser takes for three questions. */
const lookMs = 4000;
const healthMs = 5000;

/** @param isRunning whether a bridge uses the store that is configured. */
export async function apiFinding(config: Config, isRunning: boolean): Promise<Finding> {
  const { host, port } = config.api;
  if (port === 0) return well('api', 'It takes any free port (api: listen).');
  const address = ownAddress(config);
  return isRunning ? await runningFinding(address) : await freeFinding(host, port, address);
}

async function runningFinding(address: string): Promise<Finding> {
  try {
    const answer = await fetch(new URL('health', address), { signal: AbortSignal.timeout(healthMs) });
    const body = await answer.text();
    if (body.includes('"status"')) return well('api', `The bridge answers at ${address}.`);
    return wrong('api', `What answers at ${address} is no bridge. Is another address meant in api: listen?`);
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return wrong(
      'api',
      `A bridge runs, and at ${address} nothing answers (${cause}). Was it started with another configuration? Start it again.`,
    );
  }
}

async function freeFinding(host: string, port: number, address: string): Promise<Finding> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    return well('api', `${address} is free.`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return wrong(
      'api',
      refusals[String(code)]?.(host, String(port)) ?? `Nothing can listen at ${address}: ${String(error)}.`,
    );
  } finally {
    server.close();
  }
}

const refusals: Readonly<Record<string, (host: string, port: string) => string>> = {
  EADDRINUSE: (_, port) =>
    `Port ${port} is taken by another program: \`ss --tcp --listening --processes 'sport = :${port}'\` names it. Stop it, or choose another port in api: listen.`,
  EADDRNOTAVAIL: (host) =>
    `This computer has no address ${host}: api: listen must name one that it has, or 0.0.0.0 for all.`,
  EACCES: (_, port) => `Port ${port} is not allowed to this user: choose one above 1023 in api: listen.`,
  ENOTFOUND: (host) => `${host} is no address of this computer: see api: listen.`,
};

/** mDNS, every device that it shows, and every one that is configured. */
export async function deviceFindings(config: Config): Promise<Finding[]> {
  const { discovery, keys, static: named } = config.devices;
  const look = discovery ? await Promise.all([lookAtMulticast(), lookAround(lookMs, 'network')]) : undefined;
  const [multicast, around] = look ?? [];
  const found = around?.devices ?? [];
  const mdns =
    multicast === undefined
      ? []
      : [
          ...multicast.troubles.map((trouble) => wrong('mdns', trouble)),
          ...(multicast.well.length === 0 ? [] : [well('mdns', mdnsSentence(multicast.well, found))]),
        ];
  const malformed = [...keys].flatMap(([mac, key]) => {
    const parsed = parsePsk(key);
    return 'malformed' in parsed
      ? [wrong(`device ${mac}`, `Its key in the configuration cannot be used: ${parsed.malformed}.`)]
      : [];
  });
  const options = { keys: allKeys(config), requireEncryption: config.devices.requireEncryption };
  const targets = [
    ...named.map(({ host, port, mac, key }) => ({
      host,
      port,
      mac: mac === undefined ? undefined : parseMac(mac),
      key,
    })),
    ...found.flatMap(({ host, port, mac }) =>
      mac === undefined ? [] : [{ host, port, mac, key: undefined }],
    ),
  ];
  const tried = await Promise.all(
    targets.map(async ({ key, ...target }) => {
      const { trouble, mac } = await tryDevice(target, key, options);
      const part = `device ${mac ?? `${target.host}:${String(target.port)}`}`;
      const at = `${target.host}:${String(target.port)}`;
      return trouble === undefined ? well(part, `It answers at ${at}.`) : wrong(part, `At ${at}: ${trouble}`);
    }),
  );
  // One that is found and configured is one device, and tells the same twice.
  const once = tried.filter(
    ({ part, isWell }, i) => tried.findIndex((one) => one.part === part && one.isWell === isWell) === i,
  );
  const malformedOnes = new Set(malformed.map(({ part }) => part));
  return [...mdns, ...malformed, ...once.filter(({ part }) => !malformedOnes.has(part))];
}

function mdnsSentence(interfaces: readonly string[], found: readonly Announced[]): string {
  const on = `Multicast works on ${interfaces.join(', ')}`;
  if (found.length > 0) return `${on}; ${counted(found.length, 'ESPHome device')} answered.`;
  return (
    `${on}; no ESPHome device answered within ${String(lookMs / 1000)} s. Those of another VLAN or a guest Wi-Fi are not heard: ` +
    'name them under devices: static.'
  );
}
