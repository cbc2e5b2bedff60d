import type { Past } from '../history/past.ts';

const MINUTE = 60_000;

/**
 * From when on a reading is called old. Our own choice: a device says its values each minute or more often, and one
 * that says them more seldom is known by its day, where each value lasts as long as it holds.
 */
const OLD = 15 * MINUTE;

export interface Age {
  readonly count: number;
  readonly unit: 'minutes' | 'hours' | 'days';
}

/**
 * null: not old, or not known to be.
 * @param now ms since 1970; 0: not told
 */
export function ageOf(measuredAt: Date | null | undefined, day: Past | null, now: number): Age | null {
  const ago = now - (measuredAt?.getTime() ?? Infinity);
  // Said so that a time that is none is not old either.
  if (!(ago >= OLD) || (day?.points.at(-1)?.until ?? 0) > now) return null;
  return inWords(ago);
}

/** In the greatest unit that there is one of, rounded down. */
export function inWords(milliseconds: number): Age {
  const minutes = Math.floor(milliseconds / MINUTE);
  if (minutes < 60) return { count: minutes, unit: 'minutes' };
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? { count: hours, unit: 'hours' } : { count: Math.floor(hours / 24), unit: 'days' };
}
