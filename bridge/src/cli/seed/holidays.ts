/** When nobody works and nobody switches anything off: three weeks of summer, Christmas to New Year, a week of spring. */

/** Month and day, from … until. */
const stretches = [
  [101, 103],
  [410, 418],
  [720, 810],
  [1223, 1232],
] as const;

/** @param local milliseconds since 1970 of the local clock. */
export function isHoliday(local: number): boolean {
  const date = new Date(local);
  const day = (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
  return stretches.some(([from, until]) => day >= from && day < until);
}
