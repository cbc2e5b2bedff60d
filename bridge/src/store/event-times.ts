/** When an event happened, in UTC: said once, and for good (0002-averages.sql, `event.at_ms`). */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { RisingInstants } from '../reading/rising.ts';
import { maybeTextIn, numberIn, textIn } from './rows.ts';

interface Happened {
  readonly monoMs: number;
  readonly kind: string;
  readonly device: string | null;
}

export class EventTimes {
  /** A sink has one event of a kind and a device an instant. */
  readonly #instants = new RisingInstants<string>();
  readonly #undated: StatementSync;
  readonly #date: StatementSync;

  constructor(database: DatabaseSync) {
    this.#undated = database.prepare(
      `SELECT event.id, mono_ms, kind, device, offset_ms FROM event JOIN boot ON boot.id = event.boot
       WHERE at_ms IS NULL AND offset_ms IS NOT NULL AND (os_boot = ?1) = ?2 ORDER BY event.id`,
    );
    this.#date = database.prepare('UPDATE event SET at_ms = ? WHERE id = ?');
  }

  /** @returns null as long as there is no offset. */
  of({ monoMs, kind, device }: Happened, offsetMs: number | null): number | null {
    return offsetMs === null ? null : this.#instants.next(`${kind} ${device ?? ''}`, monoMs + offsetMs);
  }

  /** Within a transaction: all of a start of the system, whose clock is trusted now, or of all others that ever were. */
  date(osBoot: string, which: 'this' | 'others'): void {
    for (const row of this.#undated.all(osBoot, which === 'this' ? 1 : 0)) {
      const happened = {
        monoMs: numberIn(row, 'mono_ms'),
        kind: textIn(row, 'kind'),
        device: maybeTextIn(row, 'device'),
      };
      this.#date.run(this.of(happened, numberIn(row, 'offset_ms')), numberIn(row, 'id'));
    }
  }
}
