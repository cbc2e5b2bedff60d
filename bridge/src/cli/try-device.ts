/** What a device would answer to the bridge: one connection as its sessions make them, closed as soon as it stands. */
import { existsSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { connect, type Target } from '../devices/connection.ts';
import { DeviceKeys } from '../devices/device-keys.ts';
import { DeviceRefused } from '../devices/device-state.ts';
import type { Mac } from '../reading/mac.ts';
import { deviceKeys } from '../store/device-keys.ts';
import { openBeside } from '../store/schema.ts';

export interface TryOptions {
  readonly keys: DeviceKeys;
  readonly requireEncryption: boolean;
}

export interface Tried {
  /** A sentence with what to do; undefined where a connection stood. */
  readonly trouble: string | undefined;
  /** As it stated it, where it did. */
  readonly mac: Mac | undefined;
}

/** Longer than a device that is busy with its Wi-Fi takes. */
const withinMs = 10_000;

/** Those of the configuration, and those that were entered by hand where there is a store already. */
export function allKeys({ devices, store }: Config): DeviceKeys {
  const keys = new DeviceKeys(devices.keys);
  if (existsSync(store.path)) {
    try {
      using database = openBeside(store.path, { readOnly: true });
      keys.setByHand(deviceKeys(database));
    } catch {
      // What is wrong with the store is another matter, and told by whoever looks at that.
    }
  }
  return keys;
}

/** @param ofAddress a key that the configuration gives for this address */
export async function tryDevice(
  target: Target,
  ofAddress: string | undefined,
  { keys, requireEncryption }: TryOptions,
): Promise<Tried> {
  try {
    await using connection = await connect(target, {
      keyFor: (mac) => keys.keyFor(mac, ofAddress),
      requireEncryption,
      // It is not set by whoever only looks.
      clock: { now: () => 0, isTrusted: () => false },
      elapsed: () => performance.now(),
      signal: AbortSignal.timeout(withinMs),
      log: () => undefined,
      refused: () => undefined,
    });
    return { trouble: undefined, mac: connection.device.mac };
  } catch (error) {
    if (!(error instanceof DeviceRefused)) throw error;
    return { trouble: error.message, mac: target.mac };
  }
}
