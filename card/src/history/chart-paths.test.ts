import { assert } from '@open-wc/testing';
import { type Frame, gapSpans, lineShape } from './chart-paths.ts';
import { type ChartLine, valueRange } from './chart-scene.ts';
import type { Gap, PastPoint } from './past.ts';

/** A canvas of 100 × 100 pixels, a pixel an instant and a value, with 10 pixels beside the plot. */
const frame: Frame = {
  left: 10,
  top: 10,
  width: 80,
  height: 80,
  x: (instant) => instant,
  y: (value) => value,
};
const point = (from: number, until: number, mean = 50): PastPoint => ({
  from,
  until,
  mean,
  min: mean - 20,
  max: mean + 20,
  coverage: 1,
});
const gap = (from: number, until: number): Gap => ({ from, until, cause: null });

/** Of each column: whether there is line, band, or nothing, as letters. */
function drawnOf(points: readonly PastPoint[], gaps: readonly Gap[]): string {
  const canvas = document.createElement('canvas');
  canvas.width = 100;
  canvas.height = 100;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  const { stroke, band, clip } = lineShape(points, gaps, frame, true);
  context.clip(clip);
  context.fillStyle = 'rgb(0 255 0)';
  if (band !== null) context.fill(band);
  context.strokeStyle = 'rgb(255 0 0)';
  context.lineWidth = 4;
  context.stroke(stroke);
  const { data } = context.getImageData(0, 0, 100, 100);
  return Array.from({ length: 100 }, (_, column) => {
    const has = (channel: number): boolean =>
      Array.from({ length: 100 }, (__, row) => data[(row * 100 + column) * 4 + channel] === 255).includes(
        true,
      );
    return has(0) ? 'L' : has(1) ? 'b' : '.';
  }).join('');
}
const inRuns = (drawn: string): string =>
  drawn.replace(/(.)\1*/g, (run, letter: string) => `${letter}${String(run.length)} `).trim();

describe('what is drawn of points and gaps', () => {
  it('is a line and a band from the first to the last', () => {
    assert.strictEqual(inRuns(drawnOf([point(20, 40), point(40, 60), point(60, 80)], [])), '.20 L60 .20');
  });

  it('is neither line nor band where there is a hole, of one instant too', () => {
    assert.strictEqual(inRuns(drawnOf([point(20, 40), point(50, 80)], [gap(40, 50)])), '.20 L20 .10 L30 .20');
    assert.strictEqual(inRuns(drawnOf([point(20, 40), point(41, 80)], [])), '.20 L20 .1 L39 .20');
  });

  it('is neither where a gap lies within a mean, or across two', () => {
    assert.strictEqual(
      inRuns(drawnOf([point(20, 80)], [gap(30, 35), gap(50, 60)])),
      '.20 L10 .5 L15 .10 L20 .20',
    );
    assert.strictEqual(inRuns(drawnOf([point(20, 50), point(50, 80)], [gap(45, 55)])), '.20 L25 .10 L25 .20');
  });

  it('leaves the plot on both sides, and counts what it drew', () => {
    const points = Array.from({ length: 100 }, (_, n) => point(n * 10 - 300, n * 10 - 290));
    const { drawn } = lineShape(points, [], frame, true);
    assert.isAtMost(drawn, 12);
    assert.strictEqual(inRuns(drawnOf(points, [])), '.10 L80 .10');
  });

  it('shows a short gap among years as one pixel, and no gap outside the plot', () => {
    assert.deepEqual(
      gapSpans([gap(-50, -10), gap(20, 20.001), gap(40, 50), gap(49, 55), gap(85, 400)], frame),
      [
        [20, 21],
        [40, 55],
        [85, 90],
      ],
    );
  });
});

describe('the values of the axis', () => {
  const line = (points: readonly PastPoint[], yearsBefore = 0): ChartLine => ({
    id: '',
    name: '',
    look: 0,
    yearsBefore,
    points,
    gaps: [],
  });

  it('hold the extremes of what is in view, and of earlier years the means', () => {
    const lines = [line([point(0, 10, 50), point(10, 20, 500)]), line([point(0, 10, 90)], 1)];
    const [low, high] = valueRange(lines, { from: 0, until: 10 }, 0.1);
    assert.isBelow(low, 30);
    assert.isAbove(low, 25);
    assert.isAbove(high, 90);
    assert.isBelow(high, 95);
  });

  it('do not make weather of one value, or of none', () => {
    const [low, high] = valueRange(
      [line([{ ...point(0, 10, 20), min: 20, max: 20 }])],
      { from: 0, until: 10 },
      0.1,
    );
    assert.isAtLeast(high - low, 1);
    assert.isTrue(low < 20 && 20 < high);
    const [bottom, top] = valueRange([], { from: 0, until: 10 }, 0.1);
    assert.isAbove(top, bottom);
  });
});
