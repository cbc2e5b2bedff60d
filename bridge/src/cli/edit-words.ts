/** What an edit changes, row by row, for people. */
import type { DatabaseSync } from 'node:sqlite';
import type { EditedRow, RowChange, Touched, TouchedStretch } from '../store/edit-types.ts';
import { counted } from './holdings.ts';

type Fields = Readonly<Record<string, unknown>>;

export function wordsOf(database: DatabaseSync, changes: readonly RowChange[]): string[] {
  return changes.map((change) => {
    const { table, id, before, after } = change;
    if (table === 'room') return `room ${String(id)}: ${roomWords(before, after)}`;
    const row = { ...wholeRow(database, changes, change), ...before, ...after };
    const words = wordsBy[table](change, row);
    return `${sensorWords(database, row['sensor'])}: ${words}`;
  });
}

/** Of a row that only changed, the rest is in the store, or among the changes if it was removed later. */
function wholeRow(
  database: DatabaseSync,
  changes: readonly RowChange[],
  { table, id }: RowChange,
): Fields | undefined {
  const removed = changes.find((one) => one.table === table && one.id === id && one.after === null);
  return removed?.before ?? database.prepare(`SELECT * FROM ${table} WHERE id = ?`).get(id);
}

function roomWords(before: EditedRow | null, after: EditedRow | null): string {
  if (before === null) return `new, called "${String(after?.['name'])}"`;
  if (after === null) return 'gone';
  return Object.entries(after)
    .map(([column, value]) => `${column} ${quoted(value)} (was ${quoted(before[column])})`)
    .join(', ');
}

function placeWords({ before, after }: RowChange, row: Fields): string {
  const room = String(row['room']);
  const from = `from ${instant(row['from_ms'])}`;
  const until = row['until_ms'] === null ? 'on' : `until ${instant(row['until_ms'])}`;
  if (before === null) return `in ${room} ${from} ${until}`;
  if (after === null) return `no longer in ${room} ${from} ${until}`;
  return `in ${room} ${until === 'on' ? 'still' : until}`;
}

function calibrationWords({ after }: RowChange, row: Fields): string {
  const words = `× ${String(row['gain'])}, then + ${String(row['offset'])}, from ${instant(row['from_ms'])} on`;
  return after === null ? `no longer ${words}` : words;
}

function flagWords({ after }: RowChange, row: Fields): string {
  const [from, until] = [instant(row['from_ms']), instant(row['until_ms'])];
  const words = `flagged from ${from} until ${until}: ${String(row['reason'])}`;
  return after === null ? `no longer ${words}` : words;
}

function holdWords({ after }: RowChange, row: Fields): string {
  const words = `a reading counts for ${String(Number(row['hold_ms']) / 1000)} s, from ${instant(row['from_ms'])} on`;
  return after === null ? `no longer ${words}` : words;
}

const wordsBy = {
  placement: placeWords,
  calibration: calibrationWords,
  flag: flagWords,
  hold: holdWords,
} as const;

/** Which averages are made anew, for people. */
export function touchedWords(database: DatabaseSync, { rooms, sensors }: Touched): string[] {
  const anew = (what: string, { from, until, buckets }: TouchedStretch): string =>
    `made anew: ${what} from ${instant(from)} ${until === null ? 'on' : `until ${instant(until)}`}, ` +
    counted(buckets, 'bucket');
  return [
    ...rooms.map((one) => anew(`${one.quantity} in ${one.room}`, one)),
    ...sensors.map((one) => anew(sensorWords(database, one.sensor.id), one)),
  ];
}

function sensorWords(database: DatabaseSync, sensor: unknown): string {
  const row = database.prepare('SELECT device, quantity FROM sensor WHERE id = ?').get(Number(sensor));
  return `sensor ${String(sensor)} (${String(row?.['quantity'])} of ${String(row?.['device'])})`;
}

function instant(at: unknown): string {
  return new Date(Number(at)).toISOString();
}

function quoted(value: EditedRow[string] | undefined): string {
  return value === null || value === undefined ? 'none' : `"${String(value)}"`;
}
