/** Points as lines: where one may be drawn from each to the next, and where there is a hole between them. */
import type { Gap, PastPoint } from './past.ts';

/** One after the other without a hole. */
export type Run = readonly PastPoint[];

/** A hole is a time that no point is of; a gap that is told inside of a point is cut out of the line as well (`chart-paths`). */
export function runsOf(points: readonly PastPoint[]): readonly Run[] {
  const runs: PastPoint[][] = [];
  let end = NaN;
  for (const point of points) {
    const run = runs.at(-1);
    if (run !== undefined && point.from <= end) run.push(point);
    else runs.push([point]);
    end = point.until;
  }
  return runs;
}

/** What is drawn of a run: from its beginning by the middle of each point to its end. */
export interface Vertex {
  readonly at: number;
  readonly point: PastPoint;
}

export function verticesOf(run: Run): readonly Vertex[] {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return [];
  const middles = run.map((point) => ({ at: (point.from + point.until) / 2, point }));
  return [
    { at: first.from, point: first },
    // What is one alone is level.
    ...(run.length === 1 ? [] : middles.slice(1, -1)),
    { at: last.until, point: last },
  ];
}

/** The one that was at that instant; null: none. */
export function pointAt(points: readonly PastPoint[], instant: number): PastPoint | null {
  const point = points[firstAfter(points, instant) - 1];
  return point !== undefined && instant < point.until ? point : null;
}

export function gapAt(gaps: readonly Gap[], instant: number): Gap | null {
  return gaps.find(({ from, until }) => from <= instant && instant < until) ?? null;
}

/** By halves: it is asked for with each move of the pointer. */
function firstAfter(points: readonly PastPoint[], instant: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((points[middle]?.from ?? Infinity) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
