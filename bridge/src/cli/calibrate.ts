import type { DatabaseSync } from 'node:sqlite';
import { parseMac } from '../reading/mac.ts';
import { numberIn, textIn } from '../store/rows.ts';
import { edit, type EditOptions } from './edits.ts';

export interface CalibrateOptions extends EditOptions {
  readonly offset: number;
  readonly gain: number;
  readonly from?: number;
}

/** @param which a sensor's number, or a device's MAC address. @param quantity needed for a device. */
export function calibrate(which: string, quantity: string | undefined, options: CalibrateOptions): void {
  const { offset, gain, from = Date.now(), ...rest } = options;
  edit(
    (database) => ({ verb: 'calibrate', sensor: sensorOf(database, which, quantity), offset, gain, from }),
    rest,
  );
}

/** @throws {Error} in a sentence where it is none, or one of several. */
function sensorOf(database: DatabaseSync, which: string, quantity: string | undefined): number {
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
