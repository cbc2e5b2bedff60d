/** Rows whose checksum does not fit: taken out of the way, kept as they were found, and counted. */
import type { DatabaseSync } from 'node:sqlite';
import { numberIn, packedIn, type Row } from './rows.ts';

/** What may be set aside; its columns are those that the row has beside its bytes. */
type PackedTable = 'inbox' | 'quarantine' | 'block';

const keyOf = { inbox: 'through', quarantine: 'through', block: 'rev' } as const;

export class DamagedRows {
  readonly #database: DatabaseSync;
  #readings: number;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#readings = numberIn(database.prepare('SELECT coalesce(sum(n), 0) AS n FROM damaged').get(), 'n');
  }

  /** Readings that were in them, as the rows said. */
  get readings(): number {
    return this.#readings;
  }

  setAside(table: PackedTable, row: Row): void {
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
    this.#readings += n;
  }
}
