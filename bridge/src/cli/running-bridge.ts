/** The bridge that runs with this configuration, if one does: asked by its own API, as any reader would. */
import { Type, type Static } from 'typebox';
import { Check } from 'typebox/schema';
import type { Config } from '../config/config.ts';
import { addressOf } from './address.ts';

/** As much of `GET /api/v1/devices` as is needed here. */
const Devices = Type.Object({
  devices: Type.Array(
    Type.Object({
      mac: Type.Union([Type.String(), Type.Null()]),
      state: Type.String(),
      reason: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});
export type BridgeDevice = Static<typeof Devices>['devices'][number];

const withinMs = 3000;

/** Where it is asked: an address that stands for all of this host's is asked on loopback. */
export function ownAddress({ api }: Config): string {
  return addressOf(api.host === '0.0.0.0' ? '127.0.0.1' : api.host === '::' ? '::1' : api.host, api.port);
}

/** Each device that it knows, by MAC; undefined where none runs, or it does not tell us. */
export async function devicesOfBridge(config: Config): Promise<Map<string, BridgeDevice> | undefined> {
  if (config.api.port === 0) return undefined;
  try {
    const url = new URL('api/v1/devices', ownAddress(config));
    const answer = await fetch(url, { signal: AbortSignal.timeout(withinMs) });
    const body: unknown = await answer.json();
    if (!Check(Devices, body)) return undefined;
    return new Map(body.devices.flatMap((one) => (one.mac === null ? [] : [[one.mac, one]])));
  } catch {
    return undefined;
  }
}
