/** From readings as they were measured: of several sensors in a room the mean of theirs. */
import type { Expectation, View } from '../expected.ts';
import type { Reading } from '../reference.ts';
import { silentRooms } from './silence.ts';

const minuteMs = 60_000;
const looks = ['a day with two devices in a room'];

export const roomsNow: Readonly<Record<number, Expectation>> = {
  1: now('temperature'),
  2: now('humidity'),
  3: lastDay('temperature'),
  4: lastDay('humidity'),
  5: {
    rowBy: ['room'],
    looks,
    async cells(view) {
      const readings = [...(await inRooms('temperature', view)), ...(await inRooms('humidity', view))];
      const groups = Map.groupBy(readings, ([, room]) => `last reading | ${room ?? ''}`);
      return new Map([...groups].map(([key, all]) => [key, Math.max(...all.map(([, , at]) => at))]));
    },
  },
  6: silentRooms,
};

async function inRooms(quantity: string, { reference, rooms, from, to }: View): Promise<Reading[]> {
  const readings = await reference.raw(quantity, from, to);
  return readings.filter(([, room]) => room !== null && rooms.includes(room));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** @param ofSensor what is made of a sensor's readings, before the room's mean is. */
function byRoom(
  readings: readonly Reading[],
  ofSensor: (values: readonly number[]) => number,
): Map<string, number> {
  const rooms = Map.groupBy(readings, ([, room]) => room ?? '');
  return new Map(
    [...rooms].map(([room, all]) => {
      const sensors = Map.groupBy(all, ([device]) => device);
      return [room, mean([...sensors.values()].map((some) => ofSensor(some.map(([, , , value]) => value))))];
    }),
  );
}

/** Of half an hour. */
function now(quantity: string): Expectation {
  return {
    rowBy: [],
    looks,
    async cells(view) {
      const readings = await inRooms(quantity, { ...view, from: view.to - 30 * minuteMs });
      return new Map(
        [...byRoom(readings, (values) => values.at(-1) ?? NaN)].map(([room, value]) => [
          `${room} | 0`,
          value,
        ]),
      );
    },
  };
}

function lastDay(quantity: string): Expectation {
  return {
    rowBy: ['Time'],
    looks,
    async cells(view) {
      const quarters = Map.groupBy(await inRooms(quantity, view), ([, , at]) => at - (at % (15 * minuteMs)));
      return new Map(
        [...quarters].flatMap(([start, readings]) =>
          [...byRoom(readings, mean)].map(([room, value]) => [`${room} | ${String(start)}`, value] as const),
        ),
      );
    },
  };
}
