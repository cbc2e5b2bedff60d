/** Days of the calendar, as people write them. */
import { Zone } from './zone.ts';

/**
 * When a day of the calendar begins there, in milliseconds UTC.
 *
 * @param date e.g. `2026-03-29`; undefined is returned where the calendar has no such day.
 * @param zone IANA name
 */
export function startOfLocalDay(date: string, zone: string): number | undefined {
  const utc = Date.parse(`${date}T00:00:00.000Z`);
  if (Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 10) !== date) return undefined;
  return new Zone(zone).startOfDay(utc / 86_400_000);
}
