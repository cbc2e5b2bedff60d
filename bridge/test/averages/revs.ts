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

/** When a sensor has another calibration than before. */
export interface Calibrated {
  readonly sensor: number;
  readonly from: number;
  readonly until: number;
}

const leastBucketMs = 900_000;
const covered = 3;

/**
 * @param calibrated of which sinks have to get a sensor's buckets again, though they say the same.
 * @returns the first that is not as it should be, in a sentence.
 */
export function changesWithoutReason(
  before: Snapshot,
  after: Snapshot,
  calibrated: readonly Calibrated[],
): string | undefined {
  const isCalibrated = (table: string, key: string, slackMs: number): boolean => {
    const [sensor, start] = key.split(' ').map(Number);
    return (
      table === 'rollup' &&
      calibrated.some(
        (one) =>
          one.sensor === sensor && one.from - slackMs <= Number(start) && Number(start) < one.until + slackMs,
      )
    );
  };
  for (const [table, rows] of after) {
    const old = before.get(table) ?? new Map<string, Numbered>();
    let highest = 0;
    for (const { rev } of old.values()) highest = Math.max(highest, rev);
    for (const [key, { rev, says }] of rows) {
      const was = old.get(key);
      // Whole buckets are renewed, of which a part may lie before or after.
      if (was?.says === says && was.rev !== rev && !isCalibrated(table, key, 4 * leastBucketMs))
        return `${table} ${key} has a new rev and says the same: ${says}`;
      if (isCalibrated(table, key, 0) && Number(says.split(' ')[covered]) > 0 && rev <= highest)
        return `${table} ${key} is calibrated anew and has rev ${String(rev)} as before ${String(highest)}`;
      if (was?.says !== says && rev <= highest)
        return `${table} ${key} has rev ${String(rev)} as before ${String(highest)}, and says: ${says}`;
    }
    for (const [key, { says }] of old) {
      // Only parts of a bucket that never had a value, of which no sink has heard, may go without a word.
      const wasPart = Number(key.split(' ')[1]) % leastBucketMs !== 0;
      const neverHeld = says.endsWith(' 0');
      if (!rows.has(key) && !(wasPart && neverHeld)) return `${table} ${key} is gone`;
    }
  }
  return undefined;
}
