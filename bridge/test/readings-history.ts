/**
 * Seeded histories of two rooms, and what of them is to be answered: computed from what read-store.py reads, which
 * knows the format of the store and none of our code.
 */
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { device, mac } from '../src/store/store-fixture.ts';
import type { Store } from '../src/store/store.ts';
import { chance } from './chance.ts';
import { storedReadings } from './stored-readings.ts';

/** As every form of the answer says it, in words of its own. */
export interface Told {
  readonly at: number;
  /** `a0b765000001.temperature.temperature` */
  readonly sensor: string;
  readonly room: string | null;
  readonly thousandths: number;
}

/** Where a sensor stood, until when. */
interface Stay {
  readonly sensor: number;
  readonly room: string;
  readonly from: number;
  readonly until: number;
}

export interface History {
  readonly from: number;
  readonly to: number;
  /** In the order in which they are to be answered. */
  readonly all: readonly Told[];
}

const minute = 60_000;
const hour = 60 * minute;
/** The days on which clocks change in Zurich, New York and on Lord Howe are among these. */
const starts = [
  Date.UTC(2026, 2, 28, 12),
  Date.UTC(2026, 9, 24, 12),
  Date.UTC(2026, 2, 8, 0),
  Date.UTC(2026, 3, 4, 6),
];
/** Sensor numbers of a new store with two devices. */
const entities = ['wifi_signal', 'temperature', 'humidity'];
const quantity: Readonly<Record<string, string>> = { wifi_signal: 'signal' };

export function sensorName(number: number): string {
  const entity = entities[(number - 1) % 3] ?? '';
  const of = mac(Math.ceil(number / 3)).replaceAll(':', '');
  return `${of}.${entity}.${quantity[entity] ?? entity}`;
}

/** Fills a new store: devices 1 in room `lab` and 2 in room `cellar`, one of whose sensors are moved. */
export async function makeHistory(store: Store, path: string, seed: number): Promise<History> {
  const random = chance(seed);
  const pick = (most: number): number => Math.floor(random() * most);
  await store.register(device(1, { area: 'Lab' }));
  await store.register(device(2, { area: 'Cellar' }));
  const from = starts[seed % starts.length] ?? 0;
  const to = from + 40 * hour;
  const stays = moved(path, from + pick(30) * hour + pick(hour), random);
  /** What is handed over late, hours after it was measured. */
  let late: (() => void)[] = [];
  for (let at = from, step = minute * (5 + pick(10)); at < to; at += pick(step)) {
    for (let sensor = 1; sensor <= 6; sensor++) {
      if (random() < 0.3) continue;
      const one = { sensor, measuredAt: at, value: (pick(60_000) - 20_000) / 1000 };
      if (random() < 0.1) late.push(() => store.append({ ...one, receivedAt: to }));
      else store.append(one);
    }
    if (random() < 0.1) {
      await store.commit();
      if (random() < 0.5) await store.fold(at);
      if (random() < 0.2) {
        for (const hand of late) hand();
        late = [];
      }
    }
  }
  for (const hand of late) hand();
  await store.commit();
  return { from, to, all: allTold(path, stays) };
}

/** Everything that is in the store, as it is to be answered. */
export function allTold(path: string, stays: readonly Stay[] = []): Told[] {
  const numbers = new Map<string, number>(
    [1, 2].flatMap((n) => entities.map((entity, i) => [`${mac(n)} ${entity}`, (n - 1) * 3 + i + 1] as const)),
  );
  return storedReadings(path)
    .readings.map(([of, entity, at, thousandths]) => {
      const number = numbers.get(`${of} ${entity}`);
      assert.ok(number !== undefined);
      const stay = stays.find((one) => one.sensor === number && one.from <= at && at < one.until);
      const home = entity === 'wifi_signal' ? null : number < 4 ? 'lab' : 'cellar';
      const isMoved = stays.some((one) => one.sensor === number);
      const room = isMoved ? (stay?.room ?? null) : home;
      return { at, number, sensor: sensorName(number), room, thousandths };
    })
    .sort((a, b) => a.at - b.at || a.number - b.number)
    .map(({ at, sensor, room, thousandths }) => ({ at, sensor, room, thousandths }));
}

/** By hand, as the API has no verb for it yet: temperature of the lab to the cellar and, an hour in no room later, back. */
function moved(path: string, at: number, random: () => number): Stay[] {
  const back = at + hour + Math.floor(random() * 8 * hour);
  using database = new DatabaseSync(path);
  database.exec(`
    UPDATE placement SET until_ms = ${String(at)} WHERE sensor = 2;
    INSERT INTO placement (sensor, room, from_ms, until_ms) VALUES (2, 'cellar', ${String(at)}, ${String(back - hour)});
    INSERT INTO placement (sensor, room, from_ms) VALUES (2, 'lab', ${String(back)});
  `);
  return [
    { sensor: 2, room: 'lab', from: 0, until: at },
    { sensor: 2, room: 'cellar', from: at, until: back - hour },
    { sensor: 2, room: 'lab', from: back, until: Infinity },
  ];
}
