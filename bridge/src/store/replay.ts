/** Sending a sink again what it may have lost. Done by another process than the bridge, while that runs or not. */
import { hourOf } from './blocks.ts';
import { maybeNumberIn, numberIn, textIn, transaction } from './rows.ts';
import { openBeside, StoreUnusable } from './schema.ts';
import type { Lane } from './outbox-types.ts';

/** Lanes that are named after their tables. */
const longTables = ['rollup', 'room_hour', 'room_day', 'room_month'] as const satisfies readonly Lane[];

/**
 * Sets the sink's cursors back, so that whatever was measured since then is sent again, and perhaps some of what was
 * before. The bridge notices with its next commit.
 *
 * @param since milliseconds UTC.
 * @returns how many readings that are, as of now.
 * @throws {StoreUnusable}
 */
export function replay(path: string, sink: string, since: number): number {
  using database = openBeside(path, { readOnly: false });
  const known = database
    .prepare('SELECT DISTINCT sink FROM cursor ORDER BY sink')
    .all()
    .map((row) => textIn(row, 'sink'));
  if (!known.includes(sink)) {
    const names = known.length === 0 ? 'it has sent nothing to any yet' : `it knows ${known.join(', ')}`;
    throw new StoreUnusable(`${path} has no sink "${sink}": ${names}`);
  }
  const hour = hourOf(since);
  // Before the transaction, as it goes through an index of all blocks: a block that is made meanwhile has a higher rev.
  const block = database.prepare('SELECT min(rev) - 1 AS pos FROM block WHERE hour >= ?').get(hour);
  const long = longTables.map((table) => {
    const sql = `SELECT min(rev) - 1 AS pos FROM ${table} WHERE until_ms > ?`;
    return { lane: table, row: database.prepare(sql).get(since) };
  });
  const event = database.prepare('SELECT min(id) - 1 AS pos FROM event WHERE at_ms >= ?').get(since);
  const back = database.prepare('UPDATE cursor SET pos = min(pos, ?) WHERE sink = ? AND lane = ?');
  return transaction(database, () => {
    // Always another place than before, though all below 1 mean the same: so the bridge, which may have gone on from
    // there in its memory, sees that it was moved.
    database.prepare("UPDATE cursor SET pos = min(pos, 0) - 1 WHERE sink = ? AND lane = 'inbox'").run(sink);
    back.run(maybeNumberIn(block, 'pos') ?? Number.MAX_SAFE_INTEGER, sink, 'block');
    for (const { lane, row } of long)
      back.run(maybeNumberIn(row, 'pos') ?? Number.MAX_SAFE_INTEGER, sink, lane);
    back.run(maybeNumberIn(event, 'pos') ?? Number.MAX_SAFE_INTEGER, sink, 'event');
    const waiting = database
      .prepare(
        `SELECT (SELECT coalesce(sum(n), 0) FROM inbox) + (SELECT coalesce(sum(n), 0) FROM block WHERE rev >
           (SELECT pos FROM cursor WHERE sink = ? AND lane = 'block')) AS n`,
      )
      .get(sink);
    return numberIn(waiting, 'n');
  });
}
