/** Points and gaps as shapes on the canvas, in its pixels. */
import type { Gap, PastPoint } from './past.ts';
import { runsOf, verticesOf } from './runs.ts';

/** The plot on the canvas, and where in it an instant and a value are. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: (instant: number) => number;
  readonly y: (value: number) => number;
}

export interface LineShape {
  readonly stroke: Path2D;
  /** From the lowest to the highest; null: none was wished for. */
  readonly band: Path2D | null;
  /** All of the plot but the gaps. */
  readonly clip: Path2D;
  /** Points drawn: never more than the canvas has pixels (a test counts). */
  readonly drawn: number;
}

export function lineShape(
  points: readonly PastPoint[],
  gaps: readonly Gap[],
  frame: Frame,
  hasBand: boolean,
): LineShape {
  const stroke = new Path2D();
  const band = hasBand ? new Path2D() : null;
  const { left, width, x, y } = frame;
  let drawn = 0;
  // One beyond each edge is drawn too, so that the line leads out of the plot.
  const visible = points.filter(
    (point, n) =>
      x(points[n + 1]?.from ?? point.until) >= left && x(points[n - 1]?.until ?? point.from) <= left + width,
  );
  for (const run of runsOf(visible)) {
    const vertices = verticesOf(run);
    drawn += run.length;
    vertices.forEach(({ at, point }, n) => {
      if (n === 0) stroke.moveTo(x(at), y(point.mean));
      else stroke.lineTo(x(at), y(point.mean));
    });
    if (band === null) continue;
    vertices.forEach(({ at, point }, n) => {
      if (n === 0) band.moveTo(x(at), y(point.max));
      else band.lineTo(x(at), y(point.max));
    });
    for (const { at, point } of vertices.toReversed()) band.lineTo(x(at), y(point.min));
    band.closePath();
  }
  return { stroke, band, clip: without(gaps, frame), drawn };
}

/** The plot without its gaps, as far as a gap is wide enough to be seen. */
function without(gaps: readonly Gap[], frame: Frame): Path2D {
  const { left, top, width, height } = frame;
  const clip = new Path2D();
  let at = left;
  for (const [from, until] of gapSpans(gaps, frame)) {
    if (from > at) clip.rect(at, top, from - at, height);
    at = Math.max(at, until);
  }
  if (at < left + width) clip.rect(at, top, left + width - at, height);
  return clip;
}

/** From … until in pixels, within the plot. One pixel at least: a short gap among years is still one. */
export function gapSpans(
  gaps: readonly Gap[],
  { left, width, x }: Frame,
): readonly (readonly [number, number])[] {
  const spans: [number, number][] = [];
  for (const gap of gaps) {
    const from = Math.max(left, x(gap.from));
    const until = Math.min(left + width, Math.max(x(gap.until), x(gap.from) + 1));
    const before = spans.at(-1);
    if (!(until > from)) continue;
    if (before !== undefined && from <= before[1]) before[1] = Math.max(before[1], until);
    else spans.push([from, until]);
  }
  return spans;
}

/** Hatched: nobody knows what was there. @param lean  which way, so that two rooms' gaps are told apart */
export function hatching(
  context: CanvasRenderingContext2D,
  colour: string,
  ratio: number,
  lean: 1 | -1 = 1,
): CanvasPattern | string {
  const side = Math.round(8 * ratio);
  const tile = document.createElement('canvas');
  tile.width = side;
  tile.height = side;
  const brush = tile.getContext('2d');
  if (brush === null) return colour;
  brush.strokeStyle = colour;
  brush.lineWidth = 1.25 * ratio;
  for (const shift of [-side, 0, side]) {
    brush.moveTo(shift - 1, lean === 1 ? side + 1 : -1);
    brush.lineTo(shift + side + 1, lean === 1 ? -1 : side + 1);
  }
  brush.stroke();
  return context.createPattern(tile, 'repeat') ?? colour;
}
