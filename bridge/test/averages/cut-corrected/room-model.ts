/**
 * A room as a network of heat and moisture: air, walls and what stands in it, sun, people, a thermostat. It shares no line and no
 * number with what it tests. The power that is cut at night is the server's: readings are missing, the heating goes on.
 */
import { chance } from '../../chance.ts';
import { buildingOf, thermostatOf } from './building.ts';
import type { TestCalendar } from './calendar.ts';
import { planOf, type Use } from './habits.ts';
import { RoomState } from './room-state.ts';
import { saturation, stepMinutes, weather } from './weather.ts';

/** What its sensor measures, one a minute. */
export interface SimulatedRoom {
  /** °C */
  readonly temperature: Float32Array;
  /** % */
  readonly humidity: Float32Array;
}

/** @param seed of a building: its rooms have the same weather. */
export function simulateRoom(
  seed: number,
  use: Use,
  { days, clock, dayOfYear }: TestCalendar,
): SimulatedRoom {
  const next = chance(seed * 1009 + use.length * 17);
  const minutes = clock.length;
  const outside = weather(chance(seed), Math.ceil(minutes / stepMinutes), dayOfYear);
  const [temperature, humidity] = [new Float32Array(minutes), new Float32Array(minutes)];
  const building = buildingOf(next, use);
  const state = new RoomState(building, thermostatOf(next, use), outside, dayOfYear);
  for (const day of days) {
    const plan = planOf(next, use, day);
    const isNightAiring = next() < building.nightAiring;
    for (let minute = day.from; minute < day.until; minute++) {
      const at = clock[minute] ?? 0;
      const here = plan.presences.filter(({ from, until }) => at >= from && at < until);
      const isAired = plan.airings.some(({ from, until }) => at >= from && at < until);
      state.pass(minute, at, here, isAired, isNightAiring);
      // As noisy as an AHT10, in its steps.
      temperature[minute] = Math.round((state.air + 0.1 * (next() - 0.5)) * 100) / 100;
      const relative = (100 * state.moisture) / saturation(state.air) + 0.6 * (next() - 0.5);
      humidity[minute] = Math.round(Math.min(100, relative) * 100) / 100;
    }
  }
  return { temperature, humidity };
}
