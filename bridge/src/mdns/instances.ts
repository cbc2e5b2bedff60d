/** One announced service, as read from the records that were heard (RFC 6763). */
import { isIPv4 } from 'node:net';
import { foldName } from './names.ts';
import { isLinkLocalIPv6, type RecordType } from './read-answer.ts';
import type { CachedRecord } from './records.ts';

export interface ServiceInstance {
  /** The first label, e.g. `esp-kitchen`. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** In the order in which to try them: IPv4, then global IPv6, then link-local; never empty. */
  readonly addresses: readonly string[];
  /** Keys in lower case; a Map, as a key may be called `__proto__`. */
  readonly txt: ReadonlyMap<string, string>;
}

type Lookup = (type: RecordType, name: string) => readonly CachedRecord[];

/** @returns the complete instances by their folded full name. */
export function readInstances(type: string, lookup: Lookup): Map<string, ServiceInstance> {
  const instances = new Map<string, ServiceInstance>();
  for (const { data } of lookup('PTR', type)) {
    if (data.kind !== 'name' || !foldName(data.name).endsWith(`.${type}`)) continue;
    const service = newest(lookup('SRV', data.name))?.data;
    if (service?.kind !== 'service') continue;
    const addresses = [...lookup('A', service.target), ...lookup('AAAA', service.target)].flatMap((record) =>
      record.data.kind === 'address' ? [record.data.address] : [],
    );
    if (addresses.length === 0) continue;
    instances.set(foldName(data.name), {
      name: data.name.slice(0, -type.length - 1),
      host: service.target,
      port: service.port,
      addresses: sortAddresses(addresses),
      txt: readText(newest(lookup('TXT', data.name))),
    });
  }
  return instances;
}

export function isSame(a: ServiceInstance, b: ServiceInstance): boolean {
  const text = (instance: ServiceInstance): string =>
    JSON.stringify([instance.host, instance.port, instance.addresses, [...instance.txt]]);
  return text(a) === text(b);
}

function newest(records: readonly CachedRecord[]): CachedRecord | undefined {
  return records.reduce<CachedRecord | undefined>(
    (best, record) => (best === undefined || record.heardAt >= best.heardAt ? record : best),
    undefined,
  );
}

/** By reach, then by text: an order that does not change with who was heard last. */
function sortAddresses(addresses: readonly string[]): string[] {
  const key = (address: string): string => `${String(reachRank(address))} ${address}`;
  return addresses.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function reachRank(address: string): number {
  if (address.startsWith('169.254.') || isLinkLocalIPv6(address)) return 2;
  return isIPv4(address) ? 0 : 1;
}

/** RFC 6763 §6.4: the first of equal keys counts; a key without `=` has no value. */
function readText(record: CachedRecord | undefined): Map<string, string> {
  const txt = new Map<string, string>();
  if (record?.data.kind !== 'text') return txt;
  for (const entry of record.data.entries) {
    const text = entry.toString();
    const equals = text.indexOf('=');
    const key = text.slice(0, equals).toLowerCase();
    if (equals > 0 && !txt.has(key)) txt.set(key, text.slice(equals + 1));
  }
  return txt;
}
