/**
 * What was heard of one service type: a pure cache of DNS records with their lifetimes (RFC 6762 §10), and
 * the instances that can be read out of it. Time comes in as an argument; sockets are `browser.ts`.
 */
import type { Answer, DecodedPacket } from 'dns-packet';
import { foldName, readInstances, type ServiceInstance } from './instances.ts';

export interface CachedRecord {
  readonly name: string;
  readonly type: RecordType;
  readonly data: RecordData;
  readonly ttlMs: number;
  readonly heardAt: number;
  expiresAt: number;
  /** How many of the refresh questions at 80, 85, 90 and 95 % of its life have been asked. */
  refreshes: number;
}

export type RecordType = 'PTR' | 'SRV' | 'TXT' | 'A' | 'AAAA';
export type RecordData =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'service'; readonly target: string; readonly port: number }
  | { readonly kind: 'text'; readonly entries: readonly Buffer[] }
  | { readonly kind: 'address'; readonly address: string };

export interface Question {
  readonly name: string;
  readonly type: RecordType;
}

/** Enough for a large building; beyond it somebody is filling our memory. */
const limits = { instances: 512, records: 8192 };
/** RFC 6762 §10.1 and §10.2: a goodbye and a cache flush leave a record one more second. */
const graceMs = 1000;
/** What no pointer leads to (other services' hosts, above all) is forgotten soon. */
const strangerMs = 10_000;
/** RFC 6762 §5.2. */
const refreshAt = [0.8, 0.85, 0.9, 0.95];

export class RecordCache {
  readonly #type: string;
  /** By record type and folded name, then by the data's own text. */
  readonly #sets = new Map<string, Map<string, CachedRecord>>();
  #count = 0;

  /** @param type e.g. `_esphomelib._tcp.local` */
  constructor(type: string) {
    this.#type = foldName(type);
  }

  /** @returns whether anything of interest was in it. */
  hear(packet: Pick<DecodedPacket, 'answers' | 'additionals'>, now: number): boolean {
    let touched = false;
    for (const answer of [...(packet.answers ?? []), ...(packet.additionals ?? [])]) {
      touched = this.#hearAnswer(answer, now) || touched;
    }
    return touched;
  }

  get(type: RecordType, name: string): CachedRecord[] {
    return [...(this.#sets.get(keyOf(type, name))?.values() ?? [])];
  }

  instances(): Map<string, ServiceInstance> {
    return readInstances(this.#type, (type, name) => this.get(type, name));
  }

  /** Lets go of what is over, and says what to ask now and when to look again. */
  advance(now: number): { questions: Question[]; nextAt: number } {
    const questions: Question[] = [];
    let nextAt = now + 3_600_000;
    const ours = this.#ours();
    for (const record of this.#all()) {
      if (record.expiresAt <= now) {
        this.#drop(record);
        continue;
      }
      if (!ours.has(foldName(record.name))) {
        record.expiresAt = Math.min(record.expiresAt, record.heardAt + strangerMs);
      } else {
        const due = refreshDue(record);
        if (due !== undefined && due <= now) {
          record.refreshes++;
          questions.push({ name: record.name, type: record.type });
        }
        nextAt = Math.min(nextAt, refreshDue(record) ?? record.expiresAt);
      }
      nextAt = Math.min(nextAt, record.expiresAt);
    }
    return { questions, nextAt };
  }

  /** What is still missing to reach the instances that were named. */
  missing(): Question[] {
    const questions: Question[] = [];
    for (const pointer of this.get('PTR', this.#type)) {
      if (pointer.data.kind !== 'name') continue;
      const name = pointer.data.name;
      const service = this.get('SRV', name).at(-1)?.data;
      if (this.get('TXT', name).length === 0) questions.push({ name, type: 'TXT' });
      if (service?.kind !== 'service') questions.push({ name, type: 'SRV' });
      else if (this.get('A', service.target).length + this.get('AAAA', service.target).length === 0) {
        questions.push({ name: service.target, type: 'A' }, { name: service.target, type: 'AAAA' });
      }
    }
    return questions;
  }

  #hearAnswer(answer: Answer, now: number): boolean {
    const heard = readAnswer(answer);
    if (heard === undefined || !this.#isOfInterest(heard.type, foldName(heard.name))) return false;
    const key = keyOf(heard.type, heard.name);
    const set = this.#sets.get(key);
    const text = textOf(heard.data);
    // A shared record (PTR) is never flushed by another's announcement.
    if (heard.flush && heard.type !== 'PTR') {
      for (const [other, record] of set ?? []) {
        if (other !== text && now - record.heardAt > graceMs) {
          record.expiresAt = Math.min(record.expiresAt, now + graceMs);
        }
      }
    }
    const known = set?.get(text);
    if (heard.ttlMs === 0) {
      if (known) known.expiresAt = Math.min(known.expiresAt, now + graceMs);
      return known !== undefined;
    }
    if (known === undefined && !this.#hasRoomFor(heard.type, set)) return false;
    if (known) this.#drop(known);
    const fresh = this.#sets.get(key) ?? new Map<string, CachedRecord>();
    this.#sets.set(key, fresh);
    fresh.set(text, {
      name: heard.name,
      type: heard.type,
      data: heard.data,
      ttlMs: heard.ttlMs,
      heardAt: now,
      expiresAt: now + heard.ttlMs,
      refreshes: 0,
    });
    this.#count++;
    return true;
  }

  #isOfInterest(type: RecordType, name: string): boolean {
    if (type === 'PTR') return name === this.#type;
    if (type === 'SRV' || type === 'TXT') return name.endsWith(`.${this.#type}`);
    return true;
  }

  #hasRoomFor(type: RecordType, set: ReadonlyMap<string, CachedRecord> | undefined): boolean {
    return this.#count < limits.records && (type !== 'PTR' || (set?.size ?? 0) < limits.instances);
  }

  /** The names that matter: the type, its instances, and the hosts that they are on. */
  #ours(): Set<string> {
    const ours = new Set([this.#type]);
    for (const { data } of this.get('PTR', this.#type)) {
      if (data.kind !== 'name') continue;
      ours.add(foldName(data.name));
      for (const service of this.get('SRV', data.name)) {
        if (service.data.kind === 'service') ours.add(foldName(service.data.target));
      }
    }
    return ours;
  }

  #all(): CachedRecord[] {
    return [...this.#sets.values()].flatMap((set) => [...set.values()]);
  }

  #drop(record: CachedRecord): void {
    const key = keyOf(record.type, record.name);
    const set = this.#sets.get(key);
    if (set?.delete(textOf(record.data)) !== true) return;
    this.#count--;
    if (set.size === 0) this.#sets.delete(key);
  }
}

function refreshDue(record: CachedRecord): number | undefined {
  const share = refreshAt[record.refreshes];
  // Under a goodbye or flush its life was cut short: nothing to refresh.
  if (share === undefined || record.expiresAt < record.heardAt + record.ttlMs) return undefined;
  return record.heardAt + record.ttlMs * share;
}

function keyOf(type: RecordType, name: string): string {
  return `${type} ${foldName(name)}`;
}

function textOf(data: RecordData): string {
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

interface HeardRecord {
  readonly name: string;
  readonly type: RecordType;
  readonly data: RecordData;
  readonly ttlMs: number;
  readonly flush: boolean;
}

function readAnswer(answer: Answer): HeardRecord | undefined {
  if (!('class' in answer) || answer.class !== 'IN') return undefined;
  const { name, ttl = 0, flush = false } = answer;
  const common = { name, ttlMs: ttl * 1000, flush };
  switch (answer.type) {
    case 'PTR':
      return { ...common, type: 'PTR', data: { kind: 'name', name: answer.data } };
    case 'SRV':
      return {
        ...common,
        type: 'SRV',
        data: { kind: 'service', target: answer.data.target, port: answer.data.port },
      };
    case 'TXT':
      return { ...common, type: 'TXT', data: { kind: 'text', entries: [answer.data].flat().map(bytesOf) } };
    case 'A':
    case 'AAAA':
      return { ...common, type: answer.type, data: { kind: 'address', address: answer.data } };
    default:
      return undefined;
  }
}

function bytesOf(entry: string | Buffer): Buffer {
  return typeof entry === 'string' ? Buffer.from(entry) : entry;
}
