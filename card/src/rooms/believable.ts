import type { Measurement, Room } from './room.ts';

/** null: no number that could be shown. */
export function believable(measured: Measurement | null | undefined): Measurement | null {
  return measured && Number.isFinite(measured.value) ? measured : null;
}

/**
 * One time for a room: both values come from one sensor, or from two that measure as often. undefined: there is no
 * value; null: there is one, of an unknown time.
 */
export function measuredAtOf({ temperature, humidity }: Room): Date | null | undefined {
  const measured = believable(temperature) ?? believable(humidity);
  if (!measured) return undefined;
  return measured.measuredAt && Number.isNaN(measured.measuredAt.getTime()) ? null : measured.measuredAt;
}

/** A room of which a temperature is known and never a humidity has no hygrometer: undefined, where null is a missing value. */
export function humidityBeside(
  temperature: Measurement | null,
  humidity: Measurement | null,
): Measurement | null | undefined {
  return temperature !== null && humidity === null ? undefined : humidity;
}
