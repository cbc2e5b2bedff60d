/** What mDNS shows of ESPHome devices within some seconds. */
import { setTimeout as pause } from 'node:timers/promises';
import { Browser } from '../mdns/browser.ts';
import type { ServiceInstance } from '../mdns/instances.ts';
import type { Reach } from '../mdns/interfaces.ts';
import { parseMac, type Mac } from '../reading/mac.ts';
import { statedName } from '../reading/stated-text.ts';

export interface Announced {
  readonly name: string;
  readonly friendlyName: string;
  readonly host: string;
  readonly port: number;
  readonly mac: Mac | undefined;
  readonly esphomeVersion: string;
  /** Such as `esp32dev`, and the chip's family, as it says them. */
  readonly board: string;
  readonly platform: string;
  readonly network: string;
  /** undefined: it does not say, as devices without a key do. */
  readonly encryption: string | undefined;
}

export interface LookedAround {
  readonly devices: readonly Announced[];
  /** What the interfaces have refused. */
  readonly troubles: readonly string[];
}

export async function lookAround(ms: number, reach: Reach): Promise<LookedAround> {
  const seen = new Map<string, ServiceInstance>();
  const troubles: string[] = [];
  {
    using _browser = new Browser({
      type: '_esphomelib._tcp',
      reach,
      onSeen: (instance) => seen.set(instance.name, instance),
      onGone: (instance) => seen.delete(instance.name),
      log: (trouble) => troubles.push(trouble),
    });
    await pause(ms);
  }
  const devices = [...seen.values()].map(announced);
  return { devices: devices.toSorted((a, b) => (a.name < b.name ? -1 : 1)), troubles };
}

/** Anybody in the network can announce anything: what is shown in a terminal is made harmless. */
function announced({ name, addresses, port, txt }: ServiceInstance): Announced {
  const said = (key: string): string => statedName(txt.get(key) ?? '');
  return {
    name: statedName(name),
    friendlyName: said('friendly_name'),
    host: addresses[0] ?? '',
    port,
    mac: parseMac(said('mac')),
    esphomeVersion: said('version'),
    board: said('board'),
    platform: said('platform'),
    network: said('network'),
    encryption: said('api_encryption') || undefined,
  };
}
