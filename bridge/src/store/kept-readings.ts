/** When sensors measured, by what the store keeps of them; for edits, which ask it once in a while. */
import type { DatabaseSync } from 'node:sqlite';
import { hourOf } from './blocks.ts';
import { unpackBatch, unpackBlock, type BatchSample } from './packing.ts';
import { maybeNumberIn, numberIn, packedIn } from './rows.ts';

interface Span {
  /** Milliseconds UTC; Infinity and -Infinity where there is none. */
  readonly first: number;
  readonly last: number;
}

/** The first and the last reading of any of these sensors. @throws {MalformedBytes} where the store is damaged. */
export function spanOf(database: DatabaseSync, sensors: readonly number[]): Span {
  let [first, last] = [Infinity, -Infinity];
  const widen = (at: number): void => {
    first = Math.min(first, at);
    last = Math.max(last, at);
  };
  for (const sensor of sensors) edgesOf(database, sensor).forEach(widen);
  for (const { sensor, at } of waitingIn(database, 'inbox')) if (sensors.includes(sensor)) widen(at);
  return { first, last };
}

/**
 * Whether such a sensor may have measured before then; where that is not known, as a clock was not trusted, it may.
 *
 * @throws {MalformedBytes} where the store is damaged.
 */
export function mayHaveMeasured(database: DatabaseSync, sensor: number, before: number): boolean {
  const isUndated = waitingIn(database, 'quarantine').some((sample) => sample.sensor === sensor);
  return isUndated || spanOf(database, [sensor]).first < before;
}

/** Times of the first and the last hour. Raw readings may have been dropped: their hours are in rollups. */
function edgesOf(database: DatabaseSync, sensor: number): number[] {
  const edges = ['ASC', 'DESC'].flatMap((order) => {
    const row = database
      .prepare(`SELECT * FROM block WHERE sensor = ? ORDER BY hour ${order} LIMIT 1`)
      .get(sensor);
    if (row === undefined) return [];
    const key = { sensor, hour: numberIn(row, 'hour') };
    return unpackBlock(key, numberIn(row, 'n'), packedIn(row)).map(({ at }) => at);
  });
  const rolled = database
    .prepare('SELECT min(start_ms) AS first FROM rollup WHERE sensor = ? AND count > 0')
    .get(sensor);
  const first = maybeNumberIn(rolled, 'first');
  // A rollup says only in which hour; a block of that hour says more.
  return first === null || edges.some((at) => hourOf(at) <= hourOf(first)) ? edges : [...edges, first];
}

function waitingIn(database: DatabaseSync, table: 'inbox' | 'quarantine'): BatchSample[] {
  return database
    .prepare(`SELECT * FROM ${table}`)
    .all()
    .flatMap((row) => unpackBatch(numberIn(row, 'through'), numberIn(row, 'n'), packedIn(row)));
}
