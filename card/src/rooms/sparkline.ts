import type { Past } from '../history/past.ts';
import { degreesPerKelvin } from './degrees.ts';

const DAY = 24 * 3_600_000;

/** A room's last 24 hours as a line without axes. Positions are parts of the box: 0 … 1, from the left and from the top. */
export interface Sparkline {
  /** Of an SVG path in a box of 1000 × 100. */
  readonly path: string;
  readonly gaps: readonly Stretch[];
  /** Where the line ends; null: nothing is known of the last hour. */
  readonly end: { readonly x: number; readonly y: number } | null;
  /** null: no value at all. */
  readonly range: { readonly low: number; readonly high: number } | null;
  readonly gapMilliseconds: number;
}

interface Stretch {
  readonly from: number;
  readonly until: number;
}

interface Vertex {
  readonly at: number;
  readonly value: number;
  readonly run: number;
}

/** Kelvin that the box is high at least: a room that is steady within it is drawn so. */
const LEAST_HEIGHT = 2;
/** Part of the box above and below the line, for the thickness of the line. */
const MARGIN = 0.06;

/**
 * At most one point a column, whatever `day` holds: the mean of what is in it. No line leads from one side of a gap to
 * the other, however short the gap is; of a column with a gap in it the better known side is drawn.
 * @param now ms since 1970; 0, or what cannot be (before `day` ends, or a day after): the end of `day`
 * @param columns no more than there are pixels
 */
export function sparklineOf(day: Past, now: number, columns: number): Sparkline {
  const width = DAY / columns;
  const told = now >= day.until && now - day.until < DAY ? now : day.until;
  // Whole columns, so that what is drawn moves on with each column and not with each minute.
  const until = Math.ceil(told / width) * width;
  const box = { from: until - DAY, until };
  const vertices = verticesOf(day, box, width);
  const toX = (at: number): number => (at - box.from) / DAY;
  const toY = scaleOf(vertices, day.unit);
  const gaps = gapsOf(day, box);
  const last = vertices.at(-1);
  return {
    path: pathOf(vertices, toX, toY),
    gaps: together(gaps, width).map(({ from, until }) => ({ from: toX(from), until: toX(until) })),
    end: last && until - last.at < 3_600_000 ? { x: toX(last.at), y: toY(last.value) } : null,
    range: rangeOf(day, box),
    gapMilliseconds: gaps.reduce((sum, { from, until }) => sum + until - from, 0),
  };
}

function verticesOf(day: Past, box: Stretch, width: number): Vertex[] {
  const vertices: Vertex[] = [];
  let column = -1;
  let best: Part = NOTHING;
  let part: Part = NOTHING;
  const endColumn = (): void => {
    const { weight, moments, values, run } = part.weight > best.weight ? part : best;
    if (weight > 0) vertices.push({ at: moments / weight, value: values / weight, run });
    best = part = NOTHING;
  };
  for (const { from: begin, until: end, value, run } of heardOf(day, width)) {
    const last = Math.min(end, box.until);
    for (let from = Math.max(begin, box.from), until: number; from < last; from = until) {
      const its = Math.floor((from - box.from) / width);
      until = Math.min(last, box.from + (its + 1) * width);
      if (its !== column) endColumn();
      column = its;
      if (part.run !== run) {
        if (part.weight > best.weight) best = part;
        part = { ...NOTHING, run };
      }
      const weight = until - from;
      part = {
        run,
        weight: part.weight + weight,
        moments: part.moments + ((from + until) / 2) * weight,
        values: part.values + value * weight,
      };
    }
  }
  endColumn();
  return vertices;
}

/** Of one column, and of one run: sums, each weighed by milliseconds. */
interface Part {
  readonly run: number;
  readonly weight: number;
  readonly moments: number;
  readonly values: number;
}
const NOTHING: Part = { run: -1, weight: 0, moments: 0, values: 0 };

/** The points without what of them lies in gaps, as a mean of an hour may. Of one run are those with no gap between. */
function* heardOf(
  { points, gaps }: Past,
  width: number,
): Generator<Stretch & { value: number; run: number }> {
  let run = 0;
  let n = 0; // of the gaps
  let heardUntil = -Infinity;
  for (const { from, until, mean: value } of points) {
    if (!Number.isFinite(value)) continue;
    if (from - heardUntil > width) run += 1; // A hole that nobody names is one all the same.
    heardUntil = until;
    let at = from;
    for (let gap = gaps[n]; gap && gap.from < until; gap = gaps[n]) {
      if (gap.from > at) yield { from: at, until: gap.from, value, run };
      at = Math.max(at, gap.until);
      run += 1;
      if (gap.until > until) break; // and into the next point
      n += 1;
    }
    if (at < until) yield { from: at, until, value, run };
  }
}

function pathOf(vertices: readonly Vertex[], toX: (at: number) => number, toY: (value: number) => number) {
  let path = '';
  for (const [n, { at, value, run }] of vertices.entries()) {
    const isJoined = vertices[n - 1]?.run === run;
    path += `${isJoined ? 'L' : 'M'}${tenths(toX(at) * 1000)} ${tenths(toY(value) * 100)}`;
    // Alone between two gaps: a dot, which a line of no length is with round ends.
    if (!isJoined && vertices[n + 1]?.run !== run) path += 'h0';
  }
  return path;
}

const tenths = (value: number): string => String(Math.round(value * 10) / 10);

function scaleOf(vertices: readonly Vertex[], unit: string): (value: number) => number {
  let [low, high] = [Infinity, -Infinity];
  for (const { value } of vertices) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const height = Math.max(high - low, LEAST_HEIGHT * (degreesPerKelvin(unit) ?? 1));
  const top = (high + low) / 2 + height / 2;
  return (value) => MARGIN + (1 - 2 * MARGIN) * ((top - value) / height);
}

/** Within the box; one that goes on goes on to its end. */
function gapsOf(day: Past, box: Stretch): Stretch[] {
  return day.gaps
    .map(({ from, until }) => ({
      from: Math.max(from, box.from),
      until: until >= day.until ? box.until : Math.min(until, box.until),
    }))
    .filter(({ from, until }) => until > from);
}

/** Those less than a column apart as one: nobody can see between them. */
function together(gaps: readonly Stretch[], width: number): Stretch[] {
  const merged: Stretch[] = [];
  for (const gap of gaps) {
    const last = merged.at(-1);
    if (last && gap.from - last.until < width)
      merged[merged.length - 1] = { from: last.from, until: gap.until };
    else merged.push(gap);
  }
  return merged;
}

function rangeOf(day: Past, box: Stretch): Sparkline['range'] {
  let [low, high] = [Infinity, -Infinity];
  for (const { from, until, min, max } of day.points) {
    if (until <= box.from || from >= box.until || !Number.isFinite(min) || !Number.isFinite(max)) continue;
    low = Math.min(low, min);
    high = Math.max(high, max);
  }
  return low <= high ? { low, high } : null;
}
