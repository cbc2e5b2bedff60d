/**
 * The air of a room that does not exist. Everything is a pure function of (seed, room, time), so years can be
 * made as easily as seconds, and two programs with one seed see one building. Hours and weekdays are those of UTC:
 * the simulator knows no time zone.
 */
import { chance, hash32, smoothNoise } from './chance.ts';
import { occupancy, type BuildingUse } from './occupancy.ts';
import { daily, outdoors, season, weather } from './weather.ts';

export interface Climate {
  /** °C; in a heated room strictly between 16 and 26. */
  readonly temperature: number;
  /** Relative, in %; in a heated room strictly between 30 and 65. */
  readonly humidity: number;
}

/** How a room differs from the others. */
interface Habits {
  /** °C above the building's mean. */
  readonly warmth: number;
  /** °C from the mean of the day to its warmest hour, people and heating aside. */
  readonly swing: number;
  /** °C that people and heating add in working hours. */
  readonly heating: number;
  /** % of relative humidity above the building's mean. */
  readonly moisture: number;
  /** Milliseconds by which this room is ahead of the others, all day long. */
  readonly ahead: number;
}

/** Whose air is that of outdoors a day and a half ago, half of whose swing its walls keep out. */
const UNHEATED = new Set(['Workshop']);
const WALLS_MS = 36 * 3_600_000;

/** What a visitor expects of some rooms, whatever the seed. */
const KNOWN: Readonly<Record<string, Partial<Habits>>> = {
  'Server room': { warmth: 2.6, swing: 0.2, heating: 0.1, moisture: -5 },
  Archive: { warmth: -2.2, swing: 0.2, heating: 0.3, moisture: -1 },
  Kitchen: { heating: 1.8, moisture: 6 },
  Library: { swing: 0.4, moisture: -2 },
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** @param at milliseconds since 1970, UTC */
export function climate(seed: number, room: string, at: number, use: BuildingUse = 'office'): Climate {
  const key = hash32(seed, room);
  if (UNHEATED.has(room)) return unheated(seed, key, at, use);
  const habits = habitsOf(key, room);
  const local = at + habits.ahead;
  const indoors =
    20.4 +
    habits.warmth +
    habits.swing * daily(local) +
    habits.heating * occupancy(use, local) +
    0.06 * (9 * season(at) + 5 * weather(seed, at)) +
    drift(key, at);
  const temperature = within(16, 26, indoors);
  const water = 0.35 * 9 * season(at) + habits.moisture + 3 * smoothNoise(hash32(key, 'water'), at, 9 * HOUR);
  // The same water in warmer air is a lower relative humidity: near 21 °C and 46 %, 2.7 % lower for each degree.
  const humidity = within(30, 65, 46 + water - 2.7 * (temperature - 20.5 - habits.warmth));
  return { temperature, humidity };
}

/** Wi-Fi signal in whole dBm, −80 … −40: mostly where the room lies, a little of who walks by. */
export function signal(seed: number, room: string, at: number): number {
  const key = hash32(seed, room, 'signal');
  return Math.round(chance(-74, -46, key) + 6 * smoothNoise(key, at, 2 * MINUTE));
}

function habitsOf(key: number, room: string): Habits {
  return {
    warmth: chance(-1, 1, key, 'warmth'),
    swing: chance(0.5, 1, key, 'swing'),
    heating: chance(0.8, 1.5, key, 'heating'),
    moisture: chance(-3, 3, key, 'moisture'),
    ahead: chance(-HOUR, HOUR, key, 'ahead'),
    ...KNOWN[room],
  };
}

function unheated(seed: number, key: number, at: number, use: BuildingUse): Climate {
  const now = outdoors(seed, at);
  const then = outdoors(seed, at - WALLS_MS);
  const people = 0.8 * occupancy(use, at) + drift(key, at);
  return {
    temperature: (now.temperature + then.temperature) / 2 + people,
    humidity: (now.humidity + then.humidity) / 2 - 2.7 * people,
  };
}

/** °C: doors, sun and clouds, and the heating's valve, whose wave moves the second decimal within any minute. */
function drift(key: number, at: number): number {
  const valvePeriod = chance(90, 150, key, 'valve') * SECOND;
  return (
    0.35 * smoothNoise(key, at, 5 * HOUR) +
    0.12 * smoothNoise(key, at, 35 * MINUTE) +
    0.05 * smoothNoise(key, at, 3 * MINUTE) +
    0.035 * Math.sin((2 * Math.PI * at) / valvePeriod)
  );
}

/** Bends a value into (low, high) without a corner, and hardly at all in the middle. */
function within(low: number, high: number, value: number): number {
  const middle = (low + high) / 2;
  const half = (high - low) / 2;
  return middle + half * Math.tanh((value - middle) / half);
}
