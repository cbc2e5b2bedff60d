/** Days of a time zone. */

const dayMs = 86_400_000;
/** No zone is further from UTC, in either direction. */
const furthestMs = 15 * 3_600_000;

/**
 * When a day of the calendar begins there: at midnight, or where the clocks skip it, right after. Milliseconds UTC.
 *
 * @param date e.g. `2026-03-29`; undefined is returned where the calendar has no such day.
 * @param zone IANA name
 */
export function startOfLocalDay(date: string, zone: string): number | undefined {
  const utc = Date.parse(`${date}T00:00:00.000Z`);
  if (Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 10) !== date) return undefined;
  const dateAt = localDates(zone);
  // The date never goes back, so its first instant is found by halving.
  let [before, from] = [utc - furthestMs - dayMs, utc + furthestMs + dayMs];
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (dateAt(middle) < utc) before = middle;
    else from = middle;
  }
  return from;
}

/** @returns what tells the local date of an instant, as that date's midnight in UTC. */
function localDates(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(parts.get('year') ?? 0, (parts.get('month') ?? 1) - 1, parts.get('day') ?? 1);
  };
}
