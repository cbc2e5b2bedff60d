/** `discover`: what mDNS shows, and whether each is connected or why not. */
import type { Config } from '../config/config.ts';
import { configured, type WhereOptions } from './configured.ts';
import { counted } from './holdings.ts';
import { lookAround, type Announced } from './look-around.ts';
import { devicesOfBridge, ownAddress, type BridgeDevice } from './running-bridge.ts';
import { allKeys, tryDevice } from './try-device.ts';

export interface DiscoverOptions extends WhereOptions {
  readonly seconds: number;
  readonly loopback?: boolean;
  readonly json?: boolean;
}

interface Judged extends Announced {
  /** `bridge`: it says so; `tried`: this command connected by itself, for a moment. */
  readonly by: 'bridge' | 'tried';
  readonly isConnected: boolean;
  /** A sentence, where it is not. */
  readonly reason: string | null;
}

/** States in which a device is connected, whatever else is wrong with it. */
const connected = ['online', 'stalled', 'not-stored'];
/** So many are tried at once. */
const atOnce = 32;

/** @throws {Error} when nothing was found, with what may be wrong. */
export async function discover({
  seconds,
  loopback = false,
  json = false,
  ...where
}: DiscoverOptions): Promise<void> {
  const config = configured(where);
  const { devices, troubles } = await lookAround(seconds * 1000, loopback ? 'loopback' : 'network');
  const known = await devicesOfBridge(config);
  const judged = await judge(devices, known, config);
  if (json) {
    const bridge = known === undefined ? null : ownAddress(config);
    console.log(JSON.stringify({ bridge, devices: judged.map(forPrograms), troubles }, undefined, 2));
  } else {
    for (const device of judged) console.log(linesOf(device));
    for (const trouble of troubles) console.error(trouble);
    if (devices.length > 0) {
      console.error(
        known === undefined
          ? `${counted(devices.length, 'device')}. No bridge at ${ownAddress(config)} told how they are, so each was tried from here.`
          : `${counted(devices.length, 'device')}; how they are, the bridge at ${ownAddress(config)} says.`,
      );
    }
  }
  if (devices.length === 0) throw new Error(nothingFound(seconds, loopback));
}

function nothingFound(seconds: number, isLoopback: boolean): string {
  if (isLoopback) {
    return `within ${String(seconds)} s no simulated device was there; does \`demo\` or \`simulate\` run?`;
  }
  return (
    `within ${String(seconds)} s no ESPHome device answered. They are heard only in this computer’s own network: not in another VLAN, ` +
    'not in a guest Wi-Fi, not from a container without --network host, and not where a firewall keeps UDP port 5353 out. ' +
    'See whether the device is on and in the Wi-Fi; name it in the configuration (devices: static) where it cannot be heard; ' +
    '`climat-guardian check` looks at this computer.'
  );
}

async function judge(
  devices: readonly Announced[],
  known: ReadonlyMap<string, BridgeDevice> | undefined,
  config: Config,
): Promise<Judged[]> {
  const options = { keys: allKeys(config), requireEncryption: config.devices.requireEncryption };
  const one = async (device: Announced): Promise<Judged> => {
    const { host, port, mac } = device;
    if (mac === undefined) {
      const reason =
        'It announces no MAC address, by which devices are known here: name it under devices: static.';
      return { ...device, by: 'tried', isConnected: false, reason };
    }
    if (known !== undefined) {
      const { state = '', reason = 'The bridge has not seen it yet.' } = known.get(mac) ?? {};
      return { ...device, by: 'bridge', isConnected: connected.includes(state), reason };
    }
    const { trouble = null } = await tryDevice({ host, port, mac }, undefined, options);
    return { ...device, by: 'tried', isConnected: trouble === null, reason: trouble };
  };
  const judged: Judged[] = [];
  for (let first = 0; first < devices.length; first += atOnce) {
    judged.push(...(await Promise.all(devices.slice(first, first + atOnce).map(one))));
  }
  return judged;
}

function linesOf(device: Judged): string {
  const { name, friendlyName, mac, esphomeVersion, board, platform, encryption, isConnected, reason } =
    device;
  const about = [
    ...(friendlyName === '' ? [] : [friendlyName]),
    ...(esphomeVersion === '' ? [] : [`ESPHome ${esphomeVersion}`]),
    ...[board, platform].filter((text) => text !== ''),
    encryption === undefined ? 'not encrypted' : 'encrypted',
  ];
  const state = isConnected
    ? ['connected', ...(reason === null ? [] : [reason])].join(': ')
    : `not connected: ${reason ?? ''}`;
  return `${name}  ${addressOf(device)}  ${mac ?? '-'}\n  ${about.join(', ')}\n  ${state}`;
}

function addressOf({ host, port }: Announced): string {
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

function forPrograms(device: Judged): object {
  const { name, friendlyName, mac, esphomeVersion, board, platform, network, encryption } = device;
  const { by, isConnected, reason } = device;
  return {
    ...{
      name,
      friendlyName,
      address: addressOf(device),
      mac: mac ?? null,
      esphomeVersion,
      board,
      platform,
      network,
    },
    ...{ encryption: encryption ?? null, by, isConnected, reason },
  };
}
