/** Weeks of two rooms and a device that came lately, served by a real bridge; and every answer that tells of them. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { device, mac, openStore } from '../src/store/store-fixture.ts';
import { ask, folderFor, tokenIn } from './trust-setup.ts';

export const hour = 3_600_000;
export const day = 24 * hour;

export interface Building {
  readonly folder: string;
  readonly path: string;
  /** Five hours before this month: what is told of is before it, and in days and months that are over. */
  readonly until: number;
}

/** Sensor numbers: the first device's temperature and humidity are 2 and 3, the second's 5 and 6, the third's 8 and 9. */
export const sensorNames = [1, 2, 3].flatMap((n) =>
  ['temperature', 'humidity'].map((of) => `${mac(n).replaceAll(':', '')}.${of}.${of}`),
);

/** Devices 1 in the kitchen and 2 in the office for three weeks, 3 for a day, in a room of its own. */
export async function building(t: TestContext): Promise<Building> {
  const folder = await folderFor(t);
  const path = join(folder, 'climat-guardian.db');
  const today = new Date();
  const until = Date.UTC(today.getUTCFullYear(), today.getUTCMonth()) - 5 * hour;
  await using store = await openStore(path, { synchronous: 'OFF' });
  await store.register(device(1, { area: 'Kitchen' }));
  await store.register(device(2, { area: 'Office' }));
  await store.register(device(3, { friendlyName: 'Spare' }));
  for (const [first, days] of [
    [2, 21],
    [5, 21],
    [8, 1],
  ] as const) {
    for (let at = until - days * day, i = 0; at < until; at += 1_200_000, i++) {
      // A cut now and then.
      if (i % 50 > 45) continue;
      store.append({ sensor: first, measuredAt: at + first, value: 20 + first + (i % 17) / 10 });
      store.append({ sensor: first + 1, measuredAt: at + first, value: 40 + first + (i % 13) / 10 });
    }
    await store.commit();
  }
  await store.fold(until + 2 * hour);
  return { folder, path, until };
}

/** One after the other, as text, by what was asked. */
export async function everyAnswer(url: string, { path, until }: Building): Promise<Map<string, string>> {
  const { token } = adminOf(path);
  const answers = new Map<string, string>();
  const period = `from=${iso(until - 22 * day)}&to=${iso(until)}`;
  const asked = [
    ...['rooms', 'placements', 'calibrations', 'flags', 'holds', 'devices'],
    ...['kitchen', 'office', 'spare'].flatMap((room) =>
      ['json&limit=10000', 'csv', 'line'].map((format) => `readings?room=${room}&${period}&format=${format}`),
    ),
    ...['kitchen', 'office', 'spare'].flatMap((room) => {
      const what = `room=${room}&quantity=temperature&${period}`;
      const averages = ['hour', 'day', 'month'].map((every) => `averages?${what}&every=${every}`);
      return [...averages, `averages?${what}&every=day&format=csv`, `series?${what}&points=500`];
    }),
    ...['kitchen', 'office'].map((room) => `ledger?room=${room}&quantity=temperature&${period}&format=csv`),
    ...sensorNames.slice(0, 2).map((sensor) => `readings?sensor=${sensor}&${period}&format=csv`),
  ];
  for (const one of asked) {
    const { status, text } = await ask(url, `api/v1/${one}`, { token });
    // Who stands in a room that is gone, or new, is part of what is told.
    answers.set(one, `${String(status)} ${text.replaceAll(/"requestId":"[^"]*"/g, '')}`);
  }
  answers.set('averages', averagesIn(path, until));
  return answers;
}

/** Every bucket that says something, without its number. */
export function averagesIn(path: string, until: number): string {
  using database = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
  const columns = 'start_ms, until_ms, count, wsum, covered, min, min_at, max, max_at';
  const of = (table: string, key: string): unknown[] =>
    database
      .prepare(
        `SELECT ${key}, ${columns} FROM ${table} ${key === 'sensor' ? '' : 'JOIN series ON series.id = series'}
         WHERE covered > 0 AND start_ms < ? ORDER BY ${key}, start_ms`,
      )
      .all(until);
  const rooms = ['room_hour', 'room_day', 'room_month'].map((table) => of(table, 'room, quantity'));
  return JSON.stringify([of('rollup', 'sensor'), ...rooms], undefined, 1);
}

/** Which answers are others. */
export function changedIn(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  assert.deepEqual([...after.keys()], [...before.keys()]);
  return [...before].flatMap(([asked, text]) => (after.get(asked) === text ? [] : [asked]));
}

const admins = new Map<string, { readonly id: number; readonly token: string }>();

export function adminOf(path: string): { readonly id: number; readonly token: string } {
  const made = admins.get(path) ?? tokenIn(path, { scope: 'admin' });
  admins.set(path, made);
  return made;
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}
