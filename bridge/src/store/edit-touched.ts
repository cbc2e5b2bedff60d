/** What an edit touches: the averages that are stale by it, in whole buckets. */
import type { DatabaseSync } from 'node:sqlite';
import { isQuantity } from '../reading/quantity.ts';
import { hourMs } from './blocks.ts';
import type { Touched, TouchedStretch } from './edit-types.ts';
import { closedBefore } from './fold.ts';
import { InventoryTables } from './inventory.ts';
import { maybeNumberIn, numberIn, textIn } from './rows.ts';
import { endless, staleIn } from './stale.ts';

interface Extent {
  readonly first: number;
  readonly last: number;
}

/** The newest mark; what is marked later has a higher number. */
export function lastStale(database: DatabaseSync): number {
  const row = database.prepare("SELECT max(seq) AS seq FROM sqlite_sequence WHERE name = 'stale'").get();
  return maybeNumberIn(row, 'seq') ?? 0;
}

/** @param mark what was marked after it. @param now milliseconds UTC. */
export function touchedSince(database: DatabaseSync, mark: number, now: number): Touched {
  const site = database.prepare('SELECT raw_from, bucket_ms FROM site').get();
  const bucketMs = numberIn(site, 'bucket_ms');
  const rawFrom = numberIn(site, 'raw_from') * hourMs;
  const closed = closedBefore(now);
  const floor = (at: number): number => Math.floor(at / bucketMs) * bucketMs;
  const stretch = (from: number, until: number, { first, last }: Extent, rolled = 0): TouchedStretch => {
    const [start, end] = [floor(from), floor(until + bucketMs - 1)];
    const there = Math.min(end, closed, last) - Math.max(start, rolled, floor(first));
    const buckets = Math.max(0, Math.ceil(there / bucketMs));
    return { from: start, until: until >= endless ? null : end, buckets };
  };
  const identities = new InventoryTables(database).identities();
  const [rooms, sensors]: [Touched['rooms'][number][], Touched['sensors'][number][]] = [[], []];
  for (const { kind, of, from, until } of staleIn(database, mark)) {
    // The buckets themselves stay as they are.
    if (kind === 'calibrated') continue;
    if (kind === 'sensor') {
      // Whether it has empty buckets since it measures no more is nothing that anybody asked to change.
      if (from >= measuredUntil(database, of)) continue;
      // Where its readings are gone, its buckets stay as they are; a room's are made of what is left.
      const touched = stretch(from, until, extentOf(database, [of]), rawFrom);
      // The end of a placement that has none, or a time when it did not measure yet.
      const identity = identities.get(of);
      if (touched.buckets > 0 && identity) sensors.push({ sensor: { id: of, ...identity }, ...touched });
      continue;
    }
    const row = database.prepare('SELECT room, quantity FROM series WHERE id = ?').get(of);
    const [room, quantity] = [textIn(row, 'room'), textIn(row, 'quantity')];
    // A newer program may know of more.
    if (!isQuantity(quantity)) continue;
    rooms.push({ room, quantity, ...stretch(from, until, extentOfSeries(database, of, [room, quantity])) });
  }
  return { rooms, sensors };
}

/** The end of the last hour in which it measured anything; without end where its readings are gone. */
function measuredUntil(database: DatabaseSync, sensor: number): number {
  const last = maybeNumberIn(
    database.prepare('SELECT max(hour) AS hour FROM block WHERE sensor = ?').get(sensor),
    'hour',
  );
  return last === null ? Infinity : (last + 1) * hourMs;
}

/** From the first of what these sensors measured to the end of the last hour of it. */
function extentOf(database: DatabaseSync, sensors: readonly number[]): Extent {
  let [first, last] = [Infinity, -Infinity];
  const blocks = database.prepare('SELECT min(hour) AS first, max(hour) AS last FROM block WHERE sensor = ?');
  const rollups = database.prepare(
    // Of empty buckets there are more with each hour, and nothing of them is anybody's.
    'SELECT min(start_ms) AS first, max(until_ms) AS last FROM rollup WHERE sensor = ? AND covered > 0',
  );
  for (const sensor of sensors) {
    const [folded, rolled] = [blocks.get(sensor), rollups.get(sensor)];
    const [firstHour, lastHour] = [maybeNumberIn(folded, 'first'), maybeNumberIn(folded, 'last')];
    first = Math.min(first, (firstHour ?? Infinity) * hourMs, maybeNumberIn(rolled, 'first') ?? Infinity);
    last = Math.max(last, ((lastHour ?? -Infinity) + 1) * hourMs, maybeNumberIn(rolled, 'last') ?? -Infinity);
  }
  return { first, last };
}

/** The same of a room: what its sensors measured, and the buckets that it has of those that stand there no more. */
function extentOfSeries(
  database: DatabaseSync,
  series: number,
  [room, quantity]: readonly [string, string],
): Extent {
  const standing = database
    .prepare(
      `SELECT DISTINCT sensor.id FROM placement JOIN sensor ON sensor.id = placement.sensor
       WHERE room = ? AND quantity = ?`,
    )
    .all(room, quantity);
  const measured = extentOf(
    database,
    standing.map((row) => numberIn(row, 'id')),
  );
  const rolled = database
    .prepare(
      'SELECT min(start_ms) AS first, max(until_ms) AS last FROM room_hour WHERE series = ? AND covered > 0',
    )
    .get(series);
  return {
    first: Math.min(measured.first, maybeNumberIn(rolled, 'first') ?? Infinity),
    last: Math.max(measured.last, maybeNumberIn(rolled, 'last') ?? -Infinity),
  };
}
