/** Which days tell something of another: those of the same season, the more the nearer. */

/** A quarter of a year: further away is another season. */
export const reachDays = 91;
export const yearDays = 365;

export interface NearDay {
  readonly day: number;
  /** 1 for the same time of the year, falling evenly to 0 where another season begins. */
  readonly weight: number;
}

/**
 * The days around one, and around the same date a year before and after; the nearest first.
 *
 * @param count days that there are, from 0.
 */
export function nearDays(day: number, count: number): readonly NearDay[] {
  const near: NearDay[] = [];
  for (let away = 0; away <= reachDays; away++) {
    const weight = 1 - away / (reachDays + 1);
    for (const centre of [day, day - yearDays, day + yearDays]) {
      for (const other of away === 0 ? [centre] : [centre - away, centre + away]) {
        if (other >= 0 && other < count) near.push({ day: other, weight });
      }
    }
  }
  return near;
}

/** How many days of equal weight tell as much (L. Kish, Survey Sampling, 1965). */
export function effectiveCount(days: readonly { readonly weight: number }[]): number {
  let [sum, squares] = [0, 0];
  for (const { weight } of days) {
    sum += weight;
    squares += weight * weight;
  }
  return squares > 0 ? (sum * sum) / squares : 0;
}
