/** Compares what the witnesses have written down with what the store and InfluxDB have. */
import type { StoredReading } from '../stored-readings.ts';
import { macOfDevice, quantities, thousandthsOf, type Post } from './posts.ts';

/** `device entity at thousandths` */
export type Key = string;

export function keyOf([device, entity, at, thousandths]: StoredReading): Key {
  return `${device} ${entity} ${String(at)} ${String(thousandths)}`;
}

function keysOf(post: Post): Key[] {
  return quantities.map((quantity) =>
    keyOf([macOfDevice(post.device), quantity, post.at, thousandthsOf(post, quantity)]),
  );
}

export interface Evidence {
  readonly senderLog: string;
  readonly listenerLog: string;
  /** The device that a room is of. */
  readonly deviceIn: ReadonlyMap<string, string>;
  readonly stored: readonly StoredReading[];
  /** When each life was over, in microseconds, by its number. */
  readonly deaths: readonly number[];
}

export interface Verdict {
  readonly sent: number;
  /** By 2xx. */
  readonly acknowledged: number;
  /** By a commit mark of the WebSocket. */
  readonly marked: number;
  /** Fewest acknowledged readings of a life. */
  readonly fewest: number;
  /** Sent, and not in the store. */
  readonly lost: number;
  /** The longest time from the sending of a lost reading to the death that took it. */
  readonly oldestLostMs: number;
  /** Each a sentence; empty when the promise was kept. */
  readonly faults: readonly string[];
}

interface Sending {
  readonly life: number;
  readonly sentUs: number;
  readonly post: Post;
}

/** @param commitIntervalMs the bridge's. */
export function judge(
  { senderLog, listenerLog, deviceIn, stored, deaths }: Evidence,
  commitIntervalMs: number,
): Verdict {
  const faults: string[] = [];
  const inStore = new Set<Key>();
  const instants = new Set<string>();
  for (const reading of stored) {
    inStore.add(keyOf(reading));
    const instant = reading.slice(0, 3).join(' ');
    if (instants.has(instant)) faults.push(`twice in the store: ${instant}`);
    instants.add(instant);
  }

  const sendings: Sending[] = [];
  const everSent = new Set<Key>();
  const acknowledgedIn = new Map<number, number>();
  /** Of each life: when the last was sent that was acknowledged, and the longest that one waited for it. */
  const taken = new Map<number, { lastUs: number; longestUs: number }>();
  /** When each post was sent in the life that is being read. */
  const sentAt = new Map<string, number>();
  for (const line of lines(senderLog)) {
    const [word, lifeText = '', us = '', device = '', at = ''] = line.split(' ');
    const life = Number(lifeText);
    const id = [lifeText, device, at].join(' ');
    const post = { device: Number(device), at: Number(at) };
    if (word === 'refused') faults.push(`refused: ${line}`);
    else if (word === 'sent') {
      sendings.push({ life, sentUs: Number(us), post });
      sentAt.set(id, Number(us));
      for (const key of keysOf(post)) everSent.add(key);
    } else {
      acknowledgedIn.set(life, (acknowledgedIn.get(life) ?? 0) + quantities.length);
      const sentUs = sentAt.get(id) ?? 0;
      const { lastUs, longestUs } = taken.get(life) ?? { lastUs: 0, longestUs: 0 };
      taken.set(life, {
        lastUs: Math.max(lastUs, sentUs),
        longestUs: Math.max(longestUs, Number(us) - sentUs),
      });
      for (const key of keysOf(post)) {
        if (!inStore.has(key))
          faults.push(`acknowledged by 2xx in life ${lifeText}, and not in the store: ${key}`);
      }
    }
  }

  const posting = new Set(sendings.map(({ post }) => macOfDevice(post.device) as string));
  for (const reading of stored) {
    const key = keyOf(reading);
    if (posting.has(reading[0]) && !everSent.has(key)) faults.push(`in the store, and never sent: ${key}`);
  }

  let lost = 0;
  let oldestLostMs = 0;
  for (const { life, sentUs, post } of sendings) {
    const missing = keysOf(post).filter((key) => !inStore.has(key));
    if (missing.length === 0) continue;
    lost += missing.length;
    oldestLostMs = Math.max(oldestLostMs, ((deaths[life] ?? 0) - sentUs) / 1000);
    // Readings are committed in the order in which the bridge reads them. So one that was sent a commit interval before
    // another that was acknowledged can only be missing where it had to wait to be read, which none does for longer
    // than the slowest of that life took in all.
    const { lastUs = 0, longestUs = 0 } = taken.get(life) ?? {};
    const beforeMs = (lastUs - sentUs) / 1000;
    if (beforeMs > commitIntervalMs + longestUs / 1000) {
      faults.push(
        `sent in life ${String(life)}, ${String(beforeMs)} ms before one that was kept, and lost: ${missing.join()}`,
      );
    }
  }

  const marked = judgeMarks(listenerLog, deviceIn, inStore, faults);
  return {
    sent: sendings.length * quantities.length,
    acknowledged: [...acknowledgedIn.values()].reduce((sum, n) => sum + n, 0),
    marked,
    fewest: Math.min(...deaths.map((_, life) => acknowledgedIn.get(life) ?? 0)),
    lost,
    oldestLostMs,
    faults,
  };
}

/** @returns how many readings were marked as committed. */
function judgeMarks(
  log: string,
  deviceIn: ReadonlyMap<string, string>,
  inStore: ReadonlySet<Key>,
  faults: string[],
): number {
  let marked = 0;
  /** Shown in the life that is being read, and not yet committed: number and key. */
  let waiting: { seq: number; key: Key }[] = [];
  let current = '';
  for (const line of lines(log)) {
    const [word, life = '', number = '', room = '', quantity = '', at = '', thousandths = ''] =
      line.split(' ');
    if (life !== current) waiting = [];
    current = life;
    if (word === 'shown') {
      const device = deviceIn.get(room) ?? `the device in ${room}`;
      waiting.push({ seq: Number(number), key: keyOf([device, quantity, Number(at), Number(thousandths)]) });
      continue;
    }
    const through = Number(number);
    for (const { seq, key } of waiting) {
      if (seq > through) continue;
      marked++;
      if (!inStore.has(key)) faults.push(`marked as committed in life ${life}, and not in the store: ${key}`);
    }
    waiting = waiting.filter(({ seq }) => seq > through);
  }
  return marked;
}

/** What one list has more often than the other. */
export function surplus(of: readonly Key[], over: readonly Key[]): Key[] {
  const counts = new Map<Key, number>();
  for (const key of over) counts.set(key, (counts.get(key) ?? 0) + 1);
  return of.filter((key) => {
    const left = (counts.get(key) ?? 0) - 1;
    counts.set(key, left);
    return left < 0;
  });
}

/** Without a last one that a reader finds half written. */
function lines(log: string): string[] {
  return log
    .slice(0, log.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
}
