/**
 * The encryption keys that people entered by hand, on the page or by the command line. They are here as they are,
 * since a connection needs them so: which is why nobody else may read the store's files.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Mac } from '../reading/mac.ts';
import { audit } from './audit.ts';
import { macIn, textIn, transaction } from './rows.ts';

export function deviceKeys(database: DatabaseSync): Map<Mac, string> {
  const rows = database.prepare('SELECT device, psk FROM device_key').all();
  return new Map(rows.map((row) => [macIn(row, 'device'), textIn(row, 'psk')]));
}

/**
 * On the disk when this returns.
 *
 * @param at milliseconds UTC, by the clock of this host.
 * @param by whose token; null: the command line.
 */
export function setDeviceKey(
  database: DatabaseSync,
  device: Mac,
  psk: string,
  at: number,
  by: number | null = null,
): void {
  transaction(database, () => {
    database
      .prepare('INSERT OR REPLACE INTO device_key (device, psk, set_ms) VALUES (?, ?, ?)')
      .run(device, psk, at);
    audit(database, { at, token: by, action: 'key-changed', detail: `${device}: a new one` });
  });
}

/** @returns whether there was one. */
export function removeDeviceKey(
  database: DatabaseSync,
  device: Mac,
  at: number,
  by: number | null = null,
): boolean {
  return transaction(database, () => {
    const isGone = database.prepare('DELETE FROM device_key WHERE device = ?').run(device).changes > 0;
    if (isGone) audit(database, { at, token: by, action: 'key-changed', detail: `${device}: removed` });
    return isGone;
  });
}
