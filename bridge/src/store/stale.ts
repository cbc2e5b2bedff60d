/**
 * What has to be rolled again. Whatever changes the past notes here what it touches, in its own transaction, so that
 * no power cut can leave an average behind that nobody knows to be wrong.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { EditedRow, RowChange } from './edit-types.ts';
import { derivedFrom, sourcesOf } from '../reading/room-quantity.ts';
import { maybeNumberIn, numberIn, textIn, type Row } from './rows.ts';

/**
 * `sensor`: its rollups; `series`: a room's buckets of one quantity, and what is summed of them; `days`: only the sums.
 * `calibrated`: a sensor's rollups say what they said, as measured, but sinks have them calibrated.
 */
const staleKinds = ['sensor', 'series', 'days', 'calibrated'] as const;
export type StaleKind = (typeof staleKinds)[number];

export interface Stale {
  /** Of the rows that it is made of. */
  readonly ids: readonly number[];
  readonly kind: StaleKind;
  /** The sensor's, or the series'. */
  readonly of: number;
  /** Milliseconds UTC. */
  readonly from: number;
  readonly until: number;
}

/** To the end of time: whatever was measured since. */
export const endless = 2 ** 52;
/** A reading counts no longer than this, so what a change touches ends so long after it. */
export const longestHoldMs = 24 * 3_600_000;

/** Oldest first of each; what overlaps is one. @param after only what was marked after that number. */
export function staleIn(database: DatabaseSync, after = 0): Stale[] {
  const all: Stale[] = [];
  const rows = database.prepare('SELECT * FROM stale WHERE id > ? ORDER BY kind, of_id, from_ms, id');
  for (const row of rows.all(after)) {
    const id = numberIn(row, 'id');
    const kind = kindOf(textIn(row, 'kind'));
    const of = numberIn(row, 'of_id');
    const [from, until] = [numberIn(row, 'from_ms'), numberIn(row, 'until_ms')];
    const last = all.at(-1);
    if (last?.kind === kind && last.of === of && from <= last.until) {
      all[all.length - 1] = { ...last, ids: [...last.ids, id], until: Math.max(last.until, until) };
    } else all.push({ ids: [id], kind, of, from, until });
  }
  return all;
}

/** What is left of it; within a transaction. @param from undefined: nothing. */
export function leaveStale(database: DatabaseSync, { ids, kind, of, until }: Stale, from?: number): void {
  const remove = database.prepare('DELETE FROM stale WHERE id = ?');
  for (const id of ids) remove.run(id);
  if (from !== undefined) markStale(database, kind, of, from, until);
}

export function markStale(
  database: DatabaseSync,
  kind: StaleKind,
  of: number,
  from: number,
  until: number,
): void {
  database
    .prepare('INSERT INTO stale (kind, of_id, from_ms, until_ms) VALUES (?, ?, ?, ?)')
    .run(kind, of, from, until);
}

/** What is said of that sensor is another now, there and in each room where it stood meanwhile. */
export function markSensorStale(database: DatabaseSync, sensor: number, from: number, until: number): void {
  markStale(database, 'sensor', sensor, from, until);
  for (const row of database
    .prepare(
      'SELECT DISTINCT room FROM placement WHERE sensor = ? AND from_ms < ? AND (until_ms IS NULL OR until_ms > ?)',
    )
    .all(sensor, until, from)) {
    markRoom(database, textIn(row, 'room'), sensor, { from, until });
  }
}

/** All that is in blocks, of which nothing may be rolled, and all that is rolled; within a transaction. */
export function markAllStale(database: DatabaseSync): void {
  const sensors = database
    .prepare(
      `SELECT sensor, min(first) AS first, max(last) AS last FROM
         (SELECT sensor, min(hour) * 3600000 AS first, (max(hour) + 1) * 3600000 AS last FROM block GROUP BY sensor
          UNION ALL SELECT sensor, min(start_ms), max(until_ms) FROM rollup GROUP BY sensor)
       GROUP BY sensor`,
    )
    .all();
  for (const row of sensors)
    markSensorStale(
      database,
      numberIn(row, 'sensor'),
      numberIn(row, 'first'),
      numberIn(row, 'last') + longestHoldMs,
    );
  // In which perhaps no sensor stands any more.
  for (const row of database
    .prepare('SELECT series, min(start_ms) AS first, max(until_ms) AS last FROM room_hour GROUP BY series')
    .all())
    markStale(database, 'series', numberIn(row, 'series'), numberIn(row, 'first'), numberIn(row, 'last'));
}

/** After an edit has changed these rows; within its transaction. */
export function markEdited(database: DatabaseSync, changes: readonly RowChange[]): void {
  for (const { table, id, before, after } of changes) {
    if (table === 'room') continue;
    const row =
      wholeRow(changes, { table, id }) ?? database.prepare(`SELECT * FROM ${table} WHERE id = ?`).get(id);
    // Of a row that was changed, both hold the changed columns only.
    const [old, made] = [before && { ...row, ...before }, after && { ...row, ...after }];
    if (table === 'placement') markPlacement(database, old, made);
    else for (const one of [old, made]) if (one) markRule(database, table, one);
  }
}

/** All columns of a row that was made or removed; undefined of one that was only changed. */
function wholeRow(
  changes: readonly RowChange[],
  { table, id }: Pick<RowChange, 'table' | 'id'>,
): EditedRow | undefined {
  const ofRow = changes.filter((one) => one.table === table && one.id === id);
  const { before, after } = ofRow.find((one) => one.before === null || one.after === null) ?? {};
  return before ?? after ?? undefined;
}

/** What a sensor measures belongs to other rooms; of its own buckets only those are others that are split. */
function markPlacement(database: DatabaseSync, old: Row | null, made: Row | null): void {
  const [was, is] = [old && stretchOf(old), made && stretchOf(made)];
  const isSamePlace = old?.['room'] === made?.['room'] && was?.from === is?.from;
  for (const row of [old, made]) {
    if (row === null) continue;
    const sensor = numberIn(row, 'sensor');
    const { from, until } = stretchOf(row);
    for (const edge of [from, until])
      if (edge < endless) markStale(database, 'sensor', sensor, edge, edge + 1);
    markSilence(database, sensor, from, until);
    const first = isSamePlace && was && is ? Math.min(was.until, is.until) : from;
    const last = isSamePlace && was && is ? Math.max(was.until, is.until) : until;
    markRoom(database, textIn(row, 'room'), sensor, { from: first, until: last });
  }
}

/** A sensor that measures no more has empty buckets only as long as its device stands somewhere. */
function markSilence(database: DatabaseSync, sensor: number, from: number, until: number): void {
  const silent = database.prepare(
    `SELECT other.id, max(?2, coalesce((SELECT (max(hour) + 1) * 3600000 FROM block WHERE sensor = other.id), 0)) AS since
     FROM sensor JOIN sensor AS other ON other.device = sensor.device WHERE sensor.id = ?1`,
  );
  for (const row of silent.all(sensor, from)) {
    const since = numberIn(row, 'since');
    if (since < until) markStale(database, 'sensor', numberIn(row, 'id'), since, until);
  }
}

/** A calibration and a hold are good until the next one, a flag until its end; readings go on for a while. */
function markRule(database: DatabaseSync, table: 'calibration' | 'hold' | 'flag', row: Row): void {
  const [sensor, from] = [numberIn(row, 'sensor'), numberIn(row, 'from_ms')];
  const until =
    table === 'flag'
      ? numberIn(row, 'until_ms')
      : maybeNumberIn(
          database
            .prepare(`SELECT min(from_ms) AS next FROM ${table} WHERE sensor = ? AND from_ms > ?`)
            .get(sensor, from),
          'next',
        );
  markSensorStale(database, sensor, from, until === null ? endless : until + longestHoldMs);
  if (table === 'calibration') markStale(database, 'calibrated', sensor, from, until ?? endless);
}

function stretchOf(row: Row): { readonly from: number; readonly until: number } {
  return { from: numberIn(row, 'from_ms'), until: maybeNumberIn(row, 'until_ms') ?? endless };
}

/** What the room has of the quantity of that sensor, and what is derived of it; series are made where they are new. */
function markRoom(
  database: DatabaseSync,
  room: string,
  sensor: number,
  { from, until }: Pick<Stale, 'from' | 'until'>,
): void {
  const quantity = textIn(
    database.prepare('SELECT quantity FROM sensor WHERE id = ?').get(sensor),
    'quantity',
  );
  const idOf = (name: string): number | undefined => {
    const row = database.prepare('SELECT id FROM series WHERE room = ? AND quantity = ?').get(room, name);
    return row && numberIn(row, 'id');
  };
  const add = database.prepare('INSERT INTO series (room, quantity) VALUES (?, ?) RETURNING id');
  const series = [idOf(quantity) ?? numberIn(add.get(room, quantity), 'id')];
  for (const derived of derivedFrom(quantity))
    if (sourcesOf(derived).every((source) => idOf(source) !== undefined))
      series.push(idOf(derived) ?? numberIn(add.get(room, derived), 'id'));
  for (const id of series) markStale(database, 'series', id, from, until);
}

function kindOf(text: string): StaleKind {
  const kind = staleKinds.find((one) => one === text);
  if (kind !== undefined) return kind;
  throw new Error(`${text} is no kind of what can be stale`);
}
