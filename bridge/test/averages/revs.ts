/** Numbers of rows: one that says something else has a higher one than all before, and one that says the same its own. */
import type { DatabaseSync } from 'node:sqlite';

const tables = ['rollup', 'room_hour', 'room_day', 'room_month'] as const;

interface Numbered {
  readonly rev: number;
  readonly says: string;
}
/** By table, then by what it is of and when it begins. */
export type Snapshot = ReadonlyMap<string, ReadonlyMap<string, Numbered>>;

export function snapshot(database: DatabaseSync): Snapshot {
  return new Map(
    tables.map((table) => {
      const rows = database.prepare(`SELECT * FROM ${table}`);
      rows.setReturnArrays(true);
      const numbered = new Map<string, Numbered>();
      // rev, what it is of, start, and what it says.
      for (const [rev, of, start, ...says] of rows.all() as unknown as (number | null)[][])
        numbered.set(`${String(of)} ${String(start)}`, { rev: Number(rev), says: says.join(' ') });
      return [table, numbered] as const;
    }),
  );
}

/** @returns the first that is not as it should be, in a sentence. */
export function changesWithoutReason(before: Snapshot, after: Snapshot): string | undefined {
  for (const [table, rows] of after) {
    const old = before.get(table) ?? new Map<string, Numbered>();
    let highest = 0;
    for (const { rev } of old.values()) highest = Math.max(highest, rev);
    for (const [key, { rev, says }] of rows) {
      const was = old.get(key);
      if (was?.says === says && was.rev !== rev)
        return `${table} ${key} has a new rev and says the same: ${says}`;
      if (was?.says !== says && rev <= highest)
        return `${table} ${key} has rev ${String(rev)} as before ${String(highest)}, and says: ${says}`;
    }
    for (const [key, { says }] of old) {
      // Only parts of a bucket that never had a value, of which no sink has heard, may go without a word.
      const wasPart = Number(key.split(' ')[1]) % 900_000 !== 0;
      const neverHeld = says.endsWith(' 0');
      if (!rows.has(key) && !(wasPart && neverHeld)) return `${table} ${key} is gone`;
    }
  }
  return undefined;
}
