/** What befell the building: the store's own events, and heartbeats that a bridge might have told InfluxDB in that time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { site } from './years/built.ts';

export interface Happened {
  readonly at: number;
  readonly kind: string;
  readonly device: string | null;
  readonly cause: string | null;
}

/** In the order of time. */
export function happeningsIn(folder: string): Happened[] {
  const { events } = JSON.parse(readFileSync(join(folder, 'places.json'), 'utf8')) as {
    readonly events: readonly Happened[];
  };
  return events.toSorted((a, b) => a.at - b.at);
}

export interface Beat {
  readonly at: number;
  readonly clock_trusted: 0 | 1;
  readonly waiting: number;
  readonly waiting_seconds: number;
  readonly devices: number;
  readonly devices_online: number;
}

const minuteMs = 60_000;
/** While the living room's device is away: its bridge boots without a clock, has a backlog, and is cut off for half an hour. */
export const beatsFrom = Date.parse('2023-06-02T07:30:00Z');

/** A minute apart; InfluxDB stamps real ones itself, so that no year of them can be made by a bridge. */
export const beats: readonly Beat[] = Array.from({ length: 210 }, (_, minute): Beat => {
  const waiting = Math.max(0, 3000 - 20 * Math.max(0, minute - 120)) * Number(minute >= 60);
  return {
    at: beatsFrom + minute * minuteMs + 7000,
    clock_trusted: minute < 12 ? 0 : 1,
    waiting,
    waiting_seconds: waiting === 0 ? 0 : (minute - 59) * 60,
    devices: 4,
    devices_online: minute % 50 === 0 ? 1 : 3,
  };
}).filter((_, minute) => minute < 60 || minute >= 90);

/** As docs/data-path.md, "In InfluxDB", writes them. */
export function linesOf(some: readonly Beat[]): string {
  return some
    .map(({ at, ...fields }) => {
      const written = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`);
      return `event,site=${site.id},kind=heartbeat count=1,${written.join(',')},zone="${site.zone}",version="0" ${String(at)}`;
    })
    .join('\n');
}
