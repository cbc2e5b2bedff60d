/** Readings for sinks: as they arrive, and the closed hours that a sink missed or that changed. */
import type { DatabaseSync } from 'node:sqlite';
import { hourMs, type Blocks } from './blocks.ts';
import type { Inbox } from './inbox.ts';
import type { InventoryTables } from './inventory.ts';
import { maxCounted, type StoreLane } from './lane.ts';
import type { Sample } from './packing.ts';
import { maybeNumberIn, numberIn } from './rows.ts';
import type { ForwardReading } from './outbox-types.ts';

export function inboxLane(database: DatabaseSync, inbox: Inbox, inventory: InventoryTables): StoreLane {
  return {
    newest: (lastSeq) => lastSeq,
    after(from, limit) {
      const rows: ForwardReading[] = [];
      let to = from;
      for (const { through, samples } of inbox.after(from)) {
        for (const { sensor, ...sample } of samples) add(rows, inventory, sensor, sample);
        to = through;
        if (rows.length >= limit) break;
      }
      return { kind: 'readings', rows, from, to };
    },
    waiting(from) {
      const row = database
        .prepare('SELECT coalesce(sum(n), 0) AS waiting FROM inbox WHERE through > ?')
        .get(from);
      const [first] = inbox.after(from).take(1);
      return { waiting: numberIn(row, 'waiting'), oldest: first?.samples[0]?.at ?? null };
    },
  };
}

export function blockLane(database: DatabaseSync, blocks: Blocks, inventory: InventoryTables): StoreLane {
  return {
    newest: () => blocks.lastRev(),
    after(from, limit) {
      const rows: ForwardReading[] = [];
      let to = from;
      for (const { rev, sensor, samples } of blocks.after(from)) {
        for (const sample of samples) add(rows, inventory, sensor, sample);
        to = rev;
        if (rows.length >= limit) break;
      }
      return { kind: 'readings', rows, from, to };
    },
    waiting(from) {
      const row = database
        .prepare(
          `SELECT coalesce(sum(n), 0) AS waiting, min(hour) AS hour
           FROM (SELECT n, hour FROM block WHERE rev > ? ORDER BY rev LIMIT ?)`,
        )
        .get(from, maxCounted);
      const hour = maybeNumberIn(row, 'hour');
      return { waiting: numberIn(row, 'waiting'), oldest: hour === null ? null : hour * hourMs };
    },
  };
}

function add(
  rows: ForwardReading[],
  inventory: InventoryTables,
  sensor: number,
  { at, value }: Sample,
): void {
  const identity = inventory.identities().get(sensor);
  if (identity === undefined) return;
  const { device, entity, quantity } = identity;
  const room = inventory.roomAt(sensor, at);
  rows.push({ device, entity, quantity, room, measuredAt: at, value: value / 1000 });
}
