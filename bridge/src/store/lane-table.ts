/** Which lanes there are. */
import type { DatabaseSync } from 'node:sqlite';
import type { Averaging } from './averaging.ts';
import type { Blocks } from './blocks.ts';
import type { Inbox } from './inbox.ts';
import type { InventoryTables } from './inventory.ts';
import { eventLane } from './lane-events.ts';
import { blockLane, inboxLane } from './lane-readings.ts';
import { roomLane } from './lane-rooms.ts';
import { rollupLane } from './lane-rollup.ts';
import type { StoreLane } from './lane.ts';
import type { Lane } from './outbox-types.ts';

export interface LaneSources {
  readonly database: DatabaseSync;
  readonly inbox: Inbox;
  readonly blocks: Blocks;
  readonly inventory: InventoryTables;
  readonly averaging: Averaging;
}

export function laneTable(sources: LaneSources): Readonly<Record<Lane, StoreLane>> {
  const { database, inbox, blocks, inventory, averaging } = sources;
  return {
    inbox: inboxLane(database, inbox, inventory),
    block: blockLane(database, blocks, inventory),
    rollup: rollupLane(database, inventory, averaging),
    room_hour: roomLane(database, 'room_hour'),
    room_day: roomLane(database, 'room_day'),
    room_month: roomLane(database, 'room_month'),
    event: eventLane(database),
  };
}
