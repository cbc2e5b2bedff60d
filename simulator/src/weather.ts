/**
 * The air outdoors, as a pure function of (seed, time): near 10 °C and 40 % in winter, near 30 °C and 60 % in summer,
 * as in the random year of the project that came before this one; warmer by day, and no two weeks alike.
 */
import { hash32, smoothNoise } from './chance.ts';
import type { Climate } from './climate.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365.2425 * DAY;

/** −1 … 1, highest in the last days of July. */
export function season(at: number): number {
  return Math.cos((2 * Math.PI * (at - 207 * DAY)) / YEAR);
}

/** −1 … 1, highest at 15:00. */
export function daily(at: number): number {
  return Math.cos((2 * Math.PI * (at - 15 * HOUR)) / DAY);
}

/** −1 … 1: what the sky brings for some days, the same for all that lies under it. */
export function weather(seed: number, at: number): number {
  return smoothNoise(hash32(seed, 'weather'), at, 3 * DAY);
}

/** @param at milliseconds since 1970, UTC */
export function outdoors(seed: number, at: number): Climate {
  const sun = daily(at) * (4 + 1.5 * season(at));
  const sky = weather(seed, at);
  return {
    temperature: 20 + 10 * season(at) + sun + 4 * sky,
    // Warmer air by day holds the same water at a lower relative humidity; fair weather is dry.
    humidity:
      50 + 10 * season(at) - 1.5 * sun - 6 * sky + 4 * smoothNoise(hash32(seed, 'rain'), at, 11 * HOUR),
  };
}
