/** Which sensor somebody means who edits. */
import type { DatabaseSync } from 'node:sqlite';
import { parseMac } from '../reading/mac.ts';
import { numberIn, textIn } from '../store/rows.ts';

/**
 * The number of the sensor that is meant.
 *
 * @param which its number, or its device's MAC address. @param quantity needed for a device.
 * @throws {Error} in a sentence where it is none, or one of several.
 */
export function sensorOf(database: DatabaseSync, which: string, quantity: string | undefined): number {
  const mac = parseMac(which);
  const found =
    mac === undefined
      ? database.prepare('SELECT id, quantity FROM sensor WHERE id = ?').all(Number(which))
      : database.prepare('SELECT id, quantity FROM sensor WHERE device = ? ORDER BY id').all(mac);
  const fitting = found.filter((row) => quantity === undefined || row['quantity'] === quantity);
  const [only, another] = fitting;
  if (only !== undefined && another === undefined) return numberIn(only, 'id');
  const sensors = (fitting.length > 0 ? fitting : found)
    .map((row) => `${String(numberIn(row, 'id'))} (${textIn(row, 'quantity')})`)
    .join(', ');
  const of = quantity === undefined ? '' : ` of ${quantity}`;
  if (only !== undefined) throw new Error(`${which} has several sensors${of}: say which, of ${sensors}.`);
  throw new Error(
    `There is no sensor ${which}${of}${sensors === '' ? '' : `; there is ${sensors}`}. See device list.`,
  );
}
