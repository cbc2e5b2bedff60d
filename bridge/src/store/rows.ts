/** Reading rows. The schema is STRICT, so a row that is not what its column says is a damaged file. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { parseMac, type Mac } from '../reading/mac.ts';
import type { Packed } from './packing.ts';

export type Row = Record<string, SQLOutputValue>;

/** The store's content cannot be trusted; what can be is saved by salvaging. */
export class StoreDamaged extends Error {}

export function textIn(row: Row | undefined, column: string): string {
  const value = row?.[column];
  if (typeof value !== 'string') throw new StoreDamaged(`${column} is no text`);
  return value;
}

export function numberIn(row: Row | undefined, column: string): number {
  const value = row?.[column];
  if (typeof value !== 'number') throw new StoreDamaged(`${column} is no number`);
  return value;
}

export function maybeNumberIn(row: Row | undefined, column: string): number | null {
  return row?.[column] === null ? null : numberIn(row, column);
}

export function maybeTextIn(row: Row | undefined, column: string): string | null {
  return row?.[column] === null ? null : textIn(row, column);
}

export function macIn(row: Row, column: string): Mac {
  const mac = parseMac(textIn(row, column));
  if (mac === undefined) throw new StoreDamaged(`${column} is no MAC address`);
  return mac;
}

export function packedIn(row: Row): Packed {
  const data = row['data'];
  if (!(data instanceof Uint8Array)) throw new StoreDamaged('data is no blob');
  return { data, crc: numberIn(row, 'crc') };
}

/** All of the body or nothing of it, on the disk when this returns. @param how deferred, where it only reads. */
export function transaction<Result>(
  database: DatabaseSync,
  body: () => Result,
  how: 'IMMEDIATE' | 'DEFERRED' = 'IMMEDIATE',
): Result {
  database.exec(`BEGIN ${how}`);
  try {
    const result = body();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
