/** A building in InfluxDB: each reading raw, and the rows of hours, days and months as docs/data-path.md has them. */
import type { Influxd } from '@climat-guardian/suite/processes/influxd';

export interface Loaded {
  readonly years: number;
  readonly rooms: number;
  /** Between two readings of a sensor. */
  readonly everyMs: number;
  readonly hasRaw: boolean;
}

export const site = 'home';
/** Without summer time, so that local days are made without a calendar. */
export const zone = 'Etc/GMT-1';
export const zoneMs = 3_600_000;
const [hourMs, dayMs] = [3_600_000, 86_400_000];
/** The end of a local year. */
export const now = Date.UTC(2025, 11, 31, 23);
const quantities = ['temperature', 'humidity', 'dew_point', 'absolute_humidity'] as const;
/** Lines a request. */
const atOnce = 20_000;

export function firstAt({ years }: Loaded): number {
  return Date.UTC(2025 - years, 11, 31, 23);
}

export function roomOf(i: number): string {
  return `room-${String(i)}`;
}

/** @returns how many lines. */
export async function loadBuilding(influxd: Influxd, loaded: Loaded): Promise<number> {
  let all = 0;
  for (const [database, lines] of [
    ['climate_long', longLines(loaded)],
    ['climate', loaded.hasRaw ? rawLines(loaded) : []],
  ] as const) {
    // As the bridge makes them.
    const shards = database === 'climate_long' ? ' WITH SHARD DURATION 52w' : '';
    await influxd.query('', `CREATE DATABASE ${database}${shards}`);
    let page: string[] = [];
    const flush = async (): Promise<void> => {
      if (page.length > 0) await influxd.write(database, page.join('\n'));
      all += page.length;
      page = [];
    };
    for (const line of lines) {
      page.push(line);
      if (page.length === atOnce) await flush();
    }
    await flush();
  }
  return all;
}

function valueAt(at: number, room: number, quantity: number): number {
  const year = Math.cos(((at / dayMs - 200) / 365.25) * 2 * Math.PI);
  const day = Math.sin((at / dayMs) * 2 * Math.PI + room);
  return Math.round(100 * (21 + 20 * (quantity % 2) + 4 * year + 2 * day)) / 100;
}

function* rawLines(loaded: Loaded): Generator<string> {
  for (let at = firstAt(loaded); at < now; at += loaded.everyMs) {
    for (let room = 0; room < loaded.rooms; room++) {
      const tags = `device=02:00:00:00:00:${room.toString(16).padStart(2, '0')},room=${roomOf(room)}`;
      yield `climate,${tags},sensor=temperature,site=${site} temperature=${String(valueAt(at, room, 0))} ${String(at)}`;
    }
  }
}

interface Sum {
  readonly start: number;
  sum: number;
  span: number;
}

function* longLines(loaded: Loaded): Generator<string> {
  const rooms = Array.from({ length: loaded.rooms }, (_, room) => room);
  for (const room of rooms)
    yield `place,site=${site},room=${roomOf(room)} name="${roomOf(room)}",floor="-",sensors=2`;
  yield `event,site=${site},kind=heartbeat count=1,clock_trusted=1,waiting=0,waiting_seconds=0,devices=1,devices_online=1,zone="${zone}"`;
  // Day by day, so that InfluxDB fills one shard after the other.
  const months = rooms.map(() => quantities.map((): Sum => ({ start: firstAt(loaded), sum: 0, span: 0 })));
  for (let day = firstAt(loaded); day < now; day += dayMs) {
    const local = new Date(day + zoneMs);
    for (const room of rooms) {
      const days = quantities.map((): Sum => ({ start: day, sum: 0, span: 0 }));
      for (let hour = 0; hour < 24; hour++) {
        const start = day + hour * hourMs;
        const hours = quantities.map((_, i): Sum => ({
          start,
          sum: valueAt(start, room, i) * hourMs,
          span: hourMs,
        }));
        yield lineOf('room_hour', `${tagsOf(room)},hour=${String(hour).padStart(2, '0')}`, hours);
        for (const [i, { sum, span }] of hours.entries()) add(days[i], sum, span);
      }
      yield lineOf('room_day', `${tagsOf(room)},year=${String(local.getUTCFullYear())}`, days);
      const ofMonth = months[room] ?? [];
      for (const [i, { sum, span }] of days.entries()) add(ofMonth[i], sum, span);
      const isLast = new Date(day + dayMs + zoneMs).getUTCDate() === 1;
      if (!isLast) continue;
      const month = String(local.getUTCMonth() + 1).padStart(2, '0');
      yield lineOf(
        'room_month',
        `${tagsOf(room)},year=${String(local.getUTCFullYear())},month=${month}`,
        ofMonth,
      );
      months[room] = quantities.map(() => ({ start: day + dayMs, sum: 0, span: 0 }));
    }
  }
}

function tagsOf(room: number): string {
  return `site=${site},room=${roomOf(room)}`;
}

function add(to: Sum | undefined, sum: number, span: number): void {
  if (to === undefined) return;
  to.sum += sum;
  to.span += span;
}

function lineOf(measurement: string, tags: string, sums: readonly Sum[]): string {
  const fields = sums.flatMap(({ sum, span }, i) => {
    const [name, mean] = [quantities[i] ?? '', sum / span];
    const counted = [
      `sum=${String(sum)}`,
      `covered=${String(span)}`,
      `span=${String(span)}`,
      `count=${String(span / 60_000)}`,
    ];
    return [...counted, `min=${String(mean - 1)}`, `max=${String(mean + 1)}`].map(
      (field) => `${name}_${field}`,
    );
  });
  return `${measurement},${tags} ${fields.join(',')} ${String(sums[0]?.start ?? 0)}`;
}
