/** Rows whose checksum does not fit: taken out of the way, kept as they were found, and counted. */
import type { DatabaseSync } from 'node:sqlite';
import { numberIn, packedIn, transaction, type Row } from './rows.ts';

/** What may be set aside; its columns are those that the row has beside its bytes. */
type PackedTable = 'inbox' | 'quarantine' | 'block';

const keyOf = { inbox: 'through', quarantine: 'through', block: 'rev' } as const;

export class DamagedRows {
  readonly #database: DatabaseSync;
  #readings = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Readings in those set aside since the store was opened, as the rows said. */
  get readings(): number {
    return this.#readings;
  }

  setAside(table: PackedTable, row: Row): void {
    // All of it or nothing, also where the one who reads has no transaction.
    if (this.#database.isTransaction) this.#move(table, row);
    else {
      transaction(this.#database, () => {
        this.#move(table, row);
      });
    }
    this.#readings += readingsSaid(row);
  }

  #move(table: PackedTable, row: Row): void {
    const key = numberIn(row, keyOf[table]);
    const n = numberIn(row, 'n');
    const { data, crc } = packedIn(row);
    this.#database
      .prepare(
        'INSERT INTO damaged (of_table, of_key, sensor, hour, n, data, crc) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(table, key, row['sensor'] ?? null, row['hour'] ?? null, n, data, crc);
    this.#database.prepare(`DELETE FROM ${table} WHERE ${keyOf[table]} = ?`).run(key);
    if (table === 'block') this.#database.prepare('UPDATE site SET folded = folded - ?').run(n);
  }
}

/** How many readings a row says that it holds, which may itself be the damage: each has two bytes at least. */
export function readingsSaid(row: Row): number {
  const atMost = Math.floor(packedIn(row).data.length / 2);
  return Math.min(Math.max(numberIn(row, 'n'), 0), atMost);
}
