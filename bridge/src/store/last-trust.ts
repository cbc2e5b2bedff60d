/** What the store knows of the time, before it is opened: the clock starts from it. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { numberIn, textIn } from './rows.ts';

export interface LastTrust {
  readonly osBoot: string;
  /** UTC less monotonic, milliseconds. */
  readonly offsetMs: number;
  readonly accuracyMs: number;
  /** The last heartbeat with a trusted clock; together with the offset, the earliest that it can be now. */
  readonly monotonicMs: number;
}

/** undefined for a new store, one that never had a trusted clock, and one that cannot be read: opening it says so. */
export function lastTrust(path: string): LastTrust | undefined {
  if (!existsSync(path)) return undefined;
  try {
    using database = new DatabaseSync(path, { readOnly: true, timeout: 1000 });
    const row = database
      .prepare(
        `SELECT os_boot, offset_ms, accuracy_ms, last_mono FROM boot
         WHERE accuracy_ms IS NOT NULL ORDER BY last_mono + offset_ms DESC LIMIT 1`,
      )
      .get();
    if (row === undefined) return undefined;
    return {
      osBoot: textIn(row, 'os_boot'),
      offsetMs: numberIn(row, 'offset_ms'),
      accuracyMs: numberIn(row, 'accuracy_ms'),
      monotonicMs: numberIn(row, 'last_mono'),
    };
  } catch {
    return undefined;
  }
}
