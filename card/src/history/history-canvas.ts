/**
 * The one canvas. uPlot gives scales, axes, grid, sharp pixels and the crosshair; what a mean, a gap and coverage look
 * like is ours (`chart-paths`), as a line of its own knows no band that ends where a gap begins.
 */
import uPlot from 'uplot';
import { type Frame, gapSpans, hatching, lineShape } from './chart-paths.ts';
import { type ChartLine, type ChartScene, valueRange } from './chart-scene.ts';
import { colourOf, dashOf } from './line-look.ts';
import { type Tick, ticksOf } from './ticks.ts';

/** The ribbon: a lane for each room, and what lies between it and the next. CSS pixels, as all here. */
const LANE = { height: 5, step: 8 };
/** So that half a label has room right of the plot. */
const PADDING = 14;
const AXIS = { height: 20, width: 46, gap: 6 };
/** For a label and the air beside it. */
const SPACE = { x: 72, y: 40 };
const MAGNITUDES = [1, 10, 100, 1000].flatMap((ten) => [ten, 2 * ten, 5 * ten]);

export interface CanvasHost {
  /** A colour by the name of its custom property. */
  readonly colour: (property: string) => string;
  readonly fontFamily: () => string;
  /** Where the crosshair is, from the plot's left; null: nowhere. */
  readonly pointed: (left: number | null) => void;
}

export class HistoryCanvas {
  /** Points in the last drawing, by line. */
  readonly drawn = new Map<string, number>();
  private readonly plot: uPlot;
  private readonly host: CanvasHost;
  private scene: ChartScene;
  private ticks: readonly Tick[] = [];

  constructor(element: HTMLElement, width: number, height: number, scene: ChartScene, host: CanvasHost) {
    this.host = host;
    this.scene = scene;
    this.plot = new uPlot({ ...this.options(), width, height }, [[], []], element);
    this.show(scene);
  }

  show(scene: ChartScene): void {
    this.scene = scene;
    const { plot } = this;
    const { from, until } = scene.view;
    const [low, high] = valueRange(scene.lines, scene.view, scene.finest);
    const [axis] = plot.axes;
    if (axis !== undefined) axis.gap = AXIS.gap + this.lanesHeight();
    plot.batch(() => {
      // Only where the axes begin and end: the points are drawn below.
      plot.setData(
        [
          [from, until],
          [low, high],
        ],
        false,
      );
      plot.setScale('y', { min: low, max: high });
      plot.setScale('x', { min: from, max: until });
      // Also where only the lines are others.
      plot.redraw(false, true);
    });
  }

  resize(width: number, height: number): void {
    if (width !== this.plot.width || height !== this.plot.height) this.plot.setSize({ width, height });
  }

  /** Where the plot lies on the canvas. */
  box(): { readonly left: number; readonly width: number } {
    const { left, width } = this.plot.bbox;
    return { left: left / devicePixelRatio, width: width / devicePixelRatio };
  }

  instantAt(left: number): number {
    return this.plot.posToVal(left, 'x');
  }

  /** Moves the crosshair, as a pointer would. */
  point(left: number): void {
    this.plot.setCursor({ left, top: 0 });
  }

  destroy(): void {
    this.plot.destroy();
  }

  private options(): Omit<uPlot.Options, 'width' | 'height'> {
    const { host } = this;
    const font = `12px ${host.fontFamily()}`;
    const common = { font, stroke: () => host.colour('--ink-soft'), ticks: { show: false } };
    const grid = { stroke: () => host.colour('--line'), width: 1 };
    return {
      ms: 1,
      legend: { show: false },
      padding: [10, PADDING, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: { x: { time: false, range: (_, low, high) => [low, high] }, y: { auto: false } },
      series: [{}, { paths: () => null, points: { show: false } }],
      axes: [
        {
          ...common,
          grid,
          size: () => AXIS.height + AXIS.gap + this.lanesHeight(),
          gap: AXIS.gap,
          splits: (plot) => {
            const { view, calendar, ticks } = this.scene;
            const most = plot.bbox.width / devicePixelRatio / SPACE.x;
            this.ticks = ticksOf(view, calendar, ticks, most);
            return this.ticks.map(({ at }) => at);
          },
          values: (plot) =>
            this.ticks.map(({ at, label }) => {
              const half = plot.ctx.measureText(label).width / 2 / devicePixelRatio;
              return plot.valToPos(at, 'x') + half > plot.bbox.width / devicePixelRatio + PADDING
                ? ''
                : label;
            }),
        },
        {
          ...common,
          grid,
          size: AXIS.width,
          space: SPACE.y,
          incrs: () => MAGNITUDES.map((magnitude) => magnitude * this.scene.finest),
          values: (_, splits) => splits.map((value) => this.scene.value(value)),
        },
      ],
      hooks: {
        drawAxes: [
          () => {
            this.draw();
          },
        ],
        setCursor: [
          ({ cursor: { left = -1 } }) => {
            host.pointed(left < 0 ? null : left);
          },
        ],
      },
    };
  }

  private lanesHeight(): number {
    return this.scene.hasCoverage ? this.thisYear().length * LANE.step + 2 : 0;
  }

  private thisYear(): readonly ChartLine[] {
    return this.scene.lines.filter(({ yearsBefore }) => yearsBefore === 0);
  }

  private draw(): void {
    const { plot, scene } = this;
    const { ctx, bbox } = plot;
    const frame: Frame = {
      ...bbox,
      x: (instant) => plot.valToPos(instant, 'x', true),
      y: (value) => plot.valToPos(value, 'y', true),
    };
    this.drawn.clear();
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    const isAlone = this.thisYear().length === 1;
    for (const line of this.thisYear()) this.hatch(line, frame, isAlone);
    this.marks(frame);
    // This year on top of earlier ones.
    for (const line of scene.lines.toSorted((a, b) => b.yearsBefore - a.yearsBefore)) this.line(line, frame);
    ctx.restore();
    if (scene.hasCoverage) {
      this.thisYear().forEach((line, n) => {
        this.lane(line, { ...frame, top: bbox.top + bbox.height + (n * LANE.step + 4) * devicePixelRatio });
      });
    }
  }

  private hatch({ gaps, look }: ChartLine, frame: Frame, isAlone: boolean): void {
    const { ctx } = this.plot;
    ctx.globalAlpha = isAlone ? 0.45 : 0.4;
    const colour = this.host.colour(isAlone ? '--ink-soft' : colourOf(look));
    ctx.fillStyle = hatching(ctx, colour, devicePixelRatio, look % 2 === 0 ? 1 : -1);
    for (const [from, until] of gapSpans(gaps, frame))
      ctx.fillRect(from, frame.top, until - from, frame.height);
    ctx.globalAlpha = 1;
  }

  /** Where now is, and what somebody points at in the list. */
  private marks(frame: Frame): void {
    const { ctx } = this.plot;
    const { now, highlighted } = this.scene;
    const { top, height, x } = frame;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.strokeStyle = this.host.colour('--ink-soft');
    ctx.beginPath();
    ctx.moveTo(x(now), top);
    ctx.lineTo(x(now), top + height);
    ctx.stroke();
    ctx.setLineDash([]);
    if (highlighted === null) return;
    ctx.strokeStyle = this.host.colour('--focus');
    ctx.lineWidth = 2 * devicePixelRatio;
    for (const [from, until] of gapSpans([highlighted], frame)) {
      ctx.strokeRect(from - 1, top + devicePixelRatio, until - from + 2, height - 2 * devicePixelRatio);
    }
  }

  private line({ id, look, yearsBefore, points, gaps }: ChartLine, frame: Frame): void {
    const { ctx } = this.plot;
    const shape = lineShape(points, gaps, frame, yearsBefore === 0);
    this.drawn.set(id, shape.drawn);
    const colour = this.host.colour(colourOf(look));
    ctx.save();
    ctx.clip(shape.clip);
    if (shape.band !== null) {
      ctx.globalAlpha = 0.18;
      ctx.fillStyle = colour;
      ctx.fill(shape.band);
    }
    ctx.globalAlpha = yearsBefore === 0 ? 1 : Math.max(0.35, 0.85 - 0.12 * yearsBefore);
    ctx.strokeStyle = colour;
    ctx.lineJoin = 'round';
    ctx.lineCap = dashOf(look).length === 0 ? 'round' : 'butt';
    ctx.lineWidth = (yearsBefore === 0 ? 2 : 1.25) * devicePixelRatio;
    ctx.setLineDash(dashOf(look).map((length) => length * devicePixelRatio));
    ctx.stroke(shape.stroke);
    ctx.restore();
  }

  /** How much of each point readings cover: the fuller, the darker. */
  private lane({ points, gaps, look }: ChartLine, frame: Frame): void {
    const { ctx } = this.plot;
    const { left, width, top, x } = frame;
    const height = LANE.height * devicePixelRatio;
    const colour = this.host.colour(colourOf(look));
    const isIn = (at: number): number => Math.min(left + width, Math.max(left, at));
    ctx.save();
    ctx.fillStyle = colour;
    for (const { from, until, coverage } of points) {
      // To whole pixels: two that overlapped would be a seam.
      const [begin, end] = [Math.round(isIn(x(from))), Math.round(isIn(x(until)))];
      if (coverage === null || !(end > begin)) continue;
      ctx.globalAlpha = 0.15 + 0.75 * Math.min(1, Math.max(0, coverage)) ** 2;
      ctx.fillRect(begin, top, end - begin, height);
    }
    ctx.globalAlpha = 0.8;
    for (const [from, until] of gapSpans(gaps, frame)) {
      ctx.clearRect(from, top, until - from, height);
      ctx.strokeStyle = colour;
      ctx.lineWidth = devicePixelRatio;
      ctx.strokeRect(from + 0.5, top + 0.5, Math.max(0, until - from - 1), height - 1);
    }
    ctx.restore();
  }
}
