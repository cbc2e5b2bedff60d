/** Who was let in, who changed what: one row each, written in the transaction of what it tells of. */
import type { DatabaseSync } from 'node:sqlite';
import { maybeNumberIn, maybeTextIn, numberIn, textIn } from './rows.ts';
import type { AuditEntry, AuditNote } from './types.ts';

/** Decades of what people do; whoever floods it cannot fill the disk. */
const kept = 100_000;

export function audit(database: DatabaseSync, { at, token, action, detail }: AuditNote): void {
  const row = database
    .prepare('INSERT INTO audit (at_ms, token, action, detail) VALUES (?, ?, ?, ?) RETURNING id')
    .get(at, token, action, detail);
  database.prepare('DELETE FROM audit WHERE id <= ?').run(numberIn(row, 'id') - kept);
}

/** The newest first. @param before only entries older than that number. */
export function auditIn(database: DatabaseSync, before: number | null, limit: number): AuditEntry[] {
  return database
    .prepare('SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?')
    .all(before ?? Number.MAX_SAFE_INTEGER, limit)
    .map((row) => ({
      id: numberIn(row, 'id'),
      at: numberIn(row, 'at_ms'),
      token: maybeNumberIn(row, 'token'),
      action: textIn(row, 'action'),
      detail: maybeTextIn(row, 'detail'),
    }));
}
