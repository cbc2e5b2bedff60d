/** Every device that was configured, announced or met since the start: where it is, and how it stands. */
import type { ServiceInstance } from '../mdns/instances.ts';
import type { Mac } from '../reading/mac.ts';
import { statedName } from '../reading/stated-text.ts';
import { reasonFor, type DeviceState } from './device-state.ts';

export interface RosterEntry {
  /** undefined while a bare address has never answered, or an announcement names none. */
  readonly mac: Mac | undefined;
  /** Of its announcement; empty where there is none. */
  readonly name: string;
  readonly friendlyName: string;
  /** Host and port. */
  readonly address: string;
  readonly found: 'static' | 'mdns';
  /** undefined until it said so, on connecting or in its announcement. */
  readonly esphomeVersion: string | undefined;
  readonly isEncrypted: boolean | undefined;
  readonly state: DeviceState['state'] | 'without-mac';
  readonly reason: string | null;
  /** Since when it is in that state, by the clock that never steps. */
  readonly since: number;
}

/** More announcements without a MAC address are no building's. */
const maxNameless = 64;

export class Roster<Key extends object> {
  readonly #elapsed: () => number;
  readonly #entries = new Map<Key, RosterEntry>();
  /** Announced without a MAC address, by their names. */
  readonly #nameless = new Map<string, RosterEntry>();

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  add(key: Key, { mac, address, found }: Pick<RosterEntry, 'mac' | 'address' | 'found'>): void {
    const unknown = { name: '', friendlyName: '', esphomeVersion: undefined, isEncrypted: undefined };
    this.#entries.set(key, {
      ...unknown,
      mac,
      address,
      found,
      state: 'connecting',
      reason: reasonFor({ state: 'connecting' }),
      since: this.#elapsed(),
    });
  }

  announced(key: Key, instance: ServiceInstance): void {
    this.#change(key, announcedFacts(instance));
  }

  /** What an announcement says that names no device: nobody can be connected to by it. */
  nameless(instance: ServiceInstance): void {
    const before = this.#nameless.get(instance.name);
    if (before === undefined && this.#nameless.size >= maxNameless) return;
    this.#nameless.set(instance.name, {
      mac: undefined,
      esphomeVersion: undefined,
      isEncrypted: undefined,
      ...announcedFacts(instance),
      found: 'mdns',
      state: 'without-mac',
      reason:
        'It announces itself without a MAC address, so it is not known which device it is. Name its address ' +
        'under devices: static.',
      since: before?.since ?? this.#elapsed(),
    });
  }

  gone(instance: ServiceInstance): void {
    this.#nameless.delete(instance.name);
  }

  met(key: Key, facts: { readonly esphomeVersion: string; readonly isEncrypted: boolean }): void {
    const { esphomeVersion, isEncrypted } = facts;
    this.#change(key, { isEncrypted, ...(esphomeVersion !== '' && { esphomeVersion }) });
  }

  state(key: Key, state: DeviceState, at: Pick<RosterEntry, 'mac' | 'address'>): void {
    const before = this.#entries.get(key);
    const since = before?.state === state.state ? before.since : this.#elapsed();
    this.#change(key, { ...at, state: state.state, reason: reasonFor(state), since });
  }

  delete(key: Key): void {
    this.#entries.delete(key);
  }

  /** One for each device: where several found it, the one that has it, else the one with the latest news. */
  all(has: (key: Key, mac: Mac) => boolean): RosterEntry[] {
    const byMac = new Map<Mac, { readonly entry: RosterEntry; readonly has: boolean }>();
    const others: RosterEntry[] = [];
    for (const [key, entry] of this.#entries) {
      const { mac } = entry;
      if (mac === undefined) others.push(entry);
      else {
        const one = { entry, has: has(key, mac) };
        const other = byMac.get(mac);
        byMac.set(mac, other === undefined ? one : joined(one, other));
      }
    }
    return [...[...byMac.values()].map(({ entry }) => entry), ...others, ...this.#nameless.values()];
  }

  #change(key: Key, facts: Partial<RosterEntry>): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#entries.set(key, { ...entry, ...facts });
  }
}

interface Found {
  readonly entry: RosterEntry;
  readonly has: boolean;
}

/** What a connection knows counts, and what an announcement says beside it. */
function joined(one: Found, other: Found): Found {
  const isFirst = one.has || (!other.has && one.entry.since >= other.entry.since);
  const [first, second] = isFirst ? [one, other] : [other, one];
  return {
    has: first.has,
    entry: {
      ...first.entry,
      name: first.entry.name || second.entry.name,
      friendlyName: first.entry.friendlyName || second.entry.friendlyName,
      found: first.entry.found === 'static' || second.entry.found === 'static' ? 'static' : 'mdns',
      esphomeVersion: first.entry.esphomeVersion ?? second.entry.esphomeVersion,
      isEncrypted: first.entry.isEncrypted ?? second.entry.isEncrypted,
    },
  };
}

function announcedFacts({ name, port, addresses, txt }: ServiceInstance) {
  const version = statedName(txt.get('version') ?? '');
  return {
    name: statedName(name),
    friendlyName: statedName(txt.get('friendly_name') ?? ''),
    address: hostAndPort(addresses[0] ?? '', port),
    ...(version !== '' && { esphomeVersion: version }),
    // ESPHome says it only where it is so.
    ...(txt.has('api_encryption') && { isEncrypted: true }),
  };
}

export function hostAndPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}
