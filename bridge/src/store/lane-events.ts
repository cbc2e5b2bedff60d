/**
 * What explains a gap, for sinks. An event's time is known once its boot's is: those of a start of the system whose
 * clock is not trusted yet are waited for, and whatever comes after them waits too; those of one that was never trusted
 * have only bounds, in the ledger, and are passed over.
 */
import type { DatabaseSync } from 'node:sqlite';
import { maxCounted, type StoreLane } from './lane.ts';
import { maybeNumberIn, maybeTextIn, numberIn, textIn } from './rows.ts';
import type { ForwardEvent } from './outbox-types.ts';

export function eventLane(database: DatabaseSync): StoreLane {
  const mayBeDated = 'os_boot = (SELECT os_boot FROM boot ORDER BY id DESC LIMIT 1)';
  const after = database.prepare(
    `SELECT event.*, ${mayBeDated} AS may_be_dated FROM event JOIN boot ON boot.id = event.boot
     WHERE event.id > ? ORDER BY event.id LIMIT ?`,
  );
  const firstPending = `(SELECT min(event.id) FROM event JOIN boot ON boot.id = event.boot
    WHERE at_ms IS NULL AND event.id > ?1 AND ${mayBeDated})`;
  const counted = database.prepare(
    `SELECT count(at_ms) AS waiting, min(at_ms) AS oldest FROM
       (SELECT at_ms FROM event WHERE id > ?1 AND id < coalesce(${firstPending}, ?2) ORDER BY id LIMIT ?3)`,
  );
  const newest = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'event'");
  return {
    newest() {
      const row = newest.get();
      return row === undefined ? 0 : numberIn(row, 'seq');
    },
    after(from, limit) {
      const rows: ForwardEvent[] = [];
      let to = from;
      for (const row of after.iterate(from, limit)) {
        const at = maybeNumberIn(row, 'at_ms');
        if (at === null && numberIn(row, 'may_be_dated') === 1) break;
        to = numberIn(row, 'id');
        if (at === null) continue;
        const [device, cause] = [maybeTextIn(row, 'device'), maybeTextIn(row, 'cause')];
        rows.push({ kind: textIn(row, 'kind'), at, device, cause });
      }
      return { kind: 'events', rows, from, to };
    },
    waiting(from) {
      const row = counted.get(from, Number.MAX_SAFE_INTEGER, maxCounted);
      return { waiting: numberIn(row, 'waiting'), oldest: maybeNumberIn(row, 'oldest') };
    },
  };
}
