/**
 * What was heard of one service type: a pure cache of DNS records with their lifetimes (RFC 6762 §10), and
 * the instances that can be read out of it. Time comes in as an argument; sockets are `browser.ts`.
 */
import type { Answer, DecodedPacket } from 'dns-packet';
import { readInstances, type ServiceInstance } from './instances.ts';
import { foldName, isAskable } from './names.ts';
import { readAnswer, textOf, type HeardRecord, type RecordData, type RecordType } from './read-answer.ts';

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

export interface Question {
  readonly name: string;
  readonly type: RecordType;
}

/** Enough for a large building; beyond it somebody is filling our memory. `perName`: addresses of one host, say. */
const limits = { instances: 512, perName: 16, records: 8192 };
/** RFC 6762 §10.1 and §10.2: a goodbye and a cache flush leave a record one more second. */
const graceMs = 1000;
/** What leads nowhere and what nothing leads to (other services' hosts, above all) is forgotten soon. */
const strangerMs = 10_000;
/** RFC 6762 §5.2. */
const refreshAt = [0.8, 0.85, 0.9, 0.95];
/** What is missing is asked for at once, after a second, and then half as often each time. */
const askAgainMs = { first: 1000, most: 60_000 };

export class RecordCache {
  readonly #type: string;
  /** By record type and folded name, then by the data's own text. */
  readonly #sets = new Map<string, Map<string, CachedRecord>>();
  #count = 0;
  #roomMadeAt = -Infinity;
  /** Questions for what is missing still, by type and folded name: how often, and when next. */
  #asked = new Map<string, { times: number; nextAt: number }>();

  /** @param type e.g. `_esphomelib._tcp.local` */
  constructor(type: string) {
    this.#type = foldName(type);
  }

  /**
   * @param zone the name of the interface on which it was heard
   * @returns whether anything of interest was in it
   */
  hear(packet: Pick<DecodedPacket, 'answers' | 'additionals'>, now: number, zone: string): boolean {
    let touched = false;
    for (const answer of [...(packet.answers ?? []), ...(packet.additionals ?? [])]) {
      touched = this.#hearAnswer(answer, now, zone) || touched;
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
    const questions = new Map<string, Question>();
    const ask = (name: string, type: RecordType): void => {
      // What cannot be asked for by name comes with the answers about the type.
      const question: Question = isAskable(name, this.#type)
        ? { name, type }
        : { name: this.#type, type: 'PTR' };
      questions.set(keyOf(question.type, question.name), question);
    };
    let nextAt = now + 3_600_000;
    const ours = this.#ours();
    for (const record of this.#all()) {
      if (this.#leadsNowhere(record, ours)) {
        record.expiresAt = Math.min(record.expiresAt, record.heardAt + strangerMs);
      }
      if (record.expiresAt <= now) {
        this.#drop(record);
        continue;
      }
      const due = ours.has(foldName(record.name)) ? refreshDue(record) : undefined;
      if (due !== undefined && due <= now) {
        record.refreshes++;
        ask(record.name, record.type);
      }
      nextAt = Math.min(nextAt, (due === undefined ? undefined : refreshDue(record)) ?? record.expiresAt);
    }
    for (const { name, type, askAt } of this.#missing(now)) {
      if (askAt === now) ask(name, type);
      else nextAt = Math.min(nextAt, askAt);
    }
    return { questions: [...questions.values()], nextAt };
  }

  /** What is missing to reach the instances that were named; `askAt` is now or later. */
  #missing(now: number): (Question & { readonly askAt: number })[] {
    const before = this.#asked;
    this.#asked = new Map();
    return this.#unknown().map(({ name, type }) => {
      const key = keyOf(type, name);
      const asked = before.get(key) ?? { times: 0, nextAt: now };
      const isDue = asked.nextAt <= now;
      if (isDue) {
        asked.nextAt = now + Math.min(askAgainMs.first * 2 ** asked.times, askAgainMs.most);
        asked.times++;
      }
      this.#asked.set(key, asked);
      return { name, type, askAt: isDue ? now : asked.nextAt };
    });
  }

  #unknown(): Question[] {
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

  #hearAnswer(answer: Answer, now: number, zone: string): boolean {
    const heard = readAnswer(answer, zone);
    if (heard === undefined || !this.#isOfInterest(heard)) return false;
    const key = keyOf(heard.type, heard.name);
    const text = textOf(heard.data);
    // A shared record (PTR) is never flushed by another's announcement.
    if (heard.flush && heard.type !== 'PTR') this.#flush(key, text, now);
    const known = this.#sets.get(key)?.get(text);
    if (heard.ttlMs === 0) {
      if (known) known.expiresAt = Math.min(known.expiresAt, now + graceMs);
      return known !== undefined;
    }
    if (known) this.#drop(known);
    else if (!this.#hasRoomFor(heard, now)) return false;
    const set = this.#sets.get(key) ?? new Map<string, CachedRecord>();
    this.#sets.set(key, set);
    const { name, type, data, ttlMs } = heard;
    set.set(text, { name, type, data, ttlMs, heardAt: now, expiresAt: now + ttlMs, refreshes: 0 });
    this.#count++;
    return true;
  }

  /** What was said of this name before is over; but what holds on one link says nothing of another. */
  #flush(key: string, text: string, now: number): void {
    const zone = zoneOf(text);
    for (const [other, record] of this.#sets.get(key) ?? []) {
      if (other === text || now - record.heardAt <= graceMs) continue;
      const otherZone = zoneOf(other);
      if (zone !== undefined && otherZone !== undefined && zone !== otherZone) continue;
      record.expiresAt = Math.min(record.expiresAt, now + graceMs);
    }
  }

  #isOfInterest({ name, type, data }: HeardRecord): boolean {
    const folded = foldName(name);
    if (data.kind === 'name') return folded === this.#type && foldName(data.name).endsWith(`.${this.#type}`);
    return type === 'A' || type === 'AAAA' || folded.endsWith(`.${this.#type}`);
  }

  #hasRoomFor({ name, type }: HeardRecord, now: number): boolean {
    const inSet = this.#sets.get(keyOf(type, name))?.size ?? 0;
    if (inSet >= (type === 'PTR' ? limits.instances : limits.perName)) return false;
    if (this.#count >= limits.records && now - this.#roomMadeAt >= graceMs) {
      this.#roomMadeAt = now;
      const ours = this.#ours();
      for (const record of this.#all()) if (!ours.has(foldName(record.name))) this.#drop(record);
    }
    return this.#count < limits.records;
  }

  #leadsNowhere(record: CachedRecord, ours: ReadonlySet<string>): boolean {
    if (!ours.has(foldName(record.name))) return true;
    return record.data.kind === 'name' && this.get('SRV', record.data.name).length === 0;
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

/** Of an address as `textOf` writes it. */
function zoneOf(text: string): string | undefined {
  return text.split('%')[1];
}
