/** The questions: to a bridge over HTTP, to the station alone, and the same to InfluxDB, of raw readings. */
import { Agent, get as httpGet } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Averages } from '../../bridge/src/average/averages.ts';
import { firstAt, now, openSince, zone, type Building } from './building.ts';
import { roomOf } from './built-store.ts';

type Quantity = Building['quantities'][number];
const dayMs = 86_400_000;

/** One thing that somebody wants to see; of one quantity of one room in each of its parts. */
export interface Asked {
  readonly room: string;
  readonly quantity: Quantity;
  readonly from: number;
  readonly until: number;
  /** `series`: as many points as 1,000 at most. */
  readonly every: 'day' | 'month' | 'series';
}

export interface Question {
  readonly name: string;
  readonly goalMs?: number;
  /** What is asked one after another. @param i each time another room. */
  readonly parts: (building: Building, i: number) => Asked[];
}

const points = 1000;

function oneRoom(every: Asked['every'], stretch: (building: Building) => readonly [number, number]) {
  return (building: Building, i: number): Asked[] => {
    const [from, until] = stretch(building);
    const quantity = building.quantities[Math.floor(i / building.rooms) % building.quantities.length];
    return quantity === undefined ? [] : [{ room: roomOf(i % building.rooms), quantity, from, until, every }];
  };
}

function lastDays(days: number): Question {
  const name = `a series of ${String(days)} day${days === 1 ? '' : 's'}`;
  return { name, goalMs: 20, parts: oneRoom('series', () => [now - days * dayMs, now]) };
}

export const questions: readonly Question[] = [
  {
    name: 'one room by day, all years until now',
    goalMs: 10,
    parts: oneRoom('day', (building) => [firstAt(building), now]),
  },
  {
    name: 'the same until before the open hour',
    goalMs: 10,
    // In that zone a day began at the last midnight of UTC at the latest.
    parts: oneRoom('day', (building) => [firstAt(building), openSince - (openSince % dayMs) - dayMs]),
  },
  {
    name: 'all rooms by month, until now',
    goalMs: 100,
    parts: (building) =>
      Array.from({ length: building.rooms }, (_, i) => roomOf(i)).flatMap((room) =>
        building.quantities.map((quantity): Asked => ({
          room,
          quantity,
          from: firstAt(building),
          until: now,
          every: 'month',
        })),
      ),
  },
  ...[1, 7, 30, 365].map(lastDays),
  {
    name: 'a series of all years',
    goalMs: 20,
    parts: oneRoom('series', (building) => [firstAt(building), now]),
  },
];

export function pathOf({ room, quantity, from, until, every }: Asked): string {
  const [what, more] = every === 'series' ? ['series', { points: String(points) }] : ['averages', { every }];
  const [start, end] = [from, until].map((at) => new Date(at).toISOString());
  const search = new URLSearchParams({ room, quantity, from: start ?? '', to: end ?? '', ...more });
  return `api/v1/${what}?${search.toString()}`;
}

/** The same without HTTP and JSON. */
export async function askStation(averages: Averages, { every, ...question }: Asked): Promise<void> {
  const answer =
    every === 'series'
      ? await averages.series({ ...question, now, points })
      : await averages.averages({ ...question, now, every, earlierYears: 0, corrected: false });
  if (answer.is !== 'averages' && answer.is !== 'series') throw new Error(`the answer is ${answer.is}`);
}

/** InfluxDB's own time grouping; it has no months: a month is 30 days there. */
const grouping: Readonly<Record<string, string>> = {
  hour: 'time(1h)',
  day: 'time(1d)',
  // Its weeks begin on Thursdays.
  week: 'time(7d, -3d)',
  month: 'time(30d)',
};

/** In one, whatever is asked one after another here. @param tier what our answer is made of. */
export function influxQlOf(parts: readonly Asked[], tier: string): string {
  const [first] = parts;
  if (first === undefined) throw new Error('nothing is asked');
  const { room, quantity, from, until } = first;
  const isOfAll = parts.length > 1;
  const where = `FROM climate WHERE ${isOfAll ? '' : `room = '${room}' AND `}time >= ${String(from)}ms AND time < ${String(until)}ms`;
  if (tier === 'raw') return `SELECT ${quantity} ${where}`;
  const group = grouping[tier];
  if (group === undefined) throw new Error(`InfluxDB has no ${tier}`);
  const means = [...new Set(parts.map((one) => one.quantity))].map((one) => `mean(${one}) AS ${one}`);
  return `SELECT ${means.join(', ')} ${where} GROUP BY ${group}${isOfAll ? ', room' : ''} fill(none) tz('${zone}')`;
}

const agent = new Agent({ keepAlive: true });

/** @throws what is answered, unless that is well. */
export function get(url: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    httpGet(url, { agent }, (answer) => {
      text(answer).then((body) => {
        if (answer.statusCode === 200) resolve(body);
        else reject(new Error(`${url.pathname}: ${body}`));
      }, reject);
    }).on('error', reject);
  });
}
