/** Holds that sensors tell themselves, by their first readings; within the fold that brings those. */
import type { DatabaseSync } from 'node:sqlite';
import type { Averaging } from './averaging.ts';
import { MalformedBytes } from './bytes.ts';
import { unpackBlock, type BlockKey } from './packing.ts';
import { maybeNumberIn, numberIn, packedIn, transaction, type Row } from './rows.ts';

/**
 * Never retroactive: it holds after all that is rolled.
 *
 * @param sensors those that have got blocks.
 */
export function noteFirstHolds(
  database: DatabaseSync,
  averaging: Averaging,
  sensors: Iterable<number>,
): void {
  const known = database.prepare('SELECT 1 FROM hold WHERE sensor = ? LIMIT 1');
  const blocks = database.prepare('SELECT hour, n, data, crc FROM block WHERE sensor = ? ORDER BY hour');
  const rolled = database.prepare(
    'SELECT max(until_ms) AS until FROM rollup WHERE sensor = ? AND covered > 0',
  );
  const add = database.prepare('INSERT INTO hold (sensor, from_ms, hold_ms) VALUES (?, ?, ?)');
  for (const sensor of sensors) {
    if (known.get(sensor) !== undefined) continue;
    const times: number[] = [];
    for (const row of blocks.iterate(sensor)) {
      times.push(...timesIn({ sensor, hour: numberIn(row, 'hour') }, row));
      if (averaging.firstHold(times) !== undefined) break;
    }
    const hold = averaging.firstHold(times);
    if (hold === undefined) continue;
    const until = maybeNumberIn(rolled.get(sensor), 'until') ?? 0;
    add.run(sensor, Math.max(hold.from, until), hold.holdMs);
  }
}

/** Of those that had readings before the store knew of holds, or whose hold was lost; before anything of them is rolled. */
export function noteMissingHolds(database: DatabaseSync, averaging: Averaging): void {
  const sensors = database
    .prepare(
      `SELECT id FROM sensor WHERE EXISTS (SELECT 1 FROM block WHERE sensor = sensor.id)
         AND NOT EXISTS (SELECT 1 FROM hold WHERE sensor = sensor.id)`,
    )
    .all()
    .map((row) => numberIn(row, 'id'));
  if (sensors.length === 0) return;
  transaction(database, () => {
    noteFirstHolds(database, averaging, sensors);
  });
}

/** None of a damaged one, which somebody else sets aside. */
function timesIn(key: BlockKey, row: Row): number[] {
  try {
    return unpackBlock(key, numberIn(row, 'n'), packedIn(row)).map(({ at }) => at);
  } catch (error) {
    if (error instanceof MalformedBytes) return [];
    throw error;
  }
}
