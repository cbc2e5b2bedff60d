/** Reads one record of a packet: what a browser of services needs, and nothing that cannot be true. */
import { isIPv4, isIPv6 } from 'node:net';
import type { Answer } from 'dns-packet';
import { foldName } from './names.ts';

export type RecordType = 'PTR' | 'SRV' | 'TXT' | 'A' | 'AAAA';
export type RecordData =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'service'; readonly target: string; readonly port: number }
  | { readonly kind: 'text'; readonly entries: readonly Buffer[] }
  /** Link-local IPv6 with its zone, `fe80::1%eth0`: without it nobody could connect to it. */
  | { readonly kind: 'address'; readonly address: string };

export interface HeardRecord {
  readonly name: string;
  readonly type: RecordType;
  readonly data: RecordData;
  readonly ttlMs: number;
  readonly flush: boolean;
}

/** RFC 6763 §6.2 asks for less than 1,300 bytes. */
const maxTextBytes = 2048;
/** Longer lives are asked for again anyway; so a lie of 136 years ends in two hours. */
const maxTtlSeconds = 7200;

/** @param zone the name of the interface on which it was heard */
export function readAnswer(answer: Answer, zone: string): HeardRecord | undefined {
  if (!('class' in answer) || answer.class !== 'IN') return undefined;
  const data = readData(answer, zone);
  if (data === undefined) return undefined;
  const { name, ttl = 0, flush = false } = answer;
  return { name, ...data, ttlMs: Math.min(ttl, maxTtlSeconds) * 1000, flush };
}

/** What makes two records of one name and type the same. */
export function textOf(data: RecordData): string {
  switch (data.kind) {
    case 'name':
      return foldName(data.name);
    case 'service':
      return `${String(data.port)} ${foldName(data.target)}`;
    case 'text':
      return data.entries.map((entry) => entry.toString('base64')).join(' ');
    case 'address':
      return data.address;
  }
}

function readData(answer: Answer, zone: string): Pick<HeardRecord, 'type' | 'data'> | undefined {
  switch (answer.type) {
    case 'PTR':
      return { type: 'PTR', data: { kind: 'name', name: answer.data } };
    case 'SRV': {
      const { target, port } = answer.data;
      // RFC 2782: the root as target says that there is no such service.
      if (target === '.' || port === 0) return undefined;
      return { type: 'SRV', data: { kind: 'service', target, port } };
    }
    case 'TXT': {
      // Copied, as the decoder's are windows on the whole packet and would keep it.
      const entries = [answer.data].flat().map((entry) => Buffer.from(entry));
      const size = entries.reduce((sum, { length }) => sum + length, 0);
      return size > maxTextBytes ? undefined : { type: 'TXT', data: { kind: 'text', entries } };
    }
    case 'A':
      return isIPv4(answer.data) ? { type: 'A', data: { kind: 'address', address: answer.data } } : undefined;
    case 'AAAA': {
      if (!isIPv6(answer.data)) return undefined;
      const address = isLinkLocalIPv6(answer.data) ? `${answer.data}%${zone}` : answer.data;
      return { type: 'AAAA', data: { kind: 'address', address } };
    }
    default:
      return undefined;
  }
}

/** fe80::/10 */
export function isLinkLocalIPv6(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(address);
}
