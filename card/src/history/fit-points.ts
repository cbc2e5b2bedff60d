/** The guard before the canvas: nothing that cannot be drawn, and never more points than pixels. */
import type { PastPoint } from './past.ts';
import type { View } from './view.ts';

/**
 * At most `most` of them: those that begin within the same pixel are drawn as one. Sources answer no more than they are
 * asked for; this is for the one that does. A point that says nothing (not a number, no time, out of order) is left out.
 */
export function fitPoints(points: readonly PastPoint[], view: View, most: number): readonly PastPoint[] {
  const sound = points.every(isSound) && isInOrder(points) ? points : inOrder(points.filter(isSound));
  if (sound.length <= most) return sound;
  if (!(most >= 1)) return [];
  const pixel = (view.until - view.from) / most;
  const fitted: PastPoint[] = [];
  let begun: Sum | null = null;
  for (const point of sound) {
    if (point.until <= view.from || point.from >= view.until) continue;
    const slot = Math.max(0, Math.floor((point.from - view.from) / pixel));
    if (begun !== null && begun.slot === slot) begun.add(point);
    else {
      if (begun !== null) fitted.push(begun.point());
      begun = new Sum(slot, point);
    }
  }
  if (begun !== null) fitted.push(begun.point());
  return fitted;
}

function isSound({ from, until, mean, min, max }: PastPoint): boolean {
  return [from, until, mean, min, max].every(Number.isFinite) && from < until;
}

function isInOrder(points: readonly PastPoint[]): boolean {
  return points.every(({ from }, n) => from >= (points[n - 1]?.until ?? -Infinity));
}

function inOrder(points: readonly PastPoint[]): PastPoint[] {
  let end = -Infinity;
  return points.filter(({ from, until }) => {
    if (from < end) return false;
    end = until;
    return true;
  });
}

/** Several points as one, each for as long as it is covered. */
class Sum {
  readonly slot: number;
  private readonly from: number;
  private until = 0;
  private weight = 0;
  private sum = 0;
  private covered: number | null = 0;
  private min = Infinity;
  private max = -Infinity;

  constructor(slot: number, first: PastPoint) {
    this.slot = slot;
    this.from = first.from;
    this.add(first);
  }

  add({ from, until, mean, min, max, coverage }: PastPoint): void {
    const weight = (until - from) * (coverage ?? 1);
    this.until = until;
    this.weight += weight;
    this.sum += mean * weight;
    this.covered = coverage === null || this.covered === null ? null : this.covered + weight;
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
  }

  point(): PastPoint {
    const { from, until, min, max } = this;
    return {
      from,
      until,
      mean: this.weight > 0 ? this.sum / this.weight : (min + max) / 2,
      min,
      max,
      coverage: this.covered === null ? null : this.covered / (until - from),
    };
  }
}
