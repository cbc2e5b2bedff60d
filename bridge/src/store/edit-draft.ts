/**
 * The rows that one edit changes: changed at once, within the transaction of whoever makes the edit, and written
 * down so that they can be changed back.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { EditedRow, EditedTable, RowChange } from './edit-types.ts';
import type { Row } from './rows.ts';
import { sqliteCode } from './schema.ts';

/** The row is not as it has to be for this change. */
export class RowInTheWay extends Error {
  readonly change: RowChange;

  constructor(change: RowChange, options?: ErrorOptions) {
    super(`${change.table} ${String(change.id)} is not as it was`, options);
    this.change = change;
  }
}

/** SQLite's result code of a row that breaks a rule of its table. */
const constraint = 19;

export class EditDraft {
  /** Its number. */
  readonly id: number;
  readonly database: DatabaseSync;
  readonly changes: RowChange[] = [];

  constructor(database: DatabaseSync, id: number) {
    this.database = database;
    this.id = id;
  }

  /** @returns its id, where the table gives one. */
  insert(table: EditedTable, columns: EditedRow): string | number {
    const names = Object.keys(columns);
    const row = this.database
      .prepare(
        `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')}) RETURNING *`,
      )
      .get(...Object.values(columns));
    const after = cells(row);
    const id = idIn(after);
    this.changes.push({ table, id, before: null, after });
    return id;
  }

  update(table: EditedTable, id: string | number, after: EditedRow): void {
    const row = this.#row(table, id);
    if (row === undefined) throw new Error(`there is no ${table} ${String(id)}`);
    const before = Object.fromEntries(Object.keys(after).map((column) => [column, row[column] ?? null]));
    this.#set(table, id, after);
    this.changes.push({ table, id, before, after });
  }

  remove(table: EditedTable, id: string | number): void {
    const before = this.#row(table, id);
    if (before === undefined) throw new Error(`there is no ${table} ${String(id)}`);
    this.database.prepare(`DELETE FROM ${table} WHERE id = ?`).run(id);
    this.changes.push({ table, id, before, after: null });
  }

  /** Makes it as it was before that change. @throws {RowInTheWay} where it is no longer as the change had left it. */
  revert(change: RowChange): void {
    const { table, id, before, after } = change;
    const row = this.#row(table, id);
    const isAsLeft = after === null ? row === undefined : row !== undefined && holds(row, after);
    if (!isAsLeft) throw new RowInTheWay(change);
    try {
      if (before === null) this.remove(table, id);
      else if (after === null) this.insert(table, before);
      else this.update(table, id, before);
    } catch (error) {
      if (sqliteCode(error) === constraint) throw new RowInTheWay(change, { cause: error });
      throw error;
    }
  }

  #row(table: EditedTable, id: string | number): EditedRow | undefined {
    const row = this.database.prepare(`SELECT * FROM ${table} WHERE id = ?`).get(id);
    return row && cells(row);
  }

  #set(table: EditedTable, id: string | number, columns: EditedRow): void {
    const names = Object.keys(columns);
    this.database
      .prepare(`UPDATE ${table} SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`)
      .run(...Object.values(columns), id);
  }
}

function holds(row: EditedRow, columns: EditedRow): boolean {
  return Object.entries(columns).every(([name, value]) => row[name] === value);
}

function cells(row: Row | undefined): EditedRow {
  return Object.fromEntries(
    Object.entries(row ?? {}).map(([name, value]) => {
      if (value === null || typeof value === 'string' || typeof value === 'number') return [name, value];
      throw new Error(`${name} is neither text nor number`);
    }),
  );
}

function idIn({ id }: EditedRow): string | number {
  if (id === undefined || id === null) throw new Error('the row has no id');
  return id;
}
