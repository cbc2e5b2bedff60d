/**
 * The door for `recorder/statistics_during_period` (homeassistant/components/recorder/websocket_api.py): rows by
 * statistic id, `start` and `end` in milliseconds, numbers in the unit of the entity's state.
 */
import type { Gap, PastPoint } from '../history/past.ts';
import { fields, list, number } from './parse.ts';

/** Empty where there is none; an hour without a mean, as one that was imported as a hole, has no point. */
export function parseStatistics(
  data: unknown,
  id: string,
  { until }: { readonly until: number },
): readonly PastPoint[] {
  const rows = fields(data, 'statistics')[id];
  if (rows === undefined) return [];
  const points: PastPoint[] = [];
  let last = -Infinity;
  for (const [n, row] of list(rows, id).entries()) {
    const at = `${id}[${String(n)}]`;
    const { start, end, mean, min, max } = fields(row, at);
    if (mean === null || mean === undefined) continue;
    const told = number(mean, `${at}.mean`);
    const from = number(start, `${at}.start`);
    const to = number(end, `${at}.end`);
    if (from < last || to <= from) throw new TypeError(`${at} is not after the row before it`);
    if (from >= until) break;
    last = to;
    points.push({
      from,
      until: to,
      mean: told,
      // Statistics that somebody imported may have a mean alone.
      min: typeof min === 'number' ? min : told,
      max: typeof max === 'number' ? max : told,
      coverage: null,
    });
  }
  return points;
}

/** When there is nothing; nobody here knows why. */
export function between(points: readonly PastPoint[], from: number, until: number): readonly Gap[] {
  const gaps: Gap[] = [];
  let at = from;
  for (const point of points) {
    if (point.from > at) gaps.push({ from: at, until: point.from, cause: null });
    at = Math.max(at, point.until);
  }
  if (at < until) gaps.push({ from: at, until, cause: null });
  return gaps;
}
